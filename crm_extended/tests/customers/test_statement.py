from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.addons.crm_extended.tests.customers.statement_common import StatementCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestStatement(StatementCase):
    """What a statement of account tells, against invoices and payments."""

    def test_month(self):
        """Opening balance, invoices, credit notes and payments lead to the closing."""
        old = self._invoice("2026-02-10", 1000.0, partner_id=self.contact.id)
        self._pay("2026-02-20", 400.0, old)
        self._invoice("2026-03-05", 250.1)
        self._refund("2026-03-10", 50.0)
        self._pay("2026-03-15", 600.0, old)
        self._invoice("2026-04-01", 77.0)
        self._invoice("2026-03-06", 999.0, post=False)
        statement = self._create_statement()

        self.assertTold(
            statement,
            opening=600.0,
            invoiced=250.1,
            credited=-50.0,
            paid=-600.0,
            closing=200.1,
        )
        ledger = self._get_ledger(statement)
        self.assertEqual(ledger.balances, [850.1, 800.1, 200.1])
        oracle = self._sum_of_documents(self.customer, self.usd, "2026-03-31")
        self.assertEqual(self.usd.compare_amounts(ledger.closing, oracle), 0)

    def test_cancelled_documents_are_ignored(self):
        """What was cancelled is not owed."""
        self._invoice("2026-03-05", 250.0).button_cancel()
        self._pay("2026-03-15", 600.0).action_cancel()

        self.assertIsNone(self._get_ledger(self._create_statement()))

    def test_two_currencies(self):
        """Each currency has an account of its own, in its own amounts."""
        self._invoice("2026-03-05", 250.0)
        euros = self._invoice("2026-03-02", 100.0, currency_id=self.eur.id)
        self._pay("2026-03-20", 60.0, euros, currency_id=self.eur.id)
        statement = self._create_statement()

        self.assertTold(statement, invoiced=250.0, closing=250.0)
        self.assertTold(statement, self.eur, invoiced=100.0, paid=-60.0, closing=40.0)
        for currency, closing in ((self.usd, 250.0), (self.eur, 40.0)):
            oracle = self._sum_of_documents(self.customer, currency, "2026-03-31")
            self.assertEqual(oracle, closing)
        statement.currency_id = self.eur
        self.assertIsNone(self._get_ledger(statement, self.usd))

    def test_exchange_difference(self):
        """A gain or loss by the rate is our own: the customer has paid all euros."""
        euros = self._invoice("2026-03-02", 100.0, currency_id=self.eur.id)
        self._pay("2026-03-20", 100.0, euros, currency_id=self.eur.id)
        self.assertTrue(self._get_items(euros).matched_credit_ids.exchange_move_id)
        statement = self._create_statement()

        self.assertTold(statement, self.eur, invoiced=100.0, paid=-100.0)
        self.assertIsNone(self._get_ledger(statement, self.usd))

    def test_paid_in_another_currency(self):
        """An invoice in euros that was paid in dollars is owed in neither of them."""
        euros = self._invoice("2026-03-02", 100.0, currency_id=self.eur.id)
        self._pay("2026-03-20", 125.0, euros, currency_id=self.usd.id)
        self.assertEqual(euros.amount_residual, 0.0)
        statement = self._create_statement()

        self.assertTold(statement, self.eur, invoiced=100.0, other=-100.0)
        self.assertTold(statement, self.usd, paid=-125.0, other=125.0)
        later = self._create_statement("2026-04-01", "2026-04-30")
        self.assertEqual(later._get_ledgers()[later], [])

    def test_payment_without_invoice(self):
        """Money on account makes the balance a credit of the customer."""
        self._pay("2026-03-15", 80.0, partner_id=self.contact.id, memo="Advance")
        statement = self._create_statement()

        self.assertTold(statement, paid=-80.0, closing=-80.0)
        ledger = self._get_ledger(statement)
        self.assertEqual(ledger.entries[0]["reference"], "Advance")
        self.assertEqual(ledger.ageing["unallocated"], -80.0)

    def test_entry_on_a_contact(self):
        """An opening entry on the account of a contact counts for the customer."""
        receivable = self.customer.property_account_receivable_id
        income = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        self.env["account.move"].create(
            {
                "date": "2026-03-01",
                "ref": "Balance brought forward",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": self.contact.id,
                            "debit": 33.3,
                        }
                    ),
                    Command.create({"account_id": income.id, "credit": 33.3}),
                ],
            }
        ).action_post()

        self.assertTold(self._create_statement(), other=33.3, closing=33.3)

    def test_instalments_are_one_line(self):
        """An invoice to be paid in parts is one line, its parts are due one by one."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value_amount": 50, "nb_days": 0}),
                    Command.create({"value_amount": 50, "nb_days": 40}),
                ],
            }
        )
        self._invoice(
            "2026-02-09",
            100.0,
            invoice_payment_term_id=terms.id,
            invoice_date_due=False,
        )
        statement = self._create_statement("2026-02-01", "2026-03-31")
        ledger = self._get_ledger(statement)

        self.assertEqual([e["amount"] for e in ledger.entries], [100.0])
        self.assertEqual(str(ledger.entries[0]["due_date"]), "2026-03-21")
        due = {name: amount for name, amount in ledger.ageing.items() if amount}
        self.assertEqual(due, {"days_30": 50.0, "days_60": 50.0})
        self.assertEqual(ledger.overdue, 100.0)

    def test_what_was_due_on_the_last_day(self):
        """What was paid later was still due at the end of the period."""
        old = self._invoice("2026-02-10", 1000.0)
        self._pay("2026-03-20", 300.0, old)
        self._pay("2026-04-02", 700.0, old)
        ledger = self._get_ledger(self._create_statement())

        self.assertEqual(ledger.ageing["days_60"], 700.0)
        self.assertEqual(sum(ledger.ageing.values()), 700.0)
        self.assertEqual(ledger.closing, 700.0)

    def test_contact_moved_to_another_company(self):
        """The account stays with the customer that was invoiced."""
        self._invoice("2026-03-05", 250.0, partner_id=self.contact.id)
        other = self._create_customer("Hofbräu", is_company=True)
        self.contact.parent_id = other
        self.env.flush_all()

        self.assertTold(self._create_statement(), invoiced=250.0, closing=250.0)
        moved = self._create_statement(partner_id=other.id)
        self.assertEqual(moved._get_ledgers()[moved], [])

    def test_archived_contact_counts(self):
        """What was booked on a contact that was archived since is still owed."""
        self._pay("2026-03-15", 80.0, partner_id=self.contact.id)
        self.contact.active = False

        self.assertTold(self._create_statement(), paid=-80.0, closing=-80.0)

    def test_other_company_never(self):
        """The account of one company knows nothing of the other's."""
        self._invoice("2026-03-05", 250.0)
        customer = self.customer.with_company(self.other_company)
        self._invoice(
            "2026-03-06",
            9999.0,
            company_id=self.other_company.id,
            partner_id=customer.id,
            currency_id=self.usd.id,
        )
        statement = self._create_statement()

        self.assertTold(statement, invoiced=250.0, closing=250.0)
        with self.assertRaises(AccessError):
            self._create_statement(company_id=self.other_company.id)
        private = self._create_customer("Private", company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self._create_statement(partner_id=private.id)

    def test_nothing_to_tell(self):
        """Without anything open or booked the statement says so in a sentence."""
        statement = self._create_statement()

        self.assertEqual(statement._get_ledgers()[statement], [])
        self.assertIn("Nothing is open", statement.summary)
        self.assertEqual(statement.balance_text, "")

    def test_opening_alone(self):
        """A quiet month shows what is still open."""
        self._invoice("2026-02-05", 250.0)

        self.assertTold(self._create_statement(), opening=250.0, closing=250.0)

    def test_only_readers_of_accounts(self):
        """Amounts are for those who read the accounts, not for sales or service."""
        statement = self._create_statement()
        reader = self.users["accounting_reader"]
        statement.with_user(reader)._get_ledgers()
        for role in ("sales_manager", "salesperson_all", "manager", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                statement.with_user(self.users[role])._get_ledgers()

    def test_a_contact_has_no_account(self):
        """A statement is made for the customer, not for one of its contacts."""
        with self.assertRaisesRegex(ValidationError, "Sonnenhof Brewery"):
            self._create_statement(partner_id=self.contact.id)

    @mute_logger("odoo.sql_db")
    def test_period_in_order(self):
        """A period does not end before it starts."""
        with self.assertRaises(CheckViolation):
            self._create_statement("2026-03-31", "2026-03-01")

    def test_queries_do_not_grow(self):
        """A hundred customers cost the queries of one."""
        customers = [
            self._create_customer(f"Customer {number}", is_company=True)
            for number in range(30)
        ]
        for customer in customers[:3]:
            self._invoice("2026-03-05", 10.0, partner_id=customer.id)
        few = self._create_statement(partner_id=customers[0].id)
        many = self.env["crm.statement"].concat(
            *(self._create_statement(partner_id=c.id) for c in customers)
        )
        counts = []
        for statements in (few, many):
            statements = statements.with_user(self.accountant)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statements._get_ledgers()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLessEqual(counts[1], 14)
