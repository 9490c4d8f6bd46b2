from datetime import datetime

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

MONDAY = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestRequestReply(CrmExtendedCase):
    """A customer's reply to what waits, and to what was closed (SRV-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_waiting = cls.env.ref("crm_extended.crm_service_stage_waiting")
        cls.contact.email = "katrin@sonnenhof.example.com"
        domain = cls.env["mail.alias.domain"].create({"name": "service.example.com"})
        cls.team.write({"alias_name": "pumps", "alias_domain_id": domain.id})

    def test_reply_in_time_reopens(self):
        """Within the days of the team a reply opens the request for a new cycle."""
        request = self._create_closed()

        with freeze_time("2026-03-16 08:59:00"):
            self._reply(request)

        self.assertRecordValues(
            request,
            [
                {
                    "stage_id": self.stage_progress.id,
                    "closed_at": False,
                    "first_closed_at": MONDAY,
                    "reopened_at": datetime(2026, 3, 16, 8, 59),
                    "reopen_count": 1,
                }
            ],
        )
        self.assertFalse(request.follow_up_ids)

    def test_first_solved_date_is_kept(self):
        """Solved once more, the request still knows when it was solved first."""
        request = self._create_closed()
        with freeze_time("2026-03-03 09:00:00"):
            self._reply(request)
        with freeze_time("2026-03-04 09:00:00"):
            request.action_solve()

        self.assertEqual(request.first_closed_at, MONDAY)
        self.assertEqual(request.closed_at, datetime(2026, 3, 4, 9))

    def test_late_reply_opens_a_follow_up(self):
        """A later reply opens a linked request, with the same people and machine."""
        equipment = self.env["crm.equipment"].create(
            {"name": "P200", "partner_id": self.contact.id}
        )
        request = self._create_closed(user_id=self.agent.id, equipment_id=equipment.id)

        with freeze_time("2026-03-16 09:01:00"):
            message = self._reply(request)

        self.assertEqual(request.stage_id, self.stage_solved)
        follow_up = request.follow_up_ids
        self.assertRecordValues(
            follow_up,
            [
                {
                    "name": request.name,
                    "partner_id": self.contact.id,
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    "equipment_id": equipment.id,
                    "follows_id": request.id,
                    "closed_at": False,
                }
            ],
        )
        self.assertIn("loud again", follow_up.description)
        self.assertEqual(message.res_id, follow_up.id)
        self.assertIn(follow_up.number, request.message_ids[0].body)

    def test_follow_up_goes_on(self):
        """Further replies to the closed request join the one follow-up."""
        request = self._create_closed()
        with freeze_time("2026-05-04 09:00:00"):
            first = self._reply(request)
            second = self._reply(request)

        self.assertEqual(len(request.follow_up_ids), 1)
        self.assertEqual(first.res_id, second.res_id)

    def test_chain_of_follow_ups(self):
        """A reply opens the follow-up again, or one more after it, by the same days."""
        request = self._create_closed()
        with freeze_time("2026-05-04 09:00:00"):
            self._reply(request)
            request.follow_up_ids.action_solve()
        with freeze_time("2026-05-05 09:00:00"):
            self._reply(request)
            self.assertFalse(request.follow_up_ids.closed_at)
            request.follow_up_ids.action_solve()
        with freeze_time("2026-07-06 09:00:00"):
            self._reply(request)

        self.assertEqual(len(request.follow_up_ids), 1)
        self.assertEqual(len(request.follow_up_ids.follow_up_ids), 1)

    def test_no_days_to_reopen(self):
        """Where a team reopens nothing, each reply opens a new request."""
        self.team.reopen_days = 0
        request = self._create_closed()
        with freeze_time(MONDAY):
            self._reply(request)

        self.assertTrue(request.closed_at)
        self.assertEqual(len(request.follow_up_ids), 1)

    def test_by_mail(self):
        """The gateway takes replies to closed requests to where they belong."""
        request = self._create_closed()
        answer = self._answer(request)
        with freeze_time("2026-03-03 09:00:00"):
            self._mail(answer)
            self.assertFalse(request.closed_at)
            request.action_solve()
        with freeze_time("2026-05-04 09:00:00"):
            self._mail(answer)

        self.assertTrue(request.closed_at)
        self.assertIn("loud again", request.follow_up_ids.description)
        mails = request.follow_up_ids.message_ids.filtered(
            lambda message: message.message_type == "email"
        )
        self.assertEqual(len(mails), 1)

    def test_machines_reopen_nothing(self):
        """An automatic reply neither reopens a request nor ends its waiting."""
        request = self._create_closed()
        waiting = self._create_request(stage_id=self.stage_waiting.id)
        for asked in (request, waiting):
            answer = self._answer(asked)
            with freeze_time("2026-05-04 09:00:00"):
                self._mail(answer, "Auto-Submitted: auto-replied\n")

        self.assertTrue(request.closed_at)
        self.assertFalse(request.follow_up_ids)
        self.assertEqual(waiting.stage_id, self.stage_waiting)

    def test_what_reopens_nothing(self):
        """Notes, colleagues and votes leave a closed request closed."""
        request = self._create_closed()
        with freeze_time("2026-03-03 09:00:00"):
            self._reply(request, subtype_xmlid="mail.mt_note")
            self._answer(request)
            self._reply(request, message_type="notification")

        self.assertTrue(request.closed_at)
        self.assertFalse(request.reopen_count)

    def test_portal_user(self):
        """A customer without rights on requests reopens his own by a message."""
        portal = self.users["portal"]
        request = self._create_closed(partner_id=portal.partner_id.id)
        with freeze_time("2026-03-03 09:00:00"):
            request.with_user(portal).message_post(
                body="Loud", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            self.assertFalse(request.closed_at)
            request.action_solve()
        with freeze_time("2026-12-03 09:00:00"):
            request.with_user(portal).message_post(
                body="Loud", message_type="comment", subtype_xmlid="mail.mt_comment"
            )

        self.assertTrue(request.follow_up_ids.with_user(portal).number)

    def test_reply_ends_waiting(self):
        """Who answers us takes the request back to work; we who ask again don't."""
        request = self._create_request(stage_id=self.stage_waiting.id)
        with freeze_time("2026-03-05 09:00:00"):
            self._answer(request)
        self.assertEqual(request.stage_id, self.stage_waiting)
        self.assertEqual(request.waiting_since, datetime(2026, 3, 5, 9))

        self._reply(request)

        self.assertEqual(request.stage_id, self.stage_progress)
        self.assertFalse(request.waiting_since)

    def test_reopened_by_hand(self):
        """Moving a closed request back begins a new cycle as well."""
        by_button, by_stage = self._create_closed(), self._create_closed()

        by_button.with_user(self.agent).action_reopen()
        by_stage.with_user(self.agent).stage_id = self.stage_new

        self.assertEqual(by_button.stage_id, self.stage_progress)
        self.assertEqual((by_button | by_stage).mapped("reopen_count"), [1, 1])

    def test_who_may_reopen(self):
        """An employee does not reopen a request that he may read."""
        employee = self.users["employee"]
        request = self._create_closed(user_id=employee.id)

        with self.assertRaises(AccessError):
            request.with_user(employee).action_reopen()

    def test_archived_team(self):
        """The follow-up of a team that is gone goes to the usual team."""
        request = self._create_closed()
        self.team.active = False
        with freeze_time("2026-12-03 09:00:00"):
            self._reply(request)

        usual = self.company.crm_service_team_id
        self.assertEqual(request.follow_up_ids.team_id, usual)

    def test_other_company(self):
        """The follow-up belongs to the company of the request, whoever takes it in."""
        team = self.other_company.crm_service_team_id
        request = self._create_closed(team_id=team.id, company_id=self.other_company.id)
        with freeze_time("2026-12-03 09:00:00"):
            self._reply(request)

        self.assertEqual(request.follow_up_ids.company_id, self.other_company)
        self.assertEqual(request.follow_up_ids.team_id, team)

    def _create_closed(self, **values):
        with freeze_time(MONDAY):
            request = self._create_request(**values)
            request.action_solve()
        return request

    def _reply(self, request, **values):
        return request.message_post(
            **{
                "body": "It is loud again",
                "author_id": request.partner_id.id,
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            }
            | values
        )

    def _answer(self, request):
        return request.with_user(self.agent).message_post(
            body="Is it better?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _mail(self, answer, headers=""):
        self.env["mail.thread"].message_process(
            None,
            f"From: {self.contact.email}\nTo: pumps@service.example.com\n"
            f"Subject: Re: Pump\nIn-Reply-To: {answer.message_id}\n{headers}\n"
            "It is loud again\n",
        )
