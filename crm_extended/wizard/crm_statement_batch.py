import base64

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

# more pages than that keep the server busy for longer than a browser waits
MAX_PRINTED = 200
# more than that is not shown before it is made
MAX_PREVIEWED = 20


class CrmStatementBatch(models.TransientModel):
    """Statements of account for one customer or many, before they are made."""

    _name = "crm.statement.batch"
    _description = "Statements of Account to Be Made"
    _check_company_auto = True

    name = fields.Char(default="statements.xlsx")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self._default_partner_ids(),
        domain="[('parent_id', '=', False)]",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    period = fields.Selection(
        [
            ("this_month", "This Month"),
            ("last_month", "Last Month"),
            ("this_quarter", "This Quarter"),
            ("last_quarter", "Last Quarter"),
            ("this_year", "This Year"),
            ("last_year", "Last Year"),
            ("other", "Other Dates"),
        ],
        default="last_month",
        required=True,
    )
    date_from = fields.Date(
        string="From", compute="_compute_dates", store=True, readonly=False
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False
    )
    currency_id = fields.Many2one(
        "res.currency",
        help="Leave it empty to tell about every currency, each on its own.",
    )
    with_ageing = fields.Boolean(
        string="Show What Is Due",
        default=True,
        help="Adds what is open at the end of the period by how long it is overdue.",
    )
    skip_empty = fields.Boolean(
        string="Leave Out Empty Statements",
        default=True,
        help="Makes none for customers with nothing open and nothing booked. A single"
        " customer always gets one.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    statement_ids = fields.Many2many("crm.statement")
    file = fields.Binary(attachment=False, readonly=True)

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        chosen = self.env.context.get("active_ids") or []
        return self.env["res.partner"].browse(chosen).commercial_partner_id

    @api.depends("period")
    def _compute_dates(self):
        today = fields.Date.context_today(self)
        for batch in self:
            if batch.period and batch.period != "other":
                batch.date_from, batch.date_to = _get_period(batch.period, today)

    @api.depends("partner_ids", "company_id", "date_from", "date_to", "currency_id")
    def _compute_preview(self):
        for batch in self:
            batch.preview = batch._render_preview()

    def action_open(self):
        """Make the statements and show them, to be read before they go out."""
        statements = self._make_statements()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_statement_action"
        )
        if len(statements) == 1:
            return action | {"res_id": statements.id, "views": [(False, "form")]}
        return action | {"domain": [("id", "in", statements.ids)], "context": {}}

    def action_print(self):
        """Make the statements and print them, each on pages of its own."""
        statements = self._make_statements()
        self._check_printable(statements)
        report = self.env.ref("crm_extended.crm_statement_report")
        return report.report_action(statements, config=False)

    def action_download_workbook(self):
        """Make the statements and download them as one workbook."""
        self.ensure_one()
        statements = self._make_statements()
        self._check_printable(statements)
        self.file = base64.b64encode(statements._get_workbook())
        self.name = self.env._("Statements %s.xlsx", statements[0].date_to)
        url = f"/web/content/{self._name}/{self.id}"
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}/file/{self.name}?download=true",
            "target": "download",
        }

    def action_send(self):
        """Make the statements and send them: one by hand, many in one go."""
        return self._make_statements().action_send()

    @api.model
    def _create_for(self, statements):
        """Return a batch that stands for statements already made."""
        if not statements:
            raise UserError(self.env._("Choose at least one statement."))
        return self.create({"statement_ids": [Command.set(statements.ids)]})

    def _make_statements(self):
        """Return the statements; a draft of the same customer and period is reused."""
        self.ensure_one()
        if self.statement_ids:
            return self.statement_ids
        if message := self._error_message():
            raise UserError(message)
        return self._find_or_create(self._get_customers())

    def _get_customers(self):
        """Return who gets a statement: who has something to tell, or a single one."""
        customers = self.partner_ids
        if not self.skip_empty or len(customers) == 1:
            return customers
        told = customers.browse(
            statement.partner_id._origin.id
            for statement, ledgers in self._get_ledgers().items()
            if ledgers
        )
        if not told:
            raise UserError(
                self.env._(
                    "None of these customers has anything open or booked between"
                    " %(date_from)s and %(date_to)s.",
                    date_from=self.date_from,
                    date_to=self.date_to,
                )
            )
        return told

    def _find_or_create(self, customers):
        Statement = self.env["crm.statement"]
        shared = self._prepare_statement_values()
        domain = [(name, "=", value) for name, value in shared.items()]
        domain += [("state", "=", "draft"), ("partner_id", "in", customers.ids)]
        drafts = {draft.partner_id: draft for draft in Statement.search(domain)}
        missing = customers.filtered(lambda customer: customer not in drafts)
        made = Statement.create([{**shared, "partner_id": c.id} for c in missing])
        drafts |= {statement.partner_id: statement for statement in made}
        return Statement.union(*(drafts[customer] for customer in customers))

    def _get_ledgers(self):
        """Return ``{statement that is not made yet: its ledgers}``."""
        values = self._prepare_statement_values()
        Statement = self.env["crm.statement"]
        return Statement.concat(
            *(
                Statement.new({**values, "partner_id": customer.id})
                for customer in self.partner_ids._origin
            )
        )._get_ledgers()

    def _prepare_statement_values(self):
        return {
            "company_id": self.company_id._origin.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "currency_id": self.currency_id._origin.id,
            "with_ageing": self.with_ageing,
            "user_id": self.env.uid,
        }

    def _error_message(self):
        """Return why no statement can be made, or None."""
        if not self.partner_ids:
            return self.env._("Choose at least one customer.")
        if not (self.date_from and self.date_to):
            return self.env._("Enter the first and the last day of the period.")
        if self.date_from > self.date_to:
            return self.env._(
                "The period ends on %(date_to)s, before it starts on %(date_from)s:"
                " swap the two dates.",
                date_from=self.date_from,
                date_to=self.date_to,
            )
        return None

    def _check_printable(self, statements):
        if len(statements) > MAX_PRINTED:
            raise UserError(
                self.env._(
                    "%(count)s statements are too many for one file: choose at most"
                    " %(limit)s, or send them by e-mail, which has no limit.",
                    count=len(statements),
                    limit=MAX_PRINTED,
                )
            )

    def _render_preview(self):
        """Return the figures as they would be told, for as many as can be read."""
        is_shown = self.partner_ids and not self._error_message()
        if not is_shown or len(self.partner_ids) > MAX_PREVIEWED:
            return False
        rows = [
            (statement, ledger)
            for statement, ledgers in self._get_ledgers().items()
            for ledger in ledgers
        ]
        return self.env["ir.qweb"]._render(
            "crm_extended.crm_statement_summary",
            {"rows": rows, "with_customer": len(self.partner_ids) > 1},
        )


def _get_period(period, today):
    """Return the first and the last day of a period named after a given day.

    >>> from datetime import date
    >>> for period in ("last_month", "this_quarter", "last_year"):
    ...     print(*_get_period(period, date(2026, 3, 31)))
    2026-02-01 2026-02-28
    2026-01-01 2026-03-31
    2025-01-01 2025-12-31
    """
    which, unit = period.split("_")
    step = {"month": 1, "quarter": 3, "year": 12}[unit]
    day = today - relativedelta(months=step) if which == "last" else today
    return date_utils.start_of(day, unit), date_utils.end_of(day, unit)
