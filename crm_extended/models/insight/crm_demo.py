from odoo import api, models

# made by the story: where it is, the story was told
_MARKER = "crm_extended.crm_sla_policy_urgent_demo"


class CrmDemo(models.AbstractModel):
    """The way from the demo files to the story of the demo company."""

    _name = "crm.demo"
    _description = "Demo Data"

    @api.model
    def _load_demo(self):
        """Tell the story once, also when demo data is asked for a second time."""
        if not self.env.ref(_MARKER, raise_if_not_found=False):
            # here alone: nobody who runs without demo data imports it
            from odoo.addons.crm_extended.demo import story

            story.tell(self.env)
