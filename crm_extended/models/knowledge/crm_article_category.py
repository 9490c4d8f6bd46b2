from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmArticleCategory(models.Model):
    """A shelf of the knowledge base, within another one or on its own."""

    _name = "crm.article.category"
    _description = "Article Category"
    _parent_store = True
    _order = "sequence, name, id"

    display_name = fields.Char(recursive=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "crm.article.category",
        string="Parent Category",
        ondelete="restrict",
        index=True,
    )
    parent_path = fields.Char(index=True)
    description = fields.Text(
        translate=True, help="Shown below the name in the help centre."
    )

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            names = [category.parent_id.display_name, category.name]
            category.display_name = " / ".join(filter(None, names))

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category can't lie within itself: choose another parent.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        # sudo: articles that the user can't see lie in the category as well
        Article = self.env["crm.article"].sudo().with_context(active_test=False)
        if article := Article.search([("category_id", "child_of", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "The category “%(category)s” still holds articles. Move them to"
                    " another category first, the archived ones too.",
                    category=article.category_id.display_name,
                )
            )

    def _prepare_help_values(self, company, counts=None):
        """Return what the help centre of a company shows of each category."""
        return [
            {
                "name": category.name,
                "description": category.description,
                "count": (counts or {}).get(category),
                "url": f"/help/{company.crm_help_key}?category={category.id}",
            }
            for category in self
        ]
