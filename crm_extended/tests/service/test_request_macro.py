from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRequestMacro(CrmExtendedCase, MailCase):
    """An answer, some fields and a stage in one step (SRV-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_waiting = cls.env.ref("crm_extended.crm_service_stage_waiting")
        cls.contact.email = "katrin@sonnenhof.example.com"
        cls.chinese = cls._create_customer(
            "王芳", lang="zh_CN", email="wang@example.cn"
        )
        cls.macro = cls.env["crm.service.macro"].create(
            {
                "name": "Ask for the serial number",
                "user_id": False,
                "team_id": cls.team.id,
                "reply": "<p>Dear {contact}, which serial number is {number}?</p>",
                "new_stage_id": cls.stage_waiting.id,
                "new_priority": "2",
                "assignee": "me",
            }
        )
        question = "Dear {contact}, which serial number is {number}?"
        cls.macro.update_field_translations(
            "reply", {"zh_CN": {question: "{contact}您好，{number} 的序列号是多少？"}}
        )

    def test_all_at_once(self):
        """Each customer is answered in his language; fields and stage follow."""
        one = self._create_request()
        two = self._create_request(partner_id=self.chinese.id)

        with self.mock_mail_gateway():
            (one | two).with_user(self.agent).action_apply_macro(self.macro.id)

        for request, text in (
            (one, f"Dear Katrin, which serial number is {one.number}?"),
            (two, f"王芳您好，{two.number} 的序列号是多少？"),
        ):
            with self.subTest(request=request.number):
                self.assertRecordValues(
                    request,
                    [
                        {
                            "stage_id": self.stage_waiting.id,
                            "priority": "2",
                            "user_id": self.agent.id,
                        }
                    ],
                )
                [answer] = request.message_ids.filtered(
                    lambda message: message.message_type == "comment"
                )
                self.assertIn(text, answer.body)
                self.assertEqual(answer.author_id, self.agent.partner_id)
                self.assertTrue(request.first_responded_at)
        self.assertEqual(self._new_mails.recipient_ids, self.contact | self.chinese)

    def test_none_if_one_fails(self):
        """Where one request can't be closed, none is answered, changed or moved."""
        category = self.env["crm.service.category"].create(
            {"name": "Leaks", "requires_cause": True}
        )
        good, bad = self._create_request(), self._create_request()
        bad.category_id = category
        self.macro.new_stage_id = self.stage_solved
        counts = [len(good.message_ids), len(bad.message_ids)]

        with self.mock_mail_gateway(), self.assertRaisesRegex(UserError, "Root Cause"):
            (good | bad).with_user(self.agent).action_apply_macro(self.macro.id)

        for request, count in zip((good, bad), counts, strict=True):
            self.assertFalse(request.closed_at)
            self.assertEqual(request.priority, "0")
            self.assertEqual(len(request.message_ids), count)
        self.assertFalse(self._new_mails.exists())

    def test_macro_fulfils_the_closing_rules(self):
        """What a macro says of cause and resolution counts for closing."""
        cause = self.env["crm.feedback.category"].create(
            {"name": "Worn seal", "usage": "cause"}
        )
        category = self.env["crm.service.category"].create(
            {"name": "Leaks", "requires_cause": True, "requires_resolution": True}
        )
        self.macro.write(
            {
                "new_stage_id": self.stage_solved.id,
                "new_cause_id": cause.id,
                "new_resolution": "New seal",
                "new_category_id": category.id,
            }
        )
        request = self._create_request()

        request.with_user(self.agent).action_apply_macro(self.macro.id)

        self.assertTrue(request.closed_at)
        self.assertEqual(request.resolution, "New seal")

    def test_note(self):
        """A macro may leave a note, which no customer reads."""
        self.macro.is_internal = True
        request = self._create_request()

        with self.mock_mail_gateway():
            request.with_user(self.agent).action_apply_macro(self.macro.id)

        self.assertTrue(request.message_ids[0].subtype_id.internal)
        self.assertFalse(request.first_responded_at)
        self.assertNotIn(self.contact, self._new_mails.recipient_ids)

    def test_names_are_no_markup(self):
        """What a customer calls himself or his request does nothing in the answer."""
        self.macro.reply = "<p>{contact} {subject}</p>"
        self.contact.name = "<img src=x onerror=alert(1)>"
        request = self._create_request("<script>{agent}</script>")

        body = self.macro._render_reply(request)

        self.assertNotIn("<img", body)
        self.assertNotIn("<script", body)

    def test_what_is_offered(self):
        """One's own and the team's macros are offered, no other person's or team's."""
        other_team = self._create_team("Valves", members=self.agent)
        Macro = self.env["crm.service.macro"]
        mine = Macro.with_user(self.agent).create({"name": "Mine"})
        Macro.create({"name": "Hers", "user_id": self.leader.id})
        theirs = Macro.create(
            {"name": "Valves", "user_id": False, "team_id": other_team.id}
        )
        common = Macro.create({"name": "All", "user_id": False})
        foreign = Macro.create(
            {"name": "外部", "user_id": False, "company_id": self.other_company.id}
        )
        request = self._create_request()
        valve = self._create_request(team_id=other_team.id)
        everything = mine | theirs | common | foreign | self.macro
        for requests, expected in (
            (request, mine | common | self.macro),
            (valve, mine | common | theirs),
            (request | valve, mine | common),
        ):
            with self.subTest(requests=len(requests)):
                action = requests.with_user(self.agent).action_open_macros()
                found = Macro.with_user(self.agent).search(action["domain"])
                self.assertEqual(found.sudo() & everything, expected)

    def test_personal_macros_of_others(self):
        """A manager may change everybody's macros, but is offered no other person's."""
        hers = self.env["crm.service.macro"].create(
            {"name": "Hers", "user_id": self.leader.id}
        )
        request = self._create_request().with_user(self.manager)

        action = request.action_open_macros()

        offered = hers.with_user(self.manager).search(action["domain"])
        self.assertNotIn(hers, offered)
        self.assertIn(self.macro, offered)

    def test_two_clicks(self):
        """The button offers the macros, a click on one applies it and closes."""
        request = self._create_request().with_user(self.agent)
        action = request.action_open_macros()
        macro = self.macro.with_user(self.agent).with_context(action["context"])

        closing = macro.action_apply()

        self.assertEqual(closing["type"], "ir.actions.act_window_close")
        self.assertEqual(request.stage_id, self.stage_waiting)

    def test_what_is_refused(self):
        """An archived stage, another team's stage, no request: in words."""
        request = self._create_request()
        valves = self._create_team("Valves")
        other = self.stage_new.create({"name": "Tested", "team_ids": valves.ids})
        Request = self.env["crm.service.request"]
        with self.assertRaisesRegex(UserError, "at least one"):
            Request.action_apply_macro(self.macro.id)
        self.macro.new_stage_id = other
        with self.assertRaisesRegex(UserError, "“Pumps” does not use"):
            request.action_apply_macro(self.macro.id)
        other.active = False
        with self.assertRaisesRegex(UserError, "“Tested”, which is archived"):
            request.action_apply_macro(self.macro.id)
        self.macro.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            request.action_apply_macro(self.macro.id)
        with self.assertRaisesRegex(UserError, "does not exist"):
            request.action_apply_macro(10**9)
        with self.assertRaisesRegex(ValidationError, "say to whom"):
            self.macro.assignee = "user"

    def test_who_may_use_it(self):
        """An employee applies nothing; a colleague's own macro is not to be used."""
        hers = self.env["crm.service.macro"].create(
            {"name": "Hers", "user_id": self.leader.id, "new_priority": "3"}
        )
        employee = self.users["employee"]
        request = self._create_request(user_id=employee.id)
        with self.assertRaises(AccessError):
            request.with_user(employee).action_apply_macro(self.macro.id)
        with self.assertRaises(AccessError):
            request.with_user(self.agent).action_apply_macro(hers.id)

    def test_who_may_write_it(self):
        """Agents write their own, leaders those of the teams they lead."""
        Macro = self.env["crm.service.macro"]
        Macro.with_user(self.agent).create({"name": "Mine"}).name = "My own"
        with self.assertRaises(AccessError):
            self.macro.with_user(self.agent).name = "Changed"
        with self.assertRaises(AccessError):
            Macro.with_user(self.agent).create({"name": "All", "user_id": False})
        mine = Macro.with_user(self.agent).search([("name", "=", "My own")])
        for values in ({"user_id": False}, {"user_id": self.leader.id}):
            with self.subTest(values), self.assertRaises(AccessError):
                mine.write(values)
        self.macro.with_user(self.leader).name = "Changed"
        with self.assertRaises(AccessError):
            self.macro.with_user(self.leader).team_id = False
        other = self._create_team("Valves")
        with self.assertRaises(AccessError):
            Macro.with_user(self.leader).create(
                {"name": "Valves", "user_id": False, "team_id": other.id}
            )

    def test_many_at_once(self):
        """Answers to many are queued, and cost a bounded number of queries each."""
        requests = self.env["crm.service.request"].create(
            [
                {"name": "Leak", "team_id": self.team.id, "partner_id": self.contact.id}
                for _number in range(21)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        requests = requests.with_user(self.agent)
        before = self.env.cr.sql_log_count
        with self.mock_mail_gateway():
            requests.action_apply_macro(self.macro.id)
            self.env.flush_all()
            self.assertEqual(set(self._new_mails.mapped("state")), {"outgoing"})
        queries = self.env.cr.sql_log_count - before

        self.assertLessEqual(queries / len(requests), 30)
