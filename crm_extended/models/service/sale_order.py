from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.service.document"]

    _crm_request_field = "sale_order_id"
