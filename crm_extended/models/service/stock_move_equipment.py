from odoo import models


class StockMove(models.Model):
    """What a customer receives becomes equipment, what he sends back ends it."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves.filtered(lambda move: move.state == "done")._crm_update_equipment()
        return moves

    def _crm_update_equipment(self):
        """Bring the equipment of customers up to date with these done moves."""
        # sudo: who moves goods need not be allowed to edit equipment
        lines = self.sudo().move_line_ids.filtered("quantity_product_uom")
        # what came back first: it may leave again with the same delivery
        lines._crm_end_equipment()
        lines._crm_begin_equipment()

    def _crm_get_customer(self):
        """Return whose the goods are: the customer of the order, else the receiver.

        To be extended by what else sends goods to a customer.
        """
        self.ensure_one()
        ordered_by = self.sale_line_id.order_id.partner_id
        return (ordered_by or self._crm_get_site()).commercial_partner_id

    def _crm_get_site(self):
        """Return the address that the goods go to or come from."""
        self.ensure_one()
        return self.picking_id.partner_id or self.partner_id
