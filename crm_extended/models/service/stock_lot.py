from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    crm_equipment_ids = fields.One2many("crm.equipment", "lot_id", string="Equipment")
    crm_equipment_count = fields.Integer(
        string="Equipment Count", compute="_compute_crm_equipment_count"
    )

    def _compute_crm_equipment_count(self):
        groups = self.env["crm.equipment"]._read_group(
            [("lot_id", "in", self.ids)], ["lot_id"], ["__count"]
        )
        counts = {lot.id: count for lot, count in groups}
        for lot in self:
            lot.crm_equipment_count = counts.get(lot.id, 0)

    def action_crm_view_equipment(self):
        """Open where this number is, and where it has been before."""
        domain = [("lot_id", "in", self.ids)]
        return self.env["crm.equipment"]._get_action_for(domain)
