from odoo import api, fields, models
from odoo.tools import formatLang

from .crm_customer_profile import ACCOUNTING


class CrmReminder(models.Model):
    """A reminder of a customer's overdue invoices, as it went out on one day.

    It names what is overdue, is not disputed and is not promised for a later day. An
    invoice knows how often it was reminded of: that is the level of the next reminder.
    """

    _name = "crm.reminder"
    _description = "Payment Reminder"
    _inherit = ["crm.letter"]
    _order = "sent_on desc nulls first, id desc"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        check_company=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Sent By",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        index="btree_not_null",
        help="In whose name it is sent. Empty: sent by itself.",
    )
    level = fields.Integer(
        default=1,
        required=True,
        readonly=True,
        aggregator=None,
        help="How often the customer has been reminded of the oldest of the invoices,"
        " this time included. The words get firmer up to the third.",
    )
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        help="Remove those that the customer is not to be reminded of today.",
    )
    note = fields.Text(
        string="Personal Words", help="Added to the mail, in the customer's language."
    )
    amount = fields.Monetary(
        string="Overdue",
        readonly=True,
        copy=False,
        groups=ACCOUNTING,
        help="What it reminded of, in the currency of the company on that day.",
    )

    payments_unregistered = fields.Boolean(
        related="company_id.crm_payments_unregistered"
    )

    # Progress
    state = fields.Selection(
        [("draft", "Draft"), ("queued", "Waiting to Be Sent"), ("sent", "Sent")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    day_key = fields.Char(
        readonly=True,
        copy=False,
        help="The company, customer and day: nobody is reminded twice on one day.",
    )

    _day_key_uniq = models.UniqueIndex(
        "(day_key) WHERE day_key IS NOT NULL",
        "The customer was reminded on this day already.",
    )
    _customer_idx = models.Index("(partner_id, sent_on DESC, id DESC)")
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    @api.depends("level")
    def _compute_name(self):
        for reminder in self:
            reminder.name = self.env._("Payment reminder %s", reminder.level)

    @api.depends("level", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # the name is in the language of who reminded, this one in the reader's
        for reminder in self:
            name = self.env._("Payment reminder %s", reminder.level)
            names = (reminder.partner_id.name or "", name)
            reminder.display_name = ", ".join(filter(None, names))

    def write(self, vals):
        result = super().write(vals)
        # core asks before: nobody reminds in the name of a company not his own
        self.check_access("write")
        return result

    @api.model
    def _prepare_for(self, moves):
        """Return a draft for each customer and company of these overdue invoices.

        All that is overdue of a customer goes into one reminder; a draft of the same
        person that was not sent is used again.
        """
        customers = moves.commercial_partner_id
        author_id = not self.env.su and self.env.uid
        drafts = self.search(
            [
                ("state", "=", "draft"),
                ("partner_id", "in", customers.ids),
                ("user_id", "=", author_id),
            ]
        )
        known = {(draft.company_id, draft.partner_id): draft for draft in drafts}
        reminders = self.browse()
        for (company, customer), invoices in moves.grouped(
            lambda move: (move.company_id, move.commercial_partner_id)
        ).items():
            values = {
                "level": max(invoices.mapped("crm_reminder_level")) + 1,
                "move_ids": [fields.Command.set(invoices.ids)],
                "user_id": author_id,
                "failure": False,
            }
            draft = known.get((company, customer))
            if draft:
                draft.write(values)
            else:
                values |= {"company_id": company.id, "partner_id": customer.id}
                draft = self.create(values)
            reminders += draft
        return reminders

    @api.model
    def _get_remindable_moves(self, company, customers=None):
        """Return the invoices that reminders may name today, oldest first."""
        Move = self.env["account.move"].with_company(company)
        domain = [
            *Move._crm_get_remindable_domain(),
            ("company_id", "=", company.id),
        ]
        if customers is not None:
            domain.append(("commercial_partner_id", "in", customers.ids))
        return Move.search(domain, order="invoice_date_due, id")

    def _get_moves(self):
        """Return those of the invoices that may be named when it is sent."""
        self.ensure_one()
        remindable = self._get_remindable_moves(self.company_id, self.partner_id)
        return remindable & self.move_ids

    def _get_lines(self):
        """Return what the mail says of each invoice, in the words of its language."""
        return [
            {
                "name": move.name,
                "invoice_date": move.invoice_date,
                "due_date": move.crm_overdue_since,
                "days": move.crm_days_overdue,
                "amount": formatLang(
                    self.env,
                    move.crm_overdue_in_currency,
                    currency_obj=move.currency_id,
                ),
            }
            for move in self._get_moves()
        ]

    def _get_totals(self):
        """Return the sum in each currency, formatted."""
        return [
            formatLang(
                self.env,
                sum(moves.mapped("crm_overdue_in_currency")),
                currency_obj=currency,
            )
            for currency, moves in self._get_moves().grouped("currency_id").items()
        ]
