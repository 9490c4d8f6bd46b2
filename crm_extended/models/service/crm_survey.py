from odoo import fields, models


class CrmSurvey(models.Model):
    """Customers can be asked after their request was solved."""

    _inherit = "crm.survey"

    trigger = fields.Selection(
        selection_add=[("request", "After a request is solved")],
        ondelete={"request": "set default"},
    )

    def _find_events(self, since, until, limit):
        if self.trigger != "request":
            return super()._find_events(since, until, limit)
        requests = self.env["crm.service.request"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("closed_at", ">", since),
                ("closed_at", "<=", until),
                # what was cancelled or merged was not solved
                ("stage_id.ask_rating", "=", True),
                ("partner_id", "!=", False),
                ("id", "not in", self._get_asked_events("request_id")),
            ],
            limit=limit,
            order="closed_at, id",
        )
        return self._prepare_events(
            "request_id", [(request, request.partner_id) for request in requests]
        )
