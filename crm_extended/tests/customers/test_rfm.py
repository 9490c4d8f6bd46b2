from datetime import date, timedelta
from random import Random

from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.addons.crm_extended.tools import rfm
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

TODAY = date(2026, 3, 2)
COLUMNS = ["rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_value", "rfm_class"]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestRfm(ProfileCase):
    """Scores compare customers with each other; each has exactly one class (CUS-06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # documents of other tests' data would be ranked, too
        cls.env["sale.order"].search([("state", "=", "sale")]).state = "cancel"
        cls.company.crm_figure_basis = "ordered"

    def _get_scores(self, customer):
        profile = self._get_profile(customer)
        return tuple(profile[name] for name in COLUMNS)

    def test_scores_as_by_hand(self):
        """The database scores thirty customers as the arithmetic does."""
        random = Random(5)
        bought = {}
        for number in range(30):
            customer = self._create_customer(f"Buyer {number}")
            bought[customer] = [
                (TODAY - timedelta(days=random.randrange(700)), random.randrange(1, 4))
                for _order in range(random.randrange(1, 4))
            ]
            for day, quantity in bought[customer]:
                self._order(quantity, f"{day} 10:00:00", partner_id=customer.id)
        days = [(TODAY - max(d for d, _q in rows)).days for rows in bought.values()]
        counts = [len(rows) for rows in bought.values()]
        amounts = [sum(q for _d, q in rows) for rows in bought.values()]
        self._refresh()

        expected = zip(
            rfm.score_by_rank(days, larger_is_better=False),
            rfm.score_by_rank(counts),
            rfm.score_by_rank(amounts),
            strict=True,
        )
        for customer, scores in zip(bought, expected, strict=True):
            value = rfm.get_value_score(*scores[1:])
            self.assertEqual(
                self._get_scores(customer), (*scores, value, rfm.get_class(*scores))
            )

    def test_net_of_credit_notes(self):
        """Value is net: a large invoice that was credited counts for little."""
        self.company.crm_figure_basis = "invoiced"
        customers = [self._create_customer(f"Buyer {i}") for i in range(3)]
        for customer, amount in zip(customers, (100.0, 200.0, 5000.0), strict=True):
            self._invoice(amount, partner_id=customer.id)
        self._invoice(-4990.0, partner_id=customers[2].id)
        self.company.crm_rfm_frequency_limits = "2; 3; 4; 5"
        self._limit("1; 50; 150; 1000")

        self.assertEqual(
            [self._get_profile(c).rfm_monetary for c in customers], [3, 4, 2]
        )
        # to take back is no purchase
        self.assertEqual({self._get_profile(c).rfm_frequency for c in customers}, {1})

    def test_past_sales(self):
        """Past sales of the time looked at count in value and frequency."""
        self.company.crm_figure_basis = "invoiced"
        for month, amount in (("2025-01-01", 700.0), ("2025-02-01", 400.0)):
            self.env["crm.customer.history"].create(
                {"customer_id": self.customer.id, "month": month, "amount": amount}
            )
        self._limit("100; 1000; 1500; 2000")

        profile = self._get_profile()
        self.assertEqual(profile.rfm_monetary, 3)
        self.assertEqual(profile.rfm_frequency, 2)

    def test_without_purchase(self):
        """Who bought nothing in the time looked at has the class for that, no score."""
        # 24 months end with this day
        self._order(3, "2024-03-02 10:00:00")

        self.assertEqual(self._get_scores(self.customer), (0, 0, 0, 0, "none"))

    def test_one_customer(self):
        """A single customer is neither best nor worst."""
        self._order(3)

        self.assertEqual(self._get_scores(self.customer), (3, 3, 3, 3, "attention"))

    def test_own_limits(self):
        """A limit of one's own belongs to the better score."""
        for quantity, score in ((1, 1), (2, 2), (9, 2), (10, 3), (500, 5)):
            customer = self._create_customer(f"Buyer of {quantity}")
            self._order(quantity, partner_id=customer.id)
            self._limit("200; 1000; 5000; 50000")
            with self.subTest(quantity):
                self.assertEqual(self._get_profile(customer).rfm_monetary, score)

    def test_own_limits_of_recency(self):
        """Fewer days are better, and the limit itself belongs to the better score."""
        self._limit("200; 1000; 5000; 50000")
        for days, score in ((366, 1), (365, 2), (180, 3), (31, 4), (30, 5), (0, 5)):
            customer = self._create_customer(f"Buyer of {days} days ago")
            day = TODAY - timedelta(days=days)
            self._order(1, f"{day} 10:00:00", partner_id=customer.id)
            with self.subTest(days):
                self.assertEqual(self._get_profile(customer).rfm_recency, score)

    def test_preview_of_settings(self):
        """Before the settings are saved they say how many customers would move."""
        for quantity in (1, 2, 3):
            customer = self._create_customer(f"Buyer of {quantity}")
            self._order(quantity, partner_id=customer.id)
        self._refresh()
        before = self._get_versions()
        Settings = self.env["res.config.settings"]

        settings = Settings.new({})
        self.assertEqual(
            settings.crm_rfm_preview, "Customers that would change their class: 0"
        )
        settings.crm_rfm_method = "limits"
        # all bought today, once, for 100 to 300: recency 5, value 1 or 2
        settings.crm_rfm_monetary_limits = "100; 200; 300; 400"
        self.assertEqual(
            settings.crm_rfm_preview, "Customers that would change their class: 3"
        )
        settings.crm_rfm_monetary_limits = "100; 200"
        self.assertIn("four numbers", settings.crm_rfm_preview)
        self.assertEqual(self._get_versions(), before)

    def test_refresh_of_one(self):
        """The figures of one worked out alone leave all scores as they are."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._order(3)
        self._order(30, partner_id=other.id)
        self._refresh()
        before = self._get_versions()

        self._refresh(customers=self.customer)

        self.assertEqual(self._get_versions(), before)

    def test_bad_limits(self):
        """Limits that are no four rising numbers are refused with an example."""
        for limits in ("", "1;2;3", "4;3;2;1", "a;b;c;d", "1;1;2;3"):
            with self.subTest(limits), self.assertRaises(ValidationError):
                self._limit(limits)

    def test_again_changes_nothing(self):
        """A second run writes no row."""
        self._order(3)
        self._refresh()
        versions = self._get_versions()

        self._refresh()

        self.assertEqual(self._get_versions(), versions)

    def test_grid(self):
        """The picture counts each customer once, and only those one may see."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        other.user_id = self.salesperson
        self._order(3)
        self._order(30, "2025-01-10 10:00:00", partner_id=other.id)
        self._refresh()

        grid = self.Profile.with_user(self.users["analyst"]).retrieve_rfm_grid()
        cells = [cell for row in grid["rows"] for cell in row["cells"]]
        self.assertEqual(sum(cell["count"] for cell in cells), grid["total"])
        self.assertEqual(grid["total"], 2)
        self.assertEqual([row["recency"] for row in grid["rows"]], [5, 4, 3, 2, 1])
        self.assertEqual(
            {
                (row["recency"], cell["value"], cell["rfm_class"]): cell["count"]
                for row in grid["rows"]
                for cell in row["cells"]
                if cell["count"]
            },
            # one bought lately, the other for more
            {(4, 3, "potential"): 1, (2, 4, "at_risk"): 1},
        )

        self._order(3, partner_id=other.id, company_id=self.other_company.id)
        self.other_company.crm_figure_basis = "ordered"
        self._refresh(self.other_company)
        self.users["analyst"].company_ids |= self.other_company
        self.assertEqual(
            self.Profile.with_user(self.users["analyst"])
            .with_context(allowed_company_ids=(self.company | self.other_company).ids)
            .retrieve_rfm_grid()["total"],
            2,
        )

        own = self.Profile.with_user(self.salesperson).retrieve_rfm_grid()
        self.assertEqual(own["total"], 1)
        with self.assertRaises(AccessError):
            self.Profile.with_user(self.users["employee"]).retrieve_rfm_grid()

    def test_grid_opens_what_it_counts(self):
        """A list by the scores of a field finds the customers that it counts."""
        archived = self._create_customer("Gone", is_company=True)
        subsidiary = self._create_customer(
            "Sonnenhof Export", is_company=True, parent_id=self.customer.id
        )
        for customer in self.customer | archived | subsidiary:
            self._order(3, partner_id=customer.id)
        self._refresh()
        archived.active = False

        grid = self.Profile.retrieve_rfm_grid()
        counted = 0
        for row in grid["rows"]:
            for cell in row["cells"]:
                found = self.env["res.partner"].search_count(
                    [
                        ("crm_rfm_recency", "=", row["recency"]),
                        ("crm_rfm_value", "=", cell["value"]),
                    ]
                )
                self.assertEqual(cell["count"], found)
                counted += found
        self.assertEqual(counted, 2)

    def test_other_company(self):
        """Customers are compared with those of their own company alone."""
        other = self._create_customer("Brauerei Nord", is_company=True)
        self._order(3)
        self._order(30, partner_id=other.id)
        self._order(3, company_id=self.other_company.id)
        foreign = self._create_customer("苏州锦绣纺织有限公司", is_company=True)
        self._order(99, partner_id=foreign.id, company_id=self.other_company.id)
        self._refresh(self.other_company)

        # of two, whoever bought more elsewhere
        self.assertEqual(self._get_profile(self.customer).rfm_monetary, 2)
        self.assertEqual(self._get_profile(other).rfm_monetary, 4)

    def test_every_combination_has_a_class(self):
        """No combination of scores is left without a class, and none has two."""
        scores = range(1, 6)
        classes = {
            rfm.get_class(r, f, m) for r in scores for f in scores for m in scores
        }
        labels = {name for name, _label in self.Profile._fields["rfm_class"].selection}
        self.assertEqual(classes | {rfm.NONE}, labels)

    def test_queries(self):
        """Scoring costs one statement, however many customers there are."""
        self._order(3)
        scope = self.Profile._get_scope(self.company)
        self._refresh()
        with self.assertQueryCount(1):
            self.Profile._update_rfm(scope)

    def _limit(self, text):
        self.company.write(
            {"crm_rfm_method": "limits", "crm_rfm_monetary_limits": text}
        )

    def _get_versions(self):
        self.env.cr.execute("SELECT id, xmin, ctid FROM crm_customer_profile")
        return self.env.cr.fetchall()
