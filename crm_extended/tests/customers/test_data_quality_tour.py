from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestDataQualityTour(CrmExtendedCase, HttpCase):
    """A salesperson completes the data of customers (CUS-15)."""

    def test_row_goes(self):
        """A row is completed in place and leaves the list; the other one stays."""
        complete = {
            "is_company": True,
            "customer_rank": 1,
            "user_id": self.users["salesperson"].id,
            "industry_id": self.env["res.partner.industry"].create({"name": "X"}).id,
            "vat": "/",
            "email": "a@nordwind.example",
            "street": "Kai 7",
            "city": "Kassel",
            "country_id": self.env.ref("base.de").id,
        }
        mended = self._create_customer("Nordwind GmbH", **complete)
        self._create_customer("Suedwind GmbH", **complete | {"email": False})
        self.env.flush_all()
        self.env["crm.customer.profile"]._refresh(self.company)

        self.start_tour(
            "/odoo/data-to-complete", "crm_data_to_complete", login="test.salesperson"
        )

        self.assertEqual(mended.phone, "+49 561 111")
