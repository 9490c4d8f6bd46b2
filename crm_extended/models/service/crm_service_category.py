from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmServiceCategory(models.Model):
    """What a request is about, and which team usually answers it."""

    _name = "crm.service.category"
    _description = "Service Category"
    _parent_name = "parent_id"
    _parent_store = True
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    display_name = fields.Char(recursive=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "crm.service.category",
        string="Parent Category",
        check_company=True,
        ondelete="restrict",
        index=True,
    )
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="Empty: requests of every company use it.",
    )
    team_id = fields.Many2one(
        "crm.service.team",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="New requests of the category go to this team.",
    )

    # what a request of the category, or of one below it, needs before it is closed
    requires_cause = fields.Boolean(
        string="Root Cause",
        help="No request is closed before it says what had caused it.",
    )
    requires_resolution = fields.Boolean(
        string="Resolution",
        help="No request is closed before it says what solved it.",
    )
    requires_equipment = fields.Boolean(
        string="Equipment",
        help="No request is closed before it says which equipment it is about.",
    )
    requires_lot = fields.Boolean(
        string="Lot or Serial Number",
        help="No request is closed before its equipment has a lot or serial number,"
        " unless the product has none.",
    )

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            names = [category.parent_id.display_name, category.name]
            category.display_name = " / ".join(name for name in names if name)

    @api.depends("team_id")
    def _compute_company_id(self):
        for category in self:
            category.company_id = category.team_id.company_id or category.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        Request = self.env["crm.service.request"]
        if request := Request._find_any([("category_id", "in", self.ids)]):
            raise UserError(
                self.env._(
                    "The category “%(category)s” still has requests, for example"
                    " %(number)s. Archive it instead.",
                    category=request.category_id.name,
                    number=request.number,
                )
            )

    def write(self, vals):
        # before core, which finds the circle as well, but does not say what it is about
        self._ensure_no_circle(self.browse(vals.get("parent_id") or []))
        return super().write(vals)

    def _ensure_no_circle(self, parent):
        """Refuse a parent that is one of the categories, or a part of one."""
        above = set(parent._get_lineage_ids())
        if category := self.filtered(lambda one: one.id in above)[:1]:
            raise ValidationError(
                self.env._(
                    "The category “%(category)s” can't be part of “%(parent)s”, which"
                    " is a part of it. Choose another parent category.",
                    category=category.name,
                    parent=parent.display_name,
                )
            )

    def _get_lineage_ids(self):
        """Return the ids of the category and of all categories it is part of."""
        return [int(part) for part in (self.parent_path or "").split("/") if part]

    def _get_closing_rules(self):
        """Return the categories whose closing rules hold: it and all it is part of."""
        return self.browse(self._get_lineage_ids())
