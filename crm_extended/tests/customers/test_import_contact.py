from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportContact(ImportCase):
    """People at customers, and further addresses (CUS-16)."""

    def test_create(self):
        """A contact belongs to the customer that its row names in any way."""
        self.customer.ref = "SONNE"
        self.import_file("External ID;Customer\nC-1;Zhang\n")
        rows = (
            "Li Lei;Zhang;Buyer;li@example.com\n"
            "Wang Fang;C-1;;\n"
            "Otto;SONNE;;\n"
            "Nobody;Unknown Ltd;;\n"
        )

        job = self.import_file(f"Contact;Customer;Job title;Email\n{rows}", "contact")

        self.assertCounts(job, created=3, rejected=1)
        self.assertEqual(self.find("Li Lei").parent_id, self.find("Zhang"))
        self.assertEqual(self.find("Wang Fang").parent_id, self.find("Zhang"))
        self.assertEqual(self.find("Otto").parent_id, self.customer)
        self.assertIn("there is no “Unknown Ltd”", self.reasons(job)[5])

    def test_second_run(self):
        """The same contacts once more change nothing, an address of a site included."""
        content = (
            "Contact;Customer;Type;Street;City;Phone\n"
            "Otto;Sonnenhof Brewery;;;;030 1\n"
            "North;Sonnenhof Brewery;delivery;Kai 1;Hamburg;\n"
        )
        self.import_file(content, "contact")
        before = self.stored(self.find("North"))

        again = self.import_file(content, "contact")

        self.assertCounts(again, skipped=2)
        self.assertEqual(self.stored(self.find("North")), before)
        self.assertEqual(self.find("North").city, "Hamburg")
        self.assertFalse(self.customer.city)

    def test_person_has_no_address_of_its_own(self):
        """A person's address does not move the customer: Odoo would do that."""
        self.customer.city = "Berlin"
        rows = "Otto;Sonnenhof Brewery;Berlin\nEva;Sonnenhof Brewery;Bonn\n"

        job = self.import_file(f"Contact;Customer;City\n{rows}", "contact")

        self.assertCounts(job, created=1, rejected=1)
        self.assertIn("has the address of its customer", self.reasons(job)[3])
        self.assertEqual(self.customer.city, "Berlin")

    def test_same_name_elsewhere(self):
        """Two people of one name at two customers are two people."""
        self._create_customer("Zhang", is_company=True)
        job = self.import_file(
            "Contact;Customer\nOtto;Zhang\nOtto;Sonnenhof Brewery\n", "contact"
        )
        self.assertCounts(job, created=2)

    def test_unknown_type(self):
        """An address type that there is not is named."""
        job = self.import_file(
            "Contact;Customer;Type\nOtto;Sonnenhof Brewery;Villa\n", "contact"
        )
        self.assertIn("no “Villa” among the address types", self.reasons(job)[2])
