from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._crm_get_lines()._crm_touch_customers()
        return partials

    def unlink(self):
        lines = self._crm_get_lines()
        result = super().unlink()
        lines.exists()._crm_touch_customers()
        return result

    def _crm_get_lines(self):
        return self.debit_move_id | self.credit_move_id
