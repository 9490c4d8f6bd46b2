from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.addons.crm_extended.tests.service.test_sla import MONDAY
from odoo.addons.crm_extended.tests.service.test_sla_clock import ClockCase, at
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestSlaEscalation(ClockCase):
    """Whoever should know hears in time, and once (SRV-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.request.sudo()
        cls.warn = cls._create_level(75, notify="assignee")
        cls.due = cls._create_level(100, raise_to="2", assign_to="leader")
        cls.late = cls._create_level(
            100, extra_hours=1, notify="user", user_id=cls.manager.id
        )
        with freeze_time(MONDAY):
            # four hours to answer: due at twelve, an hour late at two
            cls.request = cls._create_request(user_id=cls.agent.id)

    @classmethod
    def _create_level(cls, percentage, **values):
        return cls.env["crm.sla.escalation"].create(
            {
                "policy_id": cls.policy.id,
                "percentage": percentage,
                "kind": "first_response",
            }
            | values
        )

    def test_levels_in_their_order(self):
        """75 %, 100 % and an hour after it tell who is to know, raise and hand over."""
        for moment, users, priority, assignee in (
            ("10:59", self.agent.browse(), "0", self.agent),
            ("11:00", self.agent, "0", self.agent),
            ("11:59", self.agent, "0", self.agent),
            ("12:00", self.agent | self.leader, "2", self.leader),
            ("13:59", self.agent | self.leader, "2", self.leader),
            ("14:00", self.agent | self.leader | self.manager, "2", self.leader),
            ("16:59", self.agent | self.leader | self.manager, "2", self.leader),
        ):
            with self.subTest(moment), at(moment):
                self._run_job()
                self._run_job()
                activities = self.request.activity_ids
                self.assertEqual(activities.user_id, users)
                self.assertEqual(len(activities), len(users))
                self.assertEqual(self.request.priority, priority)
                self.assertEqual(self.request.user_id, assignee)

        # what was promised is no other for having been worried about
        self.assertDeadline(self.request, "2026-03-09 17:00:00")
        clock = self._get_clock()
        self.assertEqual(clock.escalation_ids, self.warn | self.due | self.late)

    def test_once_for_each_promise(self):
        """A level for every promise happens for the answer and for the solution."""
        level = self._create_level(90, kind=False, notify="leader")
        with freeze_time(MONDAY):
            request = self._create_request()
        for moment, count in (("11:36", 1), ("16:11", 1), ("16:12", 2)):
            with self.subTest(moment), at(moment):
                self._run_job()
                clocks = request.sla_clock_ids
                reached = clocks.filtered(lambda c: level in c.escalation_ids)
                self.assertEqual(len(reached), count)

    def test_not_in_a_pause(self):
        """Nobody is told while we wait; what was reached before is told afterwards."""
        with at("10:30"):
            self.request.stage_id = self.stage_waiting
        with at("16:00"):
            self._run_job()
            self.assertFalse(self.request.activity_ids)
            self.request.stage_id = self.stage_progress
        with at("16:29"):
            self._run_job()
            self.assertFalse(self.request.activity_ids)
        with at("16:30"):
            self._run_job()
        self.assertEqual(self.request.activity_ids.user_id, self.agent)

    def test_reached_before_the_pause(self):
        """A level that the job had no time for before a pause waits for its end."""
        with at("11:05"):
            self.request.stage_id = self.stage_waiting
            self.assertFalse(self._get_clock().next_call_at)
            self._run_job()
            self.assertFalse(self.request.activity_ids)
        with at("15:00"):
            self.request.stage_id = self.stage_progress
            self._run_job()
        self.assertEqual(self.request.activity_ids.user_id, self.agent)

    def test_not_for_what_is_done(self):
        """An answer or the end of the request comes before any escalation."""
        with freeze_time(MONDAY):
            closed = self._create_request()
        with at("10:00"):
            self._answer(self.request)
            closed.stage_id = self.stage_solved
        with at("17:00"):
            self._run_job()

        self.assertFalse((self.request | closed).activity_ids)

    def test_all_that_was_missed_at_once(self):
        """Where the job did not run for a day, each level happens once all the same."""
        with at("08:00", day="10"):
            self._run_job()
            self._run_job()

        self.assertEqual(len(self.request.activity_ids), 3)
        self.assertEqual(self.request.user_id, self.leader)

    def test_nobody_to_tell(self):
        """Without assignee and leader it is noted in the log, and nothing fails."""
        self.team.user_id = False
        self.request.user_id = False
        with at("12:00"):
            self._run_job()

        self.assertFalse(self.request.activity_ids)
        self.assertEqual(self.request.priority, "2")
        bodies = "".join(self.request.message_ids.mapped("body"))
        self.assertIn("First Response, 75 %", bodies)
        self.assertIn("First Response, 100 %", bodies)

    def test_one_bad_record(self):
        """A request that can't be escalated holds up no other, and is tried again."""
        with freeze_time(MONDAY):
            good = self._create_request(user_id=self.agent.id)
        Level = self.env.registry["crm.sla.escalation"]
        fire = Level._fire

        def fail(level, clocks):
            if self.request in clocks.request_id:
                raise ValueError("bad record")
            return fire(level, clocks)

        with (
            at("11:00"),
            patch.object(Level, "_fire", fail),
            mute_logger(
                "odoo.addons.crm_extended.models.service.crm_service_request_escalation"
            ),
        ):
            self._run_job()
        self.assertTrue(good.activity_ids)
        self.assertFalse(self.request.activity_ids)
        self.assertEqual(str(self.request.sla_next_check), "2026-03-09 12:00:00")
        with at("12:00"):
            self._run_job()
        self.assertEqual(self.request.user_id, self.leader)

    def test_who_is_named(self):
        """A level that tells a colleague names one; hours and shares make sense."""
        with self.assertRaisesRegex(UserError, "100 % \\+ 02:00"):
            self._create_level(100, extra_hours=2, notify="user")
        for values in ({"percentage": 0}, {"percentage": 101}, {"extra_hours": -1}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.late.write(values)
                self.env.flush_all()

    def test_other_company_stays_out(self):
        """Nobody of another company is told or handed a request."""
        foreigner = self._create_user(
            "test.foreign", "base.group_user", self.other_company
        )
        with self.assertRaises(UserError):
            self._create_level(80, notify="user", user_id=foreigner.id)

    def test_queries_of_escalating_hundreds(self):
        """Telling of 300 requests costs few queries more than telling of one."""
        with freeze_time(MONDAY):
            self.env["crm.service.request"].create(
                [
                    {"name": "Leak", "team_id": self.team.id, "user_id": self.agent.id}
                    for _number in range(300)
                ]
            )
            self.env.flush_all()
        with at("11:00"):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._run_job()
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before

        self.assertEqual(len(self.warn_activities()), 301)
        self.assertLessEqual(queries, 90)

    def test_a_policy_keeps_its_levels_when_copied(self):
        """A copy of a policy promises and escalates like the first."""
        copy = self.policy.copy()

        self.assertEqual(
            copy.escalation_ids.mapped("display_name"),
            ["75 %", "100 %", "100 % + 01:00"],
        )
        self.assertEqual(len(copy.target_ids), 2)

    def warn_activities(self):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.service.request"),
                ("user_id", "=", self.agent.id),
                ("summary", "ilike", "75 %"),
            ]
        )

    def _get_clock(self):
        return self.request.sla_clock_ids.filtered(
            lambda clock: clock.kind == "first_response"
        )
