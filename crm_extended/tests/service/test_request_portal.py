import re

from lxml.html import fromstring

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRequestPortal(CrmExtendedCase, HttpCase):
    """What a customer sees of his requests, and of nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "test.katrin", groups="base.group_portal", name="Katrin"
        )
        cls.mine = cls._create_request("我的水泵", partner_id=cls.portal.partner_id.id)
        cls.foreign = cls._create_request("Foreign secret")

    def test_list(self):
        """The list shows the own requests only, in any order asked for."""
        self.authenticate("test.katrin", "test.katrin")
        for sortby in ("date", "name", "stage", "'; DROP TABLE", ""):
            with self.subTest(sortby=sortby):
                page = self.url_open(f"/my/requests?sortby={sortby}")
                self.assertEqual(page.status_code, 200)
                self.assertIn("我的水泵", page.text)
                self.assertNotIn("Foreign secret", page.text)

    def test_empty_list(self):
        """A customer without requests reads what the page is for."""
        new_test_user(self.env, "test.new", groups="base.group_portal")
        self.authenticate("test.new", "test.new")

        self.assertIn("not asked us for anything", self.url_open("/my/requests").text)

    def test_counter_on_the_home_page(self):
        """The home page counts the own requests."""
        self.authenticate("test.katrin", "test.katrin")

        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["service_request_count"]}
        )

        self.assertEqual(counters["service_request_count"], 1)

    def test_own_request(self):
        """The own request is shown with its PDF."""
        self.authenticate("test.katrin", "test.katrin")
        page = self.url_open(f"/my/requests/{self.mine.id}")

        self.assertIn("我的水泵", page.text)
        self.assertIn(self.mine.number, page.text)
        html = self.url_open(f"/my/requests/{self.mine.id}?report_type=html")
        self.assertIn("我的水泵", html.content.decode())

    def test_download(self):
        """The button on the page gives the report, in a file called by its number."""
        token = self.mine._portal_ensure_token()
        page = self.url_open(f"/my/requests/{self.mine.id}?access_token={token}").text
        [link] = fromstring(page).xpath("//a[contains(@href, 'report_type=pdf')]/@href")

        answer = self.url_open(link)

        self.assertEqual(answer.status_code, 200)
        # without a printer, as in most tests, the page itself comes
        self.assertIn("我的水泵", answer.content.decode())
        name = f"{self.mine.number}.pdf"
        self.assertIn(name, answer.headers["Content-Disposition"])

    def test_visits(self):
        """The page says who comes when and leads to the visit; plans do not show."""
        page = f"/my/requests/{self.mine.id}?access_token={self.mine.access_token}"
        self.assertNotIn('name="visits"', self.url_open(page).text)
        numbers = {}
        for state in ("draft", "planned", "done", "cancel"):
            visit = self._create_visit(state=state)
            numbers[state] = visit.number
        other = self._create_visit(state="planned", partner_id=self.contact.id)

        text = self.url_open(page).text

        shown = {state for state, number in numbers.items() if number in text}
        self.assertEqual(shown, {"planned", "done"})
        self.assertNotIn(other.number, text)
        links = re.findall(r'href="(/my/work-orders/[^"]+)"', text)
        self.assertEqual(len(links), 2)
        for link in links:
            visit = self.url_open(link.replace("&amp;", "&"))
            self.assertIn("/my/work-orders/", visit.url)

    def _create_visit(self, **values):
        return self.env["crm.work.order"].create(
            {
                "request_id": self.mine.id,
                "user_id": self.users["technician"].id,
                "planned_start": "2026-03-02 09:00:00",
            }
            | values
        )

    def test_foreign_and_absent_requests_look_the_same(self):
        """Page and PDF of a foreign request answer as if there were none."""
        self.authenticate("test.katrin", "test.katrin")
        absent = self.foreign.id + 10_000
        for suffix in ("", "?report_type=html", "?access_token=", "?access_token=x"):
            with self.subTest(suffix=suffix):
                answers = {
                    (page.status_code, page.headers["Location"])
                    for page in (
                        self._open(f"/my/requests/{self.foreign.id}{suffix}"),
                        self._open(f"/my/requests/{absent}{suffix}"),
                    )
                }
                self.assertEqual(len(answers), 1)
                self.assertTrue(answers.pop()[1].endswith("/my"))

    def test_link_opens_one_request(self):
        """Who has the link sees this request without a login, and no other."""
        token = self.mine._portal_ensure_token()

        page = self.url_open(f"/my/requests/{self.mine.id}?access_token={token}")
        other = self._open(f"/my/requests/{self.foreign.id}?access_token={token}")

        self.assertIn("我的水泵", page.text)
        self.assertEqual(other.status_code, 303)

    def test_internal_notes_stay_inside(self):
        """The customer's conversation has the answer and not the note."""
        self.mine.message_post(body="The answer", subtype_xmlid="mail.mt_comment")
        self.mine.message_post(body="The note", subtype_xmlid="mail.mt_note")
        self.authenticate("test.katrin", "test.katrin")

        result = self.make_jsonrpc_request(
            "/mail/thread/messages",
            {"thread_model": self.mine._name, "thread_id": self.mine.id},
        )

        self.assertIn("The answer", str(result))
        self.assertNotIn("The note", str(result))

    def _open(self, url):
        return self.url_open(url, allow_redirects=False)
