from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
class TestCustomerHistory(CrmExtendedCase):
    """What customers bought before Odoo counts, and never twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer("Zhang", is_company=True)
        for month, amount in [("2023-01-01", 100.0), ("2023-02-01", 20.0)]:
            cls._create_history(cls.customer, month, amount)
        cls._create_history(cls.other, "2024-06-01", 7.0)

    @classmethod
    def _create_history(cls, customer, month, amount, **values):
        return cls.env["crm.customer.history"].create(
            {"customer_id": customer.id, "month": month, "amount": amount} | values
        )

    def counted(self):
        """Return ``{customer id: amount}`` of what counts."""
        History = self.env["crm.customer.history"]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, SUM(amount) FROM (%s) AS counted GROUP BY 1",
                History._get_counted_query(self.company),
            )
        )
        return {partner_id: float(amount) for partner_id, amount in rows}

    def post_invoice(self, customer, date, state="posted", move_type="out_invoice"):
        """An invoice as it stands in the table: the books need not be set up."""
        journal = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1
        ) or self.env["account.journal"].create(
            {"name": "Sales", "code": "SAL", "type": "sale"}
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": date,
                "journal_id": journal.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET state = %s, move_type = %s WHERE id = %s",
            (state, move_type, move.id),
        )

    def test_counted(self):
        """Without an invoice all past sales count."""
        self.assertEqual(self.counted(), {self.customer.id: 120.0, self.other.id: 7.0})

    def test_never_on_top_of_an_invoice(self):
        """From the month of a customer's first invoice on, past sales don't count."""
        self.post_invoice(self.contact, "2023-02-28")
        self.assertEqual(self.counted(), {self.customer.id: 100.0, self.other.id: 7.0})

    def test_draft_invoice(self):
        """A draft invoice is no sale, so the past sales still count."""
        self.post_invoice(self.customer, "2023-01-15", state="draft")
        self.assertEqual(self.counted()[self.customer.id], 120.0)

    def test_bill_from_the_customer(self):
        """A customer who sells to us as well has bought nothing by that."""
        self.post_invoice(self.customer, "2023-01-15", move_type="in_invoice")
        self.assertEqual(self.counted()[self.customer.id], 120.0)

    def test_other_company(self):
        """Past sales of another company are not ours."""
        self._create_history(
            self.customer, "2022-01-01", 5.0, company_id=self.other_company.id
        )
        self.assertEqual(self.counted()[self.customer.id], 120.0)

    def test_profile(self):
        """The profile knows what was bought before, and since when."""
        self.env["crm.customer.profile"]._refresh(self.company)
        profile = self.env["crm.customer.profile"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(profile.history_amount, 120.0)
        self.assertEqual(str(profile.history_first_month), "2023-01-01")
        self.assertEqual(str(profile.history_last_month), "2023-02-01")

    def test_merge(self):
        """Customers that turn out to be one have bought what both have."""
        self._create_history(self.other, "2023-01-01", 11.0)

        self.env["crm.customer.history"]._merge_customers(self.other, self.customer)

        self.assertEqual(self.counted(), {self.customer.id: 138.0})

    def test_day(self):
        """A month is named by its first day."""
        with self.assertRaisesRegex(ValidationError, "first day"):
            self._create_history(self.customer, "2023-05-02", 1.0)
