from odoo import models


class CrmServiceRequest(models.Model):
    """What customers think of a request besides their vote."""

    _name = "crm.service.request"
    _inherit = ["crm.service.request", "crm.feedback.document"]

    _crm_feedback_field = "request_id"

    def _crm_prepare_feedback_values(self):
        values = super()._crm_prepare_feedback_values()
        return values | {
            "name": self.name,
            "source": "request",
            "product_id": self.equipment_id.product_id.id,
            "lot_id": self.equipment_id.lot_id.id,
            "sale_order_id": self.sale_order_id.id,
            "picking_id": self.picking_id.id,
        }
