from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.addons.crm_extended.tests.safety.test_working_time import WorkingTimeCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

FRIDAY = "2026-03-06 16:00:00"
MONDAY = "2026-03-09 08:00:00"


class SlaCase(WorkingTimeCase):
    """A policy on top of all others: 4 h to answer, 8 h to solve, in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar("UTC", (8, 12), (13, 17))
        cls.policy = cls._create_policy("Pumps", team_ids=cls.team.ids)

    @classmethod
    def _create_policy(cls, name, hours=(4, 8), **values):
        return cls.env["crm.sla.policy"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "sequence": 1,
                "resource_calendar_id": cls.calendar.id,
                "target_ids": [
                    Command.create(
                        {
                            "priority": "0",
                            "first_response_hours": hours[0],
                            "resolution_hours": hours[1],
                        }
                    ),
                    Command.create({"priority": "3", "resolution_hours": 1}),
                ],
            }
            | values
        )

    def _run_job(self, **kwargs):
        self.patch(
            self.env.registry["ir.cron"],
            "_commit_progress",
            lambda cron, *args, **kwargs: timedelta.max,
        )
        self.env["crm.service.request"]._cron_check_sla(**kwargs)

    def assertDeadline(self, request, expected):
        self.assertEqual(str(request.resolution_deadline), expected)


@tagged("post_install", "-at_install")
class TestSlaDeadlines(SlaCase):
    """What is promised, and from when to when it counts (SRV-05)."""

    @freeze_time(FRIDAY)
    def test_only_working_hours_count(self):
        """Eight hours from Friday at four end on Monday at four."""
        request = self._create_request(user=self.agent)

        self.assertEqual(request.sla_policy_id, self.policy)
        self.assertDeadline(request, "2026-03-09 16:00:00")
        self.assertEqual(str(request.first_response_deadline), "2026-03-09 11:00:00")
        self.assertEqual(request.sla_deadline, request.first_response_deadline)

    @freeze_time(FRIDAY)
    def test_holidays_do_not_count(self):
        """A holiday of the company takes time away, one of another company does not."""
        for company, expected in (
            (self.company, "2026-03-10 16:00:00"),
            (self.other_company, "2026-03-09 16:00:00"),
        ):
            with self.subTest(company=company.name):
                holiday = self.env["resource.calendar.leaves"].create(
                    {
                        "name": "Holiday",
                        "company_id": company.id,
                        "calendar_id": False,
                        "date_from": "2026-03-09 00:00:00",
                        "date_to": "2026-03-09 23:59:59",
                    }
                )
                holiday.company_id = company
                self.assertDeadline(self._create_request(), expected)
                holiday.unlink()

    def test_clocks_that_change(self):
        """A promise keeps its hours where clocks are put forward or back."""
        self.policy.resource_calendar_id = self._create_calendar(
            "Europe/Berlin", (9, 17)
        )
        for opened, expected in (
            ("2026-03-27 14:00:00", "2026-03-30 13:00:00"),
            ("2026-10-23 13:00:00", "2026-10-26 14:00:00"),
        ):
            with self.subTest(opened=opened), freeze_time(opened):
                self.assertDeadline(self._create_request(), expected)

    @freeze_time(MONDAY)
    def test_whose_working_hours(self):
        """The hours of the policy count, else of the team, else of the company."""
        afternoons = self._create_calendar("UTC", (13, 17))
        evenings = self._create_calendar("UTC", (18, 22))
        self.team.resource_calendar_id = afternoons
        self.company.resource_calendar_id = evenings
        for calendar, expected in (
            (self.calendar, "2026-03-09 17:00:00"),
            (afternoons.browse(), "2026-03-10 17:00:00"),
        ):
            with self.subTest(expected=expected):
                self.policy.resource_calendar_id = calendar
                self.assertDeadline(self._create_request(), expected)
        self.team.resource_calendar_id = False
        self.assertDeadline(self._create_request(), "2026-03-10 22:00:00")

    @freeze_time(MONDAY)
    def test_calendar_without_opening_hours(self):
        """Where nobody ever works nothing is promised, and no request is refused."""
        self.policy.resource_calendar_id = self._create_calendar("UTC")

        request = self._create_request()

        self.assertFalse(request.resolution_deadline)
        self.assertEqual(request.sla_state, "none")

    @freeze_time(MONDAY)
    def test_first_policy_that_covers(self):
        """The first policy that covers team and category counts, the others do not."""
        pumps = self._create_category("Pumps")
        leaks = self._create_category("Leaks", parent_id=pumps.id)
        special = self._create_policy("Leaks", hours=(0, 2), category_ids=pumps.ids)
        special.sequence = 0
        other_team = self._create_team("Compressors")
        standard = self.env["crm.sla.policy"].search(
            [("company_id", "=", self.company.id)], order="sequence desc", limit=1
        )
        for values, expected in (
            ({}, self.policy),
            ({"category_id": pumps.id}, special),
            ({"category_id": leaks.id}, special),
            ({"team_id": other_team.id}, standard),
            ({"team_id": other_team.id, "category_id": leaks.id}, special),
        ):
            with self.subTest(values=values):
                request = self._create_request(**values)
                self.assertEqual(request.sla_policy_id, expected)

    def test_policy_of_an_archived_team(self):
        """A policy for a team that is archived does not become one for everybody."""
        team = self._create_team("Pools in Summer")
        policy = self._create_policy("Pools", team_ids=team.ids)
        policy.sequence = 0
        team.active = False

        self.assertEqual(self._create_request().sla_policy_id, self.policy)

    def test_promise_again_from_the_start(self):
        """Another priority, team or category promises anew from the original start."""
        with freeze_time(MONDAY):
            request = self._create_request(user=self.agent)
        with freeze_time("2026-03-09 10:00:00"):
            request.priority = "3"
            self.assertDeadline(request, "2026-03-09 09:00:00")
            self.assertFalse(request.first_response_deadline)
            self.assertEqual(request.sla_state, "missed")
            request.priority = "0"
            self.assertDeadline(request, "2026-03-09 17:00:00")
            self.assertEqual(request.sla_state, "on_track")

    @freeze_time(MONDAY)
    def test_no_promise(self):
        """Where no policy covers a request, nothing is due and nothing fails."""
        self.env["crm.sla.policy"].search([]).action_archive()

        request = self._create_request(user=self.users["employee"])

        self.assertFalse(request.sla_policy_id)
        self.assertRecordValues(request.sudo(), [self._standing("none")])

    @freeze_time(MONDAY)
    def test_a_changed_policy_keeps_its_promises(self):
        """What was promised stays when the policy is changed later."""
        request = self._create_request()

        self.policy.target_ids.resolution_hours = 40

        self.assertDeadline(request, "2026-03-09 17:00:00")

    def test_other_company_stays_out(self):
        """A policy takes no team of another company, and is not seen from there."""
        foreign = self.other_company.crm_service_team_id
        policies = self.env["crm.sla.policy"]

        with self.assertRaises(UserError):
            self.policy.team_ids = foreign
        theirs = policies.search([("company_id", "=", self.other_company.id)])
        self.assertTrue(theirs)
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["name"])

    @mute_logger("odoo.sql_db")
    def test_impossible_targets(self):
        """Two targets for one priority, negative hours or 0 % are refused."""
        target = {"policy_id": self.policy.id, "priority": "1"}
        for values in ({"priority": "0"}, {"resolution_hours": -1}):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env["crm.sla.target"].create(target | values)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.policy.warning_percentage = 0
            self.env.flush_all()

    def test_every_company_has_a_policy(self):
        """Each company promises something from the first day, and only once."""
        Policy = self.env["crm.sla.policy"]
        self.env["res.company"]._crm_ensure_service_desks()
        for company in self.env["res.company"].search([]):
            if company != self.company:
                found = Policy.search_count([("company_id", "=", company.id)])
                self.assertEqual(found, 1, company.name)

    def test_category_chooses_the_team(self):
        """A new request goes to the team of its category; an old one stays."""
        team = self._create_team("Seals")
        seals = self._create_category("Seals", team_id=team.id)

        new = self.env["crm.service.request"].create(
            {"name": "Leak", "category_id": seals.id}
        )
        old = self._create_request()
        old.category_id = seals

        self.assertEqual(new.team_id, team)
        self.assertEqual(old.team_id, self.team)

    def test_category_in_use_stays(self):
        """A category with requests is not deleted, and never part of itself."""
        pumps = self._create_category("Pumps")
        leaks = self._create_category("Leaks", parent_id=pumps.id)
        request = self._create_request(category_id=leaks.id)

        self.assertEqual(leaks.display_name, "Pumps / Leaks")
        with self.assertRaisesRegex(UserError, request.number):
            leaks.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            pumps.parent_id = leaks

    def _create_category(self, name, **values):
        return self.env["crm.service.category"].create({"name": name} | values)

    def _standing(self, state):
        return {"sla_state": state, "sla_deadline": False, "sla_next_check": False}
