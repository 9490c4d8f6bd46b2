from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    crm_work_order_id = fields.Many2one(
        "crm.work.order", string="Work Order", index="btree_not_null", copy=False
    )
    crm_work_part_id = fields.Many2one(
        "crm.work.order.part",
        string="Work Order Part",
        index="btree_not_null",
        copy=False,
    )
