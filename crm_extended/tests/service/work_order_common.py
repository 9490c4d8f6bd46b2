"""What tests of work orders stand on: a warehouse with parts, books, a technician."""

from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase

# the smallest PNG that an image library accepts
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class WorkOrderCase(CrmExtendedCase):
    """Ten seals at a cost of 30 and a price of 100, bearings with serial numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = cls.users["technician"]
        cls.dispatcher = cls.users["dispatcher"]
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.seal = cls._create_part("Seal", standard_price=30.0)
        cls._put_into_stock(cls.seal, 10)
        cls.bearing = cls._create_part("Bearing", tracking="serial")
        cls.serial = cls._create_lot("B-1", cls.bearing)
        cls._put_into_stock(cls.bearing, 1, lot=cls.serial)
        cls.hour = cls.env["product.product"].create(
            {
                "name": "Service Hour",
                "type": "service",
                "uom_id": cls.env.ref("uom.product_uom_hour").id,
                "list_price": 80.0,
                "taxes_id": [Command.clear()],
            }
        )
        cls.company.crm_service_product_id = cls.hour

    @classmethod
    def _create_part(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
            }
            | values
        )

    @classmethod
    def _create_lot(cls, name, product):
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id})

    @classmethod
    def _put_into_stock(cls, product, quantity, lot=None, location=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.stock, quantity, lot_id=lot
        )

    @classmethod
    def _create_work_order(cls, user=None, parts=(), hours=(), **values):
        """Create a work order of the technician with ``(product, quantity)`` parts."""
        WorkOrder = cls.env["crm.work.order"]
        WorkOrder = WorkOrder.with_user(user) if user else WorkOrder
        return WorkOrder.create(
            {
                "name": "Replace the seal",
                "partner_id": cls.contact.id,
                "user_id": cls.technician.id,
                "planned_start": "2026-03-02 09:00:00",
                "planned_end": "2026-03-02 11:00:00",
                "part_ids": [
                    Command.create({"product_id": product.id, "planned_qty": quantity})
                    for product, quantity in parts
                ],
                "time_ids": [
                    Command.create({"hours": spent, "user_id": cls.technician.id})
                    for spent in hours
                ],
            }
            | values
        )

    @classmethod
    def _create_finished(cls, **values):
        """Create a work order and let the technician do it."""
        order = cls._create_work_order(**values)
        order.with_user(cls.technician).action_start()
        order.with_user(cls.technician).action_finish()
        return order

    def _get_free(self, product):
        return self.env["stock.quant"]._get_available_quantity(product, self.stock)

    def _get_on_hand(self, product):
        quants = self.env["stock.quant"]._gather(product, self.stock)
        return sum(quants.mapped("quantity"))
