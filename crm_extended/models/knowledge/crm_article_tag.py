from random import randint

from odoo import fields, models


class CrmArticleTag(models.Model):
    """A word that gathers articles across categories."""

    _name = "crm.article.tag"
    _description = "Article Tag"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))
