from odoo import api, models
from odoo.exceptions import UserError


class CrmArticle(models.Model):
    """Articles as answers to requests."""

    _inherit = "crm.article"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        Request = self.env["crm.service.request"]
        if request := Request._find_any([("article_ids", "in", self.ids)]):
            raise UserError(
                self.env._(
                    "The article answered the request %s: archive it instead.",
                    request.number,
                )
            )

    def action_insert_into_reply(self):
        """Open a reply with the article to the request ``active_request_id``."""
        self.ensure_one()
        request_id = self.env.context.get("active_request_id")
        request = self.env["crm.service.request"].browse(request_id).exists()
        if not request:
            raise UserError(
                self.env._("Open a request first: the article answers one.")
            )
        if message := self._insert_error_message():
            raise UserError(message)
        return request._prepare_article_reply(self)

    def _insert_error_message(self):
        """Return why the article may not be sent to a customer, or False."""
        self.ensure_one()
        if self.audience == "agents":
            return self.env._(
                "“%s” is for agents only: answer in your own words.", self.name
            )
        if self.state != "published":
            return self.env._("“%s” is not published yet.", self.name)
        return False

    def _suggest_for_request(self, request, limit=5):
        """Return the published articles that may answer a request, the best first.

        Those about its products come before all others.
        """
        question = request._get_article_question()
        company = request.company_id or self.env.company
        domain = [
            ("state", "=", "published"),
            ("company_id", "in", [company.id, False]),
        ]
        articles = self.browse()
        if products := request._get_article_products():
            about = [*domain, ("product_tmpl_ids", "in", products.ids)]
            articles = self._search_by_question(question, about, limit)
        if len(articles) < limit:
            others = [*domain, ("id", "not in", articles.ids)]
            articles += self._search_by_question(
                question, others, limit - len(articles)
            )
        return articles
