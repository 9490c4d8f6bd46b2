from psycopg2.errors import UniqueViolation

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestFeedbackRequest(CrmExtendedCase):
    """Complaints out of requests and votes, and requests out of complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._create_request(user=cls.agent)

    def test_complaint_about_a_request(self):
        """From a request its customer and documents are filled in, then it counts."""
        request = self.request.with_user(self.agent)
        action = request.action_crm_view_feedback()
        self.assertEqual(action["views"], [(False, "form")])

        Feedback = self.env["crm.feedback"].with_user(self.agent)
        feedback = Feedback.with_context(**action["context"]).create({})

        self.assertEqual(feedback.request_id, self.request)
        self.assertEqual(feedback.partner_id, self.contact)
        self.assertEqual(feedback.name, "Pump is loud")
        self.assertEqual(feedback.source, "request")
        request.invalidate_recordset()
        self.assertEqual(request.crm_feedback_count, 1)

    def test_bad_vote_becomes_one_complaint(self):
        """A bad vote is made a complaint once, with what the customer wrote."""
        vote = self._vote(1, "Never again <b>!</b>")

        first = vote.with_user(self.agent).action_crm_log_complaint()
        second = vote.with_user(self.agent).action_crm_log_complaint()

        self.assertEqual(first["res_id"], second["res_id"])
        complaint = self.env["crm.feedback"].browse(first["res_id"])
        self.assertEqual(complaint.request_id, self.request)
        self.assertEqual(complaint.customer_id, self.customer)
        self.assertEqual(complaint.source, "rating")
        self.assertIn("Never again &lt;b&gt;", complaint.description)

    @mute_logger("odoo.sql_db")
    def test_two_at_once_make_one_complaint(self):
        """Two who take up the same vote at the same moment make one complaint."""
        vote = self._vote(1, "Never again")
        vote.with_user(self.agent).action_crm_log_complaint()

        with self.assertRaises(UniqueViolation):
            self._log(rating_id=vote.id)

    def test_good_vote_is_no_complaint(self):
        """Happy votes, and those not given yet, are no complaints."""
        for vote in (self._vote(5, "Great"), self._vote(1, "", consumed=False)):
            with self.assertRaisesRegex(UserError, "not happy"):
                vote.with_user(self.agent).action_crm_log_complaint()

    def test_request_out_of_a_complaint(self):
        """A complaint leads to one request that says what the customer says."""
        complaint = self._log(severity="2", description="<p>Water everywhere</p>")

        action = complaint.action_open_request()
        again = complaint.action_open_request()

        self.assertEqual(action["res_id"], again["res_id"])
        request = self.env["crm.service.request"].browse(action["res_id"])
        self.assertEqual(request.partner_id, self.contact)
        self.assertEqual(request.priority, "2")
        self.assertIn("Water everywhere", request.description)
        self.assertEqual(complaint.request_id, request)

    def test_only_who_may_change_it(self):
        """Who may only read a complaint makes no request of it."""
        employee = self.users["employee"]
        complaint = self.env["crm.feedback"].with_user(employee)
        complaint = complaint.create({"name": "Leak", "partner_id": self.contact.id})

        with self.assertRaises(AccessError):
            complaint.action_open_request()

    def test_request_of_another_company(self):
        """A complaint names no request of another company."""
        foreign = self._create_team("外部", company=self.other_company)
        request = self._create_request(team_id=foreign.id, partner_id=False)

        with self.assertRaises(UserError):
            self._log(user=self.manager, request_id=request.id)

    def _log(self, user=None, **values):
        Feedback = self.env["crm.feedback"].with_user(user or self.agent)
        return Feedback.create({"name": "Leak", "partner_id": self.contact.id} | values)

    def _vote(self, rate, feedback, consumed=True):
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.service.request"),
                "res_id": self.request.id,
                "partner_id": self.contact.id,
                "rating": rate,
                "feedback": feedback,
                "consumed": consumed,
            }
        )


@tagged("post_install", "-at_install")
class TestFeedbackTour(CrmExtendedCase, HttpCase):
    """An agent at the screen."""

    def test_agent_takes_a_complaint(self):
        """An agent logs a complaint from a request and closes it with its cause."""
        request = self._create_request(user=self.agent)
        url = f"/odoo/action-crm_extended.crm_service_request_action/{request.id}"

        # the refusal to close it too early
        with mute_logger("odoo.http"):
            self.start_tour(url, "crm_feedback_agent", login="test.agent")

        complaint = self.env["crm.feedback"].search([("request_id", "=", request.id)])
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.outcome, "replaced")
        self.assertEqual(complaint.customer_id, self.customer)
