from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_crm_view_equipment(self):
        """Open the equipment made of this variant, wherever it stands."""
        domain = [("product_id", "in", self.ids)]
        return self.env["crm.equipment"]._get_action_for(domain)
