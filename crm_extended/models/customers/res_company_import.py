from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_import_keep_days = fields.Integer(
        string="Keep Imported Files",
        default=90,
        help="Days until an imported file and its rows are deleted. What they brought"
        " in stays, and so does the meaning of the columns.",
    )

    _crm_import_keep_days_check = models.Constraint(
        "CHECK (crm_import_keep_days >= 0)",
        "The days to keep imported files can't be negative.",
    )
