from odoo import http
from odoo.addons.crm_extended.controllers.portal import ExpiringLinks
from odoo.addons.portal.controllers.portal import pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request


class WorkOrderPortal(ExpiringLinks):
    """A customer's own work orders under /my: the visit, the report, the signature."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "work_order_count" in counters:
            WorkOrder = request.env["crm.work.order"]
            can_read = WorkOrder.has_access("read")
            values["work_order_count"] = WorkOrder.search_count([]) if can_read else 0
        return values

    @http.route(
        ["/my/work-orders", "/my/work-orders/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_work_orders(self, page=1, **kwargs):
        """List the work orders that the user may read, the next or last one first."""
        WorkOrder = request.env["crm.work.order"]
        pages = pager(
            url="/my/work-orders",
            total=WorkOrder.search_count([]),
            page=page,
            step=self._items_per_page,
        )
        orders = WorkOrder.search(
            [],
            order="planned_start desc, id desc",
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        request.session["my_work_orders_history"] = orders.ids[:100]
        values = {
            **self._prepare_portal_layout_values(),
            "work_orders": orders,
            "page_name": "work_order",
            "default_url": "/my/work-orders",
            "pager": pages,
        }
        return request.render("crm_extended.portal_my_work_orders", values)

    @http.route(
        "/my/work-orders/<int:order_id>", type="http", auth="public", website=True
    )
    def portal_work_order(
        self, order_id, access_token=None, report_type=None, download=False, **kwargs
    ):
        """Show one work order to its customer, or to who holds its link."""
        try:
            order = self._document_check_access(
                "crm.work.order", order_id, access_token
            )
        except (AccessError, MissingError) as error:
            return self._refuse_document(error, "crm.work.order", order_id)
        if report_type in ("html", "pdf", "text"):
            return self._show_report(
                order,
                report_type,
                "crm_extended.crm_work_order_report",
                download=download,
            )
        values = self._get_page_view_values(
            order,
            access_token,
            {"work_order": order, "page_name": "work_order"},
            "my_work_orders_history",
            False,
            **kwargs,
        )
        return request.render("crm_extended.portal_work_order", values)

    @http.route(
        "/my/work-orders/<int:order_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def portal_work_order_sign(
        self, order_id, access_token=None, name=None, signature=None
    ):
        """Take the customer's signature from Odoo's signature form.

        :return: what that form expects: an error to show, or where to go on
        """
        # the form puts the token into the address, not among the values
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            order = self._document_check_access(
                "crm.work.order", order_id, access_token
            )
            user = request.env.user
            order._sign(name, signature, not user._is_public() and user.partner_id)
        except (AccessError, MissingError):
            return {"error": request.env._("This work order is not available.")}
        except UserError as error:
            return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": order.get_portal_url()}
