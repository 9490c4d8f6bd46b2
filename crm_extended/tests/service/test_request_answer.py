from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.addons.mail.tests.common import MailCase
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
class TestRequestAnswer(CrmExtendedCase, MailCase):
    """What counts as the first answer, and what the customer never sees (SRV-06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.email = "katrin@example.com"
        cls.agent.email = "agent@example.com"

    def test_what_stamps(self):
        """Only what a colleague tells the customer in person is an answer."""
        agent, customer = self.agent.partner_id, self.contact
        robot = self.env.ref("base.partner_root")
        for author, message_type, subtype, is_answer in (
            (agent, "comment", "mail.mt_comment", True),
            (agent, "email", "mail.mt_comment", True),
            (agent, "comment", "mail.mt_note", False),
            (agent, "notification", "mail.mt_comment", False),
            (agent, "auto_comment", "mail.mt_comment", False),
            (agent, "out_of_office", "mail.mt_comment", False),
            (customer, "comment", "mail.mt_comment", False),
            (customer, "email", "mail.mt_comment", False),
            (robot, "comment", "mail.mt_comment", False),
        ):
            with self.subTest(author.name, message_type=message_type, subtype=subtype):
                request = self._create_request()
                request.message_post(
                    body="Hello",
                    author_id=author.id,
                    message_type=message_type,
                    subtype_xmlid=subtype,
                )
                self.assertEqual(bool(request.first_responded_at), is_answer)

    def test_stage_and_assignment_stamp_nothing(self):
        """Taking, moving and closing a request is work, but no answer."""
        request = self._create_request(user=self.agent)

        request.action_assign_to_me()
        request.stage_id = self.stage_progress
        request.stage_id = self.stage_solved
        self.flush_tracking()

        self.assertFalse(request.first_responded_at)

    def test_first_answer_stays_the_first(self):
        """A second answer does not change when the first one was given."""
        request = self._create_request()
        for moment in ("2026-03-09 08:00:00", "2026-03-09 09:00:00"):
            with freeze_time(moment):
                self._answer(request)

        self.assertEqual(str(request.first_responded_at), "2026-03-09 08:00:00")

    def test_who_may_only_read_may_answer(self):
        """A follower without the right to change a request stamps it all the same."""
        request = self._create_request(user=self.users["employee"])

        self._answer(request.with_user(self.users["employee"]))

        self.assertTrue(request.first_responded_at)

    def test_colleague_as_customer(self):
        """A colleague who asks for something himself does not answer himself."""
        request = self._create_request(partner_id=self.agent.partner_id.id)

        self._answer(request)
        self.assertFalse(request.first_responded_at)
        self._answer(request.with_user(self.leader))
        self.assertTrue(request.first_responded_at)

    def test_notes_are_not_mailed_to_the_customer(self):
        """An answer goes to the customer by mail, a note does not."""
        request = self._create_request(user=self.agent)
        for subtype, is_mailed in (("mail.mt_comment", True), ("mail.mt_note", False)):
            with self.subTest(subtype=subtype), self.mock_mail_gateway():
                request.message_post(
                    body="About your pump",
                    message_type="comment",
                    subtype_xmlid=subtype,
                )
                recipients = self._new_mails.recipient_ids
                self.assertEqual(self.contact in recipients, is_mailed)

    def test_customer_mentioned_in_a_note(self):
        """A note is no answer, even where it is sent to the customer on purpose."""
        request = self._create_request(user=self.agent)

        request.message_post(
            body="Look",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.contact.ids,
        )

        self.assertFalse(request.first_responded_at)

    def _answer(self, request):
        if request.env.su:
            request = request.with_user(self.agent)
        request.message_post(
            body="We look into it",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
