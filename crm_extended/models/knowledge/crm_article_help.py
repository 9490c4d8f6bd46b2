from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

SUMMARY_LENGTH = 160


class CrmArticle(models.Model):
    """What the help centre of a company shows to whom.

    Its visitors have no rights on articles. Everything a page, a search or a file
    shows comes from a search with the domain of ``_get_help_domain``, in sudo.
    """

    _inherit = "crm.article"

    @api.model
    def _get_help_domain(self, company):
        """Return the domain of what the current user may read in a help centre.

        Agents' articles are never shown, to agents neither: it is the customers'
        page.
        """
        user = self.env.user
        audiences = ["public"]
        if not user._is_public() and company in user.company_ids:
            audiences.append("customers")
        return Domain.AND(
            [
                Domain("active", "=", True),
                Domain("state", "=", "published"),
                Domain("audience", "in", audiences),
                Domain("company_id", "in", [company.id, False]),
            ]
        )

    @api.model
    def _find_help_articles(
        self, company, text="", category=None, offset=0, limit=None
    ):
        """Return a page of articles and how many there are in all.

        :param text: what the visitor looks for, in all categories
        :param category: where no text is given, the category; empty for the articles
            without one
        """
        # sudo: the domain says what the visitor may read
        Article = self.sudo()
        domain = self._get_help_domain(company)
        if text:
            articles = Article._search_articles(text, domain, offset, limit)
            domain &= Article._get_text_domain(text, domain)
        else:
            domain &= Domain("category_id", "=", category.id if category else False)
            articles = Article.search(domain, offset, limit)
        return articles, Article.search_count(domain)

    @api.model
    def _find_help_article(self, company, article_id):
        """Return the article, or none where the visitor may not read it."""
        domain = self._get_help_domain(company) & Domain("id", "=", article_id)
        # sudo: the domain says what the visitor may read
        return self.sudo().search(domain)

    @api.model
    def _count_help_articles(self, company):
        """Return ``{category: articles in it and below}`` for what may be read.

        A category in which the visitor may read nothing is left out.
        """
        # sudo: the domain says what the visitor may read
        groups = self.sudo()._read_group(
            self._get_help_domain(company) & Domain("category_id", "!=", False),
            ["category_id"],
            ["__count"],
        )
        Category = self.env["crm.article.category"].sudo()
        counts = {}
        for category, count in groups:
            for category_id in map(int, category.parent_path.split("/")[:-1]):
                counts[category_id] = counts.get(category_id, 0) + count
        categories = Category.search([("id", "in", list(counts))])
        return {category: counts[category.id] for category in categories}

    def _prepare_help_values(self, company):
        """Return what a list of the help centre shows of each article."""
        return [
            {
                "title": article.name,
                "summary": article._get_summary(),
                "url": article._get_help_url(company),
            }
            for article in self
        ]

    def _prepare_help_page_values(self, company):
        """Return what the page of one article shows."""
        self.ensure_one()
        url = self._get_help_url(company)
        return {
            "title": self.name,
            "body": self.body,
            "updated_at": self.write_date,
            "category": self.category_id._prepare_help_values(company),
            "attachments": [
                {"name": file.name, "url": f"{url}/{file.id}"}
                for file in self.attachment_ids
            ],
        }

    def action_open_help_page(self):
        """Open the page of the article as its audience sees it."""
        self.ensure_one()
        company = (self.company_id or self.env.company).sudo()
        if not company.crm_help_published:
            raise UserError(
                self.env._(
                    "%s has not published its help centre yet: switch it on in the"
                    " settings of Service.",
                    company.name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": self._get_help_url(company),
            "target": "new",
        }

    def _get_help_url(self, company):
        self.ensure_one()
        return f"/help/{company.crm_help_key}/{self.id}"

    def _get_summary(self):
        """Return the beginning of the text, as plain text on one line."""
        text = html2plaintext(self.body or "", include_references=False)
        text = " ".join(text.split())
        is_long = len(text) > SUMMARY_LENGTH
        return text[:SUMMARY_LENGTH] + "…" if is_long else text
