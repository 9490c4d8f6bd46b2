from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import HttpCase, tagged

REPORT = "crm_extended.crm_service_request_report"


@tagged("post_install", "-at_install")
class TestRequestReport(CrmExtendedCase):
    """The printed request."""

    def test_speaks_the_language_of_the_customer(self):
        """A customer who reads Chinese gets the page in Chinese, whoever prints it."""
        for lang, words in (
            ("en_US", ["Service Request", "Opened On"]),
            ("zh_CN", ["服务请求", "开启时间"]),
        ):
            with self.subTest(lang=lang):
                self.contact.lang = lang
                html = self._render(self._create_request("2 号泵压力不足"))
                for word in [*words, "2 号泵压力不足"]:
                    self.assertIn(word, html)

    def test_several_requests_in_one_print(self):
        """Each of several requests is printed, in the order chosen."""
        requests = self._create_request("First") + self._create_request("Second")

        html = self._render(requests)

        self.assertLess(html.index("First"), html.index("Second"))

    def test_markup_of_a_customer_is_shown_not_run(self):
        """What a customer types is text on the page, never a part of it."""
        html = self._render(self._create_request("<script>alert(1)</script>"))

        self.assertNotIn("<script>alert(1)", html)
        self.assertIn("&lt;script&gt;alert(1)", html)

    def _render(self, requests):
        report = self.env["ir.actions.report"].with_user(self.leader)
        html, _kind = report._render_qweb_html(REPORT, requests.ids)
        return html.decode()


@tagged("post_install", "-at_install")
class TestRequestPdf(CrmExtendedCase, HttpCase):
    """The printer, which fetches fonts and styles from a running server."""

    def test_pdf(self):
        """The page comes out of the printer as a PDF."""
        request = self._create_request(description="<p>长文本</p>" * 200)

        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf(REPORT, request.ids)

        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
