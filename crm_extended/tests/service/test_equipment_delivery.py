from odoo import Command
from odoo.addons.crm_extended.tests.service.equipment_common import EquipmentCase
from odoo.tests import Form, freeze_time, tagged


@tagged("post_install", "-at_install")
class TestEquipmentDelivery(EquipmentCase):
    """Deliveries make equipment, returns end it (SRV-18)."""

    @freeze_time("2026-01-31 10:00:00")
    def test_delivery_makes_equipment(self):
        """Each serial and each line with a warranty becomes equipment; a screw not."""
        serials = [self._create_lot(self.pump, name) for name in ("P1", "P2")]
        lot = self._create_lot(self.hose, "H1")

        picking = self._transfer(
            "out",
            self.contact,
            *[(self.pump, 1, serial) for serial in serials],
            (self.hose, 7, lot),
            (self.filter, 3, False),
            (self.screw, 100, False),
        )

        self.assertEqual(picking.state, "done")
        expected = [
            ("P1", 1, "2028-01-31"),
            ("P2", 1, "2028-01-31"),
            ("H1", 7, "2026-07-31"),
            ("Filter", 3, "2026-02-28"),
        ]
        equipment = self._find(customer_id=self.customer.id)
        self.assertEqual(
            [(e.name, e.quantity, str(e.warranty_end)) for e in equipment], expected
        )
        self.assertEqual(equipment.partner_id, self.contact)
        self.assertEqual(set(equipment.mapped("state")), {"in_service"})
        self.assertEqual(equipment.picking_id, picking)
        self.assertEqual(picking.crm_equipment_count, 4)
        self.assertEqual(self.customer.with_user(self.agent).crm_equipment_count, 4)
        self.assertEqual(serials[0].crm_equipment_count, 1)

    @freeze_time("2026-03-31 23:30:00")
    def test_warranty_starts_on_the_local_day(self):
        """A delivery late at night in UTC is one of the next day in Shanghai."""
        warehouse = self._get_warehouse(self.other_company)
        self.other_company.resource_calendar_id.tz = "Asia/Shanghai"
        self.company.resource_calendar_id.tz = "UTC"

        self._transfer("out", self.kaiser, (self.filter, 1, False))
        self._transfer("out", self.kaiser, (self.filter, 1, False), warehouse=warehouse)

        equipment = self._find(customer_id=self.kaiser.id)
        self.assertEqual(equipment.company_id, self.company | self.other_company)
        starts = {piece.company_id: str(piece.warranty_start) for piece in equipment}
        self.assertEqual(starts[self.company], "2026-03-31")
        self.assertEqual(starts[self.other_company], "2026-04-01")

    def test_order_says_whose_it_is(self):
        """Goods sent to a third party belong to who ordered them."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "partner_shipping_id": self.kaiser.id,
                "order_line": [Command.create({"product_id": self.filter.id})],
            }
        )
        order.action_confirm()
        move = order.picking_ids.move_ids
        move.quantity = 1
        order.picking_ids.with_user(self.storeman).button_validate()

        [equipment] = self._find(product_id=self.filter.id)
        self.assertEqual(equipment.customer_id, self.customer)
        self.assertEqual(equipment.partner_id, self.kaiser)

    def test_doing_it_twice_changes_nothing(self):
        """A delivery makes its equipment once, whatever calls for it."""
        serial = self._create_lot(self.pump, "P1")
        goods = [(self.pump, 1, serial), (self.filter, 2, False)]
        picking = self._transfer("out", self.contact, *goods)

        picking.move_ids._crm_update_equipment()
        picking.move_ids._action_done()

        self.assertEqual(len(self._find(customer_id=self.customer.id)), 2)

    def test_partial_delivery(self):
        """Only what has left becomes equipment; the rest follows with its delivery."""
        picking = self._sell(self.filter, 5)
        picking.move_ids.quantity = 2
        Form.from_action(self.env, picking.button_validate()).save().process()
        self.assertEqual(self._find(product_id=self.filter.id).mapped("quantity"), [2])

        rest = picking.backorder_ids
        rest.move_ids.quantity = 3
        rest.button_validate()

        quantities = self._find(product_id=self.filter.id).mapped("quantity")
        self.assertEqual(quantities, [2, 3])

    def test_nobody_and_nothing(self):
        """Without a customer, or between our own places, no equipment comes about."""
        nobody = self.env["res.partner"]
        self._transfer("out", nobody, (self.filter, 1, False))
        self._transfer("out", self.other_company.partner_id, (self.filter, 1, False))
        self.filter.crm_is_equipment = False
        self._transfer("out", self.kaiser, (self.filter, 1, False))
        stock = self.warehouse.lot_stock_id
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": stock.id}
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.pump.id,
                "location_id": stock.id,
                "location_dest_id": shelf.id,
                "partner_id": self.kaiser.id,
                "quantity": 1,
                "picked": True,
            }
        )
        move.move_line_ids.lot_id = self._create_lot(self.pump, "P1")
        move._action_done()

        products = self.pump | self.filter
        found = self.env["crm.equipment"].search([("product_id", "in", products.ids)])
        self.assertFalse(found)

    def test_from_the_supplier_to_the_customer(self):
        """Goods that never see our warehouse are equipment as well."""
        move = self.env["stock.move"].create(
            {
                "product_id": self.filter.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "partner_id": self.kaiser.id,
                "quantity": 4,
                "picked": True,
            }
        )
        move._action_done()

        self.assertEqual(self._find(customer_id=self.kaiser.id).quantity, 4)

    def test_serial_comes_back_and_leaves_again(self):
        """After a repair the warranty goes on; for another customer it starts anew."""
        serial = self._create_lot(self.pump, "P1")
        goods = (self.pump, 1, serial)
        with freeze_time("2026-01-15 10:00:00"):
            self._transfer("out", self.contact, goods)
        with freeze_time("2026-02-15 10:00:00"):
            self._transfer("in", self.contact, goods)
        [first] = self._find(lot_id=serial.id)
        self.assertEqual(first.state, "returned")
        self.assertEqual(self.customer.with_user(self.agent).crm_equipment_count, 0)

        with freeze_time("2026-03-15 10:00:00"):
            again = self._transfer("out", self.contact, goods)
        self.assertEqual(self._find(lot_id=serial.id), first)
        self.assertEqual(first.state, "in_service")
        self.assertEqual(str(first.warranty_end), "2028-01-15")
        self.assertEqual(again.crm_equipment_count, 1)

        with freeze_time("2026-04-15 10:00:00"):
            self._transfer("in", self.contact, goods)
            self._transfer("out", self.kaiser, goods)
        second = self._find(lot_id=serial.id) - first
        self.assertEqual(second.customer_id, self.kaiser)
        self.assertEqual(str(second.warranty_end), "2028-04-15")
        self.assertEqual(first.state, "returned")

    def test_serial_is_in_one_place(self):
        """A number that leaves again is no longer where it was, returned or not."""
        serial = self._create_lot(self.pump, "P1")
        self._transfer("out", self.contact, (self.pump, 1, serial))
        [first] = self._find(lot_id=serial.id)
        # counted in the warehouse, while the books had it at the customer's
        customers = self.env.ref("stock.stock_location_customers")
        for place, quantity in ((customers, -1), (self.warehouse.lot_stock_id, 1)):
            self.env["stock.quant"]._update_available_quantity(
                self.pump, place, quantity, lot_id=serial
            )

        self._transfer("out", self.kaiser, (self.pump, 1, serial))

        second = self._find(lot_id=serial.id) - first
        self.assertRecordValues(
            first + second,
            [
                {"customer_id": self.customer.id, "state": "returned"},
                {"customer_id": self.kaiser.id, "state": "in_service"},
            ],
        )

    def test_one_lot_has_two_warranties(self):
        """One lot delivered to two customers is covered for each on its own."""
        lot = self._create_lot(self.hose, "H1")
        with freeze_time("2026-01-15 10:00:00"):
            self._transfer("out", self.contact, (self.hose, 5, lot))
        with freeze_time("2026-05-15 10:00:00"):
            self._transfer("out", self.kaiser, (self.hose, 5, lot))

        ends = {e.customer_id: str(e.warranty_end) for e in self._find(lot_id=lot.id)}
        self.assertEqual(ends[self.customer], "2026-07-15")
        self.assertEqual(ends[self.kaiser], "2026-11-15")

    def test_quantity_comes_back(self):
        """A return reduces the newest delivery of that customer first, down to zero."""
        self._transfer("out", self.contact, (self.filter, 5, False))
        self._transfer("out", self.contact, (self.filter, 3, False))
        self._transfer("out", self.kaiser, (self.filter, 9, False))
        old, new, other = self._find(product_id=self.filter.id)

        for quantity, expected in ((2, [5, 1, 9]), (4, [2, 0, 9]), (50, [0, 0, 9])):
            with self.subTest(returned=quantity):
                self._transfer("in", self.contact, (self.filter, quantity, False))
                self.assertEqual((old | new | other).mapped("quantity"), expected)

        self.assertEqual(
            (old | new | other).mapped("state"), ["returned", "returned", "in_service"]
        )

    def test_return_of_a_delivery(self):
        """A return made from a delivery reduces what that delivery brought."""
        old = self._transfer("out", self.contact, (self.filter, 5, False))
        self._transfer("out", self.contact, (self.filter, 3, False))

        wizard = self.env["stock.return.picking"].create({"picking_id": old.id})
        wizard.product_return_moves.quantity = 4
        back = wizard._create_return()
        back.move_ids.write({"quantity": 4, "picked": True})
        back.button_validate()

        quantities = self._find(product_id=self.filter.id).mapped("quantity")
        self.assertEqual(quantities, [1, 3])

    def test_many_serials_cost_no_more(self):
        """Equipment of 40 serials takes as many queries as that of 5."""
        few, many = (self._count_queries(count) for count in (5, 40))

        self.assertLessEqual(many, few)

    def _count_queries(self, count):
        serials = [self._create_lot(self.pump, f"Q{count}-{i}") for i in range(count)]
        goods = [(self.pump, 1, serial) for serial in serials]
        picking = self._transfer("out", self.contact, *goods)
        self._find(customer_id=self.customer.id).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        picking.move_ids._crm_update_equipment()
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(len(self._find(customer_id=self.customer.id)), count)
        return queries

    def _sell(self, product, quantity):
        line = {"product_id": product.id, "product_uom_qty": quantity}
        order = self.env["sale.order"].create(
            {"partner_id": self.contact.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        return order.picking_ids
