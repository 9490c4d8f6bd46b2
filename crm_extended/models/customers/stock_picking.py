from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # what the timeline is read by
    _crm_timeline_idx = models.Index("(partner_id, date_done, id) WHERE state = 'done'")

    def _action_done(self):
        result = super()._action_done()
        self._crm_touch_customers()
        return result

    def _crm_touch_customers(self):
        self.env["crm.customer.touch"]._touch(
            (picking._crm_get_customer(), picking.company_id) for picking in self
        )

    def _crm_get_customer(self):
        """Return the customer of the transfer: of its order, else of its address."""
        self.ensure_one()
        # sudo: who moves goods need not be allowed to read the order
        customer = self.sudo().sale_id.crm_customer_id
        return customer.sudo(False) or self.partner_id.commercial_partner_id
