from odoo import api, fields, models

READERS = (
    "crm_extended.crm_extended_group_agent,"
    "crm_extended.crm_extended_group_analyst,"
    "sales_team.group_sale_salesman"
)


class ResPartner(models.Model):
    """When and how we talked with a contact."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.interaction.document"]

    crm_interaction_ids = fields.One2many(
        "crm.interaction", "customer_id", string="Interactions"
    )
    crm_interaction_count = fields.Integer(
        string="Interaction Count",
        compute="_compute_crm_counts",
        groups=READERS,
        help="Interactions that you may see: with the customer and all its contacts,"
        " or with the contact alone.",
    )

    @api.model
    def _crm_get_counters(self):
        counted = {"crm_interaction_count": ("crm.interaction", [])}
        return super()._crm_get_counters() | counted

    def action_crm_view_interactions(self):
        """Open the interactions with the customer, or with the contact alone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_interaction_action"
        )
        action["domain"] = [(self._crm_get_party_field(), "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _crm_prepare_interaction_values(self):
        # the contact itself is no document that could be talked about
        company = self.company_id or self.env.company
        return {"partner_id": self.id, "company_id": company.id}

    def _crm_get_party_field(self):
        """Return the field by which what happens belongs to a customer or a contact."""
        is_customer = self == self.commercial_partner_id
        return "customer_id" if is_customer else "partner_id"

    def _crm_filter_outside(self):
        """Return those who work for none of our companies."""
        # sudo: who is a colleague may be known, also by those who may not see users
        companies = self.env["res.company"].sudo().search_fetch([], ["partner_id"])
        ours = companies.partner_id
        return self.filtered(
            lambda partner: (
                partner.commercial_partner_id not in ours
                and not any(user._is_internal() for user in partner.sudo().user_ids)
            )
        )
