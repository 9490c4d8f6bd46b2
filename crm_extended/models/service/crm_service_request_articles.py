from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html


class CrmServiceRequest(models.Model):
    """Articles that may answer the request, and those that did."""

    _inherit = "crm.service.request"

    suggested_article_ids = fields.Many2many(
        "crm.article",
        string="Suggested Articles",
        compute="_compute_suggested_article_ids",
        help="Articles with the rarest words of the subject and the description.",
    )
    article_ids = fields.Many2many(
        "crm.article",
        string="Articles Used",
        check_company=True,
        copy=False,
        help="Articles that were sent to the customer, or that helped to answer.",
    )

    @api.depends("name", "description", "company_id", "equipment_id")
    def _compute_suggested_article_ids(self):
        Article = self.env["crm.article"]
        for request in self:
            request.suggested_article_ids = Article._suggest_for_request(request)

    def action_answer(self, text="", article_id=False):
        """Answer the customer: in one's own words, with an article, or with both.

        What the composer does for a person, in one call for an integration: the answer
        is public, goes to the customer by mail and stamps the first response.

        :param str text: plain text; its line breaks stay
        :param int article_id: a published article that customers may read
        :return: the id of the message
        :raise UserError: when there is nothing to say, or the article may not be sent
        """
        self.ensure_one()
        article = self.env["crm.article"].browse(article_id or []).exists()
        article.check_access("read")
        if message := self._answer_error_message(text, article_id, article):
            raise UserError(message)
        body = plaintext2html(text) if text else Markup()
        if article:
            body += self._prepare_article_reply_body(article)
        request = self.with_context(insert_article_ids=article.ids)
        posted = request.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.filtered("email").ids,
        )
        return posted.id

    def _answer_error_message(self, text, article_id, article):
        """Return why the customer can't be answered with this, or False."""
        if article:
            return article._insert_error_message()
        if article_id:
            return self.env._("There is no article with the id %s.", article_id)
        if not (text or "").strip():
            return self.env._(
                "The answer to request %s is empty: give a text or an article.",
                self.number,
            )
        return False

    def _message_post_after_hook(self, message, msg_values):
        """Remember an article once the reply with it has been sent."""
        if article_ids := self.env.context.get("insert_article_ids"):
            articles = self.env["crm.article"].search([("id", "in", article_ids)])
            # sudo: who may answer a request need not be allowed to change it
            self.sudo().article_ids = [Command.link(id_) for id_ in articles.ids]
        return super()._message_post_after_hook(message, msg_values)

    def _get_article_question(self):
        """Return the text for which an article is to be found."""
        self.ensure_one()
        description = html2plaintext(self.description or "", include_references=False)
        return f"{self.name or ''} {description}"

    def _get_article_products(self):
        """Return the templates of the products that the request is about."""
        self.ensure_one()
        # sudo: what the request is about is known, its equipment may be another team's
        return self.equipment_id.sudo().product_id.product_tmpl_id

    def _prepare_article_reply(self, article):
        """Return the action that opens a reply with the article as a draft."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer with an Article"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
                # core sends nothing while a recipient has no address; who follows
                # without one reads the answer in the portal, or hears it
                "default_partner_ids": self.partner_id.filtered("email").ids,
                "default_body": self._prepare_article_reply_body(article),
                "clicked_on_full_composer": True,
                "insert_article_ids": article.ids,
            },
        }

    def _prepare_article_reply_body(self, article):
        """Return the article in the customer's language, with a link to its page."""
        article = article.with_context(lang=self.partner_id.lang or self.env.lang)
        company = self.company_id
        # sudo: whether a help centre is published is no secret
        if article.audience != "public" or not company.sudo().crm_help_published:
            return article.body
        url = self.get_base_url() + article._get_help_url(company.sudo())
        return article.body + Markup('<p><a href="%s">%s</a></p>') % (url, article.name)
