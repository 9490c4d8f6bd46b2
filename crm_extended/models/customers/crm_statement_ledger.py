from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.statement import Ledger

READERS = "account.group_account_invoice,account.group_account_readonly"
READ = ("account.move.line", "account.partial.reconcile", "res.partner")

# A posted journal item on a receivable account belongs to the customer of its partner:
# core writes the customer on it when it is posted, and a contact that moves takes along
# only what was booked on the contact itself.
ITEMS = SQL(
    """account_move_line item
    JOIN res_partner contact ON contact.id = item.partner_id
    JOIN account_account account
        ON account.id = item.account_id AND account.account_type = 'asset_receivable'"""
)


class CrmStatement(models.Model):
    """The figures of statements, read from the receivable ledger."""

    _inherit = "crm.statement"

    def _get_ledgers(self):
        """Return ``{statement: [ledger of each currency]}``, empty ledgers left out.

        The closing balances equal the posted journal items of the receivable accounts
        by currency, to the cent, in a number of queries that does not depend on the
        number of customers. An invoice that was settled by a payment in another
        currency leaves both balances by the amounts that were reconciled.

        :raises AccessError: for who is no reader of accounts
        """
        self._check_reader()
        for model in READ:
            self.env[model].flush_model()
        result = {}
        for key, statements in self.grouped(
            lambda statement: (
                statement.company_id._origin,
                statement.date_from,
                statement.date_to,
                statement.with_ageing,
            )
        ).items():
            ledgers = statements._read_ledgers(*key)
            for statement in statements:
                told = ledgers.get(statement.partner_id._origin.id, {}).values()
                only = statement.currency_id._origin
                result[statement] = [
                    ledger
                    for ledger in sorted(told, key=lambda found: found.currency.name)
                    if only in (ledger.currency, only.browse()) and not ledger.is_empty
                ]
        return result

    def _check_reader(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._("Statements of account are for those who read the accounts.")
            )

    def _read_ledgers(self, company, date_from, date_to, with_ageing):
        """Return ``{customer id: {currency id: ledger}}`` of one period."""
        items = self._get_items_condition(company, date_to)
        ledgers = {}

        def get_ledger(customer_id, currency_id):
            of_customer = ledgers.setdefault(customer_id, {})
            if currency_id not in of_customer:
                currency = self.env["res.currency"].browse(currency_id)
                of_customer[currency_id] = Ledger(currency, round=currency.round)
            return of_customer[currency_id]

        for row in self._query_openings(items, date_from):
            get_ledger(row["customer_id"], row["currency_id"]).opening += row["amount"]
        entries = self._query_entries(items, date_from)
        entries += self._query_conversions(items, date_to)
        for row in sorted(entries, key=lambda row: (row["date"], row["move_id"])):
            ledger = get_ledger(row.pop("customer_id"), row.pop("currency_id"))
            if row["date"] < date_from:
                ledger.opening += row["amount"]
            else:
                ledger.entries.append(row)
        for row in self._query_open_items(items, date_to) if with_ageing else ():
            ledger = get_ledger(row["customer_id"], row["currency_id"])
            ledger.add_open_item((date_to - row["due_date"]).days, row["amount"])
        for of_customer in ledgers.values():
            for ledger in of_customer.values():
                ledger.opening = ledger.round(ledger.opening)
        return ledgers

    def _get_items_condition(self, company, date_to):
        """Return the condition for the items of these customers up to the last day."""
        return SQL(
            """item.parent_state = 'posted'
            AND item.company_id = %s
            AND item.date <= %s
            AND item.partner_id IN (
                SELECT id FROM res_partner WHERE commercial_partner_id IN %s
            )""",
            company.id,
            date_to,
            tuple(self.partner_id._origin.ids) or (0,),
        )

    def _query_openings(self, items, date_from):
        return self.env.execute_query_dict(
            SQL(
                """SELECT contact.commercial_partner_id AS customer_id,
                    item.currency_id,
                    SUM(item.amount_currency) AS amount
                FROM %s
                WHERE %s AND item.date < %s
                GROUP BY 1, 2""",
                ITEMS,
                items,
                date_from,
            )
        )

    def _query_entries(self, items, date_from):
        """Return one row for each document and currency; instalments are one row."""
        return self.env.execute_query_dict(
            SQL(
                """SELECT contact.commercial_partner_id AS customer_id,
                    item.currency_id, item.date, move.id AS move_id, move.name,
                    COALESCE(
                        NULLIF(move.ref, ''), line.payment_ref, payment.memo,
                        NULLIF(move.invoice_origin, '')
                    ) AS reference,
                    CASE
                        WHEN move.move_type IN ('out_invoice', 'out_receipt')
                            THEN 'invoice'
                        WHEN move.move_type = 'out_refund' THEN 'refund'
                        WHEN EXISTS (
                            SELECT FROM account_partial_reconcile
                            WHERE exchange_move_id = move.id
                        ) THEN 'exchange'
                        WHEN journal.type IN ('bank', 'cash', 'credit') THEN 'payment'
                        ELSE 'entry'
                    END AS kind,
                    CASE WHEN move.move_type <> 'entry' THEN MAX(item.date_maturity) END
                        AS due_date,
                    SUM(item.amount_currency) AS amount
                FROM %s
                JOIN account_move move ON move.id = item.move_id
                JOIN account_journal journal ON journal.id = move.journal_id
                LEFT JOIN account_bank_statement_line line
                    ON line.id = move.statement_line_id
                LEFT JOIN account_payment payment ON payment.id = move.origin_payment_id
                WHERE %s AND item.date >= %s
                GROUP BY 1, 2, 3, move.id, journal.type, line.payment_ref, payment.memo
                HAVING SUM(item.amount_currency) <> 0""",
                ITEMS,
                items,
                date_from,
            )
        )

    def _query_conversions(self, items, date_to):
        """Return what was settled by an item in another currency, on both sides."""
        sides = [("debit", "credit", -1), ("credit", "debit", 1)]
        return self.env.execute_query_dict(
            SQL(" UNION ALL ").join(
                SQL(
                    """SELECT contact.commercial_partner_id AS customer_id,
                        item.currency_id, part.max_date AS date, other.move_id,
                        item.move_name AS name, other.move_name AS reference,
                        'conversion' AS kind, NULL::date AS due_date,
                        %s * part.%s AS amount
                    FROM %s
                    JOIN account_partial_reconcile part ON part.%s = item.id
                    JOIN account_move_line other ON other.id = part.%s
                    WHERE %s AND part.max_date <= %s
                        AND other.currency_id <> item.currency_id AND part.%s <> 0""",
                    sign,
                    SQL.identifier(f"{side}_amount_currency"),
                    ITEMS,
                    SQL.identifier(f"{side}_move_id"),
                    SQL.identifier(f"{opposite}_move_id"),
                    items,
                    date_to,
                    SQL.identifier(f"{side}_amount_currency"),
                )
                for side, opposite, sign in sides
            )
        )

    def _query_open_items(self, items, date_to):
        """Return what was still to be paid at the end of the period, item by item."""
        return self.env.execute_query_dict(
            SQL(
                """SELECT contact.commercial_partner_id AS customer_id,
                    item.currency_id,
                    COALESCE(item.date_maturity, item.date) AS due_date,
                    item.amount_currency - settled.amount AS amount
                FROM %s
                CROSS JOIN LATERAL (
                    SELECT COALESCE(SUM(debit_amount_currency), 0) AS amount
                    FROM account_partial_reconcile
                    WHERE debit_move_id = item.id AND max_date <= %s
                ) settled
                WHERE %s AND item.amount_currency > settled.amount""",
                ITEMS,
                date_to,
                items,
            )
        )
