from datetime import datetime

from odoo.addons.crm_extended.tests.service.test_sla import MONDAY, SlaCase
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
class TestSlaState(SlaCase):
    """How a promise stands, told by changes and by the clock (SRV-05)."""

    @freeze_time(MONDAY)
    def test_every_way_through(self):
        """A promise is on track, at risk, missed, and met or not in the end."""
        for steps in (
            # (moment, what happens, state, due, missed)
            [
                ("10:59", None, "on_track", "12:00", False),
                ("11:00", None, "at_risk", "12:00", False),
                ("11:30", "answer", "on_track", "17:00", False),
                ("15:30", None, "at_risk", "17:00", False),
                ("16:00", "close", "met", None, False),
            ],
            [
                ("12:01", None, "missed", "12:00", True),
                ("12:30", "answer", "on_track", "17:00", True),
                ("14:00", "close", "missed", None, True),
                ("14:30", "reopen", "on_track", "10 14:30", True),
            ],
            [("11:00", "close", "met", None, False)],
            [("17:01", "close", "missed", None, True)],
        ):
            request = self._create_request()
            for moment, action, state, due, is_missed in steps:
                with (
                    self.subTest(moment=moment, action=action),
                    freeze_time(f"2026-03-09 {moment}:01"),
                ):
                    self._act(request, action)
                    self.assertRecordValues(
                        request,
                        [
                            {
                                "sla_state": state,
                                "sla_deadline": due and self._moment(due),
                                "is_sla_missed": is_missed,
                            }
                        ],
                    )

    def test_job_leaves_the_rest_alone(self):
        """The job touches what is due, archived requests too, and nothing else."""
        with freeze_time(MONDAY):
            due = self._create_request(active=False)
            later = self._create_request()
            later.opened_at = "2026-03-10 08:00:00"
            self.env.flush_all()
            # wrong, so that the job would put it right if it looked
            self.env.cr.execute(
                "UPDATE crm_service_request SET sla_state = 'at_risk' WHERE id = %s",
                later.ids,
            )
            later.invalidate_recordset()
        with freeze_time("2026-03-09 12:01:00"):
            self._run_job()

        self.assertEqual(due.sla_state, "missed")
        self.assertEqual(later.sla_state, "at_risk")

    def test_job_goes_on_where_it_stopped(self):
        """A run that ends early is finished by the next; none is done twice."""
        with freeze_time(MONDAY):
            requests = self._create_request() | self._create_request()
            self.env.flush_all()
        with freeze_time("2026-03-09 12:01:00"):
            self._run_job(batch_size=1)
            self.assertEqual(
                sorted(requests.mapped("sla_state")), ["missed", "on_track"]
            )
            self._run_job(batch_size=1)

        self.assertEqual(requests.mapped("sla_state"), ["missed", "missed"])

    def test_queries_of_the_job(self):
        """With nothing due the job asks at most 5 times, with 300 due not much more."""
        with freeze_time(MONDAY):
            self.env["crm.service.request"].create(
                [{"name": "Leak", "team_id": self.team.id}] * 300
            )
            self.env.flush_all()
        for moment, budget in (("10:00:00", 5), ("12:01:00", 12)):
            with self.subTest(moment=moment), freeze_time(f"2026-03-09 {moment}"):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._run_job()
                self.assertLessEqual(self.env.cr.sql_log_count - before, budget)

    @freeze_time(MONDAY)
    def test_order_and_filters(self):
        """What falls due first comes first; what has no promise comes last."""
        no_promise = self._create_request(priority="1")
        normal = self._create_request()
        urgent = self._create_request(priority="3")
        requests = no_promise | normal | urgent

        found = self.env["crm.service.request"].search([("id", "in", requests.ids)])

        self.assertEqual(found, urgent | normal | no_promise)
        due = found.search(
            [("id", "in", found.ids), ("sla_deadline", "<", "today +1d")]
        )
        self.assertEqual(due, urgent | normal)

    def _moment(self, due):
        """Return a moment on Monday, or on another day of the month."""
        day, hour = due.split() if " " in due else ("09", due)
        # reopened a second after the minute, as all that happens here
        seconds = "01" if " " in due else "00"
        return datetime.fromisoformat(f"2026-03-{day} {hour}:{seconds}")

    def _act(self, request, action):
        if action == "answer":
            request.with_user(self.agent).message_post(
                body="We are coming",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        elif action:
            request.stage_id = {
                "close": self.stage_solved,
                "reopen": self.stage_progress,
            }[action]
        else:
            self._run_job()
