from odoo import models


class StockMoveLine(models.Model):
    """Equipment follows what was moved, for all lines of a transfer together."""

    _inherit = "stock.move.line"

    def _crm_begin_equipment(self):
        """Put into service what these lines brought to customers."""
        Equipment = self.env["crm.equipment"].with_context(active_test=False)
        lines = self._crm_filter_deliveries()
        lines -= Equipment.search([("move_line_id", "in", lines.ids)]).move_line_id
        serials = lines._crm_filter_serials()
        line_by_lot = {(line.lot_id, line.company_id): line for line in serials}
        back = Equipment
        for piece in serials._crm_find_serials():
            line = line_by_lot[piece.lot_id, piece.company_id]
            if piece.customer_id == line.move_id._crm_get_customer():
                piece._put_back_in_service(line)
                lines -= line
                back |= piece
            elif piece.state == "in_service":
                # a number is in one place only, whatever was not recorded
                piece.with_context(tracking_disable=True).state = "returned"
        back._log_transfers(self.env._("Delivered again with %s"))
        lines._crm_create_equipment()

    def _crm_end_equipment(self):
        """Take out of service what these lines brought back from customers."""
        lines = self.filtered(
            lambda line: (
                line.location_id.usage == "customer"
                and line.location_dest_id.usage != "customer"
            )
        )
        serials = lines._crm_filter_serials()
        self._crm_return_serials(serials)
        self._crm_return_quantities(lines - serials)

    def _crm_create_equipment(self):
        equipment = self.env["crm.equipment"].with_context(tracking_disable=True)
        equipment = equipment.create(
            [line._crm_prepare_equipment_values() for line in self]
        )
        equipment._log_transfers(self.env._("Delivered with %s"))

    def _crm_prepare_equipment_values(self):
        """Return the values of the equipment that this line brought to a customer."""
        self.ensure_one()
        move = self.move_id
        return {
            "lot_id": self.lot_id.id,
            "product_id": self.product_id.id,
            "quantity": self.quantity_product_uom,
            "partner_id": move._crm_get_site().id or move._crm_get_customer().id,
            "customer_id": move._crm_get_customer().id,
            "company_id": self.company_id.id,
            "move_line_id": self.id,
            "warranty_start": self.company_id._crm_get_local_date(move.date),
        }

    def _crm_filter_deliveries(self):
        """Keep the lines that brought equipment to somebody outside our companies."""
        own = self.env["res.company"].search([]).partner_id
        return self.filtered(
            lambda line: (
                line.location_dest_id.usage == "customer"
                and line.location_id.usage != "customer"
                and line.product_id.crm_is_equipment
                and line.move_id._crm_get_customer()
                and line.move_id._crm_get_customer() not in own
            )
        )

    def _crm_filter_serials(self):
        return self.filtered(
            lambda line: line.lot_id and line.product_id.tracking == "serial"
        )

    def _crm_find_serials(self):
        """Return the equipment, archived too, with the serial numbers of these lines.

        Of one number at one customer only the newest piece is returned.
        """
        Equipment = self.env["crm.equipment"].with_context(active_test=False)
        places = {(line.lot_id, line.company_id) for line in self}
        newest = {}
        for piece in Equipment.search([("lot_id", "in", self.lot_id.ids)], order="id"):
            if (piece.lot_id, piece.company_id) in places:
                newest[piece.lot_id, piece.company_id, piece.customer_id] = piece
        return Equipment.union(*newest.values())

    def _crm_return_serials(self, lines):
        pieces = lines._crm_find_serials().filtered(
            lambda piece: piece.state == "in_service"
        )
        pieces.with_context(tracking_disable=True).state = "returned"
        line_by_lot = {line.lot_id: line for line in lines}
        pieces._log_transfers(
            self.env._("Came back with %s"),
            {piece: line_by_lot[piece.lot_id] for piece in pieces},
        )

    def _crm_return_quantities(self, lines):
        """Reduce what each customer has, the newest deliveries first."""
        pieces = self.env["crm.equipment"].search(
            [
                ("product_id", "in", lines.product_id.ids),
                ("company_id", "in", lines.company_id.ids),
                ("state", "=", "in_service"),
            ],
            order="id desc",
        )
        reduced = {}
        for line in lines:
            left = line.quantity_product_uom
            for piece in pieces.filtered(line._crm_may_return):
                taken = min(left, piece.quantity)
                if taken:
                    piece._reduce(taken)
                    reduced[piece] = line
                left -= taken
        self.env["crm.equipment"].union(*reduced)._log_transfers(
            self.env._("Came back with %s"), reduced
        )

    def _crm_may_return(self, piece):
        """Return whether this line can have brought back the piece, or part of it."""
        origin = self.move_id.origin_returned_move_id
        return (
            piece.product_id == self.product_id
            and piece.lot_id == self.lot_id
            and piece.company_id == self.company_id
            and (
                piece.move_line_id.move_id == origin
                if origin
                else piece.customer_id == self.move_id._crm_get_customer()
            )
        )
