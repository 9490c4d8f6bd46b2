from odoo import fields, models


class CrmSurveyAnswer(models.Model):
    """What the customer answers after a request was solved."""

    _inherit = "crm.survey.answer"

    request_id = fields.Many2one(
        "crm.service.request",
        string="Service Request",
        readonly=True,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="What the customer was asked after.",
    )

    _request_uniq = models.UniqueIndex(
        "(survey_id, request_id) WHERE request_id IS NOT NULL",
        "The customer was asked about this request already.",
    )

    def _prepare_complaint_values(self):
        return super()._prepare_complaint_values() | {"request_id": self.request_id.id}
