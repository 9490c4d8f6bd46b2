from odoo import fields, models
from odoo.exceptions import UserError


class CrmWorkOrderPart(models.Model):
    """The parts in the stock: set aside when planned, booked out when used.

    A part has at most one stock move. Setting it aside anew replaces the move, so a
    change of quantity, number, technician or date needs no case of its own; using the
    part sets aside what was used and then books it, to the customer's location.
    """

    _inherit = "crm.work.order.part"

    def _get_reserving(self):
        """Return the parts that are kept set aside, whatever is changed about them."""
        return self.filtered(lambda part: part.order_id._get_planned())

    def _reserve(self):
        """Set aside what is there of the parts expected to be used."""
        self._release()
        for part in self.filtered("used_qty"):
            part._create_move()

    def _release(self):
        """Give back what was set aside."""
        # sudo: a technician has no rights in the stock but these, by his work order
        moves = self.sudo().move_ids.filtered(lambda move: move.state != "done")
        moves._action_cancel()
        moves.unlink()

    def _consume(self):
        """Book out what was used, all of it or nothing; never twice."""
        for part in self:
            if message := part._consume_error_message():
                raise UserError(message)
        # sudo: see _release
        parts = self.sudo().filtered(lambda part: part.move_ids.state != "done")
        parts._reserve()
        for part in parts.filtered("used_qty"):
            part._ensure_complete()
        moves = parts.move_ids
        moves.picked = True
        moves._action_done()

    def _consume_error_message(self):
        """Return why the part can't be booked out as it stands, or None."""
        self.ensure_one()
        if self.used_qty and self.tracking != "none" and not self.lot_id:
            return self.env._(
                "Which “%s” was used? Enter its lot or serial number, or 0 as"
                " quantity.",
                self.product_id.display_name,
            )
        if self.used_qty and self.tracking == "serial" and self._get_base_qty() != 1:
            return self.env._(
                "Each “%s” has a serial number of its own. Enter one line with the"
                " quantity 1 for each.",
                self.product_id.display_name,
            )
        return None

    def _get_base_qty(self):
        """Return the used quantity in the unit in which the product is kept."""
        return self.product_uom_id._compute_quantity(
            self.used_qty, self.product_id.uom_id
        )

    def _create_move(self):
        """Create the move of the part and set aside what there is for it."""
        # sudo: see _release
        move = self.env["stock.move"].sudo().create(self._prepare_move_values())
        move = move.with_company(self.company_id)
        move._action_confirm(merge=False)
        if self.lot_id:
            move._update_reserved_quantity(
                self._get_base_qty(), move.location_id, self.lot_id, strict=False
            )
            move._recompute_state()
        else:
            move._action_assign()

    def _prepare_move_values(self):
        """Return the values of the stock move of the part."""
        order = self.order_id
        partner = (order.partner_id or order.company_id.partner_id).with_company(
            order.company_id
        )
        return {
            "crm_work_part_id": self.id,
            "crm_work_order_id": order.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.used_qty,
            "product_uom": self.product_uom_id.id,
            "location_id": order.location_id.id,
            "location_dest_id": partner.property_stock_customer.id,
            "partner_id": order.partner_id.id,
            "company_id": order.company_id.id,
            "origin": order.number,
            "date": order.planned_start or fields.Datetime.now(),
        }

    def _ensure_complete(self):
        """Refuse when the stock does not hold all of what was used."""
        move = self.move_ids
        if self.product_uom_id.compare(move.quantity, self.used_qty) < 0:
            raise UserError(
                self.env._(
                    "“%(location)s” has only %(available)s of the %(used)s %(unit)s of"
                    " “%(part)s” to give. Correct the quantity, choose another place or"
                    " bring the part in with a transfer first.",
                    location=self.order_id.location_id.display_name,
                    available=f"{move.quantity:g}",
                    used=f"{self.used_qty:g}",
                    unit=self.product_uom_id.name,
                    part=self.lot_id.name
                    and f"{self.product_id.display_name} {self.lot_id.name}"
                    or self.product_id.display_name,
                )
            )
