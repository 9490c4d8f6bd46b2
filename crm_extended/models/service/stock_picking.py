from odoo import fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.service.document"]

    _crm_request_field = "picking_id"

    crm_equipment_count = fields.Integer(
        string="Equipment Count", compute="_compute_crm_equipment_count"
    )

    def _compute_crm_equipment_count(self):
        for picking, equipment in self._crm_find_equipment().items():
            picking.crm_equipment_count = len(equipment)

    def action_crm_view_equipment(self):
        """Open the equipment that this transfer brought to a customer, or back."""
        self.ensure_one()
        domain = [("id", "in", self._crm_find_equipment()[self].ids)]
        return self.env["crm.equipment"]._get_action_for(domain)

    def _crm_find_equipment(self):
        """Return ``{transfer: its equipment}``.

        A serial that came back and left again belongs to each of its transfers.
        """
        lines = self.move_ids.move_line_ids
        lots = lines.lot_id.filtered(lambda lot: lot.product_id.tracking == "serial")
        equipment = self.env["crm.equipment"].search(
            ["|", ("move_line_id", "in", lines.ids), ("lot_id", "in", lots.ids)]
        )
        return {
            picking: equipment.filtered(
                lambda piece, picking=picking: (
                    piece.move_line_id in picking.move_ids.move_line_ids
                    or (
                        piece.lot_id in lots & picking.move_ids.move_line_ids.lot_id
                        and piece.customer_id in picking._crm_get_customers()
                    )
                )
            )
            for picking in self
        }

    def _crm_get_customers(self):
        return self.env["res.partner"].union(
            *(move._crm_get_customer() for move in self.move_ids)
        )

    def _crm_prepare_request_values(self):
        values = super()._crm_prepare_request_values()
        # sudo: who delivers need not be allowed to read the order
        return values | {"sale_order_id": self.sudo().sale_id.id}
