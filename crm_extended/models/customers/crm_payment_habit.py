from odoo import api, fields, models

from .crm_customer_profile import ACCOUNTING


class CrmPaymentHabit(models.AbstractModel):
    """A sales document that says how its customer pays, to those who may know."""

    _name = "crm.payment.habit"
    _description = "Payment Behavior of the Customer"

    crm_payment_habit = fields.Char(
        string="Payment Behavior",
        compute="_compute_crm_payment_habit",
        groups=ACCOUNTING,
        help="How the customer paid this company in the last 12 months, on average of"
        " the amounts. Empty where payments are not registered here.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_crm_payment_habit(self):
        for document in self:
            company = document.company_id or self.env.company
            customer = document.partner_id.with_company(company)
            document.crm_payment_habit = customer.crm_payment_habit
