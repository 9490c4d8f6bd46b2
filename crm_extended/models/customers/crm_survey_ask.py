from odoo import models

from .crm_survey_answer_ask import JOB

# more than that are asked in the background
AT_ONCE = 20


class CrmSurvey(models.Model):
    """Who is to be asked."""

    _inherit = "crm.survey"

    def _ask(self, partners):
        """Ask some at once, many in the background.

        :return: the answers, some of them still to be asked for
        """
        self.ensure_one()
        # sudo: answers are made by nobody else
        Answer = self.env["crm.survey.answer"].sudo()
        waiting = Answer.search(
            [("survey_id", "=", self.id), ("state", "=", "queued")]
        ).partner_id
        answers = Answer.create(
            [
                {"survey_id": self.id, "partner_id": partner.id}
                for partner in partners - waiting
            ]
        )
        if len(answers) > AT_ONCE:
            # sudo: the clock of the job is not the business of who asks
            self.env.ref(JOB).sudo()._trigger()
        else:
            for answer in answers:
                answer._try_to_ask()
        return answers
