import base64
import io

from openpyxl import load_workbook

from odoo import Command
from odoo.addons.crm_extended.tests.customers.statement_common import StatementCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

REPORT = "crm_extended.crm_statement_report"


@tagged("post_install", "-at_install")
class TestStatementBatch(StatementCase):
    """Statements for one customer or many, on paper and as a workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_customer("Hofbräu", is_company=True)
        cls.quiet = cls._create_customer("Quiet Mill", is_company=True)
        cls.formula = '=HYPERLINK("http://example.com")'
        cls._invoice("2026-03-05", 250.0, ref=cls.formula)
        cls._invoice("2026-03-06", 80.5, partner_id=cls.second.id)

    @freeze_time("2026-04-15 10:00:00")
    def test_last_month_is_offered(self):
        """From the form of a contact one gets last month's figures of its customer."""
        Batch = self.env["crm.statement.batch"].with_user(self.accountant)
        form = Form(
            Batch.with_context(active_model="res.partner", active_ids=self.contact.ids)
        )

        self.assertEqual(str(form.date_from), "2026-03-01")
        self.assertEqual(str(form.date_to), "2026-03-31")
        self.assertIn("250.00", form.preview)
        self.assertEqual(form.save().partner_ids, self.customer)

    def test_empty_ones_are_left_out(self):
        """Of many customers only those with something to tell get a statement."""
        batch = self._create_batch(self.customer + self.second + self.quiet)
        action = batch.action_open()

        made = self.env["crm.statement"].search(action["domain"])
        self.assertEqual(made.partner_id, self.customer + self.second)
        batch.skip_empty = False
        made = batch._make_statements()
        self.assertEqual(made.partner_id, self.customer + self.second + self.quiet)

    def test_drafts_are_used_again(self):
        """Printing twice makes no second statement; a sent one stays as it is."""
        batch = self._create_batch(self.customer)
        first = batch._make_statements()

        self.assertEqual(batch._make_statements(), first)
        first.state = "sent"
        self.assertNotEqual(batch._make_statements(), first)

    def test_what_is_missing_is_named(self):
        """Without customers, days or anything to tell there is one sentence."""
        cases = [
            (self._create_batch(self.env["res.partner"]), "at least one customer"),
            (self._create_batch(self.customer, date_to=False), "last day"),
            (self._create_batch(self.customer, date_to="2026-02-01"), "swap"),
            (
                self._create_batch(self.quiet + self.second, date_to="2026-03-02"),
                "None",
            ),
        ]
        for batch, sentence in cases:
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                batch.action_print()
        self.assertFalse(self.env["crm.statement"].search([]))

    def test_only_readers_of_accounts(self):
        """Who reads no accounts can't ask for them through the batch."""
        Batch = self.env["crm.statement.batch"].with_user(self.users["sales_manager"])
        with self.assertRaises(AccessError):
            Batch.create({})

    def test_workbook(self):
        """A sheet for each customer; numbers are numbers, text is never a formula."""
        self.customer.lang = "zh_CN"
        self.second.name = "=1+1 [A/B]: a very long name of a company"
        batch = self._create_batch(self.customer + self.second)
        action = batch.action_download_workbook()

        self.assertIn(
            f"/web/content/crm.statement.batch/{batch.id}/file", action["url"]
        )
        book = load_workbook(io.BytesIO(base64.b64decode(batch.file)))
        self.assertEqual(len(book.sheetnames), 2)
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        told = {cell.value: cell.data_type for cell in cells if cell.value is not None}
        self.assertEqual(told[self.formula], "s")
        self.assertEqual(told[250], "n")
        self.assertIn("期初余额", told)
        for sheet in book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                self.assertNotEqual(cell.data_type, "f", cell.value)
        [total] = [
            row[-1].value
            for row in book.worksheets[1].iter_rows()
            if row[1].value == "Closing Balance"
        ]
        self.assertEqual(total, 80.5)

    def test_too_many_for_one_file(self):
        """What no browser waits for is refused, and the way out is named."""
        statements = self.env["crm.statement"].browse(range(1, 202))

        with self.assertRaisesRegex(UserError, "by e-mail"):
            self.env["crm.statement.batch"]._check_printable(statements)

    def test_language_of_the_customer(self):
        """Each customer reads its own language, whoever prints."""
        self.customer.lang = "zh_CN"
        html = self._render(self._create_statement())

        for word in (
            "对账单",
            "期初余额",
            "期末余额",
            "发票",
            "盖章",
            "并非催款",
            "截至",
        ):
            self.assertIn(word, html)
        html = self._render(self._create_statement(partner_id=self.second.id))
        self.assertIn("Opening Balance", html)

    def test_printed_figures(self):
        """The page shows the figures of the ledger, and markup only as text."""
        self.second.name = "<script>alert(1)</script>"
        self._pay("2026-03-07", 30.0, partner_id=self.second.id, memo="<b>x</b>")
        html = self._render(self._create_statement(partner_id=self.second.id))

        for amount in ("80.50", "30.00", "50.50"):
            self.assertIn(amount, html)
        self.assertNotIn("<script>alert(1)", html)
        self.assertIn("&lt;b&gt;x&lt;/b&gt;", html)

    def test_empty_period_in_a_sentence(self):
        """A statement with nothing to tell says so instead of showing empty tables."""
        html = self._render(self._create_statement(partner_id=self.quiet.id))

        self.assertIn("nothing was booked in it", html)
        self.assertNotIn("Opening Balance", html)

    def _create_batch(self, partners, **values):
        Batch = self.env["crm.statement.batch"].with_user(self.accountant)
        return Batch.create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "period": "other",
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
            | values
        )

    def _render(self, statement):
        report = self.env["ir.actions.report"].with_user(self.accountant)
        html, _kind = report._render_qweb_html(REPORT, statement.ids)
        return html.decode()
