from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # what net invoiced is read from, without a look at the invoices themselves
    _crm_customer_idx = models.Index(
        "(commercial_partner_id, company_id, invoice_date)"
        " INCLUDE (amount_untaxed_signed, move_type)"
        " WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')"
    )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.line_ids._crm_touch_customers()
        return result
