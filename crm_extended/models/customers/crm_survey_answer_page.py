import re

from odoo import api, fields, models
from odoo.addons.crm_extended.tools.opinion import SCALES
from odoo.exceptions import UserError
from odoo.tools import format_date

# what secrets.token_urlsafe(32) gives
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
COMMENT_LENGTH = 2000


class CrmSurveyAnswer(models.Model):
    """What the customer's page shows, and what it takes."""

    _inherit = "crm.survey.answer"

    @api.model
    def _find_by_token(self, token):
        """Return the answer whose link somebody has, or none for what is no link."""
        if not TOKEN.fullmatch(token or ""):
            return self.browse()
        return self.search([("access_token", "=", token)])

    @api.model
    def _find_open(self, token):
        """Return the answer of a link that still opens its page, or none."""
        answer = self._find_by_token(token)
        is_open = answer and fields.Datetime.now() < answer.expires_at
        return answer if is_open else self.browse()

    def _take(self, entered):
        """Record the answer that was entered, if it is the first one.

        :param entered: dict with ``score`` and ``comment`` as they were sent
        :return: whether it was recorded, False where there is an answer already
        :raises UserError: when it can't be read; nothing is recorded then
        """
        self.ensure_one()
        score = SCALES[self.kind].parse(entered["score"])
        if score is None:
            raise UserError(self.env._("Please choose one of the numbers."))
        # a form sends a line's end as two characters
        comment = entered["comment"].replace("\r\n", "\n").strip()
        if len(comment) > COMMENT_LENGTH:
            raise UserError(
                self.env._(
                    "Your text has %(length)s characters, %(most)s can be sent: please"
                    " shorten it.",
                    length=len(comment),
                    most=COMMENT_LENGTH,
                )
            )
        # of two at once the database refuses the later; Odoo then handles its request
        # once more, which ends here
        if self.state != "asked":
            return False
        self._record(score, comment)
        return True

    def _get_scale(self):
        return SCALES[self.kind]

    def _get_until(self):
        """Return until when one can answer, as a sentence."""
        day = self.company_id._crm_get_local_date(self.expires_at)
        return self.env._("You can answer until %s.", format_date(self.env, day))

    def _prepare_page_values(self):
        """Return all that the page shows."""
        self.ensure_one()
        survey, company = self.survey_id, self.company_id
        low, high = survey._get_ends()
        return {
            "company_name": company.name,
            "company_id": company.id,
            "company_email": company.email,
            "question": survey._get_question(),
            "kind": self.kind,
            "scores": list(self._get_scores()),
            "low": low,
            "high": high,
            "is_answered": self.state == "answered",
            "until": self._get_until(),
            "comment_length": COMMENT_LENGTH,
            "path": f"/opinion/{self.access_token}",
        }
