from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.exceptions import AccessError, MissingError
from odoo.http import request


class LinkExpired(AccessError):
    """The link is the right one, but its time is over."""


class ExpiringLinks(CustomerPortal):
    """Pages that open by a link, as long as it is valid."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        if not (access_token or "").isascii():
            # no token of ours: core can't compare it
            access_token = None
        document = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        if "is_link_expired" in document._fields and document.is_link_expired:
            # who may read the record needs no link
            own = request.env[model_name].browse(document.id)
            if not own.has_access("read"):
                raise LinkExpired(request.env._("This link has expired."))
        return document

    def _refuse_document(self, error, model_name, document_id):
        """Return the answer to who may not see a document.

        One for what is absent and what belongs to somebody else; who held the right
        link for too long reads how to go on.
        """
        if not isinstance(error, LinkExpired):
            return request.redirect("/my")
        # sudo: he knew the link; the page shows number and company, no more
        document = request.env[model_name].sudo().browse(document_id)
        values = {
            "number": document.number,
            "company": document.company_id,
            "is_public": request.env.user._is_public(),
            "form_url": document._get_new_request_url(),
        }
        return request.render("crm_extended.link_expired", values, status=410)


class ServicePortal(ExpiringLinks):
    """A customer's own requests under /my."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_request_count" in counters:
            Request = request.env["crm.service.request"]
            can_read = Request.has_access("read")
            values["service_request_count"] = (
                Request.search_count([]) if can_read else 0
            )
        return values

    def _get_service_request_sortings(self):
        _ = request.env._
        return {
            "date": {"label": _("Newest"), "order": "create_date desc, id desc"},
            "name": {"label": _("Subject"), "order": "name, id"},
            "stage": {"label": _("Stage"), "order": "stage_id, id desc"},
        }

    @http.route(
        ["/my/requests", "/my/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_service_requests(self, page=1, sortby="date", **kwargs):
        """List the requests that the user may read."""
        Request = request.env["crm.service.request"]
        sortings = self._get_service_request_sortings()
        sortby = sortby if sortby in sortings else "date"
        pages = pager(
            url="/my/requests",
            url_args={"sortby": sortby},
            total=Request.search_count([]),
            page=page,
            step=self._items_per_page,
        )
        requests = Request.search(
            [],
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        request.session["my_service_requests_history"] = requests.ids[:100]
        values = {
            **self._prepare_portal_layout_values(),
            # sudo: names of stages, which a customer may see but not search
            "service_requests": requests.sudo(),
            "page_name": "service_request",
            "default_url": "/my/requests",
            "pager": pages,
            "searchbar_sortings": sortings,
            "sortby": sortby,
        }
        return request.render("crm_extended.portal_my_service_requests", values)

    @http.route(
        "/my/requests/<int:request_id>", type="http", auth="public", website=True
    )
    def portal_service_request(
        self, request_id, access_token=None, report_type=None, download=False, **kwargs
    ):
        """Show one request to its customer, or to who holds its link."""
        try:
            service_request = self._document_check_access(
                "crm.service.request", request_id, access_token
            )
        except (AccessError, MissingError) as error:
            return self._refuse_document(error, "crm.service.request", request_id)
        if report_type in ("html", "pdf", "text"):
            return self._show_report(
                service_request,
                report_type,
                "crm_extended.crm_service_request_report",
                download=download,
            )
        values = self._get_page_view_values(
            service_request,
            access_token,
            {
                "service_request": service_request,
                "page_name": "service_request",
                "is_new": bool(kwargs.pop("new", None)),
            },
            "my_service_requests_history",
            False,
            **kwargs,
        )
        return request.render("crm_extended.portal_service_request", values)
