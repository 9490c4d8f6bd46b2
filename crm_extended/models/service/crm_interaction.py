from odoo import api, models

# ways in which one speaks with the customer and is answered; a text or letter may lie
SPOKEN = ("phone", "meeting", "visit", "chat", "wechat", "wecom")


class CrmInteraction(models.Model):
    """Which interactions answer a request, or end the waiting for the customer."""

    _inherit = "crm.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions._tell_requests()
        return interactions

    def write(self, vals):
        result = super().write(vals)
        if not {"is_reached", "direction", "channel", "res_id"}.isdisjoint(vals):
            self._tell_requests()
        return result

    def _tell_requests(self):
        """Let requests know that their customer was answered, or called."""
        about = self.filtered(
            lambda interaction: (
                interaction.res_model == "crm.service.request"
                and interaction.is_reached
                and interaction.channel in SPOKEN
            )
        )
        Request = self.env["crm.service.request"]
        for interaction in about.sorted("date_start"):
            # sudo: whoever may read a request may answer it
            request = Request.sudo().browse(interaction.res_id).exists()
            if not request:
                continue
            if interaction.direction == "out":
                # nobody answers before he is asked
                asked = request.customer_waits_since or request.opened_at
                request._note_answer(max(interaction.date_start, asked))
            elif request.stage_id.is_waiting:
                # who calls is answered in the same breath, and not waited for any more
                request._resume()
