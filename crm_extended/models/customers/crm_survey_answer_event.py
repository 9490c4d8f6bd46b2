from odoo import api, fields, models


class CrmSurveyAnswer(models.Model):
    """What the customer answers after a delivery."""

    _inherit = "crm.survey.answer"

    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        readonly=True,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="What the customer was asked after.",
    )

    _picking_uniq = models.UniqueIndex(
        "(survey_id, picking_id) WHERE picking_id IS NOT NULL",
        "The customer was asked about this delivery already.",
    )

    @api.model
    def _cron_ask(self, batch_size=100):
        self.env["crm.survey"]._queue_all_events()
        return super()._cron_ask(batch_size=batch_size)

    def _prepare_complaint_values(self):
        return super()._prepare_complaint_values() | {"picking_id": self.picking_id.id}
