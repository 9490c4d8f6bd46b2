from odoo.tests import HttpCase, tagged

from .survey_common import SurveyCase


@tagged("post_install", "-at_install")
class TestSurveyTour(SurveyCase, HttpCase):
    """A customer answers on a phone (CUS-13)."""

    browser_size = "360x760"
    touch_enabled = True

    def test_customer_answers(self):
        """From the mail it takes a tap on a number and one to send it."""
        answer = self._ask()
        path = f"/opinion/{self._get_token(answer)}?score=7"

        self.start_tour(path, "crm_survey_customer")

        self.env.invalidate_all()
        self.assertRecordValues(
            answer, [{"state": "answered", "score": 9, "comment": "Runs well"}]
        )
