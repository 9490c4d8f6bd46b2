from odoo import fields, models

from .account_move_promise import INTERNAL


class AccountMove(models.Model):
    """How often, and when, a customer was reminded of an invoice."""

    _inherit = "account.move"

    crm_reminder_level = fields.Integer(
        string="Reminders",
        readonly=True,
        copy=False,
        tracking=True,
        aggregator=None,
        groups=INTERNAL,
        help="How often the customer was reminded of the invoice.",
    )
    crm_reminded_on = fields.Date(
        string="Last Reminder",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="The day the customer was last reminded of the invoice.",
    )
    crm_last_contact_date = fields.Datetime(
        related="commercial_partner_id.crm_last_contact_date", groups=INTERNAL
    )

    def action_crm_remind(self):
        """Remind the customers of all that is overdue, disputes and promises left out.

        The reminder of a single customer opens to be read first.

        :raises UserError: where there is nothing to remind of
        """
        return self.env["crm.reminder"]._remind(self)
