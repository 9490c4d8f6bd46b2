from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestRequestArticles(CrmExtendedCase, HttpCase):
    """Answering a request with an article (KNO-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.noise = cls._create_article("The pump is loud", "Vent the suction line.")
        cls.warranty = cls._create_article("产品的保修期是多久", "保修期 24 个月。")
        cls.request = cls._create_request(
            "Loud pump", description="<p>It grinds when the suction line is open.</p>"
        )

    @classmethod
    def _create_article(cls, name, body, **values):
        return cls.env["crm.article"].create(
            {
                "name": name,
                "body": f"<p>{body}</p>",
                "audience": "public",
                "state": "published",
            }
            | values
        )

    def test_answer_in_one_call(self):
        """Text and article go to the customer in public; typed text is no markup."""
        request = self.request.with_user(self.agent)

        message_id = request.action_answer("A & B:\n<b>try</b>", self.noise.id)

        message = self.env["mail.message"].browse(message_id)
        self.assertIn("A &amp; B:<br>&lt;b&gt;try&lt;/b&gt;", message.body)
        self.assertIn("Vent the suction line.", message.body)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertTrue(self.request.first_responded_at)
        self.assertEqual(self.request.article_ids, self.noise)

    def test_answer_with_nothing(self):
        """Nothing to say, or an article that may not be sent, is refused in words."""
        secret = self._create_article("Trick", "Knock on it.", audience="agents")
        request = self.request.with_user(self.agent)
        before = len(self.request.message_ids)
        for answer, sentence in (
            ({}, "is empty"),
            ({"text": " \n"}, "is empty"),
            ({"text": "See:", "article_id": secret.id}, "for agents only"),
            ({"text": "See:", "article_id": 10**9}, "no article with the id"),
        ):
            with self.subTest(answer), self.assertRaisesRegex(UserError, sentence):
                request.action_answer(**answer)
        self.assertEqual(len(self.request.message_ids), before)
        self.assertFalse(self.request.first_responded_at)

    def test_suggestions(self):
        """What shares rare words with subject and description is suggested."""
        for name, expected in (
            ("Loud pump", self.noise),
            ("请问我们买的水泵保修期有多久", self.warranty),
            ("Invoice is wrong", self.env["crm.article"]),
            ("'!&|:*()\\ %_", self.env["crm.article"]),
        ):
            with self.subTest(name=name):
                request = self._create_request(name)
                self.assertEqual(self._suggest(request), expected)

    def test_suggestions_are_readable(self):
        """Drafts, archived and other companies' articles are never suggested."""
        for values in (
            {"state": "draft"},
            {"active": False},
            {"company_id": self.other_company.id},
        ):
            self._create_article("Loud pump", "Grinds.", **values)

        for role in ("agent", "manager"):
            self.assertEqual(self._suggest(self.request, role), self.noise)

    def test_five_at_most_and_the_product_first(self):
        """Five are suggested, those about the product of the request first."""
        product = self.env["product.product"].create({"name": "P200"})
        self.request.equipment_id = self.env["crm.equipment"].create(
            {
                "name": "P200-1",
                "partner_id": self.contact.id,
                "product_id": product.id,
            }
        )
        for number in range(5):
            self._create_article(f"Loud pump {number}", "Suction grinds.")
        about = {"product_tmpl_ids": product.product_tmpl_id.ids}
        special = self._create_article("Suction", "Of the P200.", **about)

        suggested = self._suggest(self.request)

        self.assertEqual(len(suggested), 5)
        self.assertEqual(suggested[0], special)

    def test_reply_remembers_the_article(self):
        """The reply reaches the customer with the article; only then it counts."""
        self.contact.write({"lang": "zh_CN", "email": "katrin@example.com"})
        self.noise.with_context(lang="zh_CN").name = "水泵噪音大"
        self.company.write({"crm_help_published": True, "crm_help_key": "pumps"})
        composer = self._insert(self.noise)

        self.assertIn("Vent the suction line.", composer.body)
        self.assertIn(f"/help/pumps/{self.noise.id}", composer.body)
        self.assertIn("水泵噪音大", composer.body)
        self.assertEqual(composer.partner_ids, self.contact)
        self.assertFalse(self.request.article_ids)
        composer.action_send_mail()

        self.assertEqual(self.request.article_ids, self.noise)
        message = self.request.message_ids[0]
        self.assertFalse(message.is_internal)
        self.assertIn("Vent the suction line.", message.body)
        with self.assertRaisesRegex(UserError, self.request.number):
            self.noise.with_user(self.manager).unlink()

    def test_link_only_where_the_customer_may_follow(self):
        """No link is sent to a page that the customer can't open."""
        self.assertNotIn("/help/", self._insert(self.noise).body)

        self.company.write({"crm_help_published": True})
        self.noise.audience = "customers"

        self.assertNotIn("/help/", self._insert(self.noise).body)

    def test_internal_article_stays_inside(self):
        """What is for agents, or a draft, is not put into a reply."""
        for values in ({"audience": "agents"}, {"state": "draft"}):
            article = self._create_article("Internal", "Price floor.", **values)
            with self.subTest(**values), self.assertRaisesRegex(UserError, "Internal"):
                self._insert(article, role="editor")

    def test_insert_without_a_request(self):
        """An article is inserted into the reply to a request and nowhere else."""
        for request_id in (None, 0, 10**9):
            article = self.noise.with_user(self.agent)
            article = article.with_context(active_request_id=request_id)
            with self.subTest(request=request_id), self.assertRaises(UserError):
                article.action_insert_into_reply()

    def test_remembers_no_hidden_article(self):
        """An article that the author can't read is not linked by a made-up call."""
        hidden = self._create_article("Foreign", "x", company_id=self.other_company.id)
        request = self.request.with_user(self.agent)

        request.with_context(insert_article_ids=hidden.ids).message_post(body="Hi")

        self.assertFalse(self.request.article_ids)

    def test_tour_of_an_agent(self):
        """An agent answers with an article in four clicks from the board."""
        self.request.user_id = self.agent

        self.start_tour("/odoo", "crm_article_agent", login="test.agent")

        self.assertEqual(self.request.article_ids, self.noise)

    def test_tour_of_a_guest(self):
        """A guest finds the answer in the help centre without a login."""
        self.company.write({"crm_help_published": True, "crm_help_key": "pumps"})

        self.start_tour("/help/pumps", "crm_article_guest")

    def _suggest(self, request, role="agent"):
        return request.with_user(self.users[role]).suggested_article_ids

    def _insert(self, article, role="agent"):
        article = article.with_user(self.users[role])
        article = article.with_context(active_request_id=self.request.id)
        context = article.action_insert_into_reply()["context"]
        return article.env["mail.compose.message"].with_context(context).create({})
