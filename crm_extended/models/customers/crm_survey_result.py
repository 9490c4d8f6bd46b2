from collections import Counter

from odoo import api, fields, models
from odoo.addons.crm_extended.tools.opinion import ENOUGH, summarize
from odoo.tools import float_repr


class CrmSurvey(models.Model):
    """What the answers to a survey say, with how sure that is."""

    _inherit = "crm.survey"

    asked_count = fields.Integer(string="Asked", compute="_compute_result")
    answer_count = fields.Integer(string="Answers", compute="_compute_result")
    follow_up_count = fields.Integer(string="To Follow Up", compute="_compute_result")
    response_rate = fields.Float(
        string="Response (%)", digits=(16, 1), compute="_compute_result"
    )
    has_result = fields.Boolean(compute="_compute_result")
    result = fields.Float(
        digits=(16, 2),
        compute="_compute_result",
        help="NPS: the percentage of 9 and 10 less that of 0 to 6. CSAT: the percentage"
        " of 4 and 5. CES: the average. Hidden with fewer than 10 answers, which say"
        " more about chance than about customers.",
    )
    result_error = fields.Float(
        string="Standard Error",
        digits=(16, 2),
        compute="_compute_result",
        help="By how much the result would typically differ if other customers of yours"
        " had answered. A change of less than twice that may be chance.",
    )
    result_text = fields.Char(string="Result in Words", compute="_compute_result")

    @api.depends("answer_ids.state", "answer_ids.follow_up", "kind")
    def _compute_result(self):
        asked, scores, open_counts = self._count_answers()
        for survey in self:
            survey.asked_count = asked[survey._origin.id]
            given = scores.get(survey._origin.id, Counter())
            survey.answer_count = sum(given.values())
            survey.follow_up_count = open_counts[survey._origin.id]
            rate = survey.asked_count and survey.answer_count / survey.asked_count
            survey.response_rate = 100 * rate
            result = survey.kind and summarize(survey.kind, given)
            survey.has_result = bool(result)
            survey.result = result.value if result else 0
            survey.result_error = result.error if result else 0
            survey.result_text = survey._describe_result(result)

    def _count_answers(self):
        """Return by survey: how many were asked, the scores given, the follow-ups."""
        groups = self.env["crm.survey.answer"]._read_group(
            [("survey_id", "in", self._origin.ids), ("asked_at", "!=", False)],
            ["survey_id", "state", "score", "follow_up"],
            ["__count"],
        )
        asked, scores, open_counts = Counter(), {}, Counter()
        for survey, state, score, follow_up, count in groups:
            asked[survey.id] += count
            if state == "answered":
                scores.setdefault(survey.id, Counter())[score] += count
                open_counts[survey.id] += count if follow_up == "open" else 0
        return asked, scores, open_counts

    def _describe_result(self, result):
        if not result:
            return self.env._(
                "%(count)s answers: with %(enough)s there is a result.",
                count=self.answer_count,
                enough=ENOUGH,
            )
        digits = 2 if self.kind == "ces" else 0
        texts = {
            name: float_repr(getattr(result, name), digits) for name in ("low", "high")
        }
        return self.env._(
            "%(count)s answers. With 95 %% certainty it is between %(low)s and"
            " %(high)s for all customers like those.",
            count=result.count,
            **texts,
        )
