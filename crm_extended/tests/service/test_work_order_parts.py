from odoo import Command
from odoo.addons.crm_extended.tests.service.work_order_common import WorkOrderCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWorkOrderParts(WorkOrderCase):
    """Parts leave the stock once, with their numbers, to the customer (SRV-15)."""

    def test_planned_parts_are_set_aside(self):
        """What is planned is set aside, changed with the plan, given back at last."""
        order = self._create_work_order(parts=[(self.seal, 4)])
        order.with_user(self.dispatcher).action_plan()
        self.assertEqual(self._get_free(self.seal), 6)

        order.with_user(self.technician).part_ids.used_qty = 1
        self.assertEqual(self._get_free(self.seal), 9)

        order.with_user(self.technician).action_cancel()
        self.assertEqual(self._get_free(self.seal), 10)

    def test_finishing_books_the_parts(self):
        """Finishing moves lot and quantity used to the customer, and nothing else."""
        order = self._create_work_order(parts=[(self.seal, 4), (self.bearing, 1)])
        order.part_ids[0].used_qty = 3
        order.part_ids[1].lot_id = self.serial
        order.with_user(self.dispatcher).action_plan()

        order.with_user(self.technician).action_finish()

        moves = self.env["stock.move"].search(
            [("crm_work_order_id", "=", order.id)], order="id"
        )
        customers = self.env.ref("stock.stock_location_customers")
        common = {
            "state": "done",
            "location_id": self.stock.id,
            "location_dest_id": customers.id,
            "partner_id": self.contact.id,
            "picking_id": False,
            "origin": order.number,
        }
        self.assertRecordValues(
            moves,
            [
                {"product_id": self.seal.id, "quantity": 3, **common},
                {"product_id": self.bearing.id, "quantity": 1, **common},
            ],
        )
        self.assertEqual(moves.move_line_ids.lot_id, self.serial)
        self.assertEqual(moves.crm_work_part_id, order.part_ids)
        self.assertEqual(self._get_on_hand(self.seal), 7)
        self.assertEqual(self._get_on_hand(self.bearing), 0)
        with self.assertRaises(UserError):
            order.with_user(self.technician).action_finish()
        order.part_ids._consume()
        self.assertEqual(self._get_on_hand(self.seal), 7)

    def test_parts_come_from_the_van(self):
        """A technician with a van takes the parts from there."""
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.stock.location_id.id}
        )
        self.technician.crm_stock_location_id = van
        self._put_into_stock(self.seal, 2, location=van)

        order = self._create_finished(parts=[(self.seal, 2)])

        self.assertEqual(order.location_id, van)
        self.assertEqual(self._get_on_hand(self.seal), 10)
        [quant] = self.seal.stock_quant_ids.filtered(lambda q: q.location_id == van)
        self.assertEqual(quant.quantity, 0)

    def test_what_is_missing_is_named(self):
        """Shortage, a missing or a spent number refuse the whole with one sentence."""
        other_lot = self._create_lot("B-9", self.bearing)
        cases = [
            (self.seal, 11, None, "only 9 of the 11"),
            (self.bearing, 1, None, "Which “Bearing”"),
            (self.bearing, 2, self.serial, "serial number of its own"),
            (self.bearing, 1, other_lot, "Bearing B-9"),
        ]
        for product, quantity, lot, sentence in cases:
            with self.subTest(sentence):
                order = self._create_work_order(parts=[(self.seal, 1)])
                order.part_ids = [
                    Command.create(
                        {
                            "product_id": product.id,
                            "used_qty": quantity,
                            "lot_id": lot.id if lot else False,
                        }
                    )
                ]
                order.with_user(self.technician).action_start()
                with self.assertRaisesRegex(UserError, sentence):
                    order.with_user(self.technician).action_finish()
                self.assertEqual(order.state, "progress")
                self.assertEqual(self._get_on_hand(self.seal), 10)
                order.action_cancel()

    def test_number_of_another_product(self):
        """A serial number belongs to its product."""
        order = self._create_work_order(parts=[(self.seal, 1)])

        with self.assertRaisesRegex(UserError, "“B-1” is a number of “Bearing”"):
            order.with_user(self.technician).part_ids.lot_id = self.serial

    def test_booked_parts_stay(self):
        """Parts of finished work are neither changed, added nor removed."""
        order = self._create_finished(parts=[(self.seal, 1)])
        part = order.part_ids.with_user(self.technician)
        changes = [
            lambda: part.write({"used_qty": 2}),
            lambda: part.unlink(),
            lambda: part.copy(),
        ]
        for change in changes:
            with self.assertRaisesRegex(UserError, order.number):
                change()

        part.coverage = "goodwill"
        self.assertEqual(part.used_qty, 1)

    def test_other_units(self):
        """A dozen seals are twelve in the stock."""
        self._put_into_stock(self.seal, 10)
        order = self._create_work_order(parts=[(self.seal, 1)])
        order.part_ids.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.with_user(self.technician).action_start()

        order.with_user(self.technician).action_finish()

        self.assertEqual(self._get_on_hand(self.seal), 8)
