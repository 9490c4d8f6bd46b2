from datetime import datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import tagged
from odoo.tools import mute_logger

FRIDAY = datetime(2026, 3, 6, 16)


class WorkingTimeCase(CrmExtendedCase):
    """Working hours of any kind, in a company."""

    @classmethod
    def _create_calendar(cls, tz, *opening_hours):
        return cls.env["resource.calendar"].create(
            {
                "name": f"Monday to Friday, {tz}",
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": opens,
                            "hour_to": closes,
                            "day_period": "morning" if opens < 12 else "afternoon",
                        }
                    )
                    for day in range(5)
                    for opens, closes in opening_hours
                ],
            }
        )

    @classmethod
    def _create_working_day(cls, date, **values):
        return cls.env["crm.working.day"].create(
            {"name": "Makes up for a holiday", "date": date} | values
        )

    @classmethod
    def _create_holiday(cls, date_from, date_to, **values):
        holiday = cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": False,
                "date_from": date_from,
                "date_to": date_to,
            }
            | values
        )
        holiday.company_id = values.get("company_id", cls.company.id)
        return holiday


@tagged("post_install", "-at_install")
class TestWorkingTime(WorkingTimeCase):
    """When work is done: opening hours, holidays, special days, absences (SRV-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar("UTC", (8, 12), (13, 17))

    def test_special_working_day(self):
        """A Saturday that was made a working day is worked as the day that it says."""
        self.assertEnd("2026-03-09 16:00:00")
        saturday = self._create_working_day("2026-03-07")
        self.assertEnd("2026-03-07 16:00:00")
        # nobody works on a Sunday
        saturday.worked_as = "6"
        self.assertEnd("2026-03-09 16:00:00")

    def test_whose_special_working_day(self):
        """It counts for the calendar it names or for all, and only in its company."""
        nights = self._create_calendar("UTC", (18, 22))
        for values, expected in (
            ({"calendar_id": self.calendar.id}, "2026-03-07 16:00:00"),
            ({"calendar_id": nights.id}, "2026-03-09 16:00:00"),
            ({"company_id": self.other_company.id}, "2026-03-09 16:00:00"),
        ):
            with self.subTest(values=values):
                day = self._create_working_day("2026-03-07", **values)
                self.assertEnd(expected)
                day.unlink()

    def test_special_working_day_in_a_holiday_week(self):
        """A special working day is worked, even inside a holiday of the company."""
        self._create_holiday("2026-03-07 00:00:00", "2026-03-09 23:59:59")
        self.assertEnd("2026-03-10 16:00:00")
        self._create_working_day("2026-03-08")
        self.assertEnd("2026-03-08 16:00:00")

    def test_special_working_day_where_the_calendar_is(self):
        """The hours of a special day are those of Shanghai where the calendar is."""
        self.calendar.tz = "Asia/Shanghai"
        self._create_working_day("2026-03-07")
        working_time = self.calendar._crm_get_working_time(self.company)

        # Friday at four in Shanghai
        end = working_time.add(datetime(2026, 3, 6, 8), 8)

        self.assertEqual(end, datetime(2026, 3, 7, 8))

    def test_every_second_week(self):
        """Where weeks alternate, a special day has the hours of its own week."""
        self.calendar.attendance_ids.week_type = "1"
        for day in ("2026-03-07", "2026-03-14"):
            self._create_working_day(day)
        hours = [
            self.calendar._crm_get_working_time(self.company).hours_between(
                datetime(2026, 3, day), datetime(2026, 3, day + 1)
            )
            for day in (7, 14)
        ]

        self.assertEqual(sorted(hours), [0, 8])

    def test_absences_of_a_person(self):
        """Who is away does not work, not even on a special working day."""
        person = self.env["resource.resource"].create(
            {"name": "Ada", "calendar_id": self.calendar.id, "tz": "UTC"}
        )
        self._create_working_day("2026-03-07")
        self._create_holiday(
            "2026-03-07 00:00:00", "2026-03-09 12:00:00", resource_id=person.id
        )

        of_person = self.calendar._crm_get_working_time(self.company, person)

        self.assertEqual(of_person.add(FRIDAY, 8), datetime(2026, 3, 10, 11))
        self.assertEnd("2026-03-07 16:00:00")

    def test_a_holiday_leaves_no_second_of_work(self):
        """Round the clock, a holiday until 23:59:59 lasts until midnight."""
        always = self._create_calendar("UTC", (0, 24))
        self._create_holiday("2026-03-09 00:00:00", "2026-03-09 23:59:59")
        working_time = always._crm_get_working_time(self.company)

        self.assertEqual(working_time.add_days(FRIDAY, 1), datetime(2026, 3, 11))
        self.assertEqual(
            working_time.hours_between(FRIDAY, datetime(2026, 3, 11)), 8 + 24
        )

    def test_no_calendar(self):
        """Without working hours every hour counts, and every day is a whole one."""
        working_time = self.env["resource.calendar"]._crm_get_working_time(self.company)

        self.assertEqual(working_time.add(FRIDAY, 60), datetime(2026, 3, 9, 4))
        self.assertEqual(working_time.add_days(FRIDAY, 2), datetime(2026, 3, 9))

    def test_days_across_the_date_line(self):
        """A working day ends when the calendar says so, whatever the date in UTC."""
        calendar = self._create_calendar("Pacific/Auckland", (8, 17))
        working_time = calendar._crm_get_working_time(self.company)

        # Friday 6 March, 21:00 in Auckland; they are 13 hours ahead
        end = working_time.add_days(datetime(2026, 3, 6, 8), 1)

        self.assertEqual(end, datetime(2026, 3, 9, 4))

    @mute_logger("odoo.sql_db")
    def test_a_day_is_noted_once(self):
        """A second note for the same day and working hours is refused."""
        self._create_working_day("2026-03-07")
        self._create_working_day("2026-03-07", calendar_id=self.calendar.id)

        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_working_day("2026-03-07")

    def test_who_counts_in_hours_hears_of_changes(self):
        """Each way of changing when work is done is passed on, with its calendars."""
        heard = self.env["resource.calendar"]
        nights = self._create_calendar("UTC", (18, 22))

        def hear(calendars):
            nonlocal heard
            heard |= calendars

        self.patch(self.env.registry["resource.calendar"], "_crm_hours_changed", hear)
        for change, expected in (
            (lambda: self._create_working_day("2026-03-07"), self.calendar | nights),
            (
                lambda: self._create_holiday(
                    "2026-03-07 00:00:00", "2026-03-08 00:00:00"
                ),
                self.calendar | nights,
            ),
            (lambda: setattr(self.calendar, "tz", "Asia/Tokyo"), self.calendar),
            (lambda: nights.attendance_ids[0].unlink(), nights),
            (lambda: nights.attendance_ids.write({"hour_to": 23}), nights),
        ):
            heard = self.env["resource.calendar"]
            change()
            self.assertEqual(heard & (self.calendar | nights), expected)

    def assertEnd(self, expected):
        """Assert when eight hours from Friday at four are over."""
        working_time = self.calendar._crm_get_working_time(self.company)
        self.assertEqual(str(working_time.add(FRIDAY, 8)), expected)
