from lxml import etree

from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.tests import HttpCase, freeze_time, tagged

REPORT = "crm_extended.res_partner_report_sheet"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestCustomerSheet(ProfileCase, HttpCase):
    """The customer on one printed page (CUS-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(1234.5)
        cls._order(3)
        cls.env.flush_all()

    def test_shows_what_the_reader_may_see(self):
        """Accountants read money, agents service; both in their own language."""
        self.agent.lang = "zh_CN"
        accounting = self._render(self.accountant)
        service = self._render(self.agent)

        self.assertIn("1,234.50", accounting)
        self.assertIn("Net Invoiced", accounting)
        self.assertNotIn("Open Requests", accounting)
        self.assertNotIn("1,234.50", service)
        self.assertNotIn("300.00", service)
        self.assertIn("交货", service)

    def test_in_the_language_of_who_prints(self):
        """A Chinese colleague gets Chinese words, however the page was asked for."""
        self.accountant.lang = "zh_CN"
        report = self.env["ir.actions.report"].with_user(self.accountant)
        html, _kind = report._render_qweb_html(REPORT, self.customer.ids)

        self.assertIn("净开票额", html.decode())
        self.assertNotIn("Net Invoiced", html.decode())

    def test_two_columns(self):
        """At most two tables stand beside each other: the printer cuts off a third."""
        self.accountant.group_ids += self.salesperson.group_ids + self.agent.group_ids
        page = etree.HTML(self._render(self.accountant))

        rows = page.xpath("//div[@name='figures']")
        widths = [len(row.xpath("./div[contains(@class, 'col-6')]")) for row in rows]
        self.assertGreater(sum(widths), 4)
        self.assertEqual(set(widths[:-1]), {2})

    def test_contact_prints_its_customer(self):
        """The sheet of a contact is that of its customer, with all its people."""
        html = self._render(self.accountant, self.contact)

        self.assertIn("Sonnenhof Brewery", html)
        self.assertIn("Katrin", html)
        self.assertIn("1,234.50", html)

    def test_pdf(self):
        """The page comes out of the printer as a PDF."""
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        report = self.env["ir.actions.report"].with_user(self.accountant)
        report = report.with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf(REPORT, self.customer.ids)

        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def _render(self, user, partner=None):
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        report = report.with_context(lang=user.lang)
        html, _kind = report._render_qweb_html(REPORT, (partner or self.customer).ids)
        return html.decode()
