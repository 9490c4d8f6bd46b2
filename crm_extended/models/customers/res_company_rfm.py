from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.crm_extended.tools import rfm
from odoo.exceptions import ValidationError

from .crm_customer_profile_rfm import MEASURES


class RfmTerms(NamedTuple):
    """How customers are scored: the time looked at, and limits where given."""

    months: int
    limits: dict


class ResCompany(models.Model):
    """How the company scores its customers by recency, frequency and value."""

    _inherit = "res.company"

    crm_rfm_months = fields.Integer(
        string="RFM Period",
        default=24,
        help="Months of purchases that are looked at. Customers without a purchase in"
        " them get no score.",
    )
    crm_rfm_method = fields.Selection(
        [("rank", "Fifths of all customers"), ("limits", "Limits of our own")],
        string="RFM Scores",
        default="rank",
        help="Fifths: each score has about as many customers, equal ones together."
        " Limits: a score means the same at any time, and classes may be empty.",
    )
    crm_rfm_recency_limits = fields.Char(
        string="Recency Limits",
        default="365; 180; 90; 30",
        help="Days since the last purchase from which on a customer scores 2, 3, 4"
        " and 5.",
    )
    crm_rfm_frequency_limits = fields.Char(
        string="Frequency Limits",
        default="2; 4; 8; 16",
        help="Purchases from which on a customer scores 2, 3, 4 and 5.",
    )
    crm_rfm_monetary_limits = fields.Char(
        string="Value Limits",
        default="1000; 5000; 20000; 100000",
        help="Amount bought from which on a customer scores 2, 3, 4 and 5, in the"
        " currency of the company.",
    )

    _crm_rfm_months_check = models.Constraint(
        "CHECK (crm_rfm_months IS NULL OR crm_rfm_months > 0)",
        "RFM needs a period of at least one month.",
    )

    @api.constrains(
        "crm_rfm_method",
        "crm_rfm_recency_limits",
        "crm_rfm_frequency_limits",
        "crm_rfm_monetary_limits",
    )
    def _check_crm_rfm_limits(self):
        for company in self.filtered(lambda c: c.crm_rfm_method == "limits"):
            for measure, (_column, more_is_better) in MEASURES.items():
                name = f"crm_rfm_{measure}_limits"
                if not rfm.read_limits(company[name] or "", more_is_better):
                    company._crm_refuse_rfm_limits(name, more_is_better)

    def _crm_refuse_rfm_limits(self, name, is_rising):
        label = self._fields[name]._description_string(self.env)
        example = "100; 500; 1000; 5000" if is_rising else "365; 180; 90; 30"
        if is_rising:
            message = self.env._("%(label)s must be four rising numbers: %(example)s")
        else:
            message = self.env._("%(label)s must be four falling numbers: %(example)s")
        raise ValidationError(message % {"label": label, "example": example})

    def _crm_get_rfm_preview(self, values):
        """Return in words what other settings would change, before they are saved.

        :param values: dict of the settings of RFM as they would be
        """
        self.ensure_one()
        terms = self.new(values)._crm_get_rfm_terms()
        if None in terms.limits.values():
            return self.env._("Each line of limits needs four numbers.")
        # sudo: a count of customers names none of them
        Profile = self.env["crm.customer.profile"].sudo()
        count = Profile._count_rfm_moves(self, terms)
        return self.env._("Customers that would change their class: %s", count)

    def _crm_get_rfm_terms(self):
        """Return the :class:`RfmTerms` of the company."""
        self.ensure_one()
        limits = {}
        if self.crm_rfm_method == "limits":
            limits = {
                measure: rfm.read_limits(
                    self[f"crm_rfm_{measure}_limits"] or "", more_is_better
                )
                for measure, (_column, more_is_better) in MEASURES.items()
            }
        return RfmTerms(self.crm_rfm_months or 24, limits)
