from datetime import timedelta

from odoo import fields
from odoo.addons.crm_extended.tests.customers.survey_common import SurveyCase
from odoo.tests import freeze_time, tagged

from .test_request_rating import SOLVED_AT


@tagged("post_install", "-at_install")
@freeze_time(SOLVED_AT)
class TestOpinionLimit(SurveyCase):
    """Surveys and ratings count together: a person is asked once in some days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.ask_rating = True
        cls.company.crm_opinion_days = 30

    def _solve(self, **values):
        """Solve a request, and return it with the mails that ask for its rating."""
        request = self._create_request(**values)
        request.stage_id = self.stage_solved
        self.env.flush_all()
        registry = self.env.registry["ir.cron"]
        self.patch(registry, "_commit_progress", lambda *args, **kwargs: 3600)
        with self.mock_mail_gateway():
            self.env["crm.service.request"]._cron_ask_ratings()
            mails = self._new_mails
        return request, mails

    def test_rating_after_survey(self):
        """Who was asked by a survey gets no rating mail, but can vote on the page."""
        self._ask()

        request, mails = self._solve()

        self.assertFalse(mails)
        self.assertTrue(request._get_rating_token())
        self.assertIn("not mailed for a rating", request.message_ids[0].body)

    def test_survey_after_rating(self):
        """Who was mailed for a rating is not asked by a survey for the days set."""
        _request, mails = self._solve()
        self.assertEqual(mails.recipient_ids, self.contact)
        self.assertEqual(self.contact.crm_asked_at, fields.Datetime.now())

        answer = self.nps._ask(self.contact)
        self.assertEqual((answer.state, answer.reason), ("left_out", "recent"))
        with freeze_time(fields.Datetime.now() + timedelta(days=30)):
            self.assertEqual(self.nps._ask(self.contact).state, "asked")

    def test_two_requests(self):
        """Of two requests solved within the days one asks by mail."""
        self.assertTrue(self._solve()[1])
        self.assertFalse(self._solve()[1])

    def test_refusal_holds_for_ratings(self):
        """Who refused in a survey is not mailed for ratings either."""
        self.contact._crm_refuse_opinions()

        request, mails = self._solve()

        self.assertFalse(mails)
        self.assertIn("does not want to be asked", request.message_ids[0].body)

    def test_survey_after_a_request(self):
        """A survey after requests asks once for each, some days later, from now on."""
        self.team.ask_rating = False
        [early, late] = self._create_people(2)
        self._solve(partner_id=early.id)
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            self.ces.write({"trigger": "request", "delay_days": 2})
            self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            solved, _mails = self._solve(partner_id=late.id)
            dropped = self._create_request(partner_id=self.contact.id)
            dropped.stage_id = self.env.ref("crm_extended.crm_service_stage_cancelled")
            self.env.flush_all()
        self.assertFalse(self._run_job())

        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.assertEqual(self._run_job().recipient_ids, late)
            self.assertFalse(self._run_job())
        self.assertEqual(self.ces.answer_ids.request_id, solved)
