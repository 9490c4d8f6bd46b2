import re
from unittest.mock import patch

from lxml import html

from odoo.addons.crm_extended.controllers import service_form
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestRequestForms(CrmExtendedCase, HttpCase):
    """What customers and strangers may send us, and what they can't."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "test.katrin", groups="base.group_portal", name="Katrin"
        )
        cls.foreign = cls._create_request("Foreign secret")
        cls.team.write({"form_published": True, "form_key": "pumps"})
        cls.contact.write(
            {"email": "katrin@sonnenhof.example.com", "phone": "+86 138 0013 8000"}
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(service_form, "FILL_SECONDS", 0))

    def test_portal_form(self):
        """A customer opens a request as himself; whatever else is sent is ignored."""
        self.authenticate("test.katrin", "test.katrin")

        answer = self._post(
            "/my/requests/new",
            {
                "name": "<b>Leak</b>",
                "text": "<script>x</script>漏水",
                "partner_id": self.contact.id,
                "user_id": self.agent.id,
                "priority": "3",
                "company_id": self.other_company.id,
            },
            files=[("p.png", b"picture")],
        )

        request = self._get_last_request()
        self.assertIn(request.number, answer.text)
        self.assertNotIn("<b>Leak</b>", answer.text)
        self.assertNotIn("<script>x", answer.text)
        self.assertRecordValues(
            request,
            [
                {
                    "partner_id": self.portal.partner_id.id,
                    "user_id": False,
                    "priority": "0",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(request.message_ids.attachment_ids.mapped("name"), ["p.png"])

    def test_every_field_is_there(self):
        """Both forms show each field, empty at first and as it was after an error."""
        self.authenticate("test.katrin", "test.katrin")
        for path, names in (
            ("/my/requests/new", ["name", "text", "attachments"]),
            (
                "/service/pumps",
                ["partner_name", "email", "phone", "name", "text", "attachments"],
            ),
        ):
            with self.subTest(path):
                form = html.fromstring(self.url_open(path).text).forms[-1]
                fields = {field.get("name") for field in form.inputs}
                self.assertLessEqual(set(names), fields)
                answer = self._post(path, {"name": "", "text": "Leak & noise"})
                form = html.fromstring(answer.text).forms[-1]
                self.assertEqual(form.fields["text"].strip(), "Leak & noise")

    def test_limits(self):
        """Too many, too big or dangerous files, and empty texts, open nothing."""
        self.authenticate("test.katrin", "test.katrin")
        for name, values, files in (
            ("many", {}, [("p.png", b"x")] * 6),
            ("big", {}, [("p.png", b"x" * (service_form.FILE_BYTES + 1))]),
            ("svg", {}, [("p.svg", b"<svg/>")]),
            ("html", {}, [("p.html", b"<p/>")]),
            ("no end", {}, [("p", b"x")]),
            ("empty", {"name": " "}, []),
        ):
            with self.subTest(name):
                before = self._get_last_request()
                values = {"name": "Leak", "text": "x"} | values
                answer = self._post("/my/requests/new", values, files=files)
                self.assertEqual(answer.status_code, 200)
                self.assertIn("alert-warning", answer.text)
                self.assertEqual(self._get_last_request(), before)

    def test_close(self):
        """The own request is closed by a button; a foreign or absent one, or one
        with the wrong link, answers the same and stays as it is."""
        mine = self._create_request("Mine", partner_id=self.portal.partner_id.id)
        self.authenticate("test.katrin", "test.katrin")
        absent = self.foreign.id + 10_000
        locations = set()
        for request_id in (self.foreign.id, absent):
            for token in ("", "x", mine.access_token, self.foreign.access_token[:-1]):
                answer = self._post(
                    f"/my/requests/{request_id}/close",
                    {"access_token": token},
                    follow=False,
                )
                locations.add((answer.status_code, answer.headers["Location"]))
        self._post(f"/my/requests/{mine.id}/close", {})

        self.assertEqual(len(locations), 1)
        self.assertFalse(self.foreign.closed_at)
        self.assertTrue(mine.closed_at)
        self.assertTrue(mine.stage_id.is_closed)

    def test_link_closes(self):
        """Who has no login closes the request by its link, with POST only."""
        url = f"/my/requests/{self.foreign.id}"
        token = self.foreign.access_token
        page = self.url_open(f"{url}?access_token={token}")
        self.assertIn("Foreign secret", page.text)
        self.assertEqual(self.url_open(f"{url}/close").status_code, 405)
        self.assertFalse(self.foreign.closed_at)

        self._post(f"{url}/close", {"access_token": token}, page=page)

        self.assertTrue(self.foreign.closed_at)

    def test_get_changes_nothing(self):
        """Looking at a page by its link leaves the request as it was."""
        self.foreign.flush_recordset()
        before = self.foreign.read(["write_date", "message_ids", "access_token"])

        self.url_open(
            f"/my/requests/{self.foreign.id}?access_token={self.foreign.access_token}"
        )

        self.foreign.invalidate_recordset()
        after = self.foreign.read(["write_date", "message_ids", "access_token"])
        self.assertEqual(after, before)

    @mute_logger("odoo.http")
    def test_without_token_of_the_page(self):
        """A form sent from another site is refused."""
        for url in ("/service/pumps", f"/my/requests/{self.foreign.id}/close"):
            with self.subTest(url=url):
                answer = self.url_open(url, data={"name": "x", "csrf_token": "x"})
                self.assertEqual(answer.status_code, 400)

    def test_public_form(self):
        """A stranger opens a request and reads its number on a page of its own."""
        answer = self._send_public({"phone": "+86 138 0013 8000"})

        request = self._get_last_request()
        self.assertIn(request.number, answer.text)
        self.assertIn(f"access_token={request.access_token}", answer.url)
        self.assertRecordValues(
            request,
            [{"team_id": self.team.id, "partner_name": "Eve", "partner_id": False}],
        )

    def test_known_address_is_not_confirmed(self):
        """The answer to a known address is the one to an unknown one."""
        pages, known = [], []
        for email in ("katrin@sonnenhof.example.com", "katrix@sonnenhof.example.com"):
            answer = self._send_public({"email": email})
            request = self._get_last_request()
            pages.append(self._neutral(answer.text, request))
            chatter = self.make_jsonrpc_request(
                "/portal/chatter_init",
                {
                    "thread_model": request._name,
                    "thread_id": request.id,
                    "token": request.access_token,
                },
            )
            self.assertNotIn("Katrin", f"{answer.text}{chatter}")
            known.append(request.with_user(self.agent).suggested_partner_id)
        self.assertEqual(*pages)
        self.assertEqual(known, [self.contact, self.env["res.partner"]])
        request = request.search([("id", "<", request.id)], order="id desc", limit=1)
        request.with_user(self.agent).action_accept_contact()
        self.assertEqual(request.customer_id, self.customer)

    def test_known_number_is_not_confirmed(self):
        """Who types the phone number of a contact does not become that contact."""
        self.contact.phone = "+86 138 0013 8000"

        answer = self._send_public({"phone": "0086-138 0013 8000"})

        request = self._get_last_request()
        self.assertFalse(request.partner_id)
        self.assertNotIn(self.contact.name, answer.text)

    def test_same_form_twice(self):
        """The same post within a minute returns the same request, later a new one."""
        values = {"email": "eve@example.org"}
        self._send_public(values)
        first = self._get_last_request()
        self._send_public(values)
        self.assertEqual(self._get_last_request(), first)
        self.env.cr.execute(
            "UPDATE crm_service_request SET create_date = create_date - interval '61 s'"
            " WHERE id = %s",
            first.ids,
        )
        first.invalidate_recordset()

        self._send_public(values)

        self.assertNotEqual(self._get_last_request(), first)

    def test_robots(self):
        """Who fills the hidden field, is too fast or forges the form opens nothing."""
        before = self._get_last_request()
        for values in ({"homepage": "x"}, {"opened": "x"}, {"opened": ""}):
            with self.subTest(values=values):
                answer = self._send_public({"email": "e@example.org"} | values)
                self.assertIn("alert-warning", answer.text)
        with patch.object(service_form, "FILL_SECONDS", 3):
            answer = self._send_public({"email": "e@example.org"})
        self.assertIn("alert-warning", answer.text)
        answer = self._send_public({})
        self.assertIn("alert-warning", answer.text)
        self.assertEqual(self._get_last_request(), before)

    def test_unpublished(self):
        """A hidden form answers as one that does not exist."""
        self.team.form_published = False
        for key in ("pumps", "absent", "%", "'"):
            with self.subTest(key=key):
                self.assertEqual(self.url_open(f"/service/{key}").status_code, 404)

    def test_flood(self):
        """A hundred posts from one address are limited while another one works."""
        limits = self.env["crm.rate.limit"]
        for _attempt in range(service_form.POSTS):
            self.assertTrue(self._count_attempt("127.0.0.1"))

        answer = self._send_public({"email": "e@example.org"})

        self.assertEqual(answer.status_code, 429)
        self.assertIn("ten minutes", answer.text)
        self.assertTrue(self._count_attempt("203.0.113.9"))
        refused = [self._count_attempt("127.0.0.1") for _attempt in range(80)]
        self.assertFalse(any(refused))
        self.assertLessEqual(limits.search_count([]), service_form.POSTS + 1)

    def _count_attempt(self, address):
        public = self.env["crm.rate.limit"].with_user(self.users["public"])
        limit = service_form.POSTS, service_form.POSTS_SECONDS
        return public._is_allowed(service_form.SCOPE, address, *limit)

    def _send_public(self, values):
        page = self.url_open("/service/pumps")
        [opened] = re.findall(r'name="opened" value="([^"]+)"', page.text)
        entered = {"name": "Leak", "text": "x", "partner_name": "Eve"}
        values = entered | {"opened": opened} | values
        return self._post("/service/pumps", values, page=page)

    def _post(self, url, values, files=(), page=None, follow=True):
        page = page or self.url_open("/my/requests/new")
        [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', page.text))
        return self.url_open(
            url,
            data=values | {"csrf_token": token},
            files=[("attachments", file) for file in files] or None,
            allow_redirects=follow,
        )

    def _neutral(self, text, request):
        """Return a page without what differs from one request to the next."""
        text = text.replace(request.number, "").replace(request.access_token, "")
        text = re.sub(r'csrf_token(: |" value=)"[^"]*"', "", text)
        text = re.sub(r"[0-9a-f]{32,}", "", text)
        text = re.sub(r"\d+:\d+:\d+", "", text)
        # the id where it is one: not the 4 of version 4.7 of a font
        return re.sub(rf'(requests/|[":=] ?){request.id}(?=["/?,&}}\s])', r"\1", text)

    def _get_last_request(self):
        self.env.invalidate_all()
        return self.env["crm.service.request"].search([], order="id desc", limit=1)
