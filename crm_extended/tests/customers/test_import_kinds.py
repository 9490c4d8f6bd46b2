from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportKinds(ImportCase):
    """Owners, tags, interactions and past sales (CUS-16)."""

    def import_twice(self, content, kind):
        """Import a file, see that the second time changes nothing; return the first."""
        first = self.import_file(content, kind)
        rejected = first.rejected_count
        again = self.import_file(content, kind)
        self.assertCounts(again, skipped=first.row_count - rejected, rejected=rejected)
        return first

    def test_owners(self):
        """A customer gets its salesperson by login, name or e-mail address."""
        other = self._create_customer("Zhang", is_company=True)
        name = self.users["salesperson"].name
        rows = f'Sonnenhof Brewery;test.salesperson_all\nZhang;"{name}"\nZhang 2;x\n'

        job = self.import_twice(f"Customer;Owner\n{rows}", "owner")

        self.assertCounts(job, updated=2, rejected=1)
        self.assertEqual(self.customer.user_id, self.users["salesperson_all"])
        self.assertEqual(other.user_id, self.users["salesperson"])

    def test_owner_elsewhere(self):
        """Nobody becomes the owner who does not work for the company."""
        self._create_user(
            "test.elsewhere", "sales_team.group_sale_salesman", self.other_company
        )
        content = "Customer;Owner\nSonnenhof Brewery;test.elsewhere\n"
        job = self.import_file(content, "owner")
        self.assertIn("no “test.elsewhere” among the users", self.reasons(job)[2])

    def test_owner_said_twice(self):
        """Two owners for one customer are a contradiction, by whatever name."""
        self.customer.ref = "S"
        rows = "Sonnenhof Brewery;test.salesperson\nS;test.salesperson_all\n"
        job = self.import_file(f"Customer;Owner\n{rows}", "owner")
        self.assertCounts(job, updated=1, rejected=1)

    def test_tags_of_customers(self):
        """A row adds tags to a customer and takes none away."""
        old = self.env["res.partner.category"].create({"name": "Old"})
        self.customer.category_id = old
        rows = (
            "Sonnenhof Brewery;Region / North\n"
            "Sonnenhof Brewery;Old, Key account\n"
            ";Not used yet\n"
            "Unknown;Old\n"
        )

        job = self.import_twice(f"Customer;Tags\n{rows}", "tag")

        self.assertCounts(job, created=1, updated=2, rejected=1)
        self.assertEqual(
            set(self.customer.category_id.mapped("display_name")),
            {"Old", "Key account", "Region / North"},
        )
        tags = self.env["res.partner.category"].search([("name", "=", "Not used yet")])
        self.assertEqual(len(tags), 1)

    def test_interactions(self):
        """A past call is logged on its day, for whoever made it."""
        rows = (
            "Sonnenhof Brewery;Katrin;2024-03-05 14:30;Offer;call;test.salesperson\n"
            "Sonnenhof Brewery;;05.03.2024;Offer;微信;\n"
            "Sonnenhof Brewery;;2024年3月6日;Visit;Smoke signal;\n"
            "Sonnenhof Brewery;;31.02.2024;Visit;;\n"
        )

        job = self.import_twice(
            f"Customer;Contact person;Date;Subject;Channel;User\n{rows}", "interaction"
        )

        self.assertCounts(job, created=2, rejected=2)
        first, second = self.env["crm.interaction"].search(
            [("name", "=", "Offer")], order="date_start desc"
        )
        self.assertEqual(first.partner_id, self.contact)
        self.assertEqual(first.customer_id, self.customer)
        self.assertEqual(first.user_id, self.users["salesperson"])
        self.assertEqual((first.channel, second.channel), ("phone", "wechat"))
        self.assertIn("no “Smoke signal” among the choices", self.reasons(job)[4])
        self.assertIn("“31.02.2024” is no date", self.reasons(job)[5])

    def test_interactions_by_id(self):
        """An interaction with an external ID is corrected, not doubled."""
        heading = "External ID;Customer;Date;Subject\n"
        self.import_file(
            f"{heading}A1;Sonnenhof Brewery;2024-03-05;Offer\n", "interaction"
        )

        job = self.import_file(
            f"{heading}A1;Sonnenhof Brewery;2024-03-07;Offer 2\n", "interaction"
        )

        self.assertCounts(job, updated=1)

    def test_history(self):
        """Past sales are kept by customer, month and product, in any number form."""
        product = self.env["product.product"].create(
            {"name": "Pump", "default_code": "P-200"}
        )
        rows = (
            "Sonnenhof Brewery;2023-01;P-200;2;4.800,00\n"
            "Sonnenhof Brewery;01/2023;Old spare;;1.200,50\n"
            "Sonnenhof Brewery;2023年2月;;;7\n"
            "Sonnenhof Brewery;soon;;;7\n"
            "Sonnenhof Brewery;2023-03;;;seven\n"
        )

        job = self.import_twice(
            f"Customer;Month;Product;Quantity;Amount\n{rows}", "history"
        )

        self.assertCounts(job, created=3, rejected=2)
        history = self.env["crm.customer.history"].search([], order="month, name")
        self.assertEqual(history.mapped("amount"), [1200.5, 4800.0, 7.0])
        self.assertEqual(history.product_id, product)
        self.assertEqual(history.mapped("name"), ["Old spare", "P-200", False])
        self.assertIn("“soon” is no month", self.reasons(job)[5])
        self.assertIn("“seven” is no number", self.reasons(job)[6])

    def test_history_of_another_company(self):
        """Past sales belong to the company of the import, whatever one looks at."""
        self.importer.company_ids |= self.other_company
        content = "Customer;Month;Amount\nSonnenhof Brewery;2023-01;7\n"

        job = self.import_file(content, "history", company_id=self.other_company.id)

        self.assertCounts(job, created=1)
        history = self.env["crm.customer.history"].search([])
        self.assertEqual(history.company_id, self.other_company)

    def test_missing_right(self):
        """Who may not write what the file is about is told before the first row."""
        user = self._create_user("test.weak", "sales_team.group_sale_manager")
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "crm.customer.history")]
        ).perm_create = False
        job = self.upload(
            "Customer;Month;Amount\nSonnenhof Brewery;2023-01;7\n", "history", user=user
        )
        job.action_read()
        with self.assertRaises(UserError):
            job.action_check()
