from odoo import api, models


class CrmInteraction(models.Model):
    """A talk with a customer is a contact: the profile is to tell of it."""

    _inherit = "crm.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._touch_customers()
        return interactions

    def write(self, vals):
        result = super().write(vals)
        if not {"date_start", "is_reached", "partner_id"}.isdisjoint(vals):
            self._touch_customers()
        return result

    def _touch_customers(self):
        self.env["crm.customer.touch"]._touch(
            (interaction.customer_id, interaction.company_id) for interaction in self
        )
