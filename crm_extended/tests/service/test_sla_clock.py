from datetime import datetime

from odoo.addons.crm_extended.tests.service.test_sla import FRIDAY, MONDAY, SlaCase
from odoo.addons.mail.tests.common import MailCase
from odoo.tests import freeze_time, tagged


def at(moment, day="09"):
    """Freeze time at a moment of Monday, 9 March 2026."""
    return freeze_time(f"2026-03-{day} {moment}:00")


class ClockCase(SlaCase):
    """Requests that are moved, answered and written to, at fixed moments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_waiting = cls.env.ref("crm_extended.crm_service_stage_waiting")
        with freeze_time(MONDAY):
            cls.request = cls._create_request(user=cls.agent)

    def _answer(self, request):
        self._say(request.with_user(self.agent), self.agent.partner_id)

    def _write_as_customer(self, request, message_type="email", **values):
        self._say(request.sudo(), self.contact, message_type, **values)

    def _say(self, request, author, message_type="comment", **values):
        request.message_post(
            body="It is still loud",
            author_id=author.id,
            message_type=message_type,
            **{"subtype_xmlid": "mail.mt_comment"} | values,
        )

    def _get_spans(self, request):
        return [
            (
                span.state,
                str(span.date_from)[8:16],
                str(span.date_to or "")[8:16],
                span.hours,
            )
            for span in request.sudo().sla_span_ids
        ]


@tagged("post_install", "-at_install")
class TestSlaPause(ClockCase):
    """Time spent waiting is not counted, to the second (SRV-07)."""

    def test_waiting_moves_the_deadline(self):
        """A pause of two working hours and a lunch break moves it by two hours."""
        with at("11:00"):
            self.request.stage_id = self.stage_waiting
            self.assertRecordValues(
                self.request.sudo(),
                [
                    {
                        "sla_state": "paused",
                        "sla_deadline": False,
                        "resolution_deadline": False,
                        "sla_next_check": False,
                        # one of the four to answer
                        "sla_hours_left": 1,
                    }
                ],
            )
        with at("14:00"):
            self.request.stage_id = self.stage_progress

        self.assertDeadline(self.request, "2026-03-10 10:00:00")
        self.assertEqual(str(self.request.sla_deadline), "2026-03-09 15:00:00")
        self.assertEqual(
            self._get_spans(self.request),
            [
                ("running", "09 08:00", "09 11:00", 3),
                ("paused", "09 11:00", "09 14:00", 2),
                ("running", "09 14:00", "", 0),
            ],
        )

    def test_pauses_at_odd_moments(self):
        """Pauses that begin and end at any second add up exactly."""
        for start, end in (("08:00:07", "08:20:11"), ("08:33:01", "12:31:59")):
            with freeze_time(f"2026-03-09 {start}"):
                self.request.stage_id = self.stage_waiting
            with freeze_time(f"2026-03-09 {end}"):
                self.request.stage_id = self.stage_progress

        # 20:04 and then 3:26:59, as nobody works from 12 to 13
        self.assertDeadline(self.request, "2026-03-10 11:47:03")

    def test_a_pause_outside_of_working_hours(self):
        """Waiting through a weekend moves nothing."""
        with freeze_time("2026-03-13 16:00:00"):
            request = self._create_request(user=self.agent)
        with freeze_time("2026-03-13 17:00:00"):
            request.stage_id = self.stage_waiting
        with freeze_time("2026-03-16 08:00:00"):
            request.stage_id = self.stage_progress

        self.assertDeadline(request, "2026-03-16 16:00:00")

    def test_late_before_the_pause(self):
        """What was late before it was paused stays missed, and says by how much."""
        with at("13:30"):
            self.request.stage_id = self.stage_waiting

        self.assertRecordValues(
            self.request.sudo(),
            [{"sla_state": "paused", "is_sla_missed": True, "sla_hours_left": -0.5}],
        )
        self.assertEqual(
            str(self.request.first_response_deadline), "2026-03-09 12:00:00"
        )

    def test_customer_ends_the_waiting(self):
        """What the customer writes sets the clock going, in the stage before."""
        for message_type in ("email", "comment"):
            with self.subTest(message_type):
                with at("11:00"):
                    request = self._create_request(stage_id=self.stage_waiting.id)
                with at("14:00"):
                    self._write_as_customer(request, message_type)
                self.assertEqual(request.stage_id, self.stage_progress)
                self.assertEqual(str(request.sla_deadline), "2026-03-10 09:00:00")

    def test_what_does_not_end_the_waiting(self):
        """Notes, our own words and what machines send are no answer of the customer."""
        robot = self.env.ref("base.partner_root")
        note = {"subtype_xmlid": "mail.mt_note"}
        with at("11:00"):
            self.request.stage_id = self.stage_waiting
        for author, message_type, values in (
            (self.agent.partner_id, "comment", {}),
            (self.agent.partner_id, "comment", note),
            (self.contact, "comment", note),
            (self.contact, "out_of_office", {}),
            (self.contact, "auto_comment", {}),
            (robot, "comment", {}),
            (robot, "notification", {}),
        ):
            with self.subTest(author.name, message_type=message_type, **values):
                self._say(self.request.sudo(), author, message_type, **values)
                self.assertEqual(self.request.stage_id, self.stage_waiting)

    def test_a_call_ends_the_waiting(self):
        """A customer who calls is not waited for any more; an attempt is no call."""
        call = {
            "name": "Call",
            "res_model": "crm.service.request",
            "res_id": self.request.id,
            "channel": "phone",
            "direction": "in",
        }
        Interaction = self.env["crm.interaction"].with_user(self.agent)
        with at("11:00"):
            self.request.stage_id = self.stage_waiting
            Interaction.create(call | {"is_reached": False})
            self.assertEqual(self.request.stage_id, self.stage_waiting)
            Interaction.create(call)
            self.assertEqual(self.request.stage_id, self.stage_progress)

    def test_where_all_stages_wait(self):
        """A team without a working stage keeps its requests where they are."""
        team = self._create_team("Wells")
        every = self.env["crm.service.stage"].search([])
        every.team_ids = self.team
        parked = every.create(
            {"name": "Parked", "is_waiting": True, "team_ids": team.ids}
        )
        request = self._create_request(team_id=team.id)
        self.assertEqual(request.stage_id, parked)

        self._write_as_customer(request)

        self.assertEqual(request.stage_id, parked)
        self.assertEqual(request.sla_state, "paused")

    def test_a_stage_becomes_a_waiting_one(self):
        """Whoever changes what a stage means changes it for all that are in it."""
        with at("09:00"):
            self.request.stage_id = self.stage_progress
            archived = self._create_request(stage_id=self.stage_progress.id)
            archived.active = False
        with at("10:00"):
            self.stage_progress.is_waiting = True
        requests = self.request | archived
        self.assertEqual(requests.mapped("sla_state"), ["paused", "paused"])
        with at("11:00"):
            self.stage_progress.is_waiting = False
        self.assertDeadline(self.request, "2026-03-10 09:00:00")

    def test_opened_and_closed_while_waiting(self):
        """A request may arrive in a waiting stage, and be closed from there in time."""
        with at("09:00"):
            request = self._create_request(stage_id=self.stage_waiting.id)
            self.assertEqual(request.sla_state, "paused")
        with at("09:00", day="27"):
            request.stage_id = self.stage_solved

        self.assertEqual(request.sla_state, "met")
        self.assertFalse(request.sla_clock_ids.filtered("is_missed"))


@tagged("post_install", "-at_install")
class TestSlaNextResponse(ClockCase, MailCase):
    """Whoever writes again gets a second answer as reliably as the first (SRV-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.target_ids.next_response_hours = 2
        with freeze_time(MONDAY):
            cls.request = cls._create_request(user=cls.agent)

    def test_the_customer_writes_again(self):
        """From what the customer writes first, until somebody answers."""
        with at("09:00"):
            self._answer(self.request)
        with at("10:00"):
            self._write_as_customer(self.request)
        self.assertEqual(
            str(self.request.next_response_deadline), "2026-03-09 12:00:00"
        )
        self.assertEqual(str(self.request.sla_deadline), "2026-03-09 12:00:00")
        with at("11:00"):
            self._write_as_customer(self.request)
        self.assertEqual(str(self.request.sla_deadline), "2026-03-09 12:00:00")
        with at("14:00"):
            self._answer(self.request)

        clock = self._get_clocks("next_response")
        self.assertTrue(clock.is_missed)
        self.assertEqual(clock.hours_used, 3)
        self.assertEqual(str(self.request.sla_deadline), "2026-03-09 17:00:00")
        self.assertFalse(self.request.customer_waits_since)

    def test_not_before_the_first_answer(self):
        """Who writes twice before being answered waits for the first response only."""
        with at("09:00"):
            self._write_as_customer(self.request)

        self.assertFalse(self._get_clocks("next_response"))
        self.assertFalse(self.request.customer_waits_since)

    def test_each_wait_has_a_clock_of_its_own(self):
        """A second wait is another promise; closing ends it."""
        for moment in ("09:00", "10:00"):
            with at(moment):
                self._answer(self.request)
            with at(f"{moment[:3]}30"):
                self._write_as_customer(self.request)
        with at("11:00"):
            self.request.stage_id = self.stage_solved

        clocks = self._get_clocks("next_response")
        self.assertEqual(
            [str(clock.stopped_at) for clock in clocks],
            ["2026-03-09 10:00:00", "2026-03-09 11:00:00"],
        )
        self.assertFalse(self.request.next_response_deadline)

    def test_answered_by_phone(self):
        """A call that reached the customer is an answer, at the time of the call."""
        with at("09:00"):
            self._answer(self.request)
        with at("10:00"):
            self._write_as_customer(self.request)
        with at("14:00"):
            self.env["crm.interaction"].with_user(self.agent).create(
                {
                    "name": "Call",
                    "res_model": "crm.service.request",
                    "res_id": self.request.id,
                    "date_start": datetime(2026, 3, 9, 11),
                }
            )

        self.assertEqual(self._get_clocks("next_response").hours_used, 1)
        self.assertFalse(self.request.is_sla_missed)

    def _get_clocks(self, kind):
        clocks = self.request.sudo().sla_clock_ids
        return clocks.filtered(lambda clock: clock.kind == kind)


@tagged("post_install", "-at_install")
class TestSlaTerms(ClockCase):
    """Promises that are made anew, with the time that has passed (SRV-05)."""

    def test_elapsed_time_is_kept(self):
        """Two hours and a pause count on, whatever the new promise is."""
        self.policy.target_ids.filtered(
            lambda target: target.priority == "3"
        ).resolution_hours = 4
        with at("10:00"):
            self.request.stage_id = self.stage_waiting
        with at("13:00"):
            self.request.stage_id = self.stage_progress
        with at("14:00"):
            self.request.priority = "3"

        # three of the four hours have passed, the pause has not
        self.assertDeadline(self.request, "2026-03-09 15:00:00")

    def test_elapsed_time_is_kept_in_other_hours(self):
        """Where the new promise counts in other hours, only what is left does."""
        nights = self._create_calendar("UTC", (18, 22))
        urgent = self._create_category("Urgent")
        policy = self._create_policy("Nights", hours=(0, 4), sequence=0)
        policy.write({"category_ids": urgent.ids, "resource_calendar_id": nights.id})
        with at("11:00"):
            self.request.category_id = urgent

        # three hours of the morning are worked; one of the evening is left
        self.assertDeadline(self.request, "2026-03-09 19:00:00")
        self.assertEqual(
            self._get_spans(self.request),
            [
                ("running", "09 08:00", "09 11:00", 3),
                ("running", "09 11:00", "", 0),
            ],
        )

    def test_late_by_the_new_promise(self):
        """A promise shorter than the time that has passed was missed back then."""
        with at("11:00"):
            self.request.priority = "3"

        self.assertDeadline(self.request, "2026-03-09 09:00:00")
        self.assertEqual(self.request.sla_state, "missed")

    def test_what_promises_anew(self):
        """Priority, team, category, contact and the customer's tier do, at once."""
        gold = self.env["crm.customer.tier"].create({"name": "Gold, tested"})
        seals = self._create_category("Seals")
        wells = self._create_team("Wells", members=self.agent)
        other = self._create_customer("Hofbräu", is_company=True)
        other.crm_tier_id = gold
        for hours, conditions, change in (
            (11, {"priority_from": "3"}, {"priority": "3"}),
            (12, {"category_ids": seals.ids}, {"category_id": seals.id}),
            (13, {"team_ids": wells.ids}, {"team_id": wells.id}),
            (14, {"tier_ids": gold.ids}, {"partner_id": other.id}),
        ):
            with self.subTest(change=change), at("10:00"):
                policy = self._create_policy(f"{hours} hours", sequence=-hours)
                policy.write({"team_ids": False} | conditions)
                policy.target_ids.resolution_hours = hours
                self.request.sudo().write(change)
                self.assertEqual(self.request.sudo().sla_policy_id, policy)
                clock = self.request.sudo().sla_clock_ids.filtered(
                    lambda clock: clock.kind == "resolution"
                )
                self.assertEqual(clock.hours, hours)

    def test_a_tier_is_given(self):
        """A customer who is given a tier has its promise at once, where it is open."""
        gold = self.env["crm.customer.tier"].create({"name": "Gold, tested"})
        policy = self._create_policy("Gold", hours=(1, 2), sequence=99)
        policy.tier_ids = gold
        with at("09:00"):
            closed = self._create_request(stage_id=self.stage_solved.id)
        with at("10:00"):
            self.customer.crm_tier_id = gold

        # however late in the list it stands: it is for chosen customers
        self.assertEqual(self.request.sudo().sla_policy_id, policy)
        self.assertDeadline(self.request, "2026-03-09 10:00:00")
        self.assertEqual(closed.sla_policy_id, self.policy)

    def test_a_tier_of_another_company(self):
        """What the customer is in another company promises nothing here."""
        gold = self.env["crm.customer.tier"].create({"name": "Gold, tested"})
        self._create_policy("Gold", sequence=0).tier_ids = gold
        self.customer.with_company(self.other_company).crm_tier_id = gold

        request = self._create_request()

        self.assertEqual(request.sla_policy_id, self.policy)

    def test_changed_in_the_moment_it_was_opened(self):
        """What is corrected at once leaves no trace of a promise that never counted."""
        with at("10:00"):
            request = self._create_request()
            request.priority = "3"
            request.stage_id = self.stage_waiting
            request.stage_id = self.stage_new

        self.assertEqual(self._get_spans(request), [("running", "09 10:00", "", 0)])
        self.assertDeadline(request, "2026-03-09 11:00:00")

    def test_hours_change_while_clocks_run(self):
        """A holiday or special day that is noted later moves what is still to come."""
        with freeze_time(FRIDAY):
            request = self._create_request()
            closed = self._create_request(stage_id=self.stage_solved.id)
            holiday = self._create_holiday("2026-03-09 00:00:00", "2026-03-09 23:59:59")
            self._run_job()
            self.assertDeadline(request, "2026-03-10 16:00:00")
            self._create_working_day("2026-03-07")
            self._run_job()
            self.assertDeadline(request, "2026-03-07 16:00:00")
            holiday.unlink()
            self.calendar.attendance_ids.filtered(
                lambda attendance: attendance.day_period == "morning"
            ).unlink()
            self._run_job()
        self.assertDeadline(request, "2026-03-09 16:00:00")
        self.assertDeadline(closed, "2026-03-09 16:00:00")

    def test_reopened(self):
        """A reopened request is promised anew; what was promised first stays."""
        with at("10:00"):
            self._answer(self.request)
        with at("12:00"):
            self.request.stage_id = self.stage_solved
        with at("14:00"):
            self.request.stage_id = self.stage_progress
        with at("16:00", day="10"):
            self.request.stage_id = self.stage_solved

        clocks = self.request.sudo().sla_clock_ids
        self.assertRecordValues(
            clocks.filtered(lambda clock: clock.kind == "resolution"),
            [
                {"cycle": 1, "hours_used": 4, "is_missed": False},
                {"cycle": 2, "hours_used": 10, "is_missed": True},
            ],
        )
        self.assertEqual(clocks.filtered(lambda c: c.kind != "resolution").cycle, 1)

    def _create_category(self, name):
        return self.env["crm.service.category"].create({"name": name})
