from datetime import datetime
from unittest.mock import patch

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

MODEL = "crm.service.request"
# Thursday, Monday to Friday 8-12 and 13-17 in UTC
THURSDAY = datetime(2026, 3, 5, 10)
LOGGER = "odoo.addons.crm_extended.models.service.crm_service_request_auto_close"


@tagged("post_install", "-at_install")
class TestRequestAutoClose(CrmExtendedCase, MailCase):
    """What customers leave unanswered is reminded of, then closed (SRV-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_waiting = cls.env.ref("crm_extended.crm_service_stage_waiting")
        cls.company.email = "service@example.com"
        cls.contact.email = "katrin@example.com"
        calendar = cls.env["resource.calendar"].create(
            {"name": "Weekdays", "tz": "UTC"}
        )
        cls.team.write(
            {
                "resource_calendar_id": calendar.id,
                "auto_close_days": 5,
                "auto_close_reminder_days": 2,
            }
        )

    def test_template_of_any_request(self):
        """An update renders the reminder for any request, one without a day too."""
        template = self.env.ref("crm_extended.mail_template_auto_close_reminder")
        request = self._create_request("Nobody waits")
        bodies = template._render_field("body_html", request.ids)
        self.assertIn("Nobody waits", bodies[request.id])

    def test_working_days(self):
        """Asked on a Thursday: reminded at the end of Tuesday, closed on Thursday."""
        request = self._create_waiting()

        self.assertEqual(request.auto_close_reminder_at, datetime(2026, 3, 10, 17))
        self.assertEqual(request.auto_close_at, datetime(2026, 3, 12, 17))

    def test_holiday(self):
        """A holiday of the team is no day of waiting."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.team.resource_calendar_id.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-09 23:59:59",
            }
        )
        request = self._create_waiting()

        self.assertEqual(request.auto_close_at, datetime(2026, 3, 13, 17))

    def test_reminded_then_closed(self):
        """One reminder with the day and the link, then the request is closed."""
        request = self._create_waiting()

        self.assertFalse(self._run_job("2026-03-10 16:59:00"))
        mail = self._run_job("2026-03-10 17:00:00")
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("03/12/2026", mail.body_html)
        self.assertIn(request._get_tracking_link().split("?")[0], mail.body_html)
        self.assertFalse(self._run_job("2026-03-10 18:00:00"))
        self._run_job("2026-03-12 16:59:00")
        self.assertFalse(request.closed_at)
        self._run_job("2026-03-12 17:00:00")

        self.assertEqual(request.stage_id, self.stage_solved)
        said = "".join(map(str, request.message_ids.mapped("body")))
        self.assertIn("did not answer for 5 working days", said)
        self.assertFalse(request.first_responded_at)

    def test_reply_stops_the_clock(self):
        """Who answers in time is neither reminded nor closed."""
        request = self._create_waiting()
        request.message_post(
            body="Here it is",
            author_id=self.contact.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

        self._run_job("2026-04-10 17:00:00")

        self.assertFalse(request.closed_at)
        self.assertFalse(request.auto_close_reminded_at)

    def test_not_closed_without_reminder(self):
        """After a long stop of the job the reminder still comes days before the end."""
        request = self._create_waiting()

        self.assertTrue(self._run_job("2026-04-10 10:00:00"))

        self.assertFalse(request.closed_at)
        self.assertEqual(request.auto_close_at, datetime(2026, 4, 14, 17))

    def test_asked_again(self):
        """A new question of ours starts the days anew, with a reminder of its own."""
        request = self._create_waiting()
        self._run_job("2026-03-10 17:00:00")
        with freeze_time("2026-03-11 10:00:00"):
            request.with_user(self.agent).message_post(
                body="Please?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

        self.assertEqual(request.auto_close_reminder_at, datetime(2026, 3, 16, 17))
        self.assertTrue(self._run_job("2026-03-16 17:00:00"))

    def test_off_by_default(self):
        """A new team closes nothing, and one that stops closing forgets its days."""
        team = self._create_team("Patient")
        request = self._create_waiting(team_id=team.id)
        self.assertFalse(request.auto_close_at)
        team.auto_close_days = 3
        self.assertEqual(request.auto_close_at, datetime(2026, 3, 10, 17))
        team.auto_close_days = 0

        self.assertFalse(request.auto_close_at)

    def test_settings_change_while_it_waits(self):
        """Other days hold at once, and nobody is reminded twice for it."""
        request = self._create_waiting()
        self._run_job("2026-03-10 17:00:00")

        self.team.auto_close_days = 10

        self.assertEqual(request.auto_close_at, datetime(2026, 3, 19, 17))
        self.assertFalse(request.auto_close_reminder_at)

    def test_without_reminder(self):
        """Where the team wants none, requests are closed without a reminder."""
        self.team.auto_close_reminder_days = 0
        request = self._create_waiting()

        self.assertFalse(self._run_job("2026-03-12 17:00:00"))

        self.assertTrue(request.closed_at)

    def test_calendar_that_is_never_open(self):
        """Where nobody ever works, every day counts."""
        self.team.resource_calendar_id.attendance_ids.unlink()

        request = self._create_waiting()

        self.assertEqual(request.auto_close_at, datetime(2026, 3, 10, 10))

    def test_rules_of_the_category(self):
        """What nobody answered is closed as it is, whatever its category asks for."""
        category = self.env["crm.service.category"].create(
            {"name": "Leaks", "requires_cause": True}
        )
        self.team.auto_close_reminder_days = 0
        request = self._create_waiting(category_id=category.id)

        self._run_job("2026-03-12 17:00:00")

        self.assertTrue(request.closed_at)

    def test_one_bad_request_does_not_stop_the_others(self):
        """A team without an end keeps its requests; those of others are closed."""
        self.team.auto_close_reminder_days = 0
        other = self._create_team("Without end")
        other.write({"auto_close_days": 4, "auto_close_reminder_days": 0})
        bad, good = self._create_waiting(team_id=other.id), self._create_waiting()
        closing = self.env["crm.service.stage"].search([("is_closed", "=", True)])
        closing.team_ids = self.team

        with mute_logger(LOGGER):
            self._run_job("2026-03-12 17:00:00")

        self.assertFalse(bad.closed_at)
        self.assertEqual(bad.auto_close_at, datetime(2026, 3, 13, 17))
        self.assertTrue(good.closed_at)

    def test_failed_reminder_is_sent_later(self):
        """A reminder that fails is tried on the next day, and nothing closed before."""
        request = self._create_waiting()
        Request = self.env.registry[MODEL]

        def fail(self, now):
            raise ValueError("broken")

        with patch.object(Request, "_remind_customer", fail), mute_logger(LOGGER):
            self._run_job("2026-03-12 18:00:00")
        self._run_job("2026-03-12 19:00:00")

        self.assertFalse(request.closed_at)
        self.assertTrue(self._run_job("2026-03-13 18:00:00"))
        self.assertFalse(request.closed_at)

    def test_template_renders_for_any_request(self):
        """An update of the addon tries the reminder with any request there is."""
        request = self._create_request()
        template = self.env.ref("crm_extended.mail_template_auto_close_reminder")

        content = template._generate_template(request.ids, ("body_html",))

        self.assertIn(request.name, content[request.id]["body_html"])

    def test_unknown_sender(self):
        """Who is known by the address alone is reminded there."""
        self._create_waiting(partner_id=False, email_from="eve@example.org")

        mail = self._run_job("2026-03-10 17:00:00")

        self.assertIn("eve@example.org", mail.email_to)

    def test_days_are_the_leaders(self):
        """An agent does not decide when requests are closed."""
        with self.assertRaises(AccessError):
            self.team.with_user(self.agent).auto_close_days = 1

    def _create_waiting(self, **values):
        with freeze_time(THURSDAY):
            return self._create_request(stage_id=self.stage_waiting.id, **values)

    def _run_job(self, moment):
        """Run the job at a moment and return the mails it queued."""
        registry = self.env.registry["ir.cron"]
        self.patch(registry, "_commit_progress", lambda *args, **kwargs: 3600)
        with freeze_time(moment), self.mock_mail_gateway():
            self.env[MODEL]._cron_auto_close()
            return self._new_mails
