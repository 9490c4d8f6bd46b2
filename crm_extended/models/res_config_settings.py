from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Customers
    crm_figure_basis = fields.Selection(
        related="company_id.crm_figure_basis", readonly=False, required=True
    )
    crm_profiles_refreshed_at = fields.Datetime(
        related="company_id.crm_profiles_refreshed_at"
    )
    crm_payments_unregistered = fields.Boolean(
        related="company_id.crm_payments_unregistered"
    )

    # Service
    crm_service_team_id = fields.Many2one(
        related="company_id.crm_service_team_id", readonly=False
    )
    crm_service_product_id = fields.Many2one(
        related="company_id.crm_service_product_id", readonly=False
    )
    crm_link_days = fields.Integer(related="company_id.crm_link_days", readonly=False)

    # Knowledge
    crm_help_published = fields.Boolean(
        related="company_id.crm_help_published", readonly=False
    )
    crm_help_key = fields.Char(related="company_id.crm_help_key", readonly=False)

    def action_crm_refresh_figures(self):
        """Work out the figures of all customers of the company now.

        :return: True
        :raises UserError: while they are being worked out by a job
        """
        self.check_access("write")
        # sudo: profiles are written by nobody else
        Profile = self.env["crm.customer.profile"].sudo()
        Profile._refresh(self.company_id)
        return True
