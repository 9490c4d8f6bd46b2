from odoo import fields, models


class CrmFeedbackCategory(models.Model):
    """What feedback is about, or what had caused it."""

    _name = "crm.feedback.category"
    _description = "Feedback Category"
    _order = "usage, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    usage = fields.Selection(
        [("category", "Category"), ("cause", "Root Cause")],
        default="category",
        required=True,
        help="Category: what customers tell about. Root cause: what turned out to be"
        " the reason; without one no complaint is closed.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Leave it empty to use it in every company.",
    )
