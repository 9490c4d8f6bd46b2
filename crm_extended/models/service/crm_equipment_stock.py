from odoo import models


class CrmEquipment(models.Model):
    """What deliveries and returns do to equipment that is already known."""

    _inherit = "crm.equipment"

    def _put_back_in_service(self, move_line):
        """Deliver again to the same customer, as after a repair.

        The warranty goes on from where it was: a repair promises nothing new.
        """
        self.ensure_one()
        self.with_context(tracking_disable=True).write(
            {
                "active": True,
                "state": "in_service",
                "move_line_id": move_line.id,
                "partner_id": move_line.move_id._crm_get_site().id
                or self.partner_id.id,
                "customer_id": self.customer_id.id,
            }
        )

    def _reduce(self, quantity):
        """Take ``quantity`` away; a piece of which nothing is left has come back."""
        self.ensure_one()
        left = self.quantity - quantity
        is_empty = self.product_uom_id.is_zero(left)
        self.with_context(tracking_disable=True).write(
            {
                "quantity": 0 if is_empty else left,
                "state": "returned" if is_empty else self.state,
            }
        )

    def _log_transfers(self, sentence, lines=None):
        """Note on each piece which transfer moved it, in one step for all.

        :param sentence: translated, with one %s for the transfer
        :param lines: ``{piece: move line}``, by default the last delivery of each
        """
        moves = {
            piece: (lines[piece] if lines else piece.move_line_id).move_id
            for piece in self
        }
        bodies = {
            piece.id: sentence % (move.reference or move.origin or piece.name)
            for piece, move in moves.items()
        }
        if bodies:
            self._message_log_batch(bodies)
