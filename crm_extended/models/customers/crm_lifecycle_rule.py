from odoo import api, fields, models
from odoo.addons.crm_extended.tools import lifecycle


class CrmLifecycleRule(models.Model):
    """From one day on: how long a customer is new, and what silence means."""

    _name = "crm.lifecycle.rule"
    _description = "Lifecycle Rule"
    _order = "company_id, date_from desc, id"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
        help="Days before keep the states that they had under the rule before.",
    )
    new_days = fields.Integer(
        string="New For",
        required=True,
        default=lifecycle.Terms().new,
        help="Days for which a customer is new after the first purchase, or won back"
        " after a purchase that follows a lapse.",
    )
    at_risk_days = fields.Integer(
        string="At Risk After",
        required=True,
        default=lifecycle.Terms().at_risk,
        help="Days without a purchase after which a customer is at risk.",
    )
    lapsed_days = fields.Integer(
        string="Lapsed After",
        required=True,
        default=lifecycle.Terms().lapsed,
        help="Days without a purchase after which a customer has lapsed.",
    )
    lost_days = fields.Integer(
        string="Lost After",
        required=True,
        default=lifecycle.Terms().lost,
        help="Days without a purchase after which a customer is lost.",
    )
    preview = fields.Char(
        compute="_compute_preview",
        help="What would change today if this rule were in force.",
    )

    _day_uniq = models.UniqueIndex(
        "(company_id, date_from)", "Another rule of the company starts on this day."
    )
    _terms_check = models.Constraint(
        "CHECK (0 < new_days AND new_days < at_risk_days"
        " AND at_risk_days < lapsed_days AND lapsed_days < lost_days)",
        "The days of a lifecycle must grow: new, at risk, lapsed, lost.",
    )

    @api.depends("date_from")
    def _compute_name(self):
        for rule in self:
            rule.name = str(rule.date_from)

    @api.depends("new_days", "at_risk_days", "lapsed_days", "lost_days", "company_id")
    def _compute_preview(self):
        for rule in self:
            terms = rule._get_terms()
            if not 0 < terms.new < terms.at_risk < terms.lapsed < terms.lost:
                rule.preview = False
                continue
            # sudo: a count of customers names none of them
            Profile = self.env["crm.customer.profile"].sudo()
            count = Profile._count_lifecycle_moves(rule.company_id, terms)
            rule.preview = self.env._("Customers that would move today: %s", count)

    def _get_terms(self):
        self.ensure_one()
        return lifecycle.Terms(
            self.new_days, self.at_risk_days, self.lapsed_days, self.lost_days
        )
