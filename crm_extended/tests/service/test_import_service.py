from odoo.addons.crm_extended.tests.customers.import_common import ImportCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportService(ImportCase):
    """Past requests and equipment in the field from a file (CUS-16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls.manager

    def import_twice(self, content, kind):
        first = self.import_file(content, kind)
        rejected = first.rejected_count
        again = self.import_file(content, kind)
        self.assertCounts(again, skipped=first.row_count - rejected, rejected=rejected)
        return first

    def test_equipment(self):
        """Equipment is known by number, or by product and day; no stock is moved."""
        product = self.env["product.product"].create(
            {"name": "Pump", "default_code": "P-1", "crm_warranty_months": 12}
        )
        moves = self.env["stock.move"].search_count([])
        rows = (
            "Sonnenhof Brewery;Katrin;P-1;SN1;1;05.03.2024;2027-01-31\n"
            "Sonnenhof Brewery;;P-1;;4;2024-03-05;\n"
            "Sonnenhof Brewery;;P-1;;2;2024-04-05;\n"
            "Sonnenhof Brewery;;Gone pump;;1;;\n"
            "Sonnenhof Brewery;;;;1;;\n"
            "Sonnenhof Brewery;;P-1;SN2;1;2024-03-05;2023-01-31\n"
        )
        heading = "Customer;Site;Product;Serial;Qty;Delivered;Warranty until\n"

        job = self.import_twice(heading + rows, "equipment")

        self.assertCounts(job, created=4, rejected=2)
        equipment = self.env["crm.equipment"].search(
            [("customer_id", "=", self.customer.id)], order="id"
        )
        self.assertEqual(equipment.mapped("name"), ["SN1", "Pump", "Pump", "Gone pump"])
        self.assertEqual(equipment[0].partner_id, self.contact)
        self.assertEqual(equipment[:3].product_id, product)
        self.assertEqual(str(equipment[0].warranty_end), "2027-01-31")
        self.assertEqual(str(equipment[1].warranty_end), "2025-03-05")
        self.assertEqual(equipment.mapped("quantity"), [1, 4, 2, 1])
        self.assertEqual(self.env["stock.move"].search_count([]), moves)

    def test_requests(self):
        """A past request is closed on its day; nobody is written to about it."""
        mails = self.env["mail.mail"].search_count([])
        rows = (
            "T1;Sonnenhof Brewery;Katrin;Loud pump;2024-03-05 09:15;2024-03-06;High;\n"
            "T2;Sonnenhof Brewery;;Seal leaks;2024-03-08;2024-03-01;;\n"
            "T3;Sonnenhof Brewery;;No water;2024-03-09;;;test.agent\n"
        )
        heading = (
            "Ticket;Customer;Contact person;Subject;Opened;Closed;Priority;Agent\n"
        )

        job = self.import_twice(heading + rows, "request")

        self.assertCounts(job, created=2, rejected=1)
        past, still_open = self.env["crm.service.request"].search(
            [("customer_id", "=", self.customer.id)], order="opened_at"
        )
        self.assertEqual(past.partner_id, self.contact)
        self.assertEqual(past.priority, "2")
        self.assertTrue(past.stage_id.is_closed)
        self.assertEqual(str(past.closed_at.date())[:7], "2024-03")
        self.assertEqual(past.sla_state, "none")
        self.assertFalse(past.rating_due_at)
        self.assertFalse(still_open.closed_at)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(still_open.user_id, self.agent)
        self.assertFalse((past | still_open).message_ids.notification_ids)
        self.assertNotIn(self.agent.partner_id, still_open.message_partner_ids)
