from odoo import api, models


class CrmSlaPart(models.AbstractModel):
    """Something that says what is promised: what was read of it before is forgotten."""

    _name = "crm.sla.part"
    _description = "Part of the SLA Settings"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
