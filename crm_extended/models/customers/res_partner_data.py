from odoo import api, fields, models

from .crm_customer_profile_data import CHECKS
from .res_partner_interaction import READERS

# what a score is made of, and what makes a customer one whose data matter
WATCHED = {
    "active",
    "city",
    "company_id",
    "country_id",
    "email",
    "industry_id",
    "is_company",
    "message_bounce",
    "parent_id",
    "phone",
    "street",
    "user_id",
    "vat",
}


class ResPartner(models.Model):
    """What is missing of a customer's data, and that it follows when it is mended."""

    _inherit = "res.partner"

    crm_data_score = fields.Integer(related="crm_profile_id.data_score", groups=READERS)
    crm_data_gaps = fields.Char(related="crm_profile_id.data_gaps", groups=READERS)
    crm_data_gap = fields.Selection(related="crm_profile_id.data_gap", groups=READERS)
    crm_data_chips = fields.Json(
        string="Missing",
        compute="_compute_crm_data_chips",
        groups=READERS,
        help="What is missing of what the company asks for of a customer.",
    )

    @api.depends("crm_data_gaps")
    @api.depends_context("lang", "company", "crm_live_figures")
    def _compute_crm_data_chips(self):
        labels = dict(self._fields["crm_data_gap"]._description_selection(self.env))
        for partner in self:
            gaps = (partner.crm_data_gaps or "").split(",")
            partner.crm_data_chips = [
                {"code": code, "label": labels[code]} for code in CHECKS if code in gaps
            ]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        # a customer without a document has its data to be completed, too
        self.env["crm.customer.touch"]._touch(
            (partner, partner.company_id or self.env.company)
            for partner in partners
            if partner.customer_rank > 0 and not partner.parent_id
        )
        return partners

    def write(self, vals):
        bounced = self._crm_get_bounced() if "email" in vals else {}
        result = super().write(vals)
        if bounced:
            self._crm_forget_bounces(bounced)
        if not WATCHED.isdisjoint(vals):
            self.env["crm.customer.profile"]._note_data_changed(self)
        return result

    def web_read(self, specification):
        # who has just completed several customers at once sees it at once
        if "crm_data_chips" in specification:
            # sudo: the figures are the company's, whoever makes them change
            self.env["crm.customer.profile"].sudo()._update_changed_data()
        return super().web_read(specification)

    def _crm_get_bounced(self):
        """Return ``{partner: email}`` of those whose mails came back."""
        return {p: p.email_normalized for p in self if p.message_bounce > 0}

    def _crm_forget_bounces(self, bounced):
        """No mail has come back yet from an address that is new."""
        for partner, email in bounced.items():
            if partner.email_normalized != email:
                partner.message_bounce = 0
