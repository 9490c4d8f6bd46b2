from datetime import timedelta

from odoo import fields, http
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLinkExpiry(CrmExtendedCase, HttpCase):
    """The link by which somebody without a login follows a request (SRV-24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"crm_link_days": 30, "phone": "+49 30 1234567"})
        cls.request = cls._create_request("Leaking valve")
        cls.other = cls._create_request("Foreign secret")

    def test_open_request_has_no_end(self):
        """As long as the work goes on, the link opens the page."""
        self.assertFalse(self.request.link_end)

        self.assertIn("Leaking valve", self._open().text)

    def test_link_ends_after_the_days(self):
        """Closed for less than the days set the page opens, after them it says so."""
        for days, is_open in ((29, True), (31, False)):
            with self.subTest(days=days):
                self._close(days)
                page = self._open()
                self.assertEqual(page.status_code, 200 if is_open else 410)
                self.assertEqual("Leaking valve" in page.text, is_open)
                self.assertEqual("link has expired" in page.text, not is_open)
                self.assertEqual(self.request.is_link_expired, not is_open)

    def test_days_are_a_setting(self):
        """The days are the company's."""
        self.company.crm_link_days = 90
        self._close(31)

        self.assertEqual(self._open().status_code, 200)

    def test_expired_page_says_how_to_reach_us(self):
        """Who comes too late finds number, telephone and the form of the team."""
        self.team.form_published = True
        self._close(31)

        text = self._open().text

        for expected in (self.request.number, "+49 30 1234567", self.team.form_url):
            self.assertIn(expected, text)

    def test_expired_link_does_nothing(self):
        """Neither PDF, closing nor conversation are left to an expired link."""
        self.request.message_post(
            body="The answer", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIn("The answer", self._read_conversation())
        self._close(31)

        self.assertEqual(self._open(report_type="pdf").status_code, 410)
        answer = self.url_open(
            f"/my/requests/{self.request.id}/close",
            data={
                "access_token": self.request.access_token,
                "csrf_token": self._get_csrf_token(),
            },
        )
        self.assertEqual(answer.status_code, 410)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._read_conversation()
        self._post("Me again")
        self.assertNotIn("Me again", str(self.request.message_ids.mapped("body")))

    def test_conversation_by_a_valid_link(self):
        """By a valid link the customer reads and writes."""
        self._post("Me again")

        self.assertIn("Me again", self.request.message_ids[0].body)

    def test_reopened(self):
        """A request that is worked on again opens by the link it had."""
        self._close(31)
        self.request.stage_id = self.stage_progress

        self.assertEqual(self._open().status_code, 200)

    def test_customer_with_login(self):
        """Who may read the request sees it for ever."""
        user = new_test_user(self.env, "test.katrin", groups="base.group_portal")
        self.request.partner_id = user.partner_id
        self._close(400)
        self.authenticate("test.katrin", "test.katrin")

        page = self.url_open(f"/my/requests/{self.request.id}")

        self.assertIn("Leaking valve", page.text)

    def test_renewed_link(self):
        """A new link opens the page for the days again, the old one nothing more."""
        self._close(31)
        old = self.request.access_token

        self.request.with_user(self.agent).action_renew_link()

        self.assertEqual(self._open().status_code, 200)
        self.assertFalse(self.request.is_link_expired)
        self.assertRefused(old)

    def test_who_renews(self):
        """A colleague who may only read the request can't take the link away."""
        employee = self.users["employee"]
        self.request.message_subscribe(employee.partner_id.ids)
        self.assertTrue(self.request.with_user(employee).name)

        with self.assertRaises(AccessError):
            self.request.with_user(employee).action_renew_link()

    def test_wrong_links_look_the_same(self):
        """Another record's, cut, empty or no token: one answer, as for no record."""
        for closed_days in (0, 31):
            self._close(closed_days)
            for token in (
                self.other.access_token,
                self.request.access_token[:-1],
                "",
                None,
                "x" * 10_000,
                "é",
            ):
                with self.subTest(token=token, days=closed_days):
                    self.assertRefused(token)

    def test_reading_changes_nothing(self):
        """A scanner that follows every link of the page changes no record."""
        self._close(1)
        self.env.flush_all()
        before = self._take_picture()

        for suffix in ("", "&report_type=html", "&new=1"):
            self._open(suffix=suffix)
        self.url_open(f"/my/requests/{self.request.id}/close")

        self.assertEqual(self._take_picture(), before)

    def test_work_order(self):
        """The link of a work order ends in the same way, its signature too."""
        order = self.env["crm.work.order"].create(
            {"name": "Replace the seal", "partner_id": self.contact.id}
        )
        order.action_start()
        order.action_finish()
        order._portal_ensure_token()
        url = f"/my/work-orders/{order.id}?access_token={order.access_token}"
        self.assertIn("Replace the seal", self.url_open(url).text)

        order.finished_at = self._get_past(31)

        self.assertEqual(self.url_open(url).status_code, 410)
        signing = self.make_jsonrpc_request(
            f"/my/work-orders/{order.id}/sign",
            {"access_token": order.access_token, "name": "Katrin", "signature": "x"},
        )
        self.assertIn("not available", signing["error"])

    def _close(self, days):
        self.request.stage_id = self.stage_solved
        self.request.closed_at = self._get_past(days)

    def _get_past(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    def _open(self, token=None, suffix="", **query):
        token = token or self.request.access_token
        more = "".join(f"&{name}={value}" for name, value in query.items())
        return self.url_open(
            f"/my/requests/{self.request.id}?access_token={token}{suffix}{more}",
            allow_redirects=False,
        )

    def assertRefused(self, token):
        query = "" if token is None else f"?access_token={token}"
        page = self.url_open(
            f"/my/requests/{self.request.id}{query}", allow_redirects=False
        )
        absent = self.url_open(f"/my/requests/999999{query}", allow_redirects=False)
        self.assertEqual(page.status_code, 303)
        self.assertEqual(page.headers["Location"], absent.headers["Location"])
        self.assertEqual(page.content, absent.content)

    def _get_csrf_token(self):
        self.authenticate(None, None)
        return http.Request.csrf_token(self)

    def _read_conversation(self):
        return str(
            self.make_jsonrpc_request(
                "/mail/chatter_fetch",
                {
                    "thread_model": self.request._name,
                    "thread_id": self.request.id,
                    "token": self.request.access_token,
                },
            )
        )

    def _post(self, body):
        with mute_logger("odoo.http"):
            self.url_open(
                "/mail/message/post",
                json={
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "thread_model": self.request._name,
                        "thread_id": self.request.id,
                        "token": self.request.access_token,
                        "post_data": {
                            "body": body,
                            "message_type": "comment",
                            "subtype_xmlid": "mail.mt_comment",
                        },
                    },
                },
            )
        self.env.invalidate_all()

    def _take_picture(self):
        self.env.invalidate_all()
        record = self.request
        return (
            record.write_date,
            record.stage_id,
            record.access_token,
            record.message_ids,
            record.rating_ids.mapped("write_date"),
            record.message_follower_ids,
        )
