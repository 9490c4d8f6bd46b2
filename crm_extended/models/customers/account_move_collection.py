from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.statement import AGES, OLDER, get_bucket
from .crm_customer_profile import ACCOUNTING
from .crm_customer_profile_metrics import OPEN_ITEMS

OPERATORS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
# worked out of the items of an invoice, in SQL where lists sort, group and add up
OVERDUE = ("crm_overdue", "crm_overdue_since", "crm_overdue_age")


class AccountMove(models.Model):
    """What of a customer's invoice is overdue.

    An item of the receivable account is overdue as the profile of the customer counts
    it. Payments that are not matched with an invoice count on the profile alone.
    """

    _inherit = "account.move"

    crm_owner_id = fields.Many2one(
        related="commercial_partner_id.user_id",
        string="Customer's Salesperson",
        groups="base.group_user",
        help="The salesperson of the customer, who sees to it that it pays.",
    )
    crm_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_crm_overdue",
        currency_field="company_currency_id",
        aggregator="sum",
        groups=ACCOUNTING,
        help="What is still to be paid of the invoice and has been due before today, in"
        " the currency of the company. Instalments that are not due yet are left out.",
    )
    crm_overdue_in_currency = fields.Monetary(
        string="Overdue in Currency",
        compute="_compute_crm_overdue",
        currency_field="currency_id",
        groups=ACCOUNTING,
        help="The same in the currency of the invoice.",
    )
    crm_overdue_since = fields.Date(
        string="Due Since",
        compute="_compute_crm_overdue",
        search="_search_crm_overdue_since",
        groups=ACCOUNTING,
        help="The earliest day on which something was due that is still to be paid.",
    )
    crm_days_overdue = fields.Integer(
        string="Days Overdue", compute="_compute_crm_overdue", groups=ACCOUNTING
    )
    crm_overdue_age = fields.Selection(
        [
            ("days_30", "1-30 Days Overdue"),
            ("days_60", "31-60 Days Overdue"),
            ("days_90", "61-90 Days Overdue"),
            (OLDER, "Over 90 Days Overdue"),
        ],
        string="Age",
        compute="_compute_crm_overdue",
        search="_search_crm_overdue_age",
        groups=ACCOUNTING,
    )
    crm_is_overdue = fields.Boolean(
        string="Is Overdue",
        compute="_compute_crm_overdue",
        search="_search_crm_is_overdue",
        groups=ACCOUNTING,
    )

    @api.depends(
        "line_ids.amount_residual", "line_ids.date_maturity", "line_ids.parent_state"
    )
    def _compute_crm_overdue(self):
        today = self.env.company._crm_get_today()
        found = self._crm_read_overdue(today)
        nothing = {"overdue": 0.0, "overdue_in_currency": 0.0, "since": False}
        for move in self:
            row = found.get(move._origin.id, nothing)
            since = row["since"]
            days = (today - since).days if since else 0
            move.crm_overdue = row["overdue"]
            move.crm_overdue_in_currency = row["overdue_in_currency"]
            move.crm_overdue_since = since
            move.crm_days_overdue = days
            move.crm_overdue_age = since and get_bucket(days)
            move.crm_is_overdue = bool(since)

    def _search_crm_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        # rights are checked while the SQL is written: core tries again in sudo where a
        # search method raises
        return Domain.custom(
            to_sql=lambda moves, alias, query: moves._crm_is_overdue_to_sql(alias)
        )

    def _search_crm_overdue_since(self, operator, value):
        if operator not in OPERATORS:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda moves, alias, query: SQL(
                "%s %s %s",
                moves._field_to_sql(alias, "crm_overdue_since", query),
                OPERATORS[operator],
                fields.Date.to_date(value),
            )
        )

    def _search_crm_overdue_age(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda moves, alias, query: SQL(
                "%s IN %s",
                moves._field_to_sql(alias, "crm_overdue_age", query),
                tuple(value) or (None,),
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in OVERDUE:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        if field_expr == "crm_overdue":
            return self._crm_overdue_to_sql(alias, SQL("SUM(item.amount_residual)"))
        since = self._crm_overdue_to_sql(alias, SQL("MIN(item.date_maturity)"))
        if field_expr == "crm_overdue_since":
            return since
        days = SQL("(%s - %s)", self.env.company._crm_get_today(), since)
        ages = SQL(" ").join(
            SQL("WHEN %s <= %s THEN %s", days, last, name) for name, last in AGES[1:]
        )
        age = SQL("CASE %s ELSE %s END", ages, OLDER)
        return SQL("CASE WHEN %s IS NOT NULL THEN %s END", days, age)

    def _crm_is_overdue_to_sql(self, alias):
        self._check_field_access(self._fields["crm_is_overdue"], "read")
        return SQL(
            "%s IN (SELECT item.move_id %s)",
            SQL.identifier(alias, "id"),
            self._crm_get_overdue_items(),
        )

    def _crm_overdue_to_sql(self, alias, expression):
        return SQL(
            "(SELECT %s %s AND item.move_id = %s)",
            expression,
            self._crm_get_overdue_items(),
            SQL.identifier(alias, "id"),
        )

    @api.model
    def _crm_get_overdue_items(self):
        """Return FROM and WHERE of the overdue items of customers' invoices."""
        self.env["account.move.line"].flush_model()
        return SQL(
            """%s AND item.amount_residual > 0 AND item.date_maturity < %s
            AND EXISTS (
                SELECT FROM account_move invoice WHERE invoice.id = item.move_id
                    AND invoice.move_type IN ('out_invoice', 'out_receipt')
            )""",
            OPEN_ITEMS,
            self.env.company._crm_get_today(),
        )

    def _crm_read_overdue(self, today):
        """Return ``{invoice id: what is overdue of it}``, in one query."""
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT item.move_id, MIN(item.date_maturity) AS since,
                    SUM(item.amount_residual) AS overdue,
                    SUM(item.amount_residual_currency) AS overdue_in_currency
                %s AND item.move_id IN %s
                GROUP BY item.move_id""",
                self._crm_get_overdue_items(),
                tuple(self._origin.ids) or (0,),
            )
        )
        return {row["move_id"]: row for row in rows}

    def action_crm_print_statement(self):
        """Print the statement of account of the customers, from their oldest debt on.

        :raises UserError: where nothing was chosen
        """
        customers = self.commercial_partner_id
        if not customers:
            raise UserError(self.env._("Choose at least one invoice."))
        batch = self.env["crm.statement.batch"].create(
            {
                "partner_ids": [fields.Command.set(customers.ids)],
                "company_id": self.company_id[:1].id,
                "period": "other",
                "date_from": min(self.mapped("invoice_date")),
                "date_to": self.env.company._crm_get_today(),
            }
        )
        return batch.action_print()
