from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _crm_touch_customers(self):
        """Have the figures of those worked out whose receivables these lines change."""
        receivable = self.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.env["crm.customer.touch"]._touch(
            (line.partner_id, line.company_id) for line in receivable
        )
