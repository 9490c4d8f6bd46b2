"""Real deliveries and returns of goods that become equipment."""

from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase


class EquipmentCase(CrmExtendedCase):
    """A pump with serial numbers, a hose by the lot and a filter without either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.storeman = cls._create_user("test.storeman", "stock.group_stock_user")
        cls.warehouse = cls._get_warehouse(cls.company)
        cls.pump = cls._create_product("Pump P200", "serial", months=24)
        cls.hose = cls._create_product("Hose", "lot", months=6)
        cls.filter = cls._create_product("Filter", "none", months=1)
        cls.screw = cls._create_product("Screw", "none")
        cls.kaiser = cls._create_customer("Kaiser", is_company=True)

    @classmethod
    def _get_warehouse(cls, company):
        Warehouse = cls.env["stock.warehouse"]
        domain = [("company_id", "=", company.id)]
        return Warehouse.search(domain, limit=1) or Warehouse.create(
            {"name": company.name, "code": "WH2", "company_id": company.id}
        )

    @classmethod
    def _create_product(cls, name, tracking, months=0):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "tracking": tracking,
                "crm_warranty_months": months,
            }
        )

    @classmethod
    def _create_lot(cls, product, name):
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id})

    @classmethod
    def _transfer(cls, kind, partner, *goods, warehouse=None):
        """Validate a transfer of ``(product, quantity, lot)`` as the storeman."""
        warehouse = warehouse or cls.warehouse
        picking_type = warehouse[f"{kind}_type_id"]
        customers = cls.env.ref("stock.stock_location_customers")
        places = [warehouse.lot_stock_id.id, customers.id]
        source, destination = places if kind == "out" else places[::-1]
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": partner.id,
                "location_id": source,
                "location_dest_id": destination,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": source,
                            "location_dest_id": destination,
                            "company_id": warehouse.company_id.id,
                            "move_line_ids": [
                                Command.create(
                                    {
                                        "product_id": product.id,
                                        "quantity": quantity,
                                        "lot_id": lot and lot.id,
                                        "location_id": source,
                                        "location_dest_id": destination,
                                        "company_id": warehouse.company_id.id,
                                        "picked": True,
                                    }
                                )
                            ],
                        }
                    )
                    for product, quantity, lot in goods
                ],
            }
        )
        user = cls.storeman if warehouse == cls.warehouse else cls.env.user
        picking = picking.with_user(user).with_company(warehouse.company_id)
        picking.with_context(skip_backorder=True).button_validate()
        cls.env.flush_all()
        return picking.with_env(cls.env)

    def _find(self, **values):
        domain = [(field, "=", value) for field, value in values.items()]
        return self.env["crm.equipment"].search(domain, order="id")
