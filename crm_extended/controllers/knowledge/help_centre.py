from werkzeug.exceptions import NotFound

from odoo import http
from odoo.addons.portal.controllers.portal import pager
from odoo.http import request

PAGE_SIZE = 20
MAX_SEARCH_LENGTH = 200


class HelpCentre(http.Controller):
    """The articles of a company, for everybody who knows its address.

    What is hidden and what does not exist get the same answer: no such page.
    """

    @http.route("/help", type="http", auth="public", website=True, methods=["GET"])
    def help_centres(self, **kwargs):
        """Lead to the first help centre there is."""
        company = self._find_company()
        return request.redirect(f"/help/{company.crm_help_key}", code=302)

    @http.route(
        ["/help/<string:key>", "/help/<string:key>/page/<int:page>"],
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def help_centre(self, key, page=1, search="", category="", **kwargs):
        """Show a category of a help centre, or what was found there."""
        company = self._find_company(key)
        counts = request.env["crm.article"]._count_help_articles(company)
        category = self._find_category(category, counts)
        search = "".join(filter(str.isprintable, search[:MAX_SEARCH_LENGTH])).strip()
        articles, pages = self._find_page(company, search, category, page)
        parent = category or request.env["crm.article.category"]
        children = parent.browse(
            []
            if search
            else [child.id for child in counts if child.parent_id == parent]
        )
        values = {
            **self._prepare_layout_values(company, search),
            "category_path": self._prepare_path(company, parent),
            "categories": children.sudo()._prepare_help_values(company, counts),
            "articles": articles._prepare_help_values(company),
            "total": pages["total"],
            "pager": pages,
        }
        values["title"] = parent.sudo().name or values["centre_name"]
        if search or page > 1:
            values["canonical_url"] = False
        return request.render("crm_extended.help_centre", values)

    @http.route(
        "/help/<string:key>/<int:article_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def help_article(self, key, article_id, **kwargs):
        """Show one article."""
        company, article = self._find_article(key, article_id)
        values = {
            **self._prepare_layout_values(company, ""),
            "category_path": self._prepare_path(company, article.category_id),
            "article": article._prepare_help_page_values(company),
            "title": article.name,
        }
        return request.render("crm_extended.help_article", values)

    @http.route(
        "/help/<string:key>/<int:article_id>/<int:attachment_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    def help_attachment(self, key, article_id, attachment_id, **kwargs):
        """Send a file of an article to who may read the article, and as long."""
        _company, article = self._find_article(key, article_id)
        attachment = article.attachment_ids.filtered(
            lambda file: file.id == attachment_id
        )
        if not attachment:
            raise NotFound
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=True)

    def _find_company(self, key=None):
        company = request.env["res.company"]._crm_find_help_centre(key)
        if not company:
            raise NotFound
        return company

    def _find_article(self, key, article_id):
        company = self._find_company(key)
        article = request.env["crm.article"]._find_help_article(company, article_id)
        if not article:
            raise NotFound
        return company, article.with_company(company)

    def _find_category(self, category, counts):
        """Return the category asked for, if the visitor may read anything in it."""
        if not category:
            return None
        for known in counts:
            if str(known.id) == category:
                return known
        raise NotFound

    def _find_page(self, company, search, category, page):
        """Return the articles of a page, and the links to the other pages."""
        Article = request.env["crm.article"]
        page = min(max(page, 1), 10_000)
        articles, total = Article._find_help_articles(
            company, search, category, (page - 1) * PAGE_SIZE, PAGE_SIZE
        )
        arguments = {"search": search, "category": category.id if category else ""}
        pages = pager(
            url=f"/help/{company.crm_help_key}",
            url_args={name: value for name, value in arguments.items() if value},
            total=total,
            page=page,
            step=PAGE_SIZE,
        )
        return articles, {**pages, "total": total}

    def _prepare_path(self, company, category):
        """Return the category and those it lies in, from the outermost."""
        ids = map(int, (category.sudo().parent_path or "").split("/")[:-1])
        return category.sudo().browse(ids)._prepare_help_values(company)

    def _prepare_layout_values(self, company, search):
        """Return what every page of the help centre shows."""
        home_url = f"/help/{company.crm_help_key}"
        has_website = "website" in request.env
        canonical_url = (
            request.env["crm.article"].get_base_url() + request.httprequest.path
        )
        return {
            "res_company": company,
            "centre_name": request.env._("Help Centre of %s", company.name),
            "home_url": home_url,
            "search": search,
            # a website says itself which of its addresses is the right one
            "canonical_url": not has_website and canonical_url,
        }
