from odoo.addons.crm_extended.tests.knowledge.common import KnowledgeCase
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
class TestArticle(KnowledgeCase):
    """From a draft to an answer that others read (KNO-01)."""

    @freeze_time("2026-03-02 09:00:00")
    def test_editor_publishes(self):
        """An editor's draft is for agents, and is stamped when it is published."""
        article = self._write_as_editor("Vent the pump", "<p>Open the screw.</p>")
        self.assertRecordValues(
            article,
            [{"state": "draft", "audience": "agents", "published_at": False}],
        )

        article.action_publish()

        self.assertEqual(str(article.published_at), "2026-03-02 09:00:00")
        self.assertTrue(article.with_user(self.agent).has_access("read"))
        article.action_unpublish()
        self.assertFalse(article.published_at)
        self.assertFalse(article.with_user(self.agent).has_access("read"))

    def test_nothing_empty_is_published(self):
        """An article without a text is published by no way, button or import."""
        article = self._write_as_editor("Vent the pump", "<p><br></p>")
        for publish in (article.action_publish, self._publish_by_import(article)):
            with self.assertRaisesRegex(ValidationError, "Vent the pump"):
                publish()

    def test_body_is_cleaned(self):
        """A script in the text is removed, the rest of the text stays."""
        body = "<p onclick='x()'>Text</p><script>alert(1)</script>"
        article = self._write_as_editor("Vent", body)

        self.assertEqual(article.body, "<p>Text</p>")

    def test_copy_is_a_draft(self):
        """A copy says so in its title, and waits for its editor."""
        copy = self._create_article().with_user(self.editor).copy()

        self.assertEqual(copy.name, "Vent the pump (copy)")
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.published_at)

    def test_attachment_is_read_with_its_article(self):
        """An uploaded file is read by who reads the article, and by nobody else."""
        attachment = self.env["ir.attachment"].with_user(self.editor)
        attachment = attachment.create({"name": "a.pdf", "raw": b"%PDF"})
        values = {"attachment_ids": attachment.ids}
        article = self._create_article(state="draft")
        article.with_user(self.editor).write(values)

        as_agent = attachment.with_user(self.agent)
        self.assertFalse(as_agent.has_access("read"))
        article.action_publish()
        self.assertTrue(as_agent.has_access("read"))
        for role in ("portal", "public"):
            self.assertFalse(attachment.with_user(self.users[role]).has_access("read"))

    def test_category_in_use_stays(self):
        """A category is not deleted while anything lies in it or below."""
        child = self.category.create({"name": "P200", "parent_id": self.category.id})
        self._create_article(category_id=child.id, active=False)

        with self.assertRaisesRegex(UserError, "Pumps / P200"):
            child.with_user(self.editor).unlink()

    def test_category_within_itself(self):
        """A category can't lie within one of its own."""
        child = self.category.create({"name": "P200", "parent_id": self.category.id})

        with self.assertRaises(UserError):
            self.category.with_user(self.editor).parent_id = child

    def test_product_of_another_company(self):
        """An article of one company is not about products of another one."""
        values = {"name": "Foreign", "company_id": self.other_company.id}
        product = self.env["product.template"].create(values)

        with self.assertRaises(UserError):
            self._create_article(product_tmpl_ids=product.ids)

    def _write_as_editor(self, name, body):
        Article = self.env["crm.article"].with_user(self.editor)
        return Article.create({"name": name, "body": body})

    def _publish_by_import(self, article):
        return lambda: article.write({"state": "published"})
