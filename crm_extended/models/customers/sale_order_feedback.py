from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.feedback.document"]

    _crm_feedback_field = "sale_order_id"
