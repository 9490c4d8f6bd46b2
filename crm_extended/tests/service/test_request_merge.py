from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

PUBLIC = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}


@tagged("post_install", "-at_install")
class TestRequestMerge(CrmExtendedCase):
    """Two requests about the same thing become one, and nothing is lost (SRV-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "service.example.com"})
        cls.team.write({"alias_name": "pumps", "alias_domain_id": domain.id})
        cls.contact.email = "katrin@sonnenhof.example.com"
        cls.stage_cancelled = cls.env.ref("crm_extended.crm_service_stage_cancelled")
        cls.target = cls._create_request("Pump is loud")
        cls.source = cls._create_request("Noise", description="<p>Since Monday</p>")

    def test_what_is_said_and_who_follows(self):
        """Messages and followers move; what was changed stays with what it tells of."""
        colleague = self.users["employee"].partner_id
        self.source.message_subscribe(colleague.ids)
        said = self.source.message_post(body="Very loud", **PUBLIC)
        noted = self.source.message_post(body="Bearing?", subtype_xmlid="mail.mt_note")
        noted.message_type = "comment"

        self._merge()

        self.assertLessEqual(said | noted, self.target.message_ids)
        self.assertIn(colleague, self.target.message_partner_ids)
        self.assertFalse(self.source.message_follower_ids)
        # a description is no message: it would be lost
        said = "".join(map(str, self.target.message_ids.mapped("body")))
        self.assertIn("Since Monday", said)

    def test_what_belongs_to_it(self):
        """Files, activities, visits, talks, feedback, subrequests, follow-ups move."""
        records = self._create_belongings()

        self._merge()

        for record, field in records:
            with self.subTest(model=record._name):
                value = record[field]
                self.assertEqual(
                    value if isinstance(value, int) else value.id, self.target.id
                )

    def test_record_of_what_moved(self):
        """The merged request says for good who merged it, when, and what moved."""
        self._create_belongings()
        self.source.message_post(body="Very loud", **PUBLIC)
        with freeze_time("2026-03-02 09:00:00"):
            self._merge()

        source = self.source
        self.assertEqual(source.merged_into_id, self.target)
        self.assertEqual(source.merged_by_id, self.agent)
        self.assertEqual(str(source.merged_at), "2026-03-02 09:00:00")
        for text in ("Messages: 1", "Katrin", "sound.txt", "Service Request: "):
            self.assertIn(text, source.merge_record)
        for record in (self.source, self.target):
            said = "".join(map(str, record.message_ids.mapped("body")))
            self.assertIn("merged into", said.lower())
        with self.assertRaises(AccessError):
            self.source.with_user(self.users["employee"]).merge_record = "<p></p>"

    def test_closed_without_rating(self):
        """The merged request is closed, and its customer is asked for no rating."""
        self.team.ask_rating = True
        solved = self._create_request()
        other = self._create_request()
        (solved | other).action_solve()
        self.assertTrue(solved.rating_due_at)

        self._merge()
        solved.action_merge_into(other.id)

        self.assertEqual(self.source.stage_id, self.stage_cancelled)
        self.assertFalse(self.source.rating_due_at)
        self.assertFalse(solved.rating_due_at)
        self.assertTrue(other.rating_due_at)

    def test_equipment_and_contact(self):
        """What only the merged request knew is known to the other one now."""
        equipment = self.env["crm.equipment"].create(
            {"name": "P200", "partner_id": self.contact.id}
        )
        self.source.equipment_id = equipment
        self.target.partner_id = False

        self._merge()

        self.assertEqual(self.target.partner_id, self.contact)
        self.assertEqual(self.target.equipment_id, equipment)
        self.assertIn("P200", self.source.merge_record)

    def test_mail_to_the_merged_request(self):
        """A reply to what was written before or after arrives at the other one."""
        answer = self._answer(self.source)
        self._merge()
        late = self.source._message_log(body="Logged")

        for message in (answer, late):
            with self.subTest(message=message.body):
                count = len(self.target.message_ids)
                kept = self.source.message_ids
                self._mail(message)
                self.assertEqual(len(self.target.message_ids), count + 1)
                self.assertEqual(self.source.message_ids, kept)

    def test_mail_through_a_chain(self):
        """A request merged into one that was merged itself leads to the last one."""
        third = self._create_request("Third")
        self._merge()
        self.target.action_merge_into(third.id)

        message = self.source.message_post(body="Still loud", **PUBLIC)

        self.assertEqual(message.res_id, third.id)

    def test_stays_closed(self):
        """The merged request is not opened again: one goes on in the other."""
        self._merge()
        with self.assertRaises(UserError) as refusal:
            self.source.action_reopen()
        self.assertIn(f"into {self.target.number}. Go on", str(refusal.exception))
        self._answer(self.source)

        self.assertTrue(self.source.closed_at)

    def test_other_customer(self):
        """Requests of two customers stay apart, unless a manager confirms."""
        stranger = self._create_customer("Stranger")
        self.source.partner_id = stranger

        for user, confirms in (
            (self.agent, False),
            (self.agent, True),
            (self.leader, True),
            (self.manager, False),
        ):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "is of Stranger, but"),
            ):
                self._merge(user, other_customer=confirms)
        self.assertFalse(self.source.closed_at)
        self._merge(self.manager, other_customer=True)

        self.assertEqual(self.source.merged_into_id, self.target)

    def test_unknown_sender(self):
        """Who is not known yet belongs to nobody else."""
        self.source.partner_id = False

        self._merge()

        self.assertTrue(self.source.merged_into_id)

    def test_what_is_refused(self):
        """Into itself, twice, into a closed one, or across companies: in words."""
        target = self.target
        foreign = self._create_request(
            team_id=self.other_company.crm_service_team_id.id, partner_id=False
        )
        closed = self._create_request()
        closed.action_solve()
        for requests, into, text in (
            (self.source | target, target, "can't be merged into itself"),
            (foreign, target, "within one company"),
            (self.source, closed, "is closed: reopen it first"),
            (self.source, self.env[target._name].browse(10**9), "does not exist"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, text):
                requests.action_merge_into(into.id)
        self._merge()
        with self.assertRaisesRegex(UserError, f"into {target.number} already"):
            self._merge()
        with self.assertRaisesRegex(UserError, "already"):
            target.action_merge_into(self.source.id)

    def test_who_may_merge(self):
        """Both requests must be the agent's to change."""
        foreign_team = self._create_team("Valves", members=self.leader)
        self.source.team_id = foreign_team
        for user in (self.agent, self.users["employee"], self.users["analyst"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._merge(user)

    def test_family(self):
        """Merged with its parent, a subrequest leaves none that waits for itself."""
        self.target.parent_id = self.source

        self._merge()

        self.assertFalse(self.target.parent_id)
        self.assertFalse(self.target.open_child_count)

    def test_dialog(self):
        """The dialog proposes the oldest open one, and opens it when done."""
        closed = self._create_request()
        closed.action_solve()
        requests = (closed | self.target | self.source).with_user(self.agent)
        action = requests.action_open_merge()
        merge = self.env["crm.service.request.merge"].with_user(self.agent)
        merge = merge.with_context(action["context"]).create({})
        self.assertEqual(merge.target_id, self.target)
        self.assertFalse(merge.warning)

        opened = merge.action_merge()

        self.assertEqual(opened["res_id"], self.target.id)
        self.assertEqual((closed | self.source).merged_into_id, self.target)

    def test_dialog_warns(self):
        """The dialog says before that the customers differ."""
        self.source.partner_id = self._create_customer("Stranger")
        merge = self.env["crm.service.request.merge"].create(
            {
                "request_ids": [Command.set((self.source | self.target).ids)],
                "target_id": self.target.id,
            }
        )

        self.assertIn("Stranger", merge.warning)

    def _merge(self, user=None, **options):
        source = self.source.with_user(user or self.agent)
        source.action_merge_into(self.target.id, **options)

    def _answer(self, request):
        return request.with_user(self.agent).message_post(body="Hot?", **PUBLIC)

    def _mail(self, answer):
        self.env["mail.thread"].message_process(
            None,
            f"From: {self.contact.email}\nTo: pumps@service.example.com\n"
            f"Subject: Re: Pump\nIn-Reply-To: {answer.message_id}\n\nStill loud\n",
        )

    def _create_belongings(self):
        """Give the source one of each kind; return (record, field of its request)."""
        source = self.source
        reference = {"res_model": source._name, "res_id": source.id}
        attachment = self.env["ir.attachment"].create(
            {"name": "sound.txt", "raw": b"x", **reference}
        )
        interaction = self.env["crm.interaction"].create(
            {"name": "Call", "partner_id": self.contact.id, **reference}
        )
        visit = self.env["crm.work.order"].create({"request_id": source.id})
        feedback = self.env["crm.feedback"].create(
            {
                "name": "Angry",
                "partner_id": self.contact.id,
                "request_id": source.id,
            }
        )
        follow_up = self._create_request(follows_id=source.id)
        part = self._create_request(parent_id=source.id)
        rating = self.env["rating.rating"].create(
            {"res_model_id": self.env["ir.model"]._get_id(source._name)}
            | {"res_id": source.id, "rating": 3}
        )
        activity = source.activity_schedule(user_id=self.agent.id, summary="Call")
        return [
            (attachment, "res_id"),
            (interaction, "res_id"),
            (rating, "res_id"),
            (activity, "res_id"),
            (visit, "request_id"),
            (feedback, "request_id"),
            (follow_up, "follows_id"),
            (part, "parent_id"),
        ]
