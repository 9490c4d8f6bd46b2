from odoo import api, fields, models


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

    # Classes of customers
    crm_rfm_months = fields.Integer(related="company_id.crm_rfm_months", readonly=False)
    crm_rfm_method = fields.Selection(
        related="company_id.crm_rfm_method", readonly=False, required=True
    )
    crm_rfm_recency_limits = fields.Char(
        related="company_id.crm_rfm_recency_limits", readonly=False
    )
    crm_rfm_frequency_limits = fields.Char(
        related="company_id.crm_rfm_frequency_limits", readonly=False
    )
    crm_rfm_monetary_limits = fields.Char(
        related="company_id.crm_rfm_monetary_limits", readonly=False
    )
    crm_rfm_preview = fields.Char(compute="_compute_crm_rfm_preview")

    # Collection
    crm_reminder_automatic = fields.Boolean(
        related="company_id.crm_reminder_automatic", readonly=False
    )
    crm_reminder_days = fields.Integer(
        related="company_id.crm_reminder_days", readonly=False
    )

    # Feedback
    crm_feedback_days_minor = fields.Integer(
        related="company_id.crm_feedback_days_minor", readonly=False
    )
    crm_feedback_days_serious = fields.Integer(
        related="company_id.crm_feedback_days_serious", readonly=False
    )
    crm_feedback_days_severe = fields.Integer(
        related="company_id.crm_feedback_days_severe", readonly=False
    )
    crm_feedback_days_critical = fields.Integer(
        related="company_id.crm_feedback_days_critical", readonly=False
    )

    # Surveys
    crm_opinion_days = fields.Integer(
        related="company_id.crm_opinion_days", readonly=False
    )

    # Customers
    crm_import_keep_days = fields.Integer(
        related="company_id.crm_import_keep_days", readonly=False
    )
    crm_data_weight_owner = fields.Integer(
        related="company_id.crm_data_weight_owner", readonly=False
    )
    crm_data_weight_industry = fields.Integer(
        related="company_id.crm_data_weight_industry", readonly=False
    )
    crm_data_weight_vat = fields.Integer(
        related="company_id.crm_data_weight_vat", readonly=False
    )
    crm_data_weight_email = fields.Integer(
        related="company_id.crm_data_weight_email", readonly=False
    )
    crm_data_weight_phone = fields.Integer(
        related="company_id.crm_data_weight_phone", readonly=False
    )
    crm_data_weight_address = fields.Integer(
        related="company_id.crm_data_weight_address", readonly=False
    )
    crm_data_weight_bounce = fields.Integer(
        related="company_id.crm_data_weight_bounce", readonly=False
    )

    # Knowledge
    crm_help_published = fields.Boolean(
        related="company_id.crm_help_published", readonly=False
    )
    crm_help_key = fields.Char(related="company_id.crm_help_key", readonly=False)

    @api.depends(
        "crm_rfm_months",
        "crm_rfm_method",
        "crm_rfm_recency_limits",
        "crm_rfm_frequency_limits",
        "crm_rfm_monetary_limits",
    )
    def _compute_crm_rfm_preview(self):
        for settings in self:
            settings.crm_rfm_preview = settings.company_id._crm_get_rfm_preview(
                {
                    name: settings[name]
                    for name in settings._fields
                    if name.startswith("crm_rfm_") and name != "crm_rfm_preview"
                }
            )

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
