from datetime import date, timedelta
from random import Random

from psycopg2 import IntegrityError

from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.addons.crm_extended.tools import lifecycle
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

TODAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestLifecycle(ProfileCase):
    """States follow dated rules, and every past day can be told again (CUS-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.crm_figure_basis = "ordered"
        cls.History = cls.env["crm.customer.lifecycle"]
        cls.Rule = cls.env["crm.lifecycle.rule"]
        cls.Rule.search([("company_id", "=", cls.company.id)]).unlink()
        cls.rule = cls.Rule.create({"date_from": "2020-01-01"})

    def _buy(self, customer, *days):
        for day in days:
            self._order(1, f"{day} 10:00:00", partner_id=customer.id)

    def _get_history(self, customer):
        rows = self.History.search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.company.id)],
            order="date_from",
        )
        return [(str(row.date_from), row.state) for row in rows]

    def test_one_customer(self):
        """The whole past of a customer is told at once, with the reasons."""
        self._buy(self.customer, "2023-01-10", "2023-02-10", "2025-11-20")
        self._refresh()

        self.assertEqual(
            self._get_history(self.customer),
            [
                ("2023-01-10", "new"),
                ("2023-04-10", "active"),
                ("2023-08-09", "at_risk"),
                ("2024-02-10", "lapsed"),
                ("2025-11-20", "won_back"),
                ("2026-02-18", "active"),
            ],
        )
        profile = self._get_profile()
        self.assertEqual(profile.lifecycle_state, "active")
        self.assertEqual(profile.lifecycle_since, date(2026, 2, 18))
        reasons = self.History.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(reasons[0].reason, "Last purchase on 11/20/2025")
        self.assertEqual(reasons[2].reason, "No purchase for 365 days since 02/10/2023")

    def test_all_customers_as_by_hand(self):
        """The database tells the same as the arithmetic of one customer, for fifty."""
        random = Random(20260302)
        customers, bought = self._create_buyers(random, 50)
        self._refresh()

        for customer, days in zip(customers, bought, strict=True):
            told = lifecycle.get_stretches(days)
            expected = [(str(s.date_from), s.state) for s in told]
            past = [row for row in expected if row[0] <= str(TODAY)]
            self.assertEqual(self._get_history(customer), past, days)

    def test_the_very_days_of_the_rule(self):
        """A purchase on the day on which a state would begin is in time, or is not."""
        first = date(2019, 1, 1)
        for gap in (89, 90, 179, 180, 364, 365, 1094, 1095):
            days = [first, first + timedelta(days=gap)]
            customer = self._create_customer(f"After {gap} days")
            self._buy(customer, *days)
            self._refresh(customers=customer)
            expected = [
                (str(s.date_from), s.state) for s in lifecycle.get_stretches(days)
            ]
            with self.subTest(gap):
                self.assertEqual(self._get_history(customer), expected)
                self.assertEqual(
                    (str(days[1]), "won_back") in expected, gap in (365, 1094, 1095)
                )

    def test_two_states_on_one_day(self):
        """Who is entered and buys on one day has one state on it, the later one."""
        self._create_request(partner_id=self.customer.id)
        self._refresh()
        self.assertEqual(self._get_profile().lifecycle_state, "prospect")

        self._buy(self.customer, TODAY)
        self._refresh()

        self.assertEqual(self._get_history(self.customer), [(str(TODAY), "new")])
        self.assertEqual(self._get_profile().lifecycle_state, "new")

    def test_reasons(self):
        """Each state says from which purchase, or from what silence, it follows."""
        bought = self._create_customer("Bought")
        self._create_request(partner_id=self.customer.id)
        self._buy(bought, "2023-01-10", "2024-01-20")
        self._refresh()
        rows = self.History.search([("company_id", "=", self.company.id)])

        self.assertEqual(
            {
                row.state: row.reason
                for row in rows.sorted("date_from")
                if row.partner_id in bought | self.customer
            },
            {
                "prospect": "Known, but has bought nothing yet",
                "new": "First purchase on 01/10/2023",
                "active": "Last purchase on 01/20/2024",
                "at_risk": "No purchase for 180 days since 01/20/2024",
                "lapsed": "No purchase for 365 days since 01/20/2024",
                "won_back": "Bought again on 01/20/2024",
            },
        )

    def test_prospect(self):
        """Somebody who asked and never bought is a prospect until then."""
        self._create_request(partner_id=self.customer.id)
        self._refresh()
        self.assertEqual(self._get_profile().lifecycle_state, "prospect")

        with freeze_time("2026-03-12 09:00:00"):
            self._buy(self.customer, "2026-03-10")
            self._refresh()

        history = self._get_history(self.customer)
        self.assertEqual(history[-1], ("2026-03-10", "new"))
        self.assertEqual(history[0][1], "prospect")

    def test_count_on_a_past_day(self):
        """How many were in which state on any day is told from the history."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._buy(self.customer, "2025-01-10")
        self._buy(other, "2025-06-01")
        self._refresh()

        counts = self.History._get_counts(self.company, date(2025, 7, 15))
        self.assertEqual(counts.get("at_risk"), 1)
        self.assertEqual(counts.get("new"), 1)
        for day, new in (
            (date(2025, 1, 9), 0),
            (date(2025, 1, 10), 1),
            (date(2025, 4, 9), 1),
            (date(2025, 4, 10), 0),
        ):
            with self.subTest(day):
                counts = self.History._get_counts(self.company, day)
                self.assertEqual(counts.get("new", 0), new)
        self._order(
            1, partner_id=self.customer.id, company_id=self.other_company.id
        ).date_order = "2025-01-10 10:00:00"
        self._refresh(self.other_company)
        counts = self.History._get_counts(self.company, date(2025, 1, 10))
        self.assertEqual(counts.get("new"), 1)

    def test_count_by_month(self):
        """The report counts each customer in the state at the end of each month."""
        self._buy(self.customer, "2025-10-31")
        self._buy(self._create_customer("Brauerei Nord"), "2025-11-01")
        self._refresh()
        self.env.flush_all()

        rows = self.env["crm.lifecycle.report"]._read_group(
            [("company_id", "=", self.company.id), ("state", "!=", "prospect")],
            ["month:month", "state"],
            ["customer_count:sum"],
            order="month:month, state",
        )
        # on the last day of January the one who bought in October is active
        self.assertEqual(
            [(str(month)[:7], state, count) for month, state, count in rows],
            [
                ("2025-10", "new", 1),
                ("2025-11", "new", 2),
                ("2025-12", "new", 2),
                ("2026-01", "active", 2),
                ("2026-02", "active", 2),
                ("2026-03", "active", 2),
            ],
        )

    def test_again_changes_nothing(self):
        """A second run on the same day writes no row."""
        self._buy(self.customer, "2023-01-10", "2025-11-20")
        self._refresh()
        before = self._get_versions()

        self._refresh()

        self.assertEqual(self._get_versions(), before)

    def test_a_job_that_missed_days(self):
        """States that passed while the job did not run are told with their days."""
        self._buy(self.customer, "2025-12-01")
        self._refresh()
        self.assertEqual(self._get_history(self.customer)[-1][1], "active")

        with freeze_time("2027-01-02 09:00:00"):
            self._refresh()

        self.assertEqual(
            self._get_history(self.customer)[-2:],
            [("2026-05-30", "at_risk"), ("2026-12-01", "lapsed")],
        )

    def test_late_document(self):
        """A document that comes late changes the state from today, and no past day."""
        self._buy(self.customer, "2025-06-01")
        self._refresh()
        self.assertEqual(self._get_history(self.customer)[-1][1], "at_risk")
        before = self._get_history(self.customer)

        with freeze_time("2026-03-05 09:00:00"):
            self._buy(self.customer, "2025-10-15")
            self._refresh()
            self._refresh()

        self.assertEqual(
            self._get_history(self.customer), [*before, ("2026-03-05", "active")]
        )

    def test_a_new_rule_leaves_the_past(self):
        """A rule counts from its first day on; days before keep their states."""
        self._buy(self.customer, "2025-11-20")
        self._refresh()
        before = self._get_history(self.customer)
        self.Rule.create(
            {
                "date_from": "2026-03-01",
                "new_days": 10,
                "at_risk_days": 20,
                "lapsed_days": 30,
                "lost_days": 400,
            }
        )

        self._refresh()

        history = self._get_history(self.customer)
        self.assertEqual(history[: len(before)], before)
        self.assertEqual(history[-1], ("2026-03-01", "lapsed"))

    def test_preview(self):
        """Before a rule is saved it says how many customers would move."""
        self._buy(self.customer, "2025-11-20")
        self._refresh()

        draft = self.Rule.new({"company_id": self.company.id, "at_risk_days": 100})
        self.assertEqual(draft.preview, "Customers that would move today: 1")
        draft = self.Rule.new({"company_id": self.company.id})
        self.assertEqual(draft.preview, "Customers that would move today: 0")

    def test_bad_rule(self):
        """Terms that do not grow, and two rules of one day, are refused."""
        for values in ({"new_days": 0}, {"lapsed_days": 100}, {"lost_days": 365}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.rule.write(values)
                self.rule.flush_recordset()

    def test_past_sales(self):
        """What was bought before Odoo counts by the month, never on top of invoices."""
        self.company.crm_figure_basis = "invoiced"
        for month in ("2023-01-01", "2023-02-01", "2026-01-01", "2026-03-01"):
            self.env["crm.customer.history"].create(
                {"customer_id": self.customer.id, "month": month, "amount": 500.0}
            )
        self._invoice(100.0, "2026-01-20")
        self._refresh()

        self.assertEqual(
            self._get_history(self.customer),
            [
                ("2023-01-01", "new"),
                ("2023-04-01", "active"),
                ("2023-07-31", "at_risk"),
                ("2024-02-01", "lapsed"),
                ("2026-01-20", "won_back"),
            ],
        )

    def test_first_rule(self):
        """Every company, also a new one, has a lifecycle rule."""
        company = self.env["res.company"].create({"name": "Third"})
        self.assertEqual(self.Rule.search_count([("company_id", "=", company.id)]), 1)

    def test_other_company(self):
        """What was bought from one company says nothing about another."""
        self._buy(self.customer, "2025-11-20")
        # a rule by which everybody would be lost already
        self.Rule.create(
            {
                "company_id": self.other_company.id,
                "date_from": "2025-12-01",
                "new_days": 1,
                "at_risk_days": 2,
                "lapsed_days": 3,
                "lost_days": 4,
            }
        )
        self._refresh()
        self._refresh(self.other_company)

        rows = self.History.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(rows.company_id, self.company)
        self.assertEqual(rows.mapped("state"), ["active", "new"])
        foreigner = self._create_user(
            "test.foreign.leader",
            "sales_team.group_sale_salesman_all_leads",
            company=self.other_company,
        )
        self.assertFalse(self.History.with_user(foreigner).search([]))

    def test_one_customer_alone(self):
        """The button of one customer tells the lifecycle, too, and of no other."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._buy(self.customer, "2025-11-20")
        self._buy(other, "2025-11-20")

        self._refresh(customers=self.customer)

        self.assertTrue(self._get_history(self.customer))
        self.assertFalse(self._get_history(other))

    def test_basis(self):
        """With invoices as the basis an order is no purchase."""
        self.company.crm_figure_basis = "invoiced"
        self._buy(self.customer, "2025-11-20")
        self._refresh()
        self.assertEqual(self._get_profile().lifecycle_state, "prospect")

        self._invoice(100.0, "2026-02-10")
        self._refresh()
        self.assertEqual(self._get_history(self.customer)[-1][1], "new")

    def _get_versions(self):
        """Return what changes when a row is written, or locked to be."""
        self.env.flush_all()
        return [
            self.env.execute_query(
                SQL("SELECT id, ctid::text, xmax::text FROM %s", SQL.identifier(table))
            )
            for table in (self.History._table, self.Profile._table)
        ]

    def _create_buyers(self, random, number):
        """Return customers and the days on which each of them bought."""
        bought = [
            sorted(
                TODAY - timedelta(days=random.randrange(2500))
                for _purchase in range(random.randrange(1, 6))
            )
            for _customer in range(number)
        ]
        customers = self.env["res.partner"].create(
            [{"name": f"Buyer {i}"} for i in range(number)]
        )
        for customer, days in zip(customers, bought, strict=True):
            self._buy(customer, *days)
        return customers, bought
