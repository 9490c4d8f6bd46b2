from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.service.document"]

    _crm_request_field = "sale_order_id"

    crm_work_order_ids = fields.One2many(
        "crm.work.order",
        "sale_order_id",
        groups="crm_extended.crm_extended_group_dispatcher",
    )

    def action_crm_view_work_order(self):
        """Open the work order that this order bills."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_work_order_action"
        )
        return {
            **action,
            "res_id": self.crm_work_order_ids.id,
            "views": [(False, "form")],
        }

    def _get_update_prices_lines(self):
        # what was covered stays covered, what was agreed on site stays agreed
        lines = super()._get_update_prices_lines()
        return lines.filtered(lambda line: not line.crm_coverage)
