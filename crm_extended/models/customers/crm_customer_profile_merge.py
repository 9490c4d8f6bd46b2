from odoo import api, models


class CrmCustomerProfile(models.Model):
    """Figures of two customers are worked out anew when they are one."""

    _inherit = "crm.customer.profile"

    @api.model
    def _merge_customers(self, source, target):
        """Drop the source's rows: they are figures, not history, and come back."""
        rows = self.search([("partner_id", "=", source.id)])
        Touch = self.env["crm.customer.touch"]
        Touch._touch([(target, company) for company in rows.company_id])
        rows.unlink()
