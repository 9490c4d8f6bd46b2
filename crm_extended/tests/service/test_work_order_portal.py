import base64
import re

from lxml.html import fromstring

from odoo.addons.crm_extended.tests.service.work_order_common import (
    PNG,
    WorkOrderCase,
)
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestWorkOrderPortal(WorkOrderCase, HttpCase):
    """What a customer sees of the visit, and how he signs for it (SRV-16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "test.katrin", groups="base.group_portal", name="Katrin"
        )
        cls.mine = cls._create_finished(
            name="我的水泵", partner_id=cls.portal.partner_id.id, hours=[1]
        )
        cls.foreign = cls._create_finished(name="Foreign secret", hours=[1])
        cls.env.flush_all()

    def test_list_and_page(self):
        """The own work orders are shown, drafts and those of others are not."""
        self._create_work_order(
            name="Draft secret", partner_id=self.portal.partner_id.id
        )
        self.authenticate("test.katrin", "test.katrin")

        page = self.url_open("/my/work-orders").text

        self.assertIn(self.mine.number, page)
        self.assertNotIn("secret", page)
        own = self.url_open(f"/my/work-orders/{self.mine.id}").text
        self.assertIn("我的水泵", own)
        self.assertNotIn("80.0", own)
        html = self.url_open(f"/my/work-orders/{self.mine.id}?report_type=html")
        self.assertIn("我的水泵", html.content.decode())

    def test_download(self):
        """The button on the page gives the report, in a file called by its number."""
        token = self.mine._portal_ensure_token()
        page = self.url_open(
            f"/my/work-orders/{self.mine.id}?access_token={token}"
        ).text
        [link] = fromstring(page).xpath("//a[contains(@href, 'report_type=pdf')]/@href")

        answer = self.url_open(link)

        self.assertEqual(answer.status_code, 200)
        # without a printer, as in most tests, the page itself comes
        self.assertIn("我的水泵", answer.content.decode())
        name = f"{self.mine.number}.pdf"
        self.assertIn(name, answer.headers["Content-Disposition"])

    def test_foreign_and_absent_look_the_same(self):
        """Page, PDF and signature of a foreign work order answer as if it were none."""
        self.authenticate("test.katrin", "test.katrin")
        absent = self.foreign.id + 10_000
        for suffix in ("", "?report_type=html", "?access_token=", "?access_token=x"):
            with self.subTest(suffix=suffix):
                answers = {
                    (page.status_code, page.headers["Location"])
                    for page in (
                        self._open(f"/my/work-orders/{self.foreign.id}{suffix}"),
                        self._open(f"/my/work-orders/{absent}{suffix}"),
                    )
                }
                self.assertEqual(len(answers), 1)
                self.assertTrue(answers.pop()[1].endswith("/my"))
        refusals = [self._sign(self.foreign.id), self._sign(absent)]
        self.assertEqual(refusals[0], refusals[1])
        self.assertIn("error", refusals[0])
        self.assertFalse(self.foreign.signature)

    def test_sign_by_link(self):
        """Who has the link signs once; name, time, image and report are kept."""
        token = self.mine._portal_ensure_token()

        answer = self._sign(self.mine.id, token=token)

        self.assertTrue(answer.get("force_refresh"), answer)
        self.assertEqual(self.mine.signed_by, "Katrin")
        self.assertTrue(self.mine.signed_on)
        self.assertTrue(self.mine.signature)
        message = self.mine.message_ids.filtered("attachment_ids")
        self.assertEqual(message.attachment_ids.name, f"{self.mine.number}.pdf")
        self.assertEqual(message.author_id, self.portal.partner_id)
        self.assertIn("error", self._sign(self.mine.id, token=token))
        page = self.url_open(f"/my/work-orders/{self.mine.id}?access_token={token}")
        self.assertIn('name="signed"', page.text)

    def test_sign_with_rubbish(self):
        """Neither an empty name nor anything but a picture passes for a signature."""
        token = self.mine._portal_ensure_token()
        cases = [
            ("", PNG),
            ("x" * 101, PNG),
            (None, PNG),
            ("Katrin", ""),
            ("Katrin", "PHN2Zz48L3N2Zz4="),
            ("Katrin", "%%%"),
            ("Katrin", ["x"]),
        ]
        for name, image in cases:
            with self.subTest(name=name, image=image):
                answer = self._sign(self.mine.id, name, image, token)
                self.assertIn("error", answer)
        self.assertFalse(self.mine.signature)

    def test_sign_by_a_system(self):
        """A technician's own system brings the signature; a stranger's does not."""
        other = self._create_user(
            "test.other", "crm_extended.crm_extended_group_technician"
        )
        for user in (other, self.users["employee"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.mine.with_user(user).action_sign("Katrin", PNG)
        with self.assertRaisesRegex(UserError, "draw your signature"):
            self.mine.with_user(self.technician).action_sign("Katrin", "PHN2Zz4=")

        self.mine.with_user(self.technician).action_sign(" Katrin K. ", PNG)

        self.assertEqual(self.mine.signed_by, "Katrin K.")

    def test_export_report(self):
        """Who may read the work order gets its report, and nobody else."""
        report = self.mine.with_user(self.technician).action_export_report()

        self.assertEqual(report["name"], f"{self.mine.number}.pdf")
        # without a printer, as in most tests, the page itself comes
        self.assertIn("我的水泵", base64.b64decode(report["content"]).decode())
        with self.assertRaises(AccessError):
            self.mine.with_user(self.users["employee"]).action_export_report()

    def test_reading_signs_nothing(self):
        """A mail scanner that opens the links leaves no trace."""
        token = self.mine._portal_ensure_token()

        self._open(f"/my/work-orders/{self.mine.id}/sign?access_token={token}")

        self.assertFalse(self.mine.signature)

    def test_edits_void_the_signature(self):
        """Later changes of time or parts make the work unsigned, with a note."""
        order = self._create_work_order(parts=[(self.seal, 1)], hours=[1])
        order = order.with_user(self.technician)
        order.action_start()
        edits = [
            lambda: order.time_ids[0].write({"hours": 2}),
            lambda: order.part_ids.write({"used_qty": 2}),
            lambda: order.time_ids.create({"order_id": order.id, "hours": 1}),
            lambda: order.time_ids[-1].unlink(),
        ]
        for edit in edits:
            order.signature = PNG
            self.assertEqual(order.signed_by, "Katrin")
            self.assertTrue(order.signed_on)
            edit()
            self.assertFalse(order.signature)
            self.assertFalse(order.signed_on)
            self.assertIn("void", order.message_ids[0].body)

    def test_signed_on_site(self):
        """A signature on the technician's phone stops the clock, files the report."""
        order = self._create_work_order(parts=[(self.seal, 1)])
        order = order.with_user(self.technician)
        order.action_start()

        order.signature = PNG
        order.action_finish()

        self.assertFalse(order.is_timer_running)
        self.assertTrue(order.signature)
        message = order.message_ids.filtered("attachment_ids")
        self.assertEqual(len(message), 1)
        with self.assertRaisesRegex(UserError, "Customer Page"):
            order.signature = PNG

    def test_report(self):
        """The report names time and parts, no price, and a line to sign on."""
        self.mine.findings = "<b>Dry</b> bearing"

        html = self._render(self.mine)

        for word in (
            "Service Report",
            "我的水泵",
            "01:00",
            "Signature of the Customer",
        ):
            self.assertIn(word, html)
        self.assertIn("&lt;b&gt;Dry", html)
        self.assertIsNone(re.search(r"80[.,]00", html))

    def test_columns_of_the_report(self):
        """Quantities stand in their column, whether a part has a serial or not."""
        order = self._create_finished(
            partner_id=self.portal.partner_id.id, parts=[(self.seal, 2)], hours=[1]
        )

        page = fromstring(self._render(order))

        for name, quantity in (("parts", "2.00"), ("times", "01:00")):
            with self.subTest(table=name):
                [table] = page.xpath(f"//table[@name='{name}']")
                heads = table.xpath("thead/tr/th")
                for row in table.xpath("tbody/tr"):
                    cells = row.xpath("td")
                    width = sum(int(cell.get("colspan", 1)) for cell in cells)
                    self.assertEqual(width, len(heads))
                    self.assertIn(quantity, cells[-1].text_content())

    def test_times_of_the_customer(self):
        """Page and paper say when we come in the time of the site, to everybody."""
        site = self.portal.partner_id
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        self.technician.tz = "America/New_York"
        self.mine.planned_start = "2026-03-02 23:30:00"
        token = self.mine._portal_ensure_token()
        link = f"/my/work-orders/{self.mine.id}?access_token={token}"
        for zone, day, time in (
            (False, "03/03/2026", "12:30"),
            ("Asia/Shanghai", "03/03/2026", "07:30"),
            ("America/Chicago", "03/02/2026", "05:30"),
        ):
            with self.subTest(zone=zone):
                site.tz = zone
                for text in (self.url_open(link).text, self._render(self.mine)):
                    self.assertRegex(text, rf"{day}\s{time}")
                    self.assertNotIn(f"{time}:00", text)

    def test_pdf(self):
        """A long report comes out of the printer as a PDF."""
        order = self._create_work_order(parts=[(self.seal, 1)] * 80)
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)

        pdf, kind = report._render_qweb_pdf(
            "crm_extended.crm_work_order_report", order.ids
        )

        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def _render(self, order):
        report = self.env["ir.actions.report"].with_user(self.technician)
        html, _kind = report._render_qweb_html(
            "crm_extended.crm_work_order_report", order.ids
        )
        return html.decode()

    def _sign(self, order_id, name="Katrin", signature=PNG, token=None):
        query = f"?access_token={token}" if token else ""
        return self.make_jsonrpc_request(
            f"/my/work-orders/{order_id}/sign{query}",
            {"name": name, "signature": signature},
        )

    def _open(self, url):
        return self.url_open(url, allow_redirects=False)
