from odoo import api, models


class MailBlacklist(models.Model):
    """An address that is blocked, or no longer, is news about whose it is."""

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._crm_note_data_changed()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "email"}.isdisjoint(vals):
            self._crm_note_data_changed()
        return result

    def _crm_note_data_changed(self):
        # sudo: whose address it is, is asked of all customers
        partners = self.env["res.partner"].sudo()
        domain = [("email_normalized", "in", self.mapped("email"))]
        self.env["crm.customer.profile"]._note_data_changed(partners.search(domain))
