from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmWorkOrderPart(models.Model):
    """A part that a work order needs, and how much of it was used."""

    _name = "crm.work.order.part"
    _description = "Work Order Part"
    _inherit = ["crm.work.order.line"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        check_company=True,
        domain="[('type', '=', 'consu')]",
        ondelete="restrict",
        index=True,
    )
    tracking = fields.Selection(related="product_id.tracking")
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial Number",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        ondelete="restrict",
        index="btree_not_null",
    )
    planned_qty = fields.Float(string="Planned", digits="Product Unit")
    used_qty = fields.Float(
        string="Used",
        compute="_compute_used_qty",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
        help="What was planned counts as used until you say otherwise.",
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
    )
    move_ids = fields.One2many(
        "stock.move", "crm_work_part_id", groups="stock.group_stock_user"
    )

    _qty_check = models.Constraint(
        "CHECK (planned_qty >= 0 AND used_qty >= 0)",
        "The quantity of a part can't be negative.",
    )

    @api.depends("product_id")
    def _compute_name(self):
        for part in self:
            part.name = part.product_id.display_name

    @api.depends("planned_qty")
    def _compute_used_qty(self):
        for part in self:
            part.used_qty = part.planned_qty

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for part in self:
            part.product_uom_id = part.product_id.uom_id

    @api.constrains("lot_id", "product_id")
    def _check_lot(self):
        for part in self:
            if part.lot_id and part.lot_id.product_id != part.product_id:
                raise ValidationError(
                    self.env._(
                        "“%(lot)s” is a number of “%(other)s”. Choose one of"
                        " “%(part)s”.",
                        lot=part.lot_id.name,
                        other=part.lot_id.product_id.display_name,
                        part=part.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._ensure_open()
        parts.order_id._void_signature()
        parts._get_reserving()._reserve()
        return parts

    def write(self, vals):
        self._ensure_open(vals)
        res = super().write(vals)
        if vals.keys() & self._get_signed_fields():
            self.order_id._void_signature()
            self._get_reserving()._reserve()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._ensure_open()
        self._release()
        self.order_id._void_signature()

    @api.model
    def _get_signed_fields(self):
        """Return the names of what the customer's signature stands for."""
        return {
            "order_id",
            "name",
            "product_id",
            "lot_id",
            "planned_qty",
            "used_qty",
            "product_uom_id",
        }

    def _ensure_open(self, vals=None):
        """Refuse to change parts that have left the stock.

        Who pays may change until the bill is made.
        """
        closed = ("done", "cancel")
        # sudo: a technician need not see what was billed
        orders = self.order_id.sudo()
        if vals is not None and not vals.keys() - {
            "coverage",
            "sale_line_id",
            "sequence",
        }:
            orders = orders.filtered("sale_order_id")
        if order := orders.filtered(lambda order: order.state in closed)[:1]:
            raise UserError(
                self.env._(
                    "Work order %s is closed, its parts have been booked. Use a return"
                    " in Inventory, or another work order.",
                    order.number,
                )
            )

    def _get_product_catalog_lines_data(self, **kwargs):
        """Return what the catalog shows of these lines, all of one product."""
        product = self.product_id
        return {
            "quantity": sum(
                part.product_uom_id._compute_quantity(part.used_qty, product.uom_id)
                for part in self
            ),
            "price": 0,
            "readOnly": len(self) > 1,
            "uomDisplayName": product.uom_id.display_name,
            "productType": product.type,
        }

    def _prepare_bill_line_values(self):
        return {
            **super()._prepare_bill_line_values(),
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": self.used_qty,
        }

    def _get_bill_texts(self):
        name = self.product_id.with_context(lang=self.env.lang).display_name
        return [name, self.lot_id.name, *super()._get_bill_texts()]

    def _link_to_bill(self, sale_line):
        # before the order is confirmed, or Odoo delivers the part a second time
        self.move_ids.sale_line_id = sale_line
        return super()._link_to_bill(sale_line)
