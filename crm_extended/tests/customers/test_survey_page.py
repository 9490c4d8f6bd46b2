import re

from odoo import fields
from odoo.tests import HttpCase, tagged

from .survey_common import SurveyCase

# Odoo's own layout puts one into each page, whether or not there is a form
CSRF = re.compile(r'csrf_token: "\w+"')


@tagged("post_install", "-at_install")
class TestSurveyPage(SurveyCase, HttpCase):
    """The customer's page: without a login, scripts or cookies (CUS-13)."""

    def setUp(self):
        super().setUp()
        self.answer = self._ask()
        self.path = f"/opinion/{self._get_token(self.answer)}"

    def _open(self, path=None, **data):
        """Open a page without any cookie, or send a form to it."""
        self.opener.cookies.clear()
        response = self.url_open(path or self.path, data=data or None)
        self.env.invalidate_all()
        return response

    def assertUnanswered(self):
        self.assertRecordValues(
            self.answer, [{"state": "asked", "score": 0, "comment": False}]
        )

    def test_answer_and_thanks(self):
        """Choosing a number, writing some words and sending it is all there is."""
        page = self._open()
        self.assertIn("How likely are you to recommend", page.text)

        page = self._open(score="8", comment="Fast &\r\nfriendly ")

        self.assertEqual(page.status_code, 200)
        self.assertIn("Thank you!", page.text)
        self.assertRecordValues(
            self.answer,
            [{"state": "answered", "score": 8, "comment": "Fast &\nfriendly"}],
        )

    def test_scanner_opens_every_link(self):
        """GET and HEAD show the page, whatever the address says, and record nothing."""
        for score in (*range(11), 11, "abc"):
            page = self._open(f"{self.path}?score={score}&comment=x")
            self.assertEqual(page.status_code, 200)
        for path in (self.path, f"{self.path}/stop"):
            self.opener.cookies.clear()
            self.assertEqual(self.opener.head(self.base_url() + path).status_code, 200)
            self._open(path)

        self.assertUnanswered()
        self.assertFalse(self.contact.crm_opinion_refused)

    def test_each_number_can_be_sent(self):
        """The form has one choice for each number of the scale, 0 included."""
        text = self._open().text

        values = re.findall(r'name="score"[^>]* value="(\d+)"', text)
        self.assertEqual(values, [str(score) for score in range(11)])

    def test_number_of_the_mail_is_chosen(self):
        """The number clicked in the mail is chosen on the page, and can be changed."""
        text = " ".join(self._open(f"{self.path}?score=7").text.split())

        self.assertRegex(text, r'id="score7" value="7" checked="checked"')
        self.assertEqual(text.count("checked="), 1)

    def test_no_number_loses_nothing(self):
        """What is no number of the scale is refused in words; the text stays."""
        for score in ("", "11", "-1", "abc", "7.5", "９", "0x5", "10 "):
            with self.subTest(score):
                page = self._open(score=score, comment="My words <i>")
                self.assertEqual(page.status_code, 400)
                self.assertIn("Please choose one of the numbers.", page.text)
                self.assertIn("My words &lt;i&gt;", page.text)
                self.assertUnanswered()

    def test_text_that_is_too_long(self):
        """Too long a text is told with its length, and can be shortened."""
        page = self._open(score="8", comment="x" * 2001)

        self.assertEqual(page.status_code, 400)
        self.assertIn("Your text has 2001 characters, 2000 can be sent", page.text)
        self.assertIn("x" * 2001, page.text)
        self.assertUnanswered()

    def test_hostile_text(self):
        """Markup and NUL in the text do no harm, on the page and in the record."""
        self._open(score="9", comment="a\0b<script>alert(1)</script>")

        self.assertEqual(self.answer.comment, "ab<script>alert(1)</script>")

    def test_nothing_else_can_be_sent(self):
        """Further values of the form are ignored."""
        self._open(score="9", comment="", state="queued", value="5", partner_id="1")

        self.assertEqual(self.answer.value, 100)
        self.assertEqual(self.answer.partner_id, self.contact)

    def test_used_twice(self):
        """Who answers again reads that the first answer stays."""
        self._open(score="9")

        page = self._open(score="0", comment="Changed my mind")

        self.assertEqual(page.status_code, 409)
        self.assertIn("Your first answer stays as it is.", page.text)
        self.assertEqual((self.answer.score, self.answer.comment), (9, ""))
        self.assertIn("Thank you!", self._open().text)

    def test_guessed_cut_and_expired_are_one(self):
        """What never was a link and what no longer is one get the same answer."""
        token = self._get_token(self.answer)
        other = self._ask(self._create_people(1))
        gone = f"/opinion/{self._get_token(other)}"
        other.sudo().expires_at = fields.Datetime.now()
        self.env.flush_all()
        pages = []
        for path in (
            "/opinion/" + "A" * 43,
            f"/opinion/{token[:-1]}",
            f"/opinion/{token}x",
            f"/opinion/{token[:-1]}%00",
            "/opinion/%E6%84%8F%E8%A7%81",
            "/opinion/False",
            "/opinion/%27%20OR%201=1",
            gone,
        ):
            for data in ({}, {"score": "5"}):
                with self.subTest(path=path, data=data):
                    page = self._open(path, **data)
                    self.assertEqual(page.status_code, 404)
                    self.assertNotIn("recommend", page.text)
                    pages.append(CSRF.sub("", page.text))
        self.assertEqual(len(set(pages)), 1)
        self.assertEqual(other.state, "asked")
        self.assertUnanswered()

    def test_expired_answers_are_not_shown(self):
        """After the days of the link nobody sees that there was an answer."""
        self._open(score="9")
        self.answer.sudo().expires_at = fields.Datetime.now()
        self.env.flush_all()

        self.assertEqual(self._open().status_code, 404)

    def test_other_methods(self):
        """Nothing but reading and sending is possible."""
        for method in ("put", "delete", "patch"):
            answer = getattr(self.opener, method)(self.base_url() + self.path)
            self.assertEqual(answer.status_code, 405)
        self.assertUnanswered()

    def test_never_again(self):
        """Who says so is not asked again, also by a link that is long over."""
        twin = self._create_customer("Kathrin", email="katrin@example.com")
        self.answer.sudo().expires_at = "2020-01-01 00:00:00"
        self.env.flush_all()
        stop = f"{self.path}/stop"
        self.assertIn("Would you rather not be asked?", self._open(stop).text)
        self.assertFalse(self.contact.crm_opinion_refused)

        page = self._open(stop, **{"List-Unsubscribe": "One-Click"})

        self.assertIn("We won't ask you again", page.text.replace("&#39;", "'"))
        self.assertTrue(self.contact.crm_opinion_refused)
        self.assertTrue(twin.crm_opinion_refused)
        self.assertUnanswered()

    def test_page_in_chinese(self):
        """The page speaks the customer's language, and so do its errors."""
        self.contact.lang = "zh_CN"
        self.env.flush_all()

        self.assertIn("可能性", self._open().text)
        page = self._open(score="99")
        self.assertNotIn("Please", page.text)

    def test_page_of_another_company(self):
        """The page names the company that asks, not the one of the website."""
        survey = self.env["crm.survey"].create(
            {"name": "外部", "company_id": self.other_company.id, "user_id": False}
        )
        [person] = self._create_people(1)
        answer = survey._ask(person)
        self.env.flush_all()

        text = self._open(f"/opinion/{self._get_token(answer)}").text

        self.assertIn(self.other_company.name, text)
        self.assertNotIn(self.company.name, text)
        self.assertIn(f"company_logo?company={self.other_company.id}", text)
