from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ...tools.statement import UNALLOCATED


class CrmStatement(models.Model):
    """What a customer and we owe each other over a period, to be agreed by both.

    Its figures are read from the ledger each time; what was sent is kept with the mail.
    """

    _name = "crm.statement"
    _description = "Statement of Account"
    _inherit = ["crm.letter", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
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
        domain="[('parent_id', '=', False)]",
        tracking=True,
        index=True,
        help="The statement covers the customer and all its contacts.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        index=True,
        help="In whose name it is sent, and who hears of the answer.",
    )

    # What it tells
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="To", required=True, tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        ondelete="restrict",
        help="Leave it empty to tell about every currency, each on its own.",
    )
    with_ageing = fields.Boolean(
        string="Show What Is Due",
        default=True,
        help="Adds what is open at the end of the period by how long it is overdue.",
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    balance_text = fields.Char(string="Closing Balance", compute="_compute_summary")

    # Progress
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("queued", "Waiting to Be Sent"),
            ("sent", "Sent"),
            ("confirmed", "Agreed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Agreed: the customer has confirmed the balance, as by a sealed copy.",
    )
    sent_at = fields.Datetime(string="Sent On", readonly=True, copy=False)
    confirmed_on = fields.Date(string="Agreed On", readonly=True, copy=False)

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)",
        "The period of a statement ends before it starts: swap the two dates.",
    )

    @api.depends("partner_id", "date_from", "date_to")
    def _compute_name(self):
        for statement in self:
            period = f"{statement.date_from or ''} – {statement.date_to or ''}"
            statement.name = f"{statement.partner_id.name or ''}, {period}"

    @api.depends("partner_id", "company_id", "date_from", "date_to", "currency_id")
    def _compute_summary(self):
        complete = self.filtered(lambda s: s.partner_id and s.date_from and s.date_to)
        ledgers = complete._get_ledgers()
        for statement in self:
            told = ledgers.get(statement, [])
            statement.summary = self.env["ir.qweb"]._render(
                "crm_extended.crm_statement_summary",
                {"rows": [(statement, ledger) for ledger in told]},
            )
            statement.balance_text = "; ".join(
                ledger.currency.format(ledger.closing) for ledger in told
            )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for statement in self:
            customer = statement.partner_id.commercial_partner_id
            if customer != statement.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s, and the account is"
                        " kept for %(customer)s: make the statement for it.",
                        contact=statement.partner_id.name,
                        customer=customer.name,
                    )
                )

    def action_confirm(self):
        """Note that the customers have agreed to the balance."""
        return self.write(
            {"state": "confirmed", "confirmed_on": fields.Date.context_today(self)}
        )

    def action_reset(self):
        """Open the statements again, as after a difference was found."""
        return self.write({"state": "draft", "confirmed_on": False, "failure": False})

    def _get_empty_sentence(self):
        self.ensure_one()
        return self.env._(
            "Nothing was open at the start of this period, and nothing was booked"
            " in it."
        )

    def _get_closing_sentence(self, ledgers):
        self.ensure_one()
        balances = (ledger.currency.format(ledger.closing) for ledger in ledgers)
        return self.env._(
            "Closing balance on %(date)s: %(balances)s",
            date=format_date(self.env, self.date_to),
            balances="; ".join(balances),
        )

    # What a kind of entry or an age is called, on paper and in a workbook

    @api.model
    def _get_kind_labels(self):
        _ = self.env._
        return {
            "invoice": _("Invoice"),
            "refund": _("Credit Note"),
            "payment": _("Payment"),
            "exchange": _("Exchange Difference"),
            "conversion": _("Settled in Another Currency"),
            "entry": _("Other Entry"),
        }

    @api.model
    def _get_age_labels(self):
        _ = self.env._
        return {
            "not_due": _("Not Due"),
            "days_30": _("1-30 Days Overdue"),
            "days_60": _("31-60 Days Overdue"),
            "days_90": _("61-90 Days Overdue"),
            "older": _("Over 90 Days Overdue"),
            UNALLOCATED: _("Credits Not Yet Allocated"),
        }
