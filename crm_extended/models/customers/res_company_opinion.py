from odoo import fields, models


class ResCompany(models.Model):
    """How often a person is asked for an opinion, by whatever asks."""

    _inherit = "res.company"

    crm_opinion_days = fields.Integer(
        string="Days Between Two Questions",
        default=30,
        help="A person who was asked for an opinion, by a survey or for the rating of a"
        " request, is not asked again within so many days. With 0 there is no limit.",
    )

    _crm_opinion_days_check = models.Constraint(
        "CHECK (crm_opinion_days >= 0)",
        "Enter how many days a person is left in peace: 0 or more.",
    )
