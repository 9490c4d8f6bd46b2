"""What tests of statements stand on: books in USD, an accountant, documents by date."""

from odoo import Command, fields
from odoo.addons.crm_extended.tests.common import CrmExtendedCase


class StatementCase(CrmExtendedCase):
    """An accountant, a company with a chart of accounts, and rates of the euro."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Chart = cls.env["account.chart.template"]
        for company in (cls.company, cls.other_company):
            if not company.chart_template:
                Chart.try_loading("generic_coa", company, install_demo=False)
        cls.accountant = cls.users["accountant"]
        cls.usd = cls.company.currency_id
        cls.eur = cls.env.ref("base.EUR")
        cls.eur.active = True
        cls.eur.rate_ids.unlink()
        cls._set_rate("2026-01-01", 0.5)
        cls._set_rate("2026-03-15", 0.8)
        cls.bank = cls._find_bank(cls.company)

    @classmethod
    def _set_rate(cls, date, rate):
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.eur.id,
                "company_id": cls.company.id,
                "name": date,
                "rate": rate,
            }
        )

    @classmethod
    def _find_bank(cls, company):
        """Return the bank journal, whose payments are booked when they are posted."""
        bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        outstanding = cls.env["account.account"].create(
            {
                "name": "Outstanding",
                "code": "101499",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.link(company.id)],
            }
        )
        lines = bank.inbound_payment_method_line_ids
        lines |= bank.outbound_payment_method_line_ids
        lines.payment_account_id = outstanding
        return bank

    @classmethod
    def _invoice(cls, date, amount, kind="out_invoice", post=True, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": cls.customer.id,
                "invoice_date": date,
                "date": date,
                "invoice_date_due": date,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Pump", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
            | values
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _refund(cls, date, amount, **values):
        return cls._invoice(date, amount, kind="out_refund", **values)

    @classmethod
    def _pay(cls, date, amount, invoices=None, **values):
        """Post a payment, and settle these invoices with it."""
        payment = cls.env["account.payment"].create(
            {
                "date": date,
                "amount": amount,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": cls.customer.id,
                "journal_id": cls.bank.id,
            }
            | values
        )
        payment.action_post()
        if invoices:
            lines = cls._get_items(payment.move_id | invoices)
            lines.reconcile()
        return payment

    @classmethod
    def _get_items(cls, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @classmethod
    def _create_statement(cls, date_from="2026-03-01", date_to="2026-03-31", **values):
        values = {"partner_id": cls.customer.id, "user_id": cls.accountant.id} | values
        values |= {"date_from": date_from, "date_to": date_to}
        return cls.env["crm.statement"].with_user(cls.accountant).create(values)

    def _get_ledger(self, statement, currency=None):
        """Return the ledger of one currency, or None where there is none."""
        found = {
            ledger.currency: ledger for ledger in statement._get_ledgers()[statement]
        }
        return found.get(currency or self.usd)

    def assertTold(self, statement, currency=None, **amounts):
        """The statement tells these amounts; those not given are zero."""
        ledger = self._get_ledger(statement, currency)
        names = ("opening", "invoiced", "credited", "paid", "other", "closing")
        told = {name: getattr(ledger, name) for name in names}
        self.assertEqual(told, dict.fromkeys(names, 0.0) | amounts)

    def _sum_of_documents(self, customer, currency, date_to):
        """What invoices, credit notes and payments say the customer owes."""
        last_day = fields.Date.to_date(date_to)
        domain = [("state", "=", "posted"), ("currency_id", "=", currency.id)]
        moves = self.env["account.move"].search(
            [*domain, ("commercial_partner_id", "=", customer.id)]
        )
        signs = {"out_invoice": 1, "out_refund": -1}
        owed = sum(
            signs.get(move.move_type, 0) * move.amount_total
            for move in moves
            if move.date <= last_day
        )
        payments = self.env["account.payment"].search(
            [
                ("state", "in", ("in_process", "paid")),
                ("currency_id", "=", currency.id),
                ("partner_id", "child_of", customer.id),
                ("date", "<=", date_to),
            ]
        )
        signs = {"inbound": -1, "outbound": 1}
        return owed + sum(signs[p.payment_type] * p.amount for p in payments)
