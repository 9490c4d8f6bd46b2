import io

from lxml import html
from openpyxl import load_workbook

from odoo.addons.crm_extended.tests.customers.statement_common import StatementCase
from odoo.tests import tagged

REPORT = "crm_extended.crm_statement_report"


@tagged("post_install", "-at_install")
class TestStatementAgreement(StatementCase):
    """What both sides compare, line by line, and where they seal it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._invoice("2026-02-10", 1000.1)
        cls.sale = cls._invoice("2026-03-05", 250.25, ref="PO 7")
        cls.credit = cls._refund("2026-03-10", 50.05)
        cls.payment = cls._pay("2026-03-15", 600.3, cls.old, memo="March")

    def test_periods_follow_each_other(self):
        """Each month opens with what the month before has closed with."""
        euros = self._invoice("2026-02-02", 100.0, currency_id=self.eur.id)
        # half of it in euros, half in dollars, over two months
        self._pay("2026-02-20", 50.0, euros, currency_id=self.eur.id)
        self._pay("2026-03-20", 62.5, euros, currency_id=self.usd.id)
        months = [
            self._create_statement(f"2026-{month}-01", f"2026-{month}-{last}")
            for month, last in (("02", "28"), ("03", "31"), ("04", "30"))
        ]
        for currency, closings in (
            (self.usd, (1000.1, 600.0, 600.0)),
            (self.eur, (50.0, 0.0, 0.0)),
        ):
            last = 0.0
            for statement, closing in zip(months, closings, strict=True):
                ledger = self._get_ledger(statement, currency)
                told = (ledger.opening, ledger.closing) if ledger else (0.0, 0.0)
                with self.subTest(f"{currency.name} {statement.date_to}"):
                    self.assertEqual(currency.compare_amounts(told[0], last), 0)
                    self.assertEqual(currency.compare_amounts(told[1], closing), 0)
                last = told[1]

    def test_lines_name_their_document(self):
        """Each line has its day, document, kind, reference, due date and amount."""
        [ledger] = self._create_statement()._get_ledgers().values()
        told = [
            (str(e["date"]), e["name"], e["kind"], e["reference"], e["amount"])
            for e in ledger[0].entries
        ]

        self.assertEqual(
            told,
            [
                ("2026-03-05", self.sale.name, "invoice", "PO 7", 250.25),
                ("2026-03-10", self.credit.name, "refund", None, -50.05),
                ("2026-03-15", self.payment.name, "payment", "March", -600.3),
            ],
        )
        due = [str(e["due_date"]) for e in ledger[0].entries]
        self.assertEqual(due, ["2026-03-05", "2026-03-10", "None"])

    def test_receipt_and_money_given_back(self):
        """A sales receipt is invoiced like an invoice; a refund paid out is owed."""
        self._invoice("2026-03-21", 40.0, kind="out_receipt")
        self._pay("2026-03-22", 50.05, payment_type="outbound")

        self.assertTold(
            self._create_statement("2026-03-20", "2026-03-31"),
            opening=600.0,
            invoiced=40.0,
            paid=50.05,
            closing=690.05,
        )

    def test_place_for_both_seals(self):
        """Under the balance both sides have a place to seal or sign, and for a date."""
        self.customer.lang = "zh_CN"
        statement = self._create_statement()
        report = self.env["ir.actions.report"].with_user(self.accountant)
        page, _kind = report._render_qweb_html(REPORT, statement.ids)
        [agreement] = html.fromstring(page.decode()).xpath("//div[@name='agreement']")
        sides = [side.text_content() for side in agreement.iter("td")]

        self.assertEqual(len(sides), 2)
        for side, party in zip(sides, (self.company, self.customer), strict=True):
            self.assertIn(party.name, side)
            self.assertIn("盖章", side)
            self.assertIn("日期", side)
        self.assertIn("600.00", agreement.text_content())

    def test_cells_stand_under_their_heads(self):
        """On paper each amount stands in its column, with or without a reference."""
        statement = self._create_statement()
        report = self.env["ir.actions.report"].with_user(self.accountant)
        page, _kind = report._render_qweb_html(REPORT, statement.ids)
        [table] = html.fromstring(page.decode()).xpath("//table[@name='entries']")
        rows = [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in table.xpath("tbody/tr")
        ]

        self.assertEqual(
            [[row[0], *row[2:]] for row in rows[1:-1]],
            [
                ["03/05/2026", "PO 7", "03/05/2026", "$ 250.25", "", "$ 1,250.35"],
                ["03/10/2026", "", "03/10/2026", "", "$ 50.05", "$ 1,200.30"],
                ["03/15/2026", "March", "", "", "$ 600.30", "$ 600.00"],
            ],
        )

    def test_workbook_line_by_line(self):
        """The workbook tells day, debit, credit and balance of each line as numbers."""
        book = load_workbook(io.BytesIO(self._create_statement()._get_workbook()))
        rows = [row for row in book.active.iter_rows(values_only=True) if row[7]]

        self.assertEqual(
            rows[0],
            ("Date", "Document", "Kind", "Reference", "Due Date")
            + ("Debit", "Credit", "Balance"),
        )
        self.assertEqual(
            [(row[1], *row[5:]) for row in rows[1:]],
            [
                ("Opening Balance", None, None, 1000.1),
                (self.sale.name, 250.25, None, 1250.35),
                (self.credit.name, None, 50.05, 1200.3),
                (self.payment.name, None, 600.3, 600),
                ("Closing Balance", None, None, 600),
                ("1-30 Days Overdue", None, None, 250.25),
                ("31-60 Days Overdue", None, None, 399.8),
                ("Credits Not Yet Allocated", None, None, -50.05),
            ],
        )
        heads = {row[0]: row[1] for row in book.active.iter_rows(values_only=True)}
        self.assertEqual(heads["Customer"], self.customer.name)
        self.assertEqual(heads["Issued By"], self.company.name)
