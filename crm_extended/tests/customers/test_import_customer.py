from odoo import api
from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

TWO = """External ID;Customer;Street;ZIP;City;Country;Phone;Salesperson;Tags;Note
C-1;Meyer & Söhne;Hauptstr. 1;10115;Berlin;Deutschland;+49 30 1;;Key account;Calls
C-2;Zhang;;;上海;中国;021-61234567;test.sales_manager;Region / North, Key account;
"""


@tagged("post_install", "-at_install")
class TestImportCustomer(ImportCase):
    """Customers from a file (CUS-16)."""

    def test_create(self):
        """A row becomes a customer with its address, owner and tags."""
        self.importer.lang = "en_US"
        job = self.import_file(TWO.replace("Deutschland", "Germany"))

        self.assertCounts(job, created=2)
        self.assertEqual(job.state, "done")
        meyer, zhang = self.find("Meyer & Söhne"), self.find("Zhang")
        self.assertEqual(meyer.country_id.code, "DE")
        self.assertEqual(meyer.city, "Berlin")
        self.assertTrue(meyer.is_company)
        self.assertEqual(meyer.category_id.mapped("name"), ["Key account"])
        self.assertIn("Calls", meyer.comment)
        self.assertEqual(zhang.country_id.code, "CN")
        self.assertEqual(zhang.user_id, self.importer)
        self.assertEqual(
            set(zhang.category_id.mapped("display_name")),
            {"Key account", "Region / North"},
        )

    def test_second_run(self):
        """The same file once more creates nothing and changes nothing."""
        content = TWO.replace("Deutschland", "Germany")
        self.import_file(content)
        before = self.stored(self.find("Meyer & Söhne"))

        again = self.import_file(content)

        self.assertCounts(again, skipped=2)
        self.assertEqual(self.stored(self.find("Meyer & Söhne")), before)

    def test_update(self):
        """A row changes what it says, and an empty cell blanks nothing."""
        self.import_file("External ID;Customer;Phone;City\n7;Meyer;030 1;Berlin\n")

        job = self.import_file("External ID;Customer;Phone;City\n7;Meyer AG;;Bonn\n")

        self.assertCounts(job, updated=1)
        self.assertEqual(job.row_ids.reason, "Name, City")
        meyer = self.find("Meyer AG")
        self.assertEqual((meyer.phone, meyer.city), ("030 1", "Bonn"))

    def test_who_is_who(self):
        """A customer is found by external ID, then reference, then name and place."""
        self.import_file("External ID;Ref;Customer;City\n7;R7;Meyer;Berlin\n")
        cases = [
            # an ID or reference that is known decides, whatever the name
            ("7;;Meyer Ltd;", "updated"),
            (";R7;Meyer Ltd;", "updated"),
            # the name decides where neither is said, unless the place speaks against it
            (";;MEYER ;", "skipped"),
            (";;meyer;berlin", "skipped"),
            (";;Meyer;Hamburg", "created"),
            # another ID or reference is another customer
            ("8;;Meyer;Berlin", "created"),
            (";R8;Meyer;Berlin", "created"),
        ]
        for row, outcome in cases:
            with self.subTest(row), self.env.cr.savepoint() as savepoint:
                job = self.import_file(f"External ID;Ref;Customer;City\n{row}\n")
                self.assertEqual(job.row_ids.outcome, outcome)
                savepoint.rollback()

    def test_ambiguous(self):
        """A row that fits two customers changes neither."""
        for city in ("Berlin", "Bonn"):
            self._create_customer("Meyer", is_company=True, city=city)

        job = self.import_file("Customer;Phone\nMeyer;1\n")

        self.assertCounts(job, rejected=1)
        self.assertIn("2 records fit", self.reasons(job)[2])

    def test_known_customer_gets_its_id(self):
        """A customer that is known by name is found by its external ID from then on."""
        meyer = self._create_customer("Meyer", is_company=True)
        self.import_file("External ID;Customer\n7;Meyer\n")

        job = self.import_file("External ID;Customer\n7;Meyer & Co\n")

        self.assertCounts(job, updated=1)
        self.assertEqual(meyer.name, "Meyer & Co")

    def test_archived(self):
        """An archived customer is neither changed nor made a second time."""
        meyer = self._create_customer("Meyer", is_company=True, active=False)

        job = self.import_file("Customer;Phone\nMeyer;1\n")

        self.assertCounts(job, skipped=1)
        self.assertFalse(meyer.phone)

    def test_our_own_are_not_customers(self):
        """A customer named as a colleague or as one of our companies is another one."""
        names = [self.agent.name, self.company.name]
        self._create_customer("Sonnenhof", is_company=True)

        job = self.import_file(
            "Customer;Phone\n" + "".join(f'"{n}";1\n' for n in names)
        )

        self.assertCounts(job, created=2)
        self.assertFalse(self.agent.partner_id.phone)

    def test_hostile(self):
        """What looks like code or a formula is text like any other."""
        name = "<script>alert(1)</script> =cmd|' /C calc'!A0"
        note = "<img src=x onerror=alert(1)>"
        job = self.import_file(f'Customer;Note\n"{name}";"{note}"\n')

        self.assertCounts(job, created=1)
        comment = self.find(name).comment
        self.assertNotIn("<img", comment)
        self.assertIn("&lt;img", comment)

    def test_missing_rights(self):
        """A row that the user may not write is rejected, and says why."""
        meyer = self._create_customer("Meyer", is_company=True, ref="M")
        self.env["ir.rule"].create(
            {
                "name": "Meyer is read only",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {meyer.id})]",
                "perm_read": False,
            }
        )

        job = self.import_file("Ref;Customer;Phone\nM;Meyer;1\nZ;Zhang;2\n")

        self.assertCounts(job, created=1, rejected=1)
        self.assertFalse(meyer.phone)

    def test_other_company(self):
        """A customer of another company is neither found nor changed."""
        meyer = self._create_customer(
            "Meyer", ref="M", is_company=True, company_id=self.other_company.id
        )

        job = self.import_file("Ref;Customer;Phone\nM;Meyer;1\n")

        self.assertCounts(job, created=1)
        self.assertFalse(meyer.phone)

    def test_ids_of_two_companies(self):
        """Two companies of ours bring along systems that both count from 1."""
        self.importer.company_ids |= self.other_company
        self.import_file("External ID;Customer\n1;Meyer\n")

        job = self.import_file(
            "External ID;Customer\n1;Zhang\n", company_id=self.other_company.id
        )

        self.assertCounts(job, created=1)
        self.assertTrue(self.find("Meyer"))

    def test_runs_as_its_user(self):
        """Nobody can have an import run with the rights of somebody else."""
        job = self.upload("Customer\nMeyer\n")
        with self.assertRaises(AccessError):
            job.user_id = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            self.upload("Customer\nMeyer\n", user_id=self.manager.id)
        with self.assertRaisesRegex(UserError, "who alone can start it"):
            job.with_user(self.manager).action_read()

    def test_preview_writes_nothing(self):
        """A preview says what would happen, and leaves the database as it was."""
        tables = ("res_partner", "res_partner_category", "ir_model_data")
        before = self.row_counts(tables)

        job = self.preview(TWO.replace("Deutschland", "Germany"))

        self.assertCounts(job, created=2)
        self.assertEqual(self.row_counts(tables), before)
        self.assertEqual(job.state, "checked")
        self.assertFalse(any(job.row_ids.mapped("record_id")))

    def test_half_a_row_is_none(self):
        """A row that fails leaves nothing behind, not even a new tag."""
        self.patch_method_failing_for("Zhang")

        job = self.import_file("Customer;Tags\nMeyer;Old\nZhang;Brand new\n")

        self.assertCounts(job, created=1, rejected=1)
        self.assertIn("Zhang is refused", self.reasons(job)[3])
        tags = self.env["res.partner.category"].search([("name", "=", "Brand new")])
        self.assertFalse(tags)

    def patch_method_failing_for(self, name):
        Partner = self.registry["res.partner"]
        create = Partner.create

        @api.model_create_multi
        def create_or_refuse(partners, vals_list):
            if any(values.get("name") == name for values in vals_list):
                raise UserError(f"{name} is refused")
            return create(partners, vals_list)

        self.patch(Partner, "create", create_or_refuse)

    def row_counts(self, tables):
        self.env.flush_all()
        counts = {}
        for table in tables:
            count = SQL("SELECT count(*) FROM %s", SQL.identifier(table))
            [(counts[table],)] = self.env.execute_query(count)
        return counts
