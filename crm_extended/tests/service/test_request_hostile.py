from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

PUBLIC = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
# what colleagues alone know of a request
INTERNAL_FIELDS = (
    "cause_id", "child_ids", "merged_into_id", "parent_id", "related_ids", "resolution"
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestRequestHostile(CrmExtendedCase, HttpCase):
    """What nobody gets by calls that no screen of ours makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "test.katrin", groups="base.group_portal", name="Katrin"
        )
        cls.mine = cls._create_request(
            "My pump", partner_id=cls.portal.partner_id.id, resolution="Own fault"
        )
        cls.stranger = cls._create_customer("Stranger", is_company=True)
        cls.foreign = cls._create_request("Secret", partner_id=cls.stranger.id)

    def test_a_customer_solves_nothing_by_the_context(self):
        """What a customer says with a message closes nothing, and no subrequest."""
        whole = self._create_request(partner_id=self.portal.partner_id.id)
        part = self._create_request("Part", parent_id=whole.id)
        self.authenticate("test.katrin", "test.katrin")

        with mute_logger("odoo.http"):
            for request in self.mine | whole:
                self._post(request, crm_solves_together=request.id)

        requests = self.mine | whole | part
        self.assertFalse(any(requests.mapped("closed_at")))
        said = "".join(map(str, requests.message_ids.mapped("body")))
        self.assertNotIn("From the page", said)
        answer = self._post(self.mine)
        self.assertIn("message_id", answer["result"])

    def test_a_colleague_solves_nothing_by_the_context(self):
        """An employee who follows a request has no more power than the customer."""
        self.mine.message_subscribe(self.users["employee"].partner_id.ids)
        self.authenticate("test.employee", "test.employee")

        with mute_logger("odoo.http"):
            self._post(self.mine, crm_solves_together=self.mine.id)
        self.assertFalse(self.mine.closed_at)

        self.authenticate("test.agent", "test.agent")
        self._post(self.mine, crm_solves_together=self.mine.id)
        self.assertTrue(self.mine.closed_at)

    def test_what_a_customer_reads(self):
        """A customer reads his request, and nothing that colleagues alone know."""
        self.mine.parent_id = self.foreign
        mine = self.mine.with_user(self.portal)
        self.assertEqual(mine.read(["name"])[0]["name"], "My pump")
        for name in INTERNAL_FIELDS:
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    mine.read([name])
                with self.assertRaises(AccessError):
                    mine.search([(name, "!=", False)])
                self.mine.with_user(self.agent).read([name])

    def test_links_are_the_machines(self):
        """Nobody but merging and late replies says where a request goes on."""
        mine = self.mine.with_user(self.agent)
        for name in ("merged_into_id", "follows_id"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    mine.write({name: self.foreign.id})
                with self.assertRaises(AccessError):
                    self._create_request(user=self.agent, **{name: self.foreign.id})
                default = {f"default_{name}": self.foreign.id}
                made = mine.with_context(**default).create({"name": "By default"})
                self.assertFalse(made.sudo()[name])
        with self.assertRaises(AccessError):
            mine.write({"follow_up_ids": [Command.link(self.foreign.id)]})

        mine.name = "My second pump"
        self.assertEqual(self.mine.name, "My second pump")

    def test_the_standing_is_the_machines(self):
        """Nobody says that a promise was kept, or that the customer was answered."""
        both = (self.mine | self.foreign).with_user(self.agent)
        for name, value in (
            ("is_sla_missed", True),
            ("sla_state", "met"),
            ("sla_state", False),
            ("first_responded_at", "2026-03-02 09:00:00"),
            ("customer_waits_since", "2026-03-02 09:00:00"),
        ):
            with self.subTest(name, value=value), self.assertRaises(AccessError):
                both.write({name: value})

        both.write({"first_responded_at": False, "priority": "1"})
        self.assertEqual(both.mapped("priority"), ["1", "1"])

    def test_a_promise_is_not_kept_by_the_context(self):
        """A changed priority promises anew, whatever is said in the call."""
        policy = self.env["crm.sla.policy"].create(
            {
                "name": "Urgent",
                "sequence": -1,
                "team_ids": self.team.ids,
                "priority_from": "3",
            }
        )
        mine = self.mine.with_user(self.agent).with_context(crm_keep_promise=True)

        mine.priority = "3"

        self.assertEqual(self.mine.sla_policy_id, policy)

    def test_split_of_a_note(self):
        """A note becomes a request whose customer does not read the note."""
        note = self.mine.with_user(self.agent).message_post(
            body="He pays late", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        action = self.mine.with_user(self.agent).action_split(note.id)
        request = self.mine.browse(action["res_id"])

        self.assertEqual(request.name, "My pump")
        shown = request.with_user(self.portal).read(["name", "description"])
        self.assertNotIn("pays late", str(shown))
        kept = request.message_ids.filtered(lambda m: "pays late" in m.body)
        self.assertTrue(kept.subtype_id.internal)

    def test_split_of_what_another_customer_wrote(self):
        """The request of another customer knows nothing of the first one's things."""
        equipment = self.env["crm.equipment"].create(
            {"name": "P200", "partner_id": self.portal.partner_id.id}
        )
        self.mine.write({"equipment_id": equipment.id, "phone": "+49 30 1"})
        split = {}
        for author in (self.stranger, self.portal.partner_id):
            message = self.mine.message_post(
                body="And mine?", author_id=author.id, **PUBLIC
            )
            action = self.mine.with_user(self.agent).action_split(message.id)
            split[author] = self.mine.browse(action["res_id"])

        self.assertRecordValues(
            split[self.stranger],
            [{"partner_id": self.stranger.id, "equipment_id": False, "phone": False}],
        )
        own = split[self.portal.partner_id]
        self.assertEqual(own.equipment_id, equipment)

    def test_markup_in_a_late_reply(self):
        """What a customer types stays text in the request that it opens."""
        request = self._create_closed()
        with freeze_time("2026-12-03 09:00:00"):
            request.with_user(self.portal).message_post(
                body="<b>Loud</b> & hot", **PUBLIC
            )

        self.assertIn("&lt;b&gt;Loud", request.follow_up_ids.description)

    def test_late_reply_after_a_merge(self):
        """A late reply arrives where the follow-up goes on, whatever was merged."""
        request = self._create_closed()
        target = self._create_request("Goes on")
        with freeze_time("2026-12-03 09:00:00"):
            self._reply(request)
            request.follow_up_ids.action_merge_into(target.id, other_customer=True)
            message = self._reply(request)

        self.assertEqual(message.res_id, target.id)

    def test_late_reply_in_a_circle(self):
        """A follow-up merged back into what it follows leads nobody in a circle."""
        request = self._create_closed()
        with freeze_time("2026-12-03 09:00:00"):
            self._reply(request)
            follow_up = request.follow_up_ids
            request.action_reopen()
            follow_up.action_merge_into(request.id)
            request.action_solve()
        with freeze_time("2027-12-03 09:00:00"):
            message = self._reply(request)

        last = self.mine.browse(message.res_id)
        self.assertNotIn(last, request | follow_up)
        self.assertEqual(last.follows_id, request)

    def test_page_of_what_was_merged_with_a_stranger(self):
        """A closed request leads to its follow-up, but to no other customer's."""
        self.team.reopen_days = 0
        request = self._create_request(partner_id=self.portal.partner_id.id)
        request.action_solve()
        self._reply(request)
        follow_up = request.follow_up_ids
        url = f"/my/requests/{request.id}?access_token={request._portal_ensure_token()}"
        self.assertIn(follow_up.number, self.url_open(url).text)

        follow_up.with_user(self.manager).action_merge_into(
            self.foreign.id, other_customer=True
        )

        self.assertNotIn(self.foreign.number, self.url_open(url).text)

    def test_several_customers_into_one_of_nobody(self):
        """Whoever comes second is of another customer, be it a manager who merges."""
        target = self._create_request("Unknown", partner_id=False)

        with self.assertRaisesRegex(UserError, "is of Stranger, but"):
            (self.mine | self.foreign).with_user(self.manager).action_merge_into(
                target.id
            )

    def _post(self, request, **context):
        return self.url_open(
            "/mail/message/post",
            json={
                "params": {
                    "thread_model": request._name,
                    "thread_id": request.id,
                    "post_data": {"body": "From the page", **PUBLIC},
                    "context": context,
                }
            },
        ).json()

    def _create_closed(self):
        with freeze_time("2026-03-02 09:00:00"):
            request = self._create_request(partner_id=self.portal.partner_id.id)
            request.action_solve()
        return request

    def _reply(self, request):
        return request.message_post(
            body="Loud again", author_id=request.partner_id.id, **PUBLIC
        )
