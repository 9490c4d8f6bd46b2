from odoo import fields, models


class CrmFeedback(models.Model):
    """Complaints that were made of an answer to a survey."""

    _inherit = "crm.feedback"

    survey_answer_id = fields.Many2one("crm.survey.answer", readonly=True, copy=False)

    _survey_answer_uniq = models.UniqueIndex(
        "(survey_answer_id) WHERE survey_answer_id IS NOT NULL",
        "A complaint was made of this answer already.",
    )
