from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Service
    crm_service_team_id = fields.Many2one(
        related="company_id.crm_service_team_id", readonly=False
    )
    crm_service_product_id = fields.Many2one(
        related="company_id.crm_service_product_id", readonly=False
    )

    # Knowledge
    crm_help_published = fields.Boolean(
        related="company_id.crm_help_published", readonly=False
    )
    crm_help_key = fields.Char(related="company_id.crm_help_key", readonly=False)
