from odoo import api, models
from odoo.exceptions import UserError

from .crm_survey_answer import LOW_SCORE


class MailActivity(models.Model):
    """A low score is not done with before somebody says what came of it."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        calls = self._crm_filter_low_scores()
        outcome = (feedback or "").strip()
        if calls and not outcome:
            raise UserError(
                self.env._(
                    "Say what came of the talk with the customer: write it down and"
                    " close the activity then."
                )
            )
        # sudo: the outcome is noted for whoever was to call
        answers = self.env["crm.survey.answer"].sudo().browse(calls.mapped("res_id"))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        answers.exists()._close_follow_up(outcome)
        return result

    @api.ondelete(at_uninstall=False)
    def _crm_unlink_except_low_score(self):
        if not self.env.su and self.filtered("active")._crm_filter_low_scores():
            raise UserError(
                self.env._(
                    "A low score is followed up: close the activity with what came of"
                    " it, or give it to somebody else."
                )
            )

    def _crm_filter_low_scores(self):
        kind = self.env.ref(LOW_SCORE, raise_if_not_found=False)
        return self.filtered(
            lambda activity: (
                kind
                and activity.activity_type_id == kind
                and activity.res_model == "crm.survey.answer"
            )
        )
