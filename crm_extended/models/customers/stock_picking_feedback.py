from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.feedback.document"]

    _crm_feedback_field = "picking_id"

    def _crm_prepare_feedback_values(self):
        values = super()._crm_prepare_feedback_values()
        # sudo: who delivers need not be allowed to read the order
        values["sale_order_id"] = self.sudo().sale_id.id
        products = self.move_ids.product_id
        if len(products) == 1:
            values["product_id"] = products.id
        return values
