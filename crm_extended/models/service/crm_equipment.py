from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class CrmEquipment(models.Model):
    """What a customer has from us or from elsewhere, and how long we answer for it."""

    _name = "crm.equipment"
    _description = "Equipment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "product_id", "customer_id"]
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
        index="trigram",
        help="The serial number, or any name by which people know it.",
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("in_service", "In Service"),
            ("returned", "Returned"),
            ("replaced", "Replaced"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
        tracking=True,
    )
    note = fields.Html()

    # Where it is
    partner_id = fields.Many2one(
        "res.partner",
        string="Site",
        required=True,
        check_company=True,
        tracking=True,
        index=True,
        help="The address where it stands: the customer, or one of its addresses.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        domain="[('parent_id', '=', False)]",
        index=True,
        help="Who owns it. It stays when the site moves to another company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # What it is
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        index="btree_not_null",
        help="Empty for equipment that is not among your products.",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial Number",
        domain="[('product_id', '=', product_id)]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    quantity = fields.Float(digits="Product Unit", default=1.0)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    move_line_id = fields.Many2one(
        "stock.move.line",
        string="Delivered By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The line of the last delivery. Empty where you did not deliver it.",
    )
    picking_id = fields.Many2one(
        related="move_line_id.move_id.picking_id", string="Delivery"
    )
    replaced_by_id = fields.Many2one(
        "crm.equipment",
        check_company=True,
        domain="[('customer_id', '=', customer_id), ('id', '!=', id)]",
        copy=False,
        tracking=True,
        index="btree_not_null",
        help="What the customer got in its place.",
    )

    # Warranty
    warranty_start = fields.Date(tracking=True)
    warranty_months = fields.Integer(
        string="Warranty Term",
        compute="_compute_warranty_months",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Months, as promised for the product. Zero: no warranty.",
    )
    warranty_extension = fields.Integer(
        tracking=True,
        help="Months granted or sold on top of the term.",
    )
    warranty_end = fields.Date(
        compute="_compute_warranty_end",
        store=True,
        readonly=False,
        help="The last day of the warranty, from its start and term. A date typed or"
        " imported stays until one of these changes.",
    )

    # Requests
    request_ids = fields.One2many(
        "crm.service.request", "equipment_id", string="Service Requests"
    )
    request_count = fields.Integer(compute="_compute_request_count")

    _move_line_uniq = models.UniqueIndex(
        "(move_line_id)", "Another piece of equipment came with this delivery line."
    )
    _warranty_check = models.Constraint(
        "CHECK (warranty_months >= 0 AND warranty_extension >= 0)",
        "The months of a warranty can't be negative.",
    )
    _quantity_check = models.Constraint(
        "CHECK (quantity >= 0)", "The quantity of equipment can't be negative."
    )

    @api.depends("lot_id.name", "product_id")
    def _compute_name(self):
        for equipment in self:
            equipment.name = (
                equipment.lot_id.name or equipment.name or equipment.product_id.name
            )

    @api.depends("name", "product_id.name", "customer_id.name")
    def _compute_display_name(self):
        for equipment in self:
            product = equipment.product_id.name
            is_named_so = not product or product == equipment.name
            other = equipment.customer_id.name if is_named_so else product
            equipment.display_name = ", ".join(filter(None, [equipment.name, other]))

    @api.depends("replaced_by_id")
    def _compute_state(self):
        for equipment in self:
            if equipment.replaced_by_id:
                equipment.state = "replaced"
            elif equipment.state in (False, "replaced"):
                equipment.state = "in_service"

    @api.depends("partner_id")
    def _compute_customer_id(self):
        # not on partner_id.commercial_partner_id: a site that is sold stays ours
        for equipment in self:
            equipment.customer_id = equipment.partner_id.commercial_partner_id

    @api.depends("product_id")
    def _compute_warranty_months(self):
        for equipment in self:
            equipment.warranty_months = equipment.product_id.crm_warranty_months

    @api.depends("warranty_start", "warranty_months", "warranty_extension")
    def _compute_warranty_end(self):
        # counted in one step: twice one month from 31 January is 31 March
        for equipment in self:
            months = equipment.warranty_months + equipment.warranty_extension
            start = months and equipment.warranty_start
            equipment.warranty_end = start and start + relativedelta(months=months)

    def _compute_request_count(self):
        groups = self.env["crm.service.request"]._read_group(
            [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
        )
        counts = {equipment.id: count for equipment, count in groups}
        for equipment in self:
            equipment.request_count = counts.get(equipment.id, 0)

    @api.constrains("replaced_by_id")
    def _check_replaced_by_id(self):
        if self._has_cycle("replaced_by_id"):
            raise ValidationError(
                self.env._("Equipment can't be replaced by what it has replaced.")
            )

    @api.constrains("lot_id", "product_id")
    def _check_lot_id(self):
        for equipment in self:
            lot = equipment.lot_id
            if lot and lot.product_id != equipment.product_id:
                raise ValidationError(
                    self.env._(
                        "The number %(lot)s belongs to %(product)s. Choose that"
                        " product, or another number.",
                        lot=lot.name,
                        product=lot.product_id.display_name,
                    )
                )

    def action_view_requests(self):
        """Open the service requests about this equipment, the past ones too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_service_request_action"
        )
        action["domain"] = [("equipment_id", "=", self.id)]
        action["context"] = {
            "default_partner_id": self.partner_id.id,
            "default_equipment_id": self.id,
            "default_company_id": self.company_id.id,
        }
        return action

    @api.model
    def _get_action_for(self, domain, **defaults):
        """Return the action that shows the equipment matching ``domain``.

        :param defaults: what a new piece of equipment starts with
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_equipment_action"
        )
        action["domain"] = list(Domain(domain))
        action["context"] = {f"default_{name}": v for name, v in defaults.items()}
        return action

    def _is_in_warranty(self, day):
        """Return whether the warranty covers ``day``; its last day still counts."""
        self.ensure_one()
        end = self.warranty_end
        start = self.warranty_start or day
        return bool(end and start <= day <= end)

    def _get_warranty_sentence(self, day):
        """Return in words what the warranty says about ``day``."""
        self.ensure_one()
        if not self.warranty_end:
            return self.env._("No warranty")
        if self._is_in_warranty(day):
            end = format_date(self.env, self.warranty_end)
            return self.env._("In warranty until %s", end)
        if self.warranty_start and day < self.warranty_start:
            start = format_date(self.env, self.warranty_start)
            return self.env._("Before the warranty, which starts on %s", start)
        end = format_date(self.env, self.warranty_end)
        return self.env._("Out of warranty since %s", end)
