from dateutil.relativedelta import relativedelta

from odoo import fields, models

# after so many reminders a person has to decide
LAST_LEVEL = 3


class ResCompany(models.Model):
    """Whether, and how often, customers are reminded without anybody's doing."""

    _inherit = "res.company"

    crm_reminder_automatic = fields.Boolean(
        string="Remind by Itself",
        help="Sends a payment reminder once an invoice has been overdue for so many"
        " days, and again after so many days, three times at most. Nothing is sent"
        " where payments are not registered here.",
    )
    crm_reminder_days = fields.Integer(string="Days Between Reminders", default=14)

    _crm_reminder_days_positive = models.Constraint(
        "CHECK(crm_reminder_days > 0)",
        "Between two reminders there is at least one day: enter 1 or more.",
    )

    def _crm_queue_reminders(self):
        """Queue a reminder for each customer who is due for one by the company's days.

        :return: the reminders
        """
        self.ensure_one()
        Reminder = self.env["crm.reminder"].with_company(self)
        if self.crm_payments_unregistered or not self.crm_reminder_automatic:
            return Reminder
        day = self._crm_get_today()
        day -= relativedelta(days=self.crm_reminder_days)
        moves = Reminder._get_remindable_moves(self)
        due = moves.filtered_domain(
            [
                ("crm_overdue_since", "<=", day),
                ("crm_reminder_level", "<", LAST_LEVEL),
            ]
        )
        # reminded of another invoice the other day: that was not long ago, either
        lately = moves.filtered(
            lambda move: move.crm_reminded_on and move.crm_reminded_on > day
        )
        customers = due.commercial_partner_id - lately.commercial_partner_id
        reminders = Reminder._prepare_for(
            moves.filtered(
                lambda move: (
                    move.commercial_partner_id in customers
                    and move.crm_reminder_level < LAST_LEVEL
                )
            )
        )
        reminders.write({"state": "queued"})
        return reminders
