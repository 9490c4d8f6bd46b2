from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

# states in which an order still follows its contact to another customer
OPEN_STATES = ("draft", "sent")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    crm_customer_id = fields.Many2one(
        "res.partner",
        string="Ordering Customer",
        compute="_compute_crm_customer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The customer the contact belonged to when the order was confirmed. It"
        " stays when the contact moves to another company.",
    )

    # what the timeline is read by
    _crm_timeline_idx = models.Index("(crm_customer_id, date_order, id)")

    def _auto_init(self):
        # in one statement: a database may bring ten years of orders
        if not column_exists(self.env.cr, "sale_order", "crm_customer_id"):
            create_column(self.env.cr, "sale_order", "crm_customer_id", "int4")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sale_order
                       SET crm_customer_id = contact.commercial_partner_id
                      FROM res_partner contact
                     WHERE contact.id = sale_order.partner_id
                    """
                )
            )
        return super()._auto_init()

    @api.depends("partner_id.commercial_partner_id", "state")
    def _compute_crm_customer_id(self):
        for order in self:
            customer = order.crm_customer_id
            if order.state in OPEN_STATES or not customer:
                customer = order.partner_id.commercial_partner_id
            order.crm_customer_id = customer

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._crm_touch_customers()
        return result

    def _crm_touch_customers(self):
        self.env["crm.customer.touch"]._touch(
            (order.crm_customer_id, order.company_id) for order in self
        )
