from odoo import fields
from odoo.addons.crm_extended.tests.service.equipment_common import EquipmentCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged


@tagged("post_install", "-at_install")
class TestEquipment(EquipmentCase):
    """Equipment entered by hand, its warranty, and the requests about it (SRV-18)."""

    def test_entered_by_hand(self):
        """An agent enters what a customer bought elsewhere, without any product."""
        with Form(self.env["crm.equipment"].with_user(self.agent)) as form:
            form.name = "Old compressor"
            form.partner_id = self.contact

        equipment = form.record
        self.assertEqual(equipment.customer_id, self.customer)
        self.assertEqual(equipment.state, "in_service")
        self.assertFalse(equipment.warranty_end)
        self.assertEqual(equipment.display_name, "Old compressor, Sonnenhof Brewery")

    def test_end_of_warranty(self):
        """The months of term and extension are counted together, from the start."""
        for start, months, extension, end in (
            ("2026-01-31", 1, 0, "2026-02-28"),
            ("2026-01-31", 1, 1, "2026-03-31"),
            ("2024-02-29", 12, 0, "2025-02-28"),
            ("2023-11-30", 3, 0, "2024-02-29"),
            ("2026-05-10", 0, 0, False),
            ("2026-05-10", 0, 6, "2026-11-10"),
            (False, 12, 0, False),
        ):
            with self.subTest(start=start, months=months, extension=extension):
                equipment = self._create_equipment(
                    warranty_start=start,
                    warranty_months=months,
                    warranty_extension=extension,
                )
                self.assertEqual(
                    equipment.warranty_end, end and fields.Date.to_date(end)
                )

    def test_warranty_in_words(self):
        """A request says what the warranty means on the day it was opened."""
        equipment = self._create_equipment(
            warranty_start="2026-01-10", warranty_months=12
        )
        for day, sentence in (
            ("2026-01-09", "Before the warranty, which starts on 01/10/2026"),
            ("2026-01-10", "In warranty until 01/10/2027"),
            ("2027-01-10", "In warranty until 01/10/2027"),
            ("2027-01-11", "Out of warranty since 01/10/2027"),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 12:00:00"):
                request = self.env["crm.service.request"].new(
                    {"equipment_id": equipment.id, "company_id": self.company.id}
                )
                self.assertEqual(request.equipment_warranty, sentence)

        without = self._create_equipment()
        request = self._create_request(equipment_id=without.id)
        self.assertEqual(request.equipment_warranty, "No warranty")

    def test_request_about_equipment(self):
        """Equipment chosen first brings the contact; another contact takes it away."""
        equipment = self._create_equipment()
        form = Form(self.env["crm.service.request"].with_user(self.agent))
        form.name = "Leaks"
        form.team_id = self.team
        form.equipment_id = equipment
        self.assertEqual(form.partner_id, self.contact)
        form.partner_id = self.kaiser
        self.assertFalse(form.equipment_id)
        form.partner_id = self.customer
        form.equipment_id = equipment
        request = form.save()

        self.assertEqual(equipment.with_user(self.agent).request_count, 1)
        action = equipment.with_user(self.agent).action_view_requests()
        found = self.env["crm.service.request"].search(action["domain"])
        self.assertEqual(found, request)

    def test_equipment_of_somebody_else(self):
        """A request takes no equipment of another customer or another company."""
        request = self._create_request(user=self.agent)
        for message, values in (
            ("another customer", {"partner_id": self.kaiser.id}),
            ("compan", {"company_id": self.other_company.id}),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                request.sudo().equipment_id = self._create_equipment(**values)

        foreign = self._create_equipment(company_id=self.other_company.id)
        with self.assertRaises(AccessError):
            foreign.with_user(self.agent).read(["name"])

    def test_replacement(self):
        """What was replaced says so and by what, and no circle is made."""
        old, new = self._create_equipment(name="Old"), self._create_equipment()

        old.with_user(self.agent).replaced_by_id = new

        self.assertEqual((old.state, new.state), ("replaced", "in_service"))
        with self.assertRaises(ValidationError):
            new.replaced_by_id = old
        old.replaced_by_id = False
        self.assertEqual(old.state, "in_service")

    def test_number_of_another_product(self):
        """A serial number can't be put on another product than its own."""
        serial = self._create_lot(self.pump, "P1")

        with self.assertRaisesRegex(ValidationError, "Pump P200"):
            self._create_equipment(lot_id=serial.id, product_id=self.hose.id)

    def test_site_that_moves(self):
        """The owner stays when the address is given to another company."""
        equipment = self._create_equipment()

        self.contact.parent_id = self.kaiser
        self.env.flush_all()

        self.assertEqual(equipment.customer_id, self.customer)

    def test_marked_products(self):
        """Serial numbers or a warranty mark a product, and the mark can be removed."""
        for product, marked in (
            (self.pump, True),
            (self.hose, True),
            (self.screw, False),
        ):
            self.assertEqual(product.crm_is_equipment, marked, product.name)

        self.pump.crm_is_equipment = False
        self.pump.name = "Pump P201"
        self.assertFalse(self.pump.crm_is_equipment)

    def test_each_place_opens_its_equipment(self):
        """Customer, site, product, number and delivery open what belongs to them."""
        serial = self._create_lot(self.pump, "P1")
        picking = self._transfer("out", self.contact, (self.pump, 1, serial))
        self._create_equipment(partner_id=self.kaiser.id)
        [pump] = self._find(lot_id=serial.id)
        places = (self.customer, self.contact, serial, picking, self.pump)
        for place in (*places, self.pump.product_tmpl_id):
            with self.subTest(place=place._name):
                user = self.storeman if place in (serial, picking) else self.agent
                action = place.with_user(user).action_crm_view_equipment()
                found = self.env["crm.equipment"].search(action["domain"])
                self.assertEqual(found, pump)

    def test_storeman_validates_and_reads(self):
        """Who moves goods makes equipment by it, but may not edit it."""
        self._transfer("out", self.contact, (self.filter, 1, False))
        equipment = self._find(product_id=self.filter.id).with_user(self.storeman)

        self.assertTrue(equipment.read(["name", "warranty_end"]))
        with self.assertRaises(AccessError):
            equipment.warranty_extension = 60

    def _create_equipment(self, **values):
        return self.env["crm.equipment"].create(
            {"name": "Compressor", "partner_id": self.contact.id} | values
        )
