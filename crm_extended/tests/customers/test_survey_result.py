from collections import Counter
from statistics import mean, pstdev

from odoo.addons.crm_extended.tools.opinion import get_value, summarize
from odoo.tests import tagged

from .survey_common import SurveyCase

SCORES = {
    "nps": [10] * 7 + [9] * 5 + [8] * 4 + [6] * 3 + [0],
    "csat": [5] * 6 + [4] * 2 + [3] * 3 + [1],
    "ces": [7] * 4 + [5] * 3 + [2] * 4,
}


@tagged("post_install", "-at_install")
class TestSurveyResult(SurveyCase):
    """The result, its standard error, and from when on it is shown (CUS-13)."""

    def _group(self, domain, groupby=(), user=None):
        Answer = self.env["crm.survey.answer"].with_user(user or self.leader)
        measures = ["value:avg", "value_error:avg", "answered_count:sum", "__count"]
        return Answer._read_group(domain, groupby, measures)

    def test_survey_and_groups_say_the_same(self):
        """Result and error are mean and its error of the values, wherever shown."""
        for survey in (self.nps, self.csat, self.ces):
            scores = SCORES[survey.kind]
            self._give_answers(survey, scores)
            values = [get_value(survey.kind, score) for score in scores]
            error = pstdev(values) / len(values) ** 0.5
            with self.subTest(survey.kind):
                self.assertTrue(survey.has_result)
                self.assertAlmostEqual(survey.result, mean(values), delta=0.005)
                self.assertAlmostEqual(survey.result_error, error, delta=0.005)
                [row] = self._group([("survey_id", "=", survey.id)])
                self.assertAlmostEqual(row[0], mean(values))
                self.assertAlmostEqual(row[1], error)
                self.assertEqual(row[2:], (len(scores), len(scores)))

    def test_nps_by_shares(self):
        """The NPS is the share of 9 and 10 less that of 0 to 6, its error by shares."""
        promoters, detractors = 12 / 20, 4 / 20
        result = summarize("nps", Counter(SCORES["nps"]))

        self.assertAlmostEqual(result.value, 100 * (promoters - detractors))
        variance = promoters + detractors - (promoters - detractors) ** 2
        self.assertAlmostEqual(result.error, 100 * (variance / 20) ** 0.5)

    def test_hidden_under_ten(self):
        """Nine answers have no result, ten have; who did not answer does not count."""
        self._give_answers(self.nps, [10] * 9)
        waiting = {"state": "asked", "score": 0, "value": 0, "attitude": False}
        self._give_answers(self.nps, [0] * 5, **waiting)
        mine = [("survey_id", "=", self.nps.id)]
        self.assertEqual(self._group(mine)[0][:2], (False, False))
        self.assertFalse(self.nps.has_result)
        self.assertIn("9 answers", self.nps.result_text)

        self._give_answers(self.nps, [0])
        self.nps.invalidate_recordset()

        self.assertTrue(self.nps.has_result)
        self.assertEqual(self.nps.result, 80)
        self.assertEqual(self._group(mine)[0][0], 80)
        self.assertEqual((self.nps.asked_count, self.nps.answer_count), (15, 10))
        self.assertAlmostEqual(self.nps.response_rate, 66.7)

    def test_kinds_are_not_mixed(self):
        """A group of two kinds has no result: percentages and scores have no mean."""
        for survey in (self.nps, self.csat):
            self._give_answers(survey, SCORES[survey.kind])
        both = [("survey_id", "in", (self.nps | self.csat).ids)]

        self.assertEqual(self._group(both)[0][:2], (False, False))
        by_kind = self._group(both, ["kind"])
        self.assertEqual([row[0] for row in by_kind], ["csat", "nps"])
        self.assertTrue(all(row[1] for row in by_kind))

    def test_by_month(self):
        """Each month has its own result; one with few answers has none."""
        self._give_answers(self.nps, [10] * 10, answered_at="2026-01-15 10:00:00")
        self._give_answers(self.nps, [0] * 9, answered_at="2026-02-15 10:00:00")
        mine = [("survey_id", "=", self.nps.id)]

        months = self._group(mine, ["answered_at:month"])

        self.assertEqual([row[1] for row in months], [100, False])
        self.assertEqual([row[3] for row in months], [10, 9])

    def test_for_whom(self):
        """A salesperson's groups are made of the own customers' answers."""
        self._give_answers(self.nps, [10] * 10)
        [stranger] = self._create_people(1)
        self._give_answers(self.nps, [0] * 10, partner_id=stranger.id)
        mine = [("survey_id", "=", self.nps.id)]

        self.assertEqual(self._group(mine)[0][0], 0)
        self.assertEqual(self._group(mine, user=self.salesperson)[0][0], 100)
        self.assertEqual(self.nps.with_user(self.salesperson).result, 100)

    def test_web_offers_the_measures(self):
        """Pivot and graph get result and error as measures, and no 0 for none."""
        Answer = self.env["crm.survey.answer"].with_user(self.leader)
        fields = Answer.fields_get(["value", "value_error"], ["aggregator"])
        self.assertEqual(fields["value"]["aggregator"], "avg")
        self.assertEqual(fields["value_error"]["aggregator"], "avg")

        self._give_answers(self.nps, [10] * 9)
        [row] = Answer.formatted_read_group(
            [("survey_id", "=", self.nps.id)], [], ["value:avg", "value_error:avg"]
        )
        self.assertIsNone(row["value:avg"])
