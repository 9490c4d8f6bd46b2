from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

# how long a job is expected to take until somebody says otherwise
SLOT = timedelta(hours=1)


class CrmWorkOrder(models.Model):
    """A visit or repair: who goes where and when, what was done and used there."""

    _name = "crm.work.order"
    _description = "Work Order"
    _inherit = [
        "crm.numbered",
        "crm.expiring.link",
        "mail.thread",
        "mail.activity.mixin",
        "product.catalog.mixin",
    ]
    _order = "planned_start, priority desc, id"
    _check_company_auto = True
    # whoever may read a work order may take part in its conversation
    _mail_post_access = "read"

    name = fields.Char(
        compute="_compute_from_request",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        index="trigram",
    )
    description = fields.Html(
        string="Job",
        compute="_compute_from_request",
        store=True,
        readonly=False,
        precompute=True,
        help="What is to be done, in words that the technician needs on site.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "High"), ("3", "Urgent")],
        compute="_compute_from_request",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    request_id = fields.Many2one(
        "crm.service.request",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        ondelete="restrict",
        index="btree_not_null",
    )

    # Customer
    partner_id = fields.Many2one(
        "res.partner",
        string="Site",
        compute="_compute_from_request",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        tracking=True,
        index="btree_not_null",
        help="The contact or address that the technician goes to.",
    )
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    partner_address = fields.Char(
        related="partner_id.contact_address_inline", string="Address"
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The customer the site belonged to when the work order was made. It"
        " stays when the contact moves to another company.",
    )

    # Plan
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        index="btree_not_null",
    )
    planned_start = fields.Datetime(tracking=True, copy=False)
    planned_end = fields.Datetime(
        compute="_compute_planned_end",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        copy=False,
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Parts From",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('usage', '=', 'internal'),"
        " ('company_id', 'in', [company_id, False])]",
        help="Where the parts are taken from: the technician's van, or the warehouse.",
    )

    # Progress
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("progress", "In Progress"),
            ("done", "Done"),
            ("cancel", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    finished_at = fields.Datetime(string="Finished On", readonly=True, copy=False)

    # Work
    time_ids = fields.One2many("crm.work.order.time", "order_id")
    part_ids = fields.One2many(
        "crm.work.order.part", "order_id", string="Parts", copy=True
    )
    hours = fields.Float(compute="_compute_hours", help="All time lines together.")
    is_timer_running = fields.Boolean(compute="_compute_is_timer_running")
    part_summary = fields.Char(string="Parts Needed", compute="_compute_part_summary")
    findings = fields.Text(copy=False, help="What was found. Printed on the report.")
    work_done = fields.Text(copy=False, help="What was done. Printed on the report.")

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "Another work order of the company has this number."
    )
    _timeline_idx = models.Index("(customer_id, finished_at, id)")
    _open_idx = models.Index(
        "(user_id, planned_start) WHERE state IN ('planned', 'progress')"
    )
    _slot_check = models.Constraint(
        "CHECK (planned_end IS NULL OR planned_end > planned_start)",
        "The planned end must lie after the planned start.",
    )

    @api.depends("request_id")
    def _compute_from_request(self):
        """Take over what the request says, and keep what was typed here."""
        for order in self:
            request = order.request_id
            order.name = order.name or request.name
            order.description = order.description or request.description
            order.priority = order.priority or request.priority or "0"
            order.partner_id = order.partner_id or request.partner_id

    @api.depends("partner_id")
    def _compute_customer_id(self):
        # not on partner_id.commercial_partner_id: the customer of a document stays
        for order in self:
            order.customer_id = order.partner_id.commercial_partner_id

    @api.depends("request_id")
    def _compute_company_id(self):
        for order in self:
            order.company_id = (
                order.request_id.company_id or order.company_id or self.env.company
            )

    @api.depends("planned_start")
    def _compute_planned_end(self):
        """A slot starts with an hour; whoever knows better says so."""
        for order in self:
            start = order.planned_start
            if start and not (order.planned_end and order.planned_end > start):
                order.planned_end = start + SLOT

    @api.depends("user_id", "company_id")
    def _compute_location_id(self):
        for company, orders in self.grouped("company_id").items():
            warehouse = self.env["stock.warehouse"].search(
                [("company_id", "=", company.id)], limit=1
            )
            for order in orders:
                # sudo: a colleague's settings say where the colleague's van is
                user = order.user_id.sudo().with_company(company)
                order.location_id = user.crm_stock_location_id or (
                    warehouse.lot_stock_id
                )

    @api.depends("time_ids.hours")
    def _compute_hours(self):
        for order in self:
            order.hours = sum(order.time_ids.mapped("hours"))

    @api.depends("time_ids.date_end", "time_ids.hours")
    @api.depends_context("uid")
    def _compute_is_timer_running(self):
        for order in self:
            order.is_timer_running = bool(order.time_ids._get_running())

    @api.depends("part_ids.used_qty", "part_ids.product_id")
    def _compute_part_summary(self):
        for order in self:
            parts = [
                f"{part.used_qty:g} × {part.product_id.display_name}"
                for part in order.part_ids
                if part.used_qty
            ]
            order.part_summary = format_list(self.env, parts) if parts else False

    def _compute_access_url(self):
        super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/work-orders/{order.id}"

    @api.constrains("planned_start", "planned_end")
    def _check_slot(self):
        for order in self:
            if order.planned_end and not order.planned_start:
                raise ValidationError(
                    self.env._(
                        "Work order %s has a planned end without a planned start."
                        " Enter both, or none.",
                        order.number,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for order in self:
            if order.state not in ("draft", "cancel"):
                raise UserError(
                    self.env._(
                        "Work order %s has begun. Cancel it instead of deleting it.",
                        order.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._complete_company(vals_list)
        self._complete_number(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_request_access(vals.get("request_id"))
        if "signature" in vals:
            vals = self._complete_signature(vals)
        res = super().write(vals)
        if {"location_id", "user_id", "partner_id", "planned_start"} & vals.keys():
            self._get_planned()._reserve_parts()
        return res

    @api.model
    def _complete_company(self, vals_list):
        """A work order for a request belongs to the company of the request."""
        Request = self.env["crm.service.request"]
        default = self.env.context.get("default_request_id")
        for vals in vals_list:
            request = Request.browse(vals.get("request_id", default))
            self._check_request_access(request.id)
            company_id = vals.get("company_id") or request.company_id.id
            vals["company_id"] = company_id or self.env.company.id

    @api.model
    def _check_request_access(self, request_id):
        # subject and text of the request are taken over
        self.env["crm.service.request"].browse(request_id).check_access("read")

    @api.model
    def _get_number_sequence(self, company):
        return company._crm_get_work_order_sequence()

    def _get_planned(self):
        """Return those whose parts are set aside: planned or under way."""
        return self.filtered(lambda order: order.state in ("planned", "progress"))
