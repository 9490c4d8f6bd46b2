from odoo import api, fields, models


class CrmServiceRequest(models.Model):
    """The visits and repairs that a request leads to."""

    _inherit = "crm.service.request"

    work_order_ids = fields.One2many(
        "crm.work.order", "request_id", string="Work Orders"
    )
    work_order_count = fields.Integer(compute="_compute_work_order_count")

    def _compute_work_order_count(self):
        WorkOrder = self.env["crm.work.order"]
        counts = {}
        if WorkOrder.has_access("read"):
            groups = WorkOrder._read_group(
                [("request_id", "in", self.ids)], ["request_id"], ["__count"]
            )
            counts = {request.id: count for request, count in groups}
        for request in self:
            request.work_order_count = counts.get(request.id, 0)

    @api.model
    def _get_first_screen(self):
        """Return the action with which the day of the user begins.

        Agents see their requests, dispatchers the week, technicians their jobs.
        """
        has_role = {
            role: self.env.user.has_group(f"crm_extended.crm_extended_group_{role}")
            for role in ("agent", "dispatcher", "technician")
        }
        name = "crm_service_request_action_my"
        if has_role["technician"] and not has_role["agent"]:
            name = "crm_work_order_action_my"
            if has_role["dispatcher"]:
                name = "crm_work_order_action_plan"
        return self.env["ir.actions.act_window"]._for_xml_id(f"crm_extended.{name}")

    def _get_customer_visits(self):
        """Return the work orders that the customer sees on the request's page."""
        self.ensure_one()
        # sudo: who holds the link of the request need not have a login
        return self.sudo().work_order_ids.filtered(
            lambda order: (
                order.state in ("planned", "progress", "done")
                and order.customer_id == self.sudo().customer_id
            )
        )

    def action_create_work_order(self):
        """Open a new work order that says what the request says."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Order"),
            "res_model": "crm.work.order",
            "view_mode": "form",
            "context": {"default_request_id": self.id},
        }

    def action_view_work_orders(self):
        """Open the work orders of the request; the only one at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_work_order_action"
        )
        action["domain"] = [("request_id", "=", self.id)]
        action["context"] = {"default_request_id": self.id}
        if len(self.work_order_ids) == 1:
            action |= {"res_id": self.work_order_ids.id, "views": [(False, "form")]}
        return action
