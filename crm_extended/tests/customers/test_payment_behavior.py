from odoo import Command
from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestPaymentBehavior(ProfileCase):
    """How a customer pays, told from the ledger (CUS-11)."""

    def _pay_on(self, invoice, day, amount=None):
        wizard = (
            invoice.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": amount or invoice.amount_residual, "payment_date": day})
        )
        payment = wizard._create_payments()
        self.assertTrue(payment.move_id, "the ledger knows nothing of the payment")

    def test_weighted_by_amount(self):
        """A large payment counts more than a small one; early days are negative."""
        self._pay_on(self._invoice(900.0, "2026-01-01"), "2026-01-11")
        self._pay_on(
            self._invoice(100.0, "2026-01-01", invoice_date_due="2026-02-20"),
            "2026-02-10",
        )

        # (900 x 10 + 100 x 40) / 1000 and (900 x 10 - 100 x 10) / 1000
        self.assertFigures({"paid_12m": 1000.0, "pay_days": 13.0, "pay_days_late": 8.0})

    def test_partly_paid(self):
        """Each part counts on its own day, with what it paid."""
        invoice = self._invoice(1000.0, "2026-01-01")
        self._pay_on(invoice, "2026-01-21", 750.0)
        self._pay_on(invoice, "2026-03-02", 50.0)

        # (750 x 20 + 50 x 60) / 800
        self.assertFigures({"paid_12m": 800.0, "pay_days": 22.5})

    def test_trend(self):
        """The year before is told apart by the day of the payment."""
        self._pay_on(self._invoice(500.0, "2025-02-20"), "2025-03-02")
        self._pay_on(self._invoice(500.0, "2025-02-20"), "2025-03-03")
        self._pay_on(self._invoice(500.0, "2023-01-01"), "2024-03-02")

        self.assertFigures(
            {"pay_days": 11.0, "pay_days_before": 10.0, "pay_days_trend": 1.0}
        )

    def test_what_is_no_payment(self):
        """A credit note is none, nor what the customer paid for nothing."""
        invoice = self._invoice(1000.0, "2026-01-01")
        credit = self._invoice(-1000.0, "2026-02-20")
        receivable = (invoice | credit).line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        receivable.reconcile()

        self.assertFigures({"paid_12m": 0.0, "pay_days": 0.0, "receivable_open": 0.0})

    def test_exchange_difference(self):
        """A loss on the rate is no payment: what came in is, at the rate of its day."""
        foreign = self._activate_foreign_currency(
            {"2026-01-01": 0.5, "2026-02-01": 0.8}
        )
        invoice = self._invoice(100.0, "2026-01-01", currency_id=foreign.id)
        self._pay_on(invoice, "2026-02-10")

        self.assertEqual(invoice.amount_total_signed, 200.0)
        self.assertFigures(
            {"paid_12m": 125.0, "pay_days": 40.0, "receivable_open": 0.0}
        )

    def _activate_foreign_currency(self, rates):
        main, euro = self.company.currency_id, self.env.ref("base.EUR")
        currency = self.env.ref("base.USD") if main == euro else euro
        currency.active = True
        currency.rate_ids.unlink()
        company = self.company.root_id.id
        currency.rate_ids = [
            Command.create({"name": day, "rate": rate, "company_id": company})
            for day, rate in rates.items()
        ]
        return currency

    def test_other_company(self):
        """What was paid to another company says nothing here."""
        self._give_books(self.other_company)
        self._invoice(100.0, "2026-01-01", company=self.other_company)
        foreign = self._invoice(100.0, "2026-01-01", company=self.other_company)
        self._pay_on(foreign.with_company(self.other_company), "2026-02-10")
        self._pay_on(self._invoice(100.0, "2026-02-01"), "2026-02-03")

        self.assertFigures({"pay_days": 2.0, "pay_dso": 0.0})

    def test_count_back(self):
        """Whole months count in full, the oldest by what of it is still open."""
        self._invoice(1000.0, "2026-02-10")
        self._invoice(400.0, "2026-01-20")
        self._pay_on(self._invoice(600.0, "2026-01-05"), "2026-01-10", 500.0)

        # open: 1500 = 1000 of February + half of January's 1000;
        # 2 days of March without an invoice, 28 of February, 15.5 of January
        self.assertFigures({"receivable_open": 1500.0, "pay_dso": 45.5})

    def test_count_back_through_a_gap(self):
        """A month without an invoice counts in full while older ones are open."""
        self._invoice(500.0, "2025-12-10")
        self._pay_on(self._invoice(300.0, "2026-03-01"), "2026-03-02", 100.0)

        # open 700: 2 days of March, 28 + 31 without invoices, 400/500 of December
        self.assertFigures({"pay_dso": 85.8})

    def test_nothing_open(self):
        """Nothing open makes no days, whatever was invoiced."""
        self._pay_on(self._invoice(100.0), "2026-02-11")
        self._invoice(-30.0)

        self.assertFigures({"receivable_open": -30.0, "pay_dso": 0.0})

    def test_sentence(self):
        """Customer, contact, opportunity and quotation say it in one sentence."""
        self._pay_on(self._invoice(100.0, "2026-01-01"), "2026-02-10")
        self._pay_on(self._invoice(100.0, "2025-01-01"), "2025-01-31")
        self._refresh()
        partner = {"partner_id": self.contact.id}
        deal = partner | {"name": "Pump", "type": "opportunity"}
        records = [
            self.customer,
            self.contact,
            self.env["sale.order"].create(partner),
            self.env["crm.lead"].create(deal),
        ]

        habit = "Pays after 40 days · 40 days beyond terms · 10 days slower than the"
        for record in records:
            with self.subTest(record._name):
                seen = record.with_user(self._create_seller_with_books())
                self.assertEqual(seen.crm_payment_habit, f"{habit} year before")

    def _create_seller_with_books(self):
        login = "test.seller.books"
        known = self.env["res.users"].search([("login", "=", login)])
        return known or self._create_user(
            login,
            "account.group_account_readonly,sales_team.group_sale_salesman_all_leads",
        )

    def test_sentence_of_early_payer(self):
        """Who pays early or to the day is told so."""
        for due, habit in (
            ("2026-01-25", "Pays after 10 days · 14 days before they are due"),
            ("2026-01-11", "Pays after 10 days · as agreed"),
        ):
            customer = self._create_customer(f"Due {due}", is_company=True)
            self._pay_on(
                self._invoice(
                    10.0,
                    "2026-01-01",
                    invoice_date_due=due,
                    partner_id=customer.id,
                ),
                "2026-01-11",
            )
            self._refresh()
            with self.subTest(due):
                seen = customer.with_user(self.accountant)
                self.assertEqual(seen.crm_payment_habit, habit)

    def test_payments_not_registered(self):
        """Nothing is said of payments where hardly any is registered."""
        self._pay_on(self._invoice(100.0, "2026-01-01"), "2026-02-10")
        for _number in range(3):
            self._invoice(100.0, "2025-06-01")
        self._refresh()

        self.assertTrue(self.company.crm_payments_unregistered)
        self.assertFalse(self.customer.with_user(self.accountant).crm_payment_habit)

    def test_rights(self):
        """Without rights in accounting nobody reads, filters or sorts by it."""
        self._pay_on(self._invoice(100.0, "2026-01-01"), "2026-02-10")
        self._refresh()
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        Partner = self.env["res.partner"].with_user(self.salesperson)

        for refused in (
            lambda: Partner.browse(self.customer.id).crm_pay_days,
            lambda: Partner.browse(self.customer.id).crm_payment_habit,
            lambda: Partner.search([("crm_pay_days_late", ">", 0)]),
            lambda: Partner.search([], order="crm_pay_dso"),
            lambda: order.with_user(self.salesperson).crm_payment_habit,
        ):
            with self.assertRaises(AccessError):
                refused()
        found = self.env["res.partner"].with_user(self.accountant)
        found = found.search([("crm_pay_days_late", ">", 0)])
        self.assertIn(self.customer, found)
