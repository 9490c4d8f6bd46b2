from datetime import date, timedelta

from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

TODAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestReorder(ProfileCase):
    """Who did not buy again when it usually does (CUS-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # documents of other tests' data would tell of their classes, too
        cls.env["sale.order"].search([("state", "=", "sale")]).state = "cancel"
        cls.company.crm_figure_basis = "ordered"

    def _buy(self, *days_ago, customer=None):
        partner = customer or self.customer
        for days in days_ago:
            day = TODAY - timedelta(days=days)
            self._order(1, f"{day} 10:00:00", partner_id=partner.id)

    def test_own_rhythm(self):
        """From four purchases on, the 90th percentile of the own intervals decides."""
        # intervals 10, 20 and 30 days: 90 % lie within 28
        self._buy(29 + 60, 29 + 50, 29 + 30, 29)
        late = self._get_profile()
        self.assertEqual((late.reorder_basis, late.reorder_days), ("own", 28))
        self.assertEqual(late.reorder_due_date, TODAY - timedelta(days=1))
        self.assertTrue(late.reorder_overdue)

        other = self._create_customer("In time", is_company=True)
        self._buy(28 + 60, 28 + 50, 28 + 30, 28, customer=other)
        punctual = self._get_profile(other)
        self.assertEqual(punctual.reorder_due_date, TODAY)
        self.assertFalse(punctual.reorder_overdue)

    def test_rhythm_of_the_class(self):
        """With three purchases, the intervals of the customers of the class decide."""
        self.company.write(
            {
                "crm_rfm_method": "limits",
                "crm_rfm_recency_limits": "900;800;700;600",
                "crm_rfm_frequency_limits": "100;200;300;400",
                "crm_rfm_monetary_limits": "1000000;2000000;3000000;4000000",
            }
        )
        regulars = self._create_customer("Regulars", is_company=True)
        self._buy(*range(0, 201, 20), customer=regulars)
        self._buy(400, 80, 21)

        profile = self._get_profile()
        self.assertEqual(profile.rfm_class, self._get_profile(regulars).rfm_class)
        # intervals 20 (ten times), 59 and 320: 90 % lie within 55.1
        self.assertEqual((profile.reorder_basis, profile.reorder_days), ("class", 55))
        self.assertFalse(profile.reorder_overdue)

        # some customers alone don't tell of their class: it is as all told last
        self._invoice(10.0)
        self._refresh(customers=self.customer)
        self.assertEqual((profile.reorder_basis, profile.reorder_days), ("class", 55))

    def test_class_without_rhythm(self):
        """A class with a handful of intervals says nothing of anybody."""
        self._buy(700, 600, 500)

        profile = self._get_profile()
        self.assertFalse(profile.reorder_basis)
        self.assertFalse(profile.reorder_due_date)
        self.assertFalse(profile.reorder_overdue)

    def test_same_day_is_one_purchase(self):
        """Four orders on two days are two purchases."""
        self._buy(40, 40, 20, 20)

        self.assertFalse(self._get_profile().reorder_basis)

    def test_order_clears_it_at_once(self):
        """A new order ends the watch as soon as the customer's figures are updated."""
        self._buy(100, 90, 80, 70)
        self.assertTrue(self._get_profile().reorder_overdue)

        self._buy(0)
        profiles = self._refresh(customers=self.customer)

        self.assertFalse(profiles.reorder_overdue)
        self.assertEqual(profiles.reorder_basis, "own")

    def test_without_purchases(self):
        """Who never bought is not waited for."""
        self.env["sale.order"].create({"partner_id": self.customer.id})
        self._invoice(10.0)

        profile = self._get_profile()
        self.assertFalse(profile.reorder_basis)
        self.assertFalse(profile.reorder_overdue)

    def test_basis(self):
        """The watch follows the basis that was chosen: here invoices, not orders."""
        self._buy(100, 90, 80, 70)
        self.company.crm_figure_basis = "invoiced"

        self.assertFalse(self._get_profile().reorder_basis)

    def test_other_company(self):
        """Purchases from another company set no rhythm here."""
        for days in (100, 90, 80, 70):
            day = TODAY - timedelta(days=days)
            self._order(1, f"{day} 10:00:00", company_id=self.other_company.id)
        self._invoice(10.0)

        self.assertFalse(self._get_profile().reorder_basis)

    def test_again_changes_nothing(self):
        """A second run writes no row, and costs one statement."""
        self._buy(100, 90, 80, 70)
        self._refresh()
        self.env.cr.execute("SELECT id, xmin FROM crm_customer_profile")
        before = self.env.cr.fetchall()

        with self.assertQueryCount(1):
            self.Profile._update_reorder(self.Profile._get_scope(self.company))

        self.env.cr.execute("SELECT id, xmin FROM crm_customer_profile")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_who_sees_it(self):
        """Salespeople filter their own customers by it, others' they can't."""
        self._buy(100, 90, 80, 70)
        self._refresh()
        overdue = [("crm_reorder_overdue", "=", True), ("id", "=", self.customer.id)]
        Partner = self.env["res.partner"].with_user(self.salesperson)

        self.assertFalse(Partner.search(overdue))
        self.customer.user_id = self.salesperson
        self.assertEqual(Partner.search(overdue), self.customer)
        with self.assertRaises(AccessError):
            Partner.with_user(self.users["employee"]).search(overdue)
