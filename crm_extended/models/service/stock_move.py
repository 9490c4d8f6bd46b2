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

    def _crm_get_customer(self):
        """A part that is used belongs to the customer of the job, whatever it bills."""
        job = self.crm_work_order_id
        return job.customer_id or super()._crm_get_customer()
