from odoo import api, models

# ways in which one speaks with the customer and is answered; a text or letter may lie
SPOKEN = ("phone", "meeting", "visit", "chat", "wechat", "wecom")


class CrmInteraction(models.Model):
    """Which interactions count as the first answer to a request."""

    _inherit = "crm.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._stamp_first_answers()
        return interactions

    def write(self, vals):
        result = super().write(vals)
        if not {"is_reached", "direction", "channel", "res_id"}.isdisjoint(vals):
            self._stamp_first_answers()
        return result

    def _stamp_first_answers(self):
        Request = self.env["crm.service.request"]
        answers = self.filtered(lambda interaction: interaction._is_answer())
        for answer in answers.sorted("date_start"):
            # sudo: whoever may read a request may answer it
            request = Request.sudo().browse(answer.res_id).exists()
            if request and not request.first_responded_at:
                # nobody answers before he is asked
                moment = max(answer.date_start, request.opened_at)
                request.first_responded_at = moment

    def _is_answer(self):
        """Whether a colleague spoke with the customer about a request, unasked."""
        return (
            self.res_model == "crm.service.request"
            and self.direction == "out"
            and self.is_reached
            and self.channel in SPOKEN
        )
