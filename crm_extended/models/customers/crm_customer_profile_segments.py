from odoo import models


class CrmCustomerProfile(models.Model):
    """New figures let customers come into segments and leave them."""

    _inherit = "crm.customer.profile"

    def _after_refresh(self, scope):
        super()._after_refresh(scope)
        customers = None
        if not scope.is_whole:
            customers = self.env["res.partner"].browse(scope.customer_ids)
        segments = self.env["crm.customer.segment"].search(
            [("company_id", "=", scope.company.id)]
        )
        for segment in segments:
            segment._update_members(customers)
