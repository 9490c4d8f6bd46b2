from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo import models
from odoo.addons.crm_extended.tools.working_time import WorkingTime
from odoo.fields import Domain
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals


def _plain(intervals, stop):
    """Return intervals that can be joined with others, whatever made them.

    What ends in the last second of a minute, as Odoo writes the end of a day, ends
    with that minute: else a day off would leave a second of work.
    """
    return Intervals(
        (opens, min(_round_up(closes), stop), frozenset())
        for opens, closes, _made_by in intervals
    )


def _round_up(moment):
    if moment.second < 59:
        return moment
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


class ResourceCalendar(models.Model):
    """When work is done: the one place that promises, routing and reminders ask."""

    _inherit = "resource.calendar"

    def _crm_get_working_time(self, company, resource=None):
        """Return the :class:`WorkingTime` of the calendar in a company.

        It says when hours or days of work are over, and how much was worked between
        two moments. Where there is no calendar, every hour is a working hour.

        :param resource: a person whose absences are taken away as well
        """

        def load(start, stop):
            return self._crm_get_working_intervals(start, stop, company, resource)

        return WorkingTime(load, timezone(self.tz or "UTC"))

    def _crm_get_working_intervals(self, start, stop, company, resource=None):
        """Return when work is done between two moments: the one place that knows.

        Opening hours in the time zone of the calendar, without the holidays of the
        company, with its special working days, and without the absences of ``resource``
        where one is given.

        :param datetime start: in UTC, like all datetimes here
        :return: list of (opens, closes), in order
        """
        if not self:
            return [(start, stop)]
        resource = resource or self.env["resource.resource"]
        bounds = (utc.localize(start), utc.localize(stop))
        opening = self._attendance_intervals_batch(*bounds, resource)[resource.id]
        closed = self._crm_get_absences(*bounds, company)
        worked = _plain(opening, bounds[1]) - closed
        worked |= self._crm_get_special(*bounds, company)
        if resource:
            worked -= self._crm_get_absences(*bounds, company, resource)
        return [
            tuple(moment.astimezone(utc).replace(tzinfo=None) for moment in interval)
            for *interval, _made_by in worked
        ]

    def _crm_get_absences(self, start, stop, company, resource=None):
        """Return the holidays of a company, or the absences of one person alone."""
        domain = Domain("time_type", "=", "leave")
        if resource:
            domain &= Domain("resource_id", "=", resource.id)
        else:
            # without it, the holidays of every other company would count as well
            domain &= Domain("company_id", "in", [False, company.id])
        leaves = self._leave_intervals_batch(start, stop, resource, list(domain))
        return _plain(leaves[resource.id if resource else False], stop)

    def _crm_get_special(self, start, stop, company):
        """Return the hours of special working days between two moments."""
        zone = timezone(self.tz or "UTC")
        # sudo: when we work is no secret, and asked on behalf of customers too
        days = self.env["crm.working.day"].sudo()
        days = days.search_fetch(
            [
                ("company_id", "=", company.id),
                ("calendar_id", "in", [False, *self.ids]),
                ("date", ">=", start.astimezone(zone).date()),
                ("date", "<=", stop.astimezone(zone).date()),
            ]
        )
        hours = (
            (max(opens, start), closes, frozenset())
            for day in days
            for opens, closes in self._crm_get_hours_as(day.worked_as, day.date, zone)
        )
        # what ends before it starts lies outside, and is left out
        return _plain(hours, stop)

    def _crm_get_hours_as(self, weekday, date, zone):
        """Yield the hours of a day of the week, as if ``date`` were one."""
        week_type = str(self.attendance_ids.get_week_type(date))
        for attendance in self.attendance_ids:
            if (
                attendance.dayofweek == weekday
                and attendance.day_period != "lunch"
                and not attendance.display_type
                and attendance.week_type in (False, week_type)
            ):
                yield tuple(
                    zone.localize(datetime.combine(date, float_to_time(hour)))
                    for hour in (attendance.hour_from, attendance.hour_to)
                )

    def write(self, vals):
        result = super().write(vals)
        if not {"tz", "two_weeks_calendar"}.isdisjoint(vals):
            self._crm_hours_changed()
        return result

    def _crm_hours_changed(self):
        """Do what follows when a calendar is worked in other hours: a hook."""
