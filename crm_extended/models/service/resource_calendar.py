from pytz import utc

from odoo import models
from odoo.addons.crm_extended.tools.working_time import WorkingTime


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _crm_get_working_time(self, company):
        """Return the :class:`WorkingTime` of the calendar in a company.

        Where there is no calendar, every hour is a working hour.
        """

        def load(start, stop):
            return self._crm_get_working_intervals(start, stop, company)

        return WorkingTime(load)

    def _crm_get_working_intervals(self, start, stop, company, resource=None):
        """Return when work is done between two moments: the one place that knows.

        Opening hours in the time zone of the calendar, without the holidays of the
        company, and without the absences of ``resource`` where one is given.

        :param datetime start: in UTC, like all datetimes here
        :return: list of (opens, closes), in order
        """
        if not self:
            return [(start, stop)]
        resource = resource or self.env["resource.resource"]
        intervals = self._work_intervals_batch(
            utc.localize(start),
            utc.localize(stop),
            resources=resource,
            # without it, the holidays of every other company would count as well
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
        )[resource.id]
        return [
            tuple(moment.astimezone(utc).replace(tzinfo=None) for moment in interval)
            for *interval, _attendance in intervals
        ]
