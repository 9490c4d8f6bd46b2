from odoo import models


class CrmInteractionDocument(models.AbstractModel):
    """A document about which people talk with the customer."""

    _name = "crm.interaction.document"
    _description = "Document With Interactions"

    def action_crm_log_interaction(self):
        """Open the dialog that logs a call, visit or chat about the document."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_interaction_action_log"
        )
        action["context"] = {
            f"default_{field}": value
            for field, value in self._crm_prepare_interaction_values().items()
        }
        return action

    def _crm_prepare_interaction_values(self):
        """Return the values of an interaction about the document."""
        company = self.company_id or self.env.company
        return {
            "partner_id": self._mail_get_partners()[self.id][:1].id,
            "company_id": company.id,
            "res_model": self._name,
            "res_id": self.id,
        }
