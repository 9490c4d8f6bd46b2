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

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category can't be part of itself."))

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

    def _get_lineage_ids(self):
        """Return the ids of the category and of all categories it is part of."""
        return [int(part) for part in (self.parent_path or "").split("/") if part]
