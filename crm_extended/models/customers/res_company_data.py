from odoo import fields, models

from .crm_customer_profile_data import CHECKS

WEIGHTS = {code: f"crm_data_weight_{code}" for code in CHECKS}
HELP = (
    "How much this counts in the data score of a customer. With 0 it is not asked for."
)


class ResCompany(models.Model):
    """What the company wants to know of a customer, and how much it matters."""

    _inherit = "res.company"

    crm_data_weight_owner = fields.Integer("Salesperson Weight", default=3, help=HELP)
    crm_data_weight_industry = fields.Integer("Industry Weight", default=1, help=HELP)
    crm_data_weight_vat = fields.Integer("Tax ID Weight", default=2, help=HELP)
    crm_data_weight_email = fields.Integer("Email Weight", default=3, help=HELP)
    crm_data_weight_phone = fields.Integer("Phone Weight", default=2, help=HELP)
    crm_data_weight_address = fields.Integer("Address Weight", default=2, help=HELP)
    crm_data_weight_bounce = fields.Integer(
        "Reachable Email Weight", default=2, help=HELP
    )

    _crm_data_weights_check = models.Constraint(
        f"CHECK (LEAST({', '.join(WEIGHTS.values())}) >= 0"
        f" AND GREATEST({', '.join(WEIGHTS.values())}) <= 100)",
        "What a customer's data weigh lies between 0, not asked for, and 100.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not set(WEIGHTS.values()).isdisjoint(vals):
            # sudo: the scores are the company's, whoever may set it up
            Profile = self.env["crm.customer.profile"].sudo()
            for company in self:
                Profile._update_data(company)
        return result

    def _crm_get_data_weights(self):
        """Return ``{code: weight}`` of what is asked for, what weighs most first."""
        self.ensure_one()
        weights = {code: self[name] for code, name in WEIGHTS.items() if self[name] > 0}
        return dict(sorted(weights.items(), key=lambda item: -item[1]))
