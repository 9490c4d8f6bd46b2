from odoo import api, fields, models

from .crm_customer_profile import ACCOUNTING
from .res_partner_figures import SALES


class ResPartner(models.Model):
    """How the customer pays, and when it usually buys again."""

    _inherit = "res.partner"

    # Payment behaviour
    crm_paid_12m = fields.Monetary(
        related="crm_profile_id.paid_12m", currency_field="crm_currency_id"
    )
    crm_pay_days = fields.Float(related="crm_profile_id.pay_days")
    crm_pay_days_late = fields.Float(related="crm_profile_id.pay_days_late")
    crm_pay_days_before = fields.Float(related="crm_profile_id.pay_days_before")
    crm_pay_days_trend = fields.Float(related="crm_profile_id.pay_days_trend")
    crm_pay_dso = fields.Float(related="crm_profile_id.pay_dso")
    crm_payment_habit = fields.Char(
        string="Payment Behavior",
        compute="_compute_crm_payment_habit",
        compute_sudo=True,
        groups=ACCOUNTING,
        help="How the customer paid in the last 12 months, on average of the amounts."
        " Empty where payments are not registered here.",
    )

    # Reorder watch
    crm_reorder_days = fields.Integer(
        related="crm_sales_profile_id.reorder_days", groups=SALES
    )
    crm_reorder_basis = fields.Selection(
        related="crm_sales_profile_id.reorder_basis", groups=SALES
    )
    crm_reorder_due_date = fields.Date(
        related="crm_sales_profile_id.reorder_due_date", groups=SALES
    )
    crm_reorder_overdue = fields.Boolean(
        related="crm_sales_profile_id.reorder_overdue", groups=SALES
    )

    @api.depends("commercial_partner_id", "crm_profile_id")
    @api.depends_context("company", "lang")
    def _compute_crm_payment_habit(self):
        for partner in self:
            profile = partner.commercial_partner_id.crm_profile_id
            partner.crm_payment_habit = profile._get_payment_habit()
