from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

ONE_NUMBER = ("13800138000", "+86 138 0013 8000", "0086-13800138000")


@tagged("post_install", "-at_install")
class TestRequestContact(CrmExtendedCase):
    """Who calls: found by the phone number, or taken down by name and number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.caller = cls._create_customer("王芳", phone="138-0013-8000")

    def test_one_number_in_any_writing(self):
        """A number leads to its contact and requests however it is written. (SRV-24)"""
        request = self._create_request(partner_id=self.caller.id)
        stranger = self._create_request(partner_id=False, phone="+86 139 0013 9000")
        Partner = self.env["res.partner"].with_user(self.agent)
        Request = self.env["crm.service.request"].with_user(self.agent)
        for number in ONE_NUMBER:
            with self.subTest(number=number):
                [found] = Partner.name_search(number)
                self.assertEqual(found[0], self.caller.id)
                opened = self._create_request(partner_id=False, phone=number)
                self.assertEqual(opened.partner_id, self.caller)
                found = Request.search([("partner_phone", "ilike", number)])
                self.assertIn(request, found)
                self.assertIn(opened, found)
                self.assertNotIn(stranger, found)
        found = Request.search([("partner_phone", "ilike", "13900139000")])
        self.assertEqual(found, stranger)

    def test_what_is_no_number(self):
        """Words, markup and quotes find nobody by phone, and break nothing."""
        Request = self.env["crm.service.request"].with_user(self.agent)
        for text in ("", "%", "'; DROP", "<b>", "1" * 500, "\\", "00", "+"):
            with self.subTest(text=text):
                request = self._create_request(partner_id=False, phone=text)
                self.assertFalse(request.partner_id)
                Request.search([("partner_phone", "ilike", text)])

    def test_shared_number(self):
        """The number of a switchboard leads to the customer, one that two customers
        share to nobody, and one of another company's customer to nobody either."""
        self.customer.phone = self.contact.phone = "13900139000"
        self._create_customer("Other", phone="13800138000")
        foreign = self._create_customer(
            "外部", phone="13700137000", company_id=self.other_company.id
        )
        for phone, partner in (
            ("13900139000", self.customer),
            ("13800138000", self.env["res.partner"]),
            (foreign.phone, self.env["res.partner"]),
        ):
            with self.subTest(phone=phone):
                request = self._create_request(partner_id=False, phone=phone)
                self.assertEqual(request.partner_id, partner)

    def test_quick_create(self):
        """An unknown caller needs a name and a number; a known one only the number."""
        view = "crm_extended.crm_service_request_view_form_quick_create"
        Request = self.env["crm.service.request"].with_user(self.agent)
        with Form(Request, view=view) as form:
            form.partner_name = "李雷"
            form.phone = "13900139000"
            form.name = "漏水"
        unknown = form.record
        with Form(Request, view=view) as form:
            form.phone = ONE_NUMBER[2]
            form.name = "漏水"

        self.assertEqual(form.record.partner_id, self.caller)
        self.assertFalse(unknown.partner_id)
        self.assertEqual(unknown.partner_phone, "13900139000")

    def test_contact_of_a_caller(self):
        """Who may make contacts makes one of a caller with one click."""
        request = self._create_request(
            partner_id=False, partner_name="李雷", phone="13900139000"
        )
        with self.assertRaises(AccessError):
            request.with_user(self.agent).action_create_contact()
        self.agent.group_ids += self.env.ref("base.group_partner_manager")

        request.with_user(self.agent).action_create_contact()

        self.assertRecordValues(
            request.partner_id, [{"name": "李雷", "phone": "13900139000"}]
        )
        self.assertEqual(request.customer_id, request.partner_id)

    def test_link_to_send(self):
        """Each request has a sentence with its link, and a QR code of the same."""
        request = self._create_request().with_user(self.agent)

        self.assertIn(request.number, request.tracking_text)
        self.assertIn(f"access_token={request.access_token}", request.tracking_text)
        self.assertIn(request.access_token, request.tracking_qr_url)
        self.assertNotEqual(request.copy().access_token, request.access_token)

    def test_request_of_a_document(self):
        """A request opened from an order, a delivery or an invoice knows it all."""
        order, picking, invoice = self._sell()
        self.agent.group_ids += (
            self.env.ref("sales_team.group_sale_salesman_all_leads")
            + self.env.ref("stock.group_stock_user")
            + self.env.ref("account.group_account_invoice")
        )
        for document, field in (
            (order, "sale_order_id"),
            (picking, "picking_id"),
            (invoice, "invoice_id"),
        ):
            with self.subTest(field=field):
                document = document.with_user(self.agent)
                action = document.action_crm_view_requests()
                self.assertEqual(action["view_mode"], "form")
                request = (
                    self.env["crm.service.request"]
                    .with_user(self.agent)
                    .with_context(**action["context"])
                    .create({"name": "Leak"})
                )
                self.assertEqual(request[field], document)
                self.assertEqual(request.sale_order_id, order)
                self.assertEqual(request.partner_id, self.contact)
                document.invalidate_recordset()
                self.assertEqual(document.crm_request_count, 1)
                domain = document.action_crm_view_requests()["domain"]
                self.assertEqual(request.search(domain), request)

    def _sell(self):
        product = self.env["product.product"].create(
            {"name": "Pump", "is_storable": True, "invoice_policy": "order"}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        return order, order.picking_ids, invoice
