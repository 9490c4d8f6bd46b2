from odoo import Command, fields
from odoo.addons.crm_extended.tests.common import ROLES
from odoo.addons.crm_extended.tests.customers.statement_common import StatementCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

TODAY = "2026-06-15 08:00:00"


class CollectionCase(StatementCase):
    """Invoices of two customers, one of them with an owner, some of them overdue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._create_user(
            "test.collector", f"{ROLES['salesperson']},account.group_account_invoice"
        )
        cls.customer.write({"user_id": cls.owner.id, "email": "pay@sonnenhof.example"})
        cls.second = cls._create_customer(
            "Hofbräu", is_company=True, email="pay@hof.example"
        )
        cls.old = cls._invoice("2026-02-10", 1000.0, partner_id=cls.contact.id)
        cls.young = cls._invoice("2026-06-01", 250.1)
        cls.not_due = cls._invoice("2026-06-01", 77.0, invoice_date_due="2026-06-15")
        cls.other = cls._invoice("2026-05-01", 80.5, partner_id=cls.second.id)

    def _search(self, user=None, *domain):
        Move = self.env["account.move"].with_user(user or self.accountant)
        ours = [("commercial_partner_id", "in", (self.customer + self.second).ids)]
        return Move.search([*self._get_action_domain(), *ours, *domain])

    def _open_balance(self, date, amount):
        """Book what the customer owed before there were invoices here."""
        income = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        receivable = self.customer.property_account_receivable_id
        debit = {
            "account_id": receivable.id,
            "partner_id": self.customer.id,
            "date_maturity": date,
        }
        entry = self.env["account.move"].create(
            {
                "date": date,
                "line_ids": [
                    Command.create(debit | {"debit": amount}),
                    Command.create({"account_id": income.id, "credit": amount}),
                ],
            }
        )
        entry.action_post()
        return entry

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _get_action_domain(self):
        action = self.env.ref("crm_extended.account_move_action_collection")
        return safe_eval(action.domain)

    def _as(self, records, user=None):
        return records.with_user(user or self.accountant)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCollection(CollectionCase):
    """The worklist of what is overdue, and what is done about it."""

    def test_what_is_overdue(self):
        """Posted invoices not paid by their day are listed; due today is not late."""
        self._pay("2026-03-01", 400.0, self.old)
        paid = self._invoice("2026-03-05", 60.0)
        self._pay("2026-03-15", 60.0, paid)
        self._invoice("2026-03-06", 999.0, post=False)
        self._refund("2026-03-10", 50.0)
        entry = self._open_balance("2026-02-01", 33.3)

        found = self._search()

        self.assertEqual(found, self.old + self.young + self.other)
        self.assertFalse(self._as(entry).crm_is_overdue)
        told = {move: (move.crm_overdue, move.crm_days_overdue) for move in found}
        self.assertEqual(
            told,
            {self.old: (600.0, 125), self.young: (250.1, 14), self.other: (80.5, 45)},
        )

    def test_equals_the_profile(self):
        """With payments not yet matched it is what the profile of the customer says."""
        self._pay("2026-03-01", 400.0, self.old)
        self._pay("2026-05-01", 100.0)
        euros = self._invoice("2026-03-02", 100.0, currency_id=self.eur.id)
        self._pay("2026-03-20", 60.0, euros, currency_id=self.eur.id)
        self.customer.action_crm_refresh_figures()

        overdue = sum(
            self._search(None, ("crm_owner_id", "=", self.owner.id)).mapped(
                "crm_overdue"
            )
        )

        profile = self.customer.sudo().crm_profile_id
        self.assertAlmostEqual(profile.receivable_overdue, overdue - 100.0, 2)
        self.assertAlmostEqual(overdue, 600.0 + 250.1 + 80.0, 2)
        self.assertEqual(self._as(euros).crm_overdue_in_currency, 40.0)

    def test_instalments(self):
        """Of an invoice in instalments only what is late is overdue."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value_amount": 50, "nb_days": 10}),
                    Command.create({"value_amount": 50, "nb_days": 90}),
                ],
            }
        )
        invoice = self._invoice(
            "2026-05-01",
            300.0,
            invoice_payment_term_id=terms.id,
            invoice_date_due=False,
        )

        self.assertIn(invoice, self._search())
        self.assertEqual(self._as(invoice).crm_overdue, 150.0)
        self.assertEqual(str(self._as(invoice).crm_overdue_since), "2026-05-11")

    def test_by_owner_and_age(self):
        """The list adds up what is overdue by owner, customer and age."""
        moves = self._search()
        Move = self._as(self.env["account.move"])
        by_owner = Move._read_group(
            [("id", "in", moves.ids)],
            ["crm_owner_id", "commercial_partner_id"],
            ["crm_overdue:sum"],
        )
        by_age = Move._read_group(
            [("id", "in", moves.ids)], ["crm_overdue_age"], ["crm_overdue:sum"]
        )

        self.assertEqual(
            [(owner, customer, round(total, 2)) for owner, customer, total in by_owner],
            [
                (self.owner, self.customer, 1250.1),
                (self.env["res.users"], self.second, 80.5),
            ],
        )
        self.assertEqual(
            {age: round(total, 2) for age, total in by_age},
            {"days_30": 250.1, "days_60": 80.5, "older": 1000.0},
        )
        for move, age in (
            (self.young, "days_30"),
            (self.other, "days_60"),
            (self.old, "older"),
        ):
            found = self._search(None, ("crm_overdue_age", "=", age))
            self.assertEqual(found, move)
            self.assertEqual(self._as(move).crm_overdue_age, age)
        ordered = Move.search([("id", "in", moves.ids)], order="crm_overdue_since")
        self.assertEqual(ordered, self.old + self.other + self.young)

    def test_ages_at_their_edges(self):
        """The 30th day is young, the 31st is not; nothing is older than its age."""
        for day, age in (
            ("2026-05-16", "days_30"),
            ("2026-05-15", "days_60"),
            ("2026-04-16", "days_60"),
            ("2026-04-15", "days_90"),
            ("2026-03-17", "days_90"),
            ("2026-03-16", "older"),
        ):
            with self.subTest(day):
                move = self._invoice(day, 1.0)
                self.assertEqual(self._as(move).crm_overdue_age, age)
                found = self._search(None, ("crm_overdue_age", "=", age))
                self.assertIn(move, found)

    def test_promise(self):
        """A promise is open until its day has passed; then it was kept or broken."""
        move = self._as(self.old)
        move.crm_promise_date = "2026-06-15"
        self.assertEqual(move.crm_promise_state, "promised")
        with freeze_time("2026-06-16 08:00:00"):
            move.invalidate_recordset()
            self.assertEqual(move.crm_promise_state, "broken")
        self._pay("2026-06-15", 1000.0, self.old)
        self.assertEqual(move.crm_promise_state, "kept")
        move.crm_promise_date = "2026-06-14"
        self.assertEqual(move.crm_promise_state, "broken")

    def test_dispute_and_settlement(self):
        """A dispute knows who noted it and since when, until it is settled."""
        move = self._as(self.old)
        self._flush_tracking()
        move.crm_dispute_reason = "quality"
        self._flush_tracking()
        tracked = self.old.message_ids.tracking_value_ids
        self.assertIn("Quality", tracked.mapped("new_value_char"))
        self.assertEqual(move.crm_disputed_by_id, self.accountant)
        self.assertEqual(str(move.crm_disputed_on), "2026-06-15")

        with freeze_time("2026-06-18 08:00:00"):
            self._as(self.old, self.owner).crm_dispute_reason = "price"
        self.assertEqual(move.crm_disputed_by_id, self.accountant)
        self.assertEqual(str(move.crm_disputed_on), "2026-06-15")

        move.action_crm_settle_dispute()

        self.assertFalse(move.crm_dispute_reason)
        self.assertFalse(move.crm_disputed_by_id)
        self.assertFalse(move.crm_disputed_on)

    def test_day_of_the_company(self):
        """In Shanghai it is the day after when a dispute is noted in the evening."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"

        with freeze_time("2026-06-15 20:00:00"):
            self._as(self.old).crm_dispute_reason = "quality"

        self.assertEqual(str(self.old.crm_disputed_on), "2026-06-16")

    def test_other_company_never(self):
        """What is overdue at another company stands in no list and no sum of ours."""
        self._invoice(
            "2026-03-06",
            9999.0,
            company_id=self.other_company.id,
            partner_id=self.customer.with_company(self.other_company).id,
        )

        self.assertEqual(self._search(), self.old + self.young + self.other)

    def test_only_readers_of_accounts(self):
        """Amounts are for those who read the accounts, by no way for others."""
        reader = self.users["accounting_reader"]
        self.assertEqual(self._as(self.old, reader).crm_overdue, 1000.0)
        with self.assertRaises(AccessError):
            self._as(self.old, reader).crm_promise_date = "2026-06-20"
        self.old.invoice_user_id = self.users["salesperson"]
        for role in ("salesperson", "sales_manager", "manager", "employee"):
            Move = self._as(self.env["account.move"], self.users[role])
            for attempt in (
                lambda moves: moves.browse(self.old.id).read(["crm_overdue"]),
                lambda moves: moves.search([("crm_is_overdue", "=", True)]),
                lambda moves: moves.search([("crm_overdue_age", "=", "older")]),
                lambda moves: moves.search([], order="crm_overdue_since"),
                lambda moves: moves._read_group([], [], ["crm_overdue:sum"]),
                lambda moves: moves._read_group([], ["crm_overdue_age"], ["__count"]),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    attempt(Move)

    def test_no_way_round(self):
        """Neither through the customer nor by writing does a salesperson get there."""
        self.old.invoice_user_id = self.users["salesperson"]
        salesperson = self.users["salesperson"]
        Partner = self.env["res.partner"]
        path = [("invoice_ids.crm_is_overdue", "=", True)]
        self.assertIn(self.contact, self._as(Partner).search(path))
        with self.assertRaises(AccessError):
            self._as(Partner, salesperson).search(path)
        for values in (
            {"crm_promise_date": "2026-06-20"},
            {"crm_dispute_reason": "paid"},
            {"crm_reminder_level": 3},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self._as(self.old, salesperson).write(values)

    def test_customers_do_not_read_what_is_noted(self):
        """A customer reads his invoice, and not what we think of his excuses."""
        portal = self.users["portal"]
        invoice = self._invoice("2026-03-01", 5.0, partner_id=portal.partner_id.id)
        invoice.write(
            {"crm_dispute_reason": "paid", "crm_dispute_note": "Not true, see bank"}
        )
        own = self._as(invoice, portal)
        self.assertEqual(own.read(["name"])[0]["name"], invoice.name)
        for name in (
            "crm_dispute_reason", "crm_dispute_note", "crm_disputed_by_id",
            "crm_promise_state", "crm_reminder_level", "crm_owner_id", "crm_overdue",
            "crm_last_contact_date",
        ):  # fmt: skip
            with self.subTest(name), self.assertRaises(AccessError):
                own.read([name])

    def test_own_customers(self):
        """A salesperson with the right to read accounts finds his own customers'."""
        found = self._search(self.owner, ("crm_owner_id", "=", self.owner.id))

        self.assertEqual(found, self.old + self.young)

    def test_statement_in_one_click(self):
        """The statement of the customer comes from the oldest debt on, up to today."""
        moves = self._as(self.old + self.young)
        action = moves.action_crm_print_statement()

        [statement] = self.env["crm.statement"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(str(statement.date_from), "2026-02-10")
        self.assertEqual(str(statement.date_to), "2026-06-15")
        self.assertEqual(action["context"]["active_ids"], statement.ids)
        ledger = self._get_ledger(statement)
        self.assertEqual(ledger.closing, 1327.1)
        with self.assertRaises(UserError):
            moves.browse().action_crm_print_statement()

    def test_queries_do_not_grow(self):
        """The list of eighty invoices costs the queries of three."""
        for number in range(40):
            customer = self._create_customer(f"Customer {number}", is_company=True)
            customer.user_id = self.owner
            self._invoice("2026-05-01", 10.0, partner_id=customer.id)
        view = self.env.ref("crm_extended.account_move_view_list_collection")
        Move = self._as(self.env["account.move"])
        arch = Move.get_views([(view.id, "list")])["models"]["account.move"]["fields"]
        spec = {
            name: {"fields": {"display_name": {}}} if kind["type"] == "many2one" else {}
            for name, kind in arch.items()
            if name.startswith("crm_") or name in ("name", "commercial_partner_id")
        }
        domain = self._get_action_domain()
        counts = []
        for limit in (3, 3, 40):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = Move.web_search_read(domain, spec, limit=limit)["records"]
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(rows), limit)

        self.assertEqual(counts[2], counts[1])
        self.assertLessEqual(counts[2], 16)


@tagged("post_install", "-at_install")
class TestCollectionTour(CollectionCase, HttpCase):
    """A credit controller at the screen."""

    def test_controller_collects(self):
        """A promise, a dispute, then a reminder of what is left."""
        self.young.invoice_date_due = fields.Date.today()
        self.start_tour(
            "/odoo/action-crm_extended.account_move_action_collection",
            "crm_collection",
            login="test.accountant",
        )

        self.assertEqual(self.other.crm_dispute_reason, "quality")
        self.assertEqual(self.old.crm_reminder_level, 1)
        self.assertEqual(self.other.crm_reminder_level, 0)
