from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .crm_survey_answer import LOW_SCORE


class CrmSurveyAnswer(models.Model):
    """What is done about a low score: a talk, of which somebody says what came."""

    _inherit = "crm.survey.answer"

    def _start_follow_up(self):
        """Have the salesperson of the customer call, or else the survey's owner."""
        self.ensure_one()
        self.follow_up = "open"
        user = self._get_follow_up_user()
        if user:
            self.with_context(lang=user.lang).activity_schedule(
                LOW_SCORE,
                user_id=user.id,
                note=plaintext2html(self.comment or ""),
            )

    def _get_follow_up_user(self):
        """Return the first of those in charge who may read the answer."""
        for user in self.customer_id.user_id | self.survey_id.user_id:
            answer = self.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            if user.active and user._is_internal() and answer.has_access("read"):
                return user
        return self.env["res.users"]

    def _close_follow_up(self, outcome):
        """Note what came of it, on each of the answers whose activity is done."""
        self.filtered(lambda answer: answer.follow_up == "open").write(
            {"follow_up": "done", "outcome": outcome}
        )

    def action_log_complaint(self):
        """Make a complaint of each answer, once, and open what was made.

        :raises UserError: for an answer that is positive or was not given yet
        """
        Feedback = self.env["crm.feedback"]
        # sudo: a complaint that somebody else made of it must not be made again
        made = Feedback.sudo().search([("survey_answer_id", "in", self.ids)])
        new = self - made.survey_answer_id
        if any(answer.attitude not in ("negative", "neutral") for answer in new):
            raise UserError(
                self.env._("Only an answer that is not positive is a complaint.")
            )
        feedback = made.sudo(False)
        feedback += Feedback.create(
            [answer._prepare_complaint_values() for answer in new]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_feedback_action"
        )
        if len(feedback) == 1:
            return action | {"res_id": feedback.id, "views": [(False, "form")]}
        return action | {"domain": [("id", "in", feedback.ids)], "context": {}}

    def _prepare_complaint_values(self):
        """Return the values of a complaint that says what the answer says."""
        self.ensure_one()
        return {
            "name": self.env._("Low score: %s", self.name),
            "source": "survey",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "description": plaintext2html(self.comment or ""),
            "survey_answer_id": self.id,
        }
