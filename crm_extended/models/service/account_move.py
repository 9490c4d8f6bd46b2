from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.service.document"]

    _crm_request_field = "invoice_id"

    def _crm_prepare_request_values(self):
        values = super()._crm_prepare_request_values()
        # sudo: who invoices need not be allowed to read the order
        orders = self.sudo().line_ids.sale_line_ids.order_id
        return values | {"sale_order_id": orders.id if len(orders) == 1 else False}
