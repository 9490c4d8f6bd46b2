from odoo import fields, models


class CrmServiceRequest(models.Model):
    """The document that a request is about."""

    _inherit = "crm.service.request"

    sale_order_id = fields.Many2one(
        "sale.order",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('partner_id', 'child_of', customer_id)]",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('partner_id', 'child_of', customer_id)]",
    )
    invoice_id = fields.Many2one(
        "account.move",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
