from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.service.document"]

    _crm_request_field = "picking_id"

    def _crm_prepare_request_values(self):
        values = super()._crm_prepare_request_values()
        # sudo: who delivers need not be allowed to read the order
        return values | {"sale_order_id": self.sudo().sale_id.id}
