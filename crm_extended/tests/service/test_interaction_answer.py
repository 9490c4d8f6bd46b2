from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestInteractionAnswer(CrmExtendedCase):
    """Which talks are the first answer to a request (SRV-06)."""

    def test_what_stamps(self):
        """Only what we say to a customer, and what reaches him, is an answer."""
        for channel, direction, is_reached, is_answer in (
            ("phone", "out", True, True),
            ("visit", "out", True, True),
            ("meeting", "out", True, True),
            ("chat", "out", True, True),
            ("wechat", "out", True, True),
            ("phone", "out", False, False),
            ("phone", "in", True, False),
            ("sms", "out", True, False),
            ("letter", "out", True, False),
            ("mail", "out", True, False),
        ):
            with self.subTest(channel, direction=direction, is_reached=is_reached):
                request = self._create_request()
                self._log(
                    request,
                    channel=channel,
                    direction=direction,
                    is_reached=is_reached,
                )
                self.assertEqual(bool(request.first_responded_at), is_answer)

    def test_when(self):
        """The answer counts from when it was given, never from before the question."""
        for opened_at, answered_at in (
            ("2026-03-10 09:00:00", "2026-03-10 10:00:00"),
            ("2026-03-10 11:00:00", "2026-03-10 11:00:00"),
        ):
            with self.subTest(opened_at):
                with freeze_time(opened_at):
                    request = self._create_request()
                self._log(request, date_start="2026-03-10 10:00:00")
                self.assertEqual(str(request.first_responded_at), answered_at)

    def test_first_answer_stays(self):
        """A call after the first answer does not change when that was given."""
        request = self._create_request()
        self._log(request)
        first = request.first_responded_at

        with freeze_time("2026-03-10 13:00:00"):
            self._log(request)

        self.assertEqual(request.first_responded_at, first)

    def test_reached_after_all(self):
        """An attempt that is corrected to a talk answers the request."""
        request = self._create_request()
        interaction = self._log(request, is_reached=False)

        interaction.is_reached = True

        self.assertTrue(request.first_responded_at)

    def test_done_call(self):
        """A done call activity on the request answers it."""
        request = self._create_request()
        activity = request.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.agent.id
        )

        activity.with_user(self.agent).action_done()

        self.assertTrue(request.first_responded_at)

    def _log(self, document, **values):
        return (
            self.env["crm.interaction"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Your pump",
                    "partner_id": self.contact.id,
                    "res_model": document._name,
                    "res_id": document.id,
                }
                | values
            )
        )
