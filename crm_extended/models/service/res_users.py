from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    crm_stock_location_id = fields.Many2one(
        "stock.location",
        string="Van Stock",
        company_dependent=True,
        domain="[('usage', '=', 'internal')]",
        help="Where this technician takes parts from. Without it, the warehouse.",
    )
