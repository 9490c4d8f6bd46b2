from odoo import models
from odoo.fields import Domain


class CrmWorkOrder(models.Model):
    """Parts chosen by search in Odoo's product catalog, without a word on prices."""

    _inherit = "crm.work.order"

    def action_add_from_catalog(self):
        """Open the parts to choose from, in a view that every technician may read."""
        action = super().action_add_from_catalog()
        view = self.env.ref("crm_extended.product_product_view_kanban_work_order")
        return {**action, "views": [(view.id, "kanban")]}

    def _get_action_add_from_catalog_extra_context(self):
        # the catalog in the browser asks for the order by this name
        context = super()._get_action_add_from_catalog_extra_context()
        return {**context, "order_id": self.id}

    def _get_product_catalog_domain(self):
        return super()._get_product_catalog_domain() & Domain("type", "=", "consu")

    def _get_product_catalog_record_lines(self, product_ids, **kwargs):
        parts = self.part_ids.filtered(lambda part: part.product_id.id in product_ids)
        return parts.grouped("product_id")

    def _get_product_catalog_order_data(self, products, **kwargs):
        data = super()._get_product_catalog_order_data(products, **kwargs)
        return {
            product_id: {**values, "price": 0} for product_id, values in data.items()
        }

    def _is_readonly(self):
        return self.state in ("done", "cancel")

    def _update_order_line_info(self, product_id, quantity, **kwargs):
        """Set how much of a product was used, or is planned before the work begins."""
        self.ensure_one()
        field = "used_qty" if self.state == "progress" else "planned_qty"
        part = self.part_ids.filtered(lambda part: part.product_id.id == product_id)
        if part and not quantity:
            part.unlink()
        elif part:
            part[field] = quantity
        elif quantity > 0:
            part.create(
                {"order_id": self.id, "product_id": product_id, field: quantity}
            )
        return 0
