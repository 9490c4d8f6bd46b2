from odoo import api, models


class CrmDuplicate(models.Model):
    _inherit = "crm.duplicate"

    @api.model
    def _get_owned_counts(self, partners):
        """Add what service knows of a customer."""
        counts = super()._get_owned_counts(partners)
        if not self.env.user.has_group("crm_extended.crm_extended_group_agent"):
            return counts
        _ = self.env._
        return [
            *counts,
            (
                _("Service Requests"),
                self._count("crm.service.request", "customer_id", partners),
            ),
            (_("Equipment"), self._count("crm.equipment", "customer_id", partners)),
        ]
