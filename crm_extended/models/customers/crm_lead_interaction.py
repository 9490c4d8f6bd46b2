from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.interaction.document"]

    # what the timeline is read by
    _crm_timeline_idx = models.Index("(partner_id, create_date, id)")

    def write(self, vals):
        nameless = self.browse()
        if vals.get("partner_id"):
            nameless = self.filtered(lambda lead: not lead.partner_id)
        result = super().write(vals)
        nameless._crm_name_interactions()
        return result

    def _crm_name_interactions(self):
        """Give what was said before anybody knew the customer to the customer."""
        if not self:
            return
        # sudo: whoever names the customer of a lead names it for all its interactions
        Interaction = self.env["crm.interaction"].sudo()
        interactions = Interaction.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("partner_id", "=", False),
            ]
        )
        for interaction in interactions:
            interaction.partner_id = self.browse(interaction.res_id).partner_id
