from odoo import api, fields, models
from odoo.addons.crm_extended.tools.timeline import Source


class ResPartner(models.Model):
    """What customers answered in surveys, where people look for customers."""

    _inherit = "res.partner"

    crm_nps_class = fields.Selection(related="crm_profile_id.nps_class")
    crm_nps_score = fields.Integer(related="crm_profile_id.nps_score")
    crm_nps_date = fields.Datetime(related="crm_profile_id.nps_date")

    def action_crm_view_nps(self):
        """Open the answers of which the customer's recommendation is the last one."""
        domain = [
            ("customer_id", "=", self.commercial_partner_id.id),
            ("state", "=", "answered"),
            ("kind", "=", "nps"),
        ]
        return self._crm_open_figure("crm_extended.crm_survey_answer_action", domain)

    @api.model
    def _crm_get_timeline_sources(self, party):
        return [
            *super()._crm_get_timeline_sources(party),
            Source(
                kind="survey",
                label=self.env._("Survey Answers"),
                icon="fa-star-half-o",
                model="crm.survey.answer",
                domain=[*party.domain(), ("state", "=", "answered")],
                date="answered_at",
                text="comment",
                state="attitude",
                person="partner_id.name",
                talk=True,
            ),
        ]

    def _crm_get_sheet_sections(self):
        # sudo: what the user may not read is left out by the section
        known = self.sudo().crm_nps_class
        figures = ["crm_nps_score", "crm_nps_date"] if known else []
        section = (self.env._("Surveys"), figures)
        return [*super()._crm_get_sheet_sections(), section]
