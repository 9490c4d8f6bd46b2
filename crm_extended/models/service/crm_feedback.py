from odoo import fields, models


class CrmFeedback(models.Model):
    """Feedback about a request, and the request that feedback leads to."""

    _inherit = "crm.feedback"

    request_id = fields.Many2one(
        "crm.service.request",
        string="Service Request",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('customer_id', '=?', customer_id)]",
    )
    rating_id = fields.Many2one("rating.rating", readonly=True, copy=False)

    _rating_uniq = models.UniqueIndex(
        "(rating_id) WHERE rating_id IS NOT NULL",
        "A complaint was made of this vote already.",
    )

    def action_open_request(self):
        """Open the request of the feedback; without one, make it."""
        self.ensure_one()
        self.check_access("write")
        if not self.request_id:
            Request = self.env["crm.service.request"]
            self.request_id = Request.create(self._prepare_request_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.service.request",
            "res_id": self.request_id.id,
            "view_mode": "form",
        }

    def _prepare_request_values(self):
        """Return the values of a request that says what the customer says."""
        self.ensure_one()
        return {
            "name": self.name,
            "description": self.description,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "priority": self.severity,
            "sale_order_id": self.sale_order_id.id,
            "picking_id": self.picking_id.id,
        }
