from odoo import fields, models


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
        """Open the work orders of the request."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_work_order_action"
        )
        action["domain"] = [("request_id", "=", self.id)]
        action["context"] = {"default_request_id": self.id}
        return action
