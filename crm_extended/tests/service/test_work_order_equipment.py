from odoo import Command
from odoo.addons.crm_extended.tests.service.work_order_common import WorkOrderCase
from odoo.tests import freeze_time, tagged

PAID = "chargeable"


@tagged("post_install", "-at_install")
class TestWorkOrderEquipment(WorkOrderCase):
    """Parts that become equipment, and the warranty that pays for a job (SRV-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bearing.crm_is_equipment = True
        cls.bearing.crm_warranty_months = 12
        cls.machine = cls.env["crm.equipment"].create(
            {
                "name": "P200-1",
                "partner_id": cls.contact.id,
                "product_id": cls._create_part("Pump P200").id,
                "warranty_start": "2025-03-02",
                "warranty_months": 12,
            }
        )

    def test_used_part_becomes_equipment(self):
        """A part with a serial number is the customer's once the job is done."""
        order = self._create_work_order(parts=[(self.bearing, 1), (self.seal, 1)])
        order.part_ids[0].lot_id = self.serial
        order.with_user(self.technician).action_start()
        self.assertFalse(self._find_equipment())

        order.with_user(self.technician).action_finish()

        self.assertRecordValues(
            self._find_equipment(),
            [
                {
                    "name": "B-1",
                    "lot_id": self.serial.id,
                    "partner_id": self.contact.id,
                    "customer_id": self.customer.id,
                    "state": "in_service",
                    "warranty_months": 12,
                }
            ],
        )
        no_seal = [("product_id", "=", self.seal.id)]
        self.assertFalse(self.env["crm.equipment"].search(no_seal))

    def test_customer_of_the_job(self):
        """The part is his for whom the job was done, wherever his contact is today."""
        order = self._create_work_order(parts=[(self.bearing, 1)])
        order.part_ids.lot_id = self.serial
        self.contact.parent_id = self._create_customer("Buyer", is_company=True)

        self._finish(order)

        self.assertEqual(self._find_equipment().customer_id, self.customer)

    def test_part_that_comes_back(self):
        """What is taken in again from the customer is no longer in service."""
        order = self._create_work_order(parts=[(self.bearing, 1)])
        order.part_ids.lot_id = self.serial
        self._finish(order)
        move = order.sudo().part_ids.move_ids
        back = self.env["stock.move"].create(
            {
                "product_id": self.bearing.id,
                "product_uom_qty": 1,
                "location_id": move.location_dest_id.id,
                "location_dest_id": self.stock.id,
                "partner_id": self.contact.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.bearing.id,
                            "lot_id": self.serial.id,
                            "quantity": 1,
                            "location_id": move.location_dest_id.id,
                            "location_dest_id": self.stock.id,
                        }
                    )
                ],
                "picked": True,
            }
        )
        back._action_confirm()
        back._action_done()

        self.assertEqual(back.state, "done")
        self.assertEqual(self._find_equipment().state, "returned")

    def test_warranty_pays(self):
        """The day of the report decides who pays; the bill shows the discount."""
        for reported, coverage, discount in (
            ("2026-03-02 08:00:00", "warranty", 100.0),
            ("2026-03-03 08:00:00", "chargeable", 0.0),
        ):
            with self.subTest(reported=reported):
                order = self._create_job(reported)
                self.assertEqual(
                    {line.coverage for line in (*order.part_ids, *order.time_ids)},
                    {coverage},
                )
                self._finish(order)
                order.with_user(self.dispatcher).action_create_bill()
                lines = order.sudo().sale_order_id.order_line
                self.assertEqual(lines.mapped("discount"), [discount] * 2)
                self.assertEqual(lines.mapped("crm_coverage"), [coverage] * 2)
                for line in lines:
                    self.assertEqual("Covered: Warranty" in line.name, discount > 0)
                amount = 0.0 if discount else 260.0
                self.assertEqual(sum(lines.mapped("price_subtotal")), amount)

    def test_without_warranty(self):
        """A job without equipment, or for one without warranty, is paid for."""
        self.assertEqual(self._create_job(equipment_id=False).part_ids.coverage, PAID)
        self.machine.warranty_months = 0
        self.assertEqual(self._create_job().part_ids.coverage, PAID)
        order = self._create_work_order(parts=[(self.seal, 1)])
        self.assertEqual(order.part_ids.coverage, PAID)

    def test_a_person_decides(self):
        """What somebody chose for a line stays."""
        order = self._create_job("2026-03-02 08:00:00")
        order.part_ids.coverage = "goodwill"
        self._finish(order)

        self.assertEqual(order.part_ids.coverage, "goodwill")
        self.assertEqual(set(order.time_ids.mapped("coverage")), {"warranty"})

    def _create_job(self, reported="2026-03-02 08:00:00", **values):
        with freeze_time(reported):
            request = self._create_request(**{"equipment_id": self.machine.id} | values)
            request.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_service_request SET create_date = %s WHERE id = %s",
            (reported, request.id),
        )
        request.invalidate_recordset(["create_date"])
        return self._create_work_order(
            user=self.agent,
            parts=[(self.seal, 1)],
            hours=[2],
            request_id=request.id,
        )

    def _finish(self, order):
        order.with_user(self.technician).action_start()
        order.with_user(self.technician).action_finish()

    def _find_equipment(self):
        return self.env["crm.equipment"].search([("product_id", "=", self.bearing.id)])
