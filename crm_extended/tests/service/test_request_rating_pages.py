from datetime import timedelta

from odoo.addons.crm_extended.tests.service.test_request_rating import RatingCase
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestRatingPages(RatingCase, HttpCase):
    """The pages behind the links of the mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.users["portal"]

    def setUp(self):
        super().setUp()
        self.solved = self._create_asked_request(partner_id=self.portal.partner_id.id)
        self.vote = self.solved.asked_rating_id
        self.url = f"/rate/{self.vote.access_token}"

    def test_looking_records_nothing(self):
        """Mail scanners that follow every link leave no vote."""
        for rate in (1, 3, 5):
            page = self.url_open(f"{self.url}/{rate}")
            self.assertEqual(page.status_code, 200)
            self.assertIn("<textarea", page.text)
        self.url_open(f"{self.url}/submit_feedback")

        self.assertFalse(self.vote.consumed)

    def test_page_asks(self):
        """Nobody is thanked before the vote is sent; the unhappy are asked why."""
        unhappy, happy = (self.url_open(f"{self.url}/{rate}").text for rate in (1, 5))

        for page in (unhappy, happy):
            self.assertIn(self.solved.number, page)
            self.assertNotIn("Thank you", page)
        self.assertIn("What went wrong?", unhappy)
        self.assertNotIn("What went wrong?", happy)

    def test_vote(self):
        """The customer votes with a few words, without a login."""
        page = self._send(1, feedback="Came <b>late</b>")

        self.assertEqual(page.status_code, 200)
        self.assertRecordValues(
            self.vote,
            [{"rating": 1, "consumed": True, "feedback": "Came <b>late</b>"}],
        )
        self.assertEqual(len(self.solved.activity_ids), 1)

    @mute_logger("odoo.http")
    def test_bad_votes(self):
        """Impossible values and unknown links answer 4xx and record nothing."""
        for rate in ("0", "2", "11", "-1", "abc", "", "5.0", "٥"):
            with self.subTest(rate=rate):
                self.assertEqual(self._send(rate).status_code, 404)
        for rate in ("0", "11", "-1", "abc"):
            with self.subTest(rate=rate, method="GET"):
                page = self.url_open(f"{self.url}/{rate}")
                self.assertEqual(page.status_code, 404)
        self.assertEqual(self.url_open("/rate/unknown/5").status_code, 404)
        self.assertFalse(self.vote.consumed)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_http")
    def test_vote_without_token_of_the_form(self):
        """A page of somebody else can't send a vote."""
        page = self.url_open(f"{self.url}/submit_feedback", data={"rate": "5"})

        self.assertEqual(page.status_code, 400)
        self.assertFalse(self.vote.consumed)

    def test_too_late(self):
        """After the window the page says so, and takes no vote."""
        self.solved.rating_asked_at -= timedelta(days=30)

        for page in (self.url_open(f"{self.url}/5"), self._send(5)):
            self.assertEqual(page.status_code, 410)
            self.assertIn("could be rated for 14 days", page.text)
        self.assertFalse(self.vote.consumed)

    def test_reopened(self):
        """While work goes on again the page says so, and takes no vote."""
        self.solved.stage_id = self.stage_progress

        page = self._send(5)

        self.assertEqual(page.status_code, 410)
        self.assertIn("working on your request again", page.text)

    def test_stranger(self):
        """An agent who found the link in the chatter can't vote with it."""
        self.authenticate("test.agent", "test.agent")

        self.assertEqual(self._send(5).status_code, 403)
        self.assertFalse(self.vote.consumed)

    def test_faces_on_the_page_of_the_request(self):
        """The customer finds the faces on the page of the solved request."""
        self.authenticate("test.portal", "test.portal")
        page = f"/my/requests/{self.solved.id}"

        self.assertIn(f"{self.url}/5", self.url_open(page).text)
        self.solved.stage_id = self.stage_progress
        self.assertNotIn(self.url, self.url_open(page).text)

    def _send(self, rate, **values):
        if self.session is None:
            self.authenticate(None, None)
        return self.url_open(
            f"{self.url}/submit_feedback",
            data={"rate": rate, "csrf_token": Request.csrf_token(self)} | values,
        )
