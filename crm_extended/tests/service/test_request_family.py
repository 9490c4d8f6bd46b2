from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

PUBLIC = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}


@tagged("post_install", "-at_install")
class TestRequestFamily(CrmExtendedCase):
    """Subrequests, related requests, and one made of a message (SRV-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parent = cls._create_request("All pumps stand still")
        cls.subrequests = cls._create_request("Pump 1", parent_id=cls.parent.id)
        cls.subrequests |= cls._create_request("Pump 2", parent_id=cls.parent.id)

    def test_waits_for_its_subrequests(self):
        """A request is closed once its subrequests are; those still open are named."""
        self.subrequests[0].action_solve()

        with self.assertRaises(UserError) as refusal:
            self.parent.with_user(self.agent).action_solve()

        self.assertIn(
            f"subrequests: {self.subrequests[1].number}.", str(refusal.exception)
        )
        self.subrequests[1].action_solve()
        self.assertEqual(
            (self.parent.child_count, self.parent.open_child_count), (2, 0)
        )
        self.parent.action_solve()
        self.assertTrue(self.parent.closed_at)

    def test_reopened_subrequest(self):
        """A subrequest that is opened again is waited for again."""
        self.subrequests.action_solve()
        self.subrequests[0].action_reopen()

        self.assertEqual(self.parent.open_child_count, 1)

    def test_no_clock_closes_it(self):
        """What waits for its subrequests is not closed for want of an answer."""
        self.team.write({"auto_close_days": 1, "auto_close_reminder_days": 0})
        waiting = self.env.ref("crm_extended.crm_service_stage_waiting")
        (self.parent | self.subrequests).stage_id = waiting
        self.env.flush_all()
        (self.parent | self.subrequests).auto_close_at = "2026-01-01 00:00:00"

        Request = self.env["crm.service.request"]
        due = Request.search(Request._get_auto_close_domain())

        self.assertEqual(due & (self.parent | self.subrequests), self.subrequests)

    def test_one_answer_solves_all(self):
        """Each customer gets the public answer with its file, and all are closed."""
        other = self._create_customer("Other customer")
        self.subrequests[1].partner_id = other
        grandchild = self._create_request("Seal", parent_id=self.subrequests[0].id)
        action = self.parent.with_user(self.agent).action_solve_together()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(action["context"])
            .create({"body": "<p>Power is back</p>"})
        )
        composer.attachment_ids = composer.attachment_ids.create(
            {"name": "plan.txt", "raw": b"x", "res_model": "mail.compose.message"}
        )

        composer.action_send_mail()

        for request in self.parent | self.subrequests | grandchild:
            with self.subTest(request=request.name):
                self.assertEqual(request.stage_id, self.stage_solved)
                answer = request.message_ids.filtered(lambda m: "Power" in m.body)
                self.assertEqual(answer.subtype_id, self.env.ref("mail.mt_comment"))
                self.assertEqual(answer.attachment_ids.name, "plan.txt")
                self.assertEqual(answer.author_id, self.agent.partner_id)
                self.assertTrue(request.first_responded_at)

    def test_one_that_can_t_be_closed(self):
        """Where one lacks something, none is answered and none is closed."""
        category = self.env["crm.service.category"].create(
            {"name": "Leaks", "requires_resolution": True}
        )
        self.subrequests[0].category_id = category

        with self.assertRaises(UserError) as refusal:
            self.parent.action_answer_and_solve("Power is back")

        self.assertIn("missing: Resolution", str(refusal.exception))
        self.assertFalse(any((self.parent | self.subrequests).mapped("closed_at")))
        said = "".join(map(str, self.subrequests.message_ids.mapped("body")))
        self.assertNotIn("Power", said)

    def test_answer_together_by_api(self):
        """One call does the same; an empty answer is refused."""
        with self.assertRaisesRegex(UserError, "is empty"):
            self.parent.action_answer_and_solve(" ")

        self.parent.with_user(self.agent).action_answer_and_solve("Power is back")

        self.assertTrue(all((self.parent | self.subrequests).mapped("closed_at")))
        with self.assertRaisesRegex(UserError, "is closed already"):
            self.parent.action_solve_together()

    def test_subrequests_of_other_teams(self):
        """Who may not change a subrequest does not solve it by the way."""
        self.subrequests[0].team_id = self._create_team("Valves", members=self.leader)

        with self.assertRaises(AccessError):
            self.parent.with_user(self.agent).action_answer_and_solve("Power")

    def test_circle(self):
        """A request is no subrequest of its own subrequest."""
        with self.assertRaisesRegex(
            UserError, f"can't be a subrequest of {self.subrequests[0].number}"
        ):
            self.parent.parent_id = self.subrequests[0]

    def test_related_both_ways(self):
        """Related requests know each other, until one of them forgets."""
        one, two = self.subrequests
        one.related_ids = two
        three = self._create_request(related_ids=[Command.set(one.ids)])
        self.assertEqual(two.related_ids, one)
        self.assertEqual(one.related_ids, two | three)

        two.with_user(self.agent).related_ids = [Command.clear()]

        self.assertEqual(one.related_ids, three)
        self.assertEqual((one.related_count, two.related_count), (1, 0))
        action = one.with_user(self.agent).action_view_related()
        self.assertEqual(action["res_id"], one.id)

    def test_split(self):
        """A message becomes a related request, with its file and its author."""
        colleague = self._create_customer("Xaver", parent_id=self.customer.id)
        message = self.parent.message_post(
            body="<p>By the way: the manual is missing</p>",
            author_id=colleague.id,
            attachments=[("label.txt", b"P200")],
            **PUBLIC,
        )
        parent = self.parent.with_user(self.agent)

        action = parent.action_split(message.id)

        request = parent.browse(action["res_id"])
        self.assertRecordValues(
            request,
            [
                {
                    "partner_id": colleague.id,
                    "team_id": self.team.id,
                    "related_ids": self.parent.ids,
                    "follows_id": False,
                    "closed_at": False,
                }
            ],
        )
        self.assertIn("the manual is missing", request.name)
        copied = request.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertEqual(copied.author_id, colleague)
        self.assertEqual(copied.attachment_ids.raw, b"P200")
        self.assertEqual(copied.attachment_ids.res_id, request.id)
        self.assertIn(message, self.parent.message_ids)

    def test_subject_of_a_split_request(self):
        """A long first line is cut between words, or where there are none."""
        for body, subject in (
            ("Pump " * 30, "Pump " * 15 + "Pump…"),
            ("泵" * 200, "泵" * 80 + "…"),
            ("", self.parent.name),
        ):
            with self.subTest(body=body[:9]):
                message = self.parent.message_post(body=body, **PUBLIC)
                action = self.parent.action_split(message.id)
                self.assertEqual(self.parent.browse(action["res_id"]).name, subject)

    def test_split_what_is_no_message_of_it(self):
        """Messages of other records, and what the machine noted, are refused."""
        foreign = self.subrequests[0].message_post(body="x", **PUBLIC)
        noted = self.parent._message_log(body="x")
        for message_id in (foreign.id, noted.id, 10**9):
            with self.subTest(message_id=message_id), self.assertRaises(UserError):
                self.parent.action_split(message_id)

    def test_who_may_split(self):
        """An employee who may read a request makes no other one out of it."""
        message = self.parent.message_post(body="x", **PUBLIC)
        employee = self.users["employee"]
        self.parent.user_id = employee

        with self.assertRaises(AccessError):
            self.parent.with_user(employee).action_split(message.id)
