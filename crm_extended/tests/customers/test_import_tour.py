from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestImportTour(ImportCase, HttpCase):
    """A manager at the screen of the import."""

    def test_four_steps(self):
        """A file is read, understood, previewed and imported, each at one click."""
        self.upload(
            "Customer;Phone or so;Country\nMeyer;030 1;DE\nZhang;2;Atlantis\n",
            name="customers.csv",
        )

        self.start_tour(
            "/odoo/crm-imports", "crm_import_manager", login="test.sales_manager"
        )

        self.assertEqual(self.find("Meyer").phone, "030 1")
        self.assertFalse(self.find("Zhang"))
