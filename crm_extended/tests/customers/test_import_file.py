import base64
import io
import zipfile

from odoo.addons.crm_extended.tests.customers.import_common import (
    SAMPLES,
    ImportCase,
)
from odoo.exceptions import UserError
from odoo.tests import tagged

# file: what it is read as, and the customer of its first two rows
ENCODINGS = [
    ("utf8.csv", "UTF-8", "上海精密设备有限公司", "北京泵业集团"),
    ("utf8_bom.csv", "UTF-8", "Größwang Söhne", "Café Élysée"),
    ("gbk.csv", "GB18030", "上海精密设备有限公司", "北京泵业集团"),
    ("latin1.csv", "CP1252", "Größwang Söhne", "Café Élysée"),
    ("utf16.csv", "UTF-16", "上海精密设备有限公司", "北京泵业集团"),
    ("utf16_le_unmarked.csv", "UTF-16-LE", "上海精密设备有限公司", "北京泵业集团"),
    ("book.xlsx", "Kunden", "Größwang Söhne", "上海精密设备有限公司"),
]
# file: the sentence that says what to do about it
UNREADABLE = [
    (b"", "Choose a file first."),
    (b"Customer;City\n", "no rows below its heading"),
    (b"\n\n;;\n", "no rows below its heading"),
    (b"PK\x03\x04broken", "The workbook can't be read."),
]
# rows below the heading Customer;Phone;Country: the number and reason of the bad one
BAD_ROWS = [
    ("Meyer;1;2;3\nZhang;1;\n", 2, "The row has 4 cells, the heading 3."),
    ("Meyer\nZhang;1;\n", 2, "The row has 1 cells, the heading 3."),
    ('"Meyer;1;\nZhang;1;\n', 2, "A double quote is opened"),
    ('"Mey"er;1;\nZhang;1;\n', 2, "A double quote is opened"),
    ("Meyer;1;Atlantis\nZhang;1;\n", 2, "there is no “Atlantis” among the countries"),
    (";1;DE\nZhang;1;\n", 2, "“Customer” is empty."),
    ("Mey\0er;1;\nZhang;1;\n", 2, "holds a character that can't be stored"),
    ("Meyer;1;\n" + "Z" * 10000 + ";1;\n", 3, "has 10000 characters"),
    ("Meyer;1;\nmeyer;2;\n", 3, "Row 2 is about the same and says something else."),
]


@tagged("post_install", "-at_install")
class TestImportFile(ImportCase):
    """Reading files as people have them (CUS-16)."""

    def test_encodings(self):
        """Chinese and Western files come out right, however they were saved."""
        for name, read_as, first, second in ENCODINGS:
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                content = (SAMPLES / name).read_bytes()
                job = self.preview(content, name=name)
                self.assertIn(read_as, job.read_as)
                job.action_import()
                self.assertTrue(self.find(first))
                self.assertTrue(self.find(second))
                savepoint.rollback()

    def test_workbook(self):
        """Numbers, dates and formulas of a workbook are taken as they are meant."""
        job = self.import_file((SAMPLES / "book.xlsx").read_bytes(), name="book.xlsx")

        self.assertCounts(job, created=2, rejected=1)
        customer = self.find("Größwang Söhne")
        self.assertEqual(customer.zip, "50667")
        self.assertIn("2024-03-05", customer.comment)
        customer = self.find("上海精密设备有限公司") - self.other_company.partner_id
        self.assertIn("1234.5", customer.comment)
        self.assertIn("formula without a result", self.reasons(job)[4])

    def test_unreadable_files(self):
        """A file that can't be read is refused with a sentence, and stays."""
        for content, sentence in UNREADABLE:
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self.upload(content).action_read()

    def test_wrong_choice(self):
        """A separator or encoding that does not fit is named."""
        text = "Customer;City\nMeyer;Köln\n"
        cases = [
            ({"separator": "tab"}, "The heading “Customer;City” is in one piece."),
            ({"encoding": "utf-8"}, "The file is not written in UTF-8."),
        ]
        for choice, sentence in cases:
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self.upload(text.encode("latin-1"), **choice).action_read()

    def test_too_large(self):
        """A workbook that unpacks to a flood is refused before it is unpacked."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as book:
            for number in range(5):
                book.writestr(f"xl/worksheets/{number}.xml", b"0" * 90_000_000)
        with self.assertRaisesRegex(UserError, "too large"):
            self.upload(output.getvalue(), name="bomb.xlsx").action_read()

    def test_bad_rows(self):
        """A bad row is rejected with its reason, and the other one is imported."""
        for rows, number, sentence in BAD_ROWS:
            with self.subTest(sentence), self.env.cr.savepoint() as savepoint:
                job = self.import_file("Customer;Phone;Country\n" + rows)
                self.assertCounts(job, created=1, rejected=1)
                self.assertIn(sentence, self.reasons(job)[number])
                savepoint.rollback()

    def test_stray_quote(self):
        """A quote that is never closed costs its own row and no other."""
        rows = "".join(f"Customer {n};{n};\n" for n in range(50))
        # the next stray one stands where no cell ends, or just where one does
        for last in ('"Last;2;', 'Last;2;"'):
            with self.subTest(last), self.env.cr.savepoint() as savepoint:
                job = self.import_file(
                    f'Customer;Phone;Country\n"Open;1;\n{rows}{last}\n'
                )
                self.assertCounts(job, created=50, rejected=2)
                savepoint.rollback()

    def test_rejected_file(self):
        """Rejected rows come back unchanged, with the reason, to be imported again."""
        text = 'Customer;Phone;Country\n"A; ""B""";+49 1;Nowhere\n=1+1;-5;Nowhere\n'
        job = self.import_file(text)

        heading, *rows = self.rejected_rows(job)
        self.assertEqual(heading, ["Customer", "Phone", "Country", "Reason"])
        self.assertEqual([row[0] for row in rows], ['A; "B"', "'=1+1"])
        self.assertEqual([row[1] for row in rows], ["'+49 1", "-5"])
        self.assertIn("there is no “Nowhere”", rows[0][3])

        mended = base64.b64decode(job.rejected_file).decode().replace("Nowhere", "DE")
        again = self.import_file(mended)
        self.assertCounts(again, created=2)
        self.assertEqual(self.find("=1+1").phone, "-5")
        self.assertEqual(self.find('A; "B"').phone, "+49 1")

    def test_rejected_workbook(self):
        """A workbook gives its rejected rows back as a workbook, text as text."""
        job = self.import_file((SAMPLES / "book.xlsx").read_bytes(), name="book.xlsx")
        data = base64.b64decode(job.rejected_file)

        again = self.upload(data, name="again.xlsx")
        again.action_read()
        self.assertEqual(again.row_count, 1)
        self.assertEqual(again.column_ids.mapped("name")[-1], "Reason")
        self.assertFalse(again.column_ids[-1].target)
        self.assertIn("Formula Ltd · =A1&B1 · DE", again.row_ids.name)

    def test_remembered_columns(self):
        """What the columns meant last time is suggested for the next such file."""
        text = "Alpha;Beta\nMeyer;Köln\n"
        job = self.upload(text)
        job.action_read()
        self.assertEqual(job.column_ids.mapped("target"), [False, False])
        with self.assertRaisesRegex(UserError, "No column means “Customer”"):
            job.action_check()
        job.column_ids[0].target = "customer.name"
        job.column_ids[1].target = "customer.city"
        job.action_check()

        again = self.upload(text)
        again.action_read()
        self.assertEqual(
            again.column_ids.mapped("target"), ["customer.name", "customer.city"]
        )

    def test_column_twice(self):
        """Two columns can't mean the same."""
        job = self.upload("Customer;Town\nMeyer;Köln\n")
        job.action_read()
        job.column_ids.target = "customer.name"
        with self.assertRaisesRegex(UserError, "Two columns mean “Customer”"):
            job.action_check()

    def test_template(self):
        """Each template, in both languages, can be imported as it is."""
        kinds = self.env["crm.import"]._get_kind_names()
        for kind in kinds:
            for field in ("template_en", "template_zh"):
                with self.subTest(kind, language=field):
                    data = base64.b64decode(self.upload("", kind)[field])
                    job = self.upload(data, kind, name="template.xlsx")
                    job.action_read()
                    self.assertEqual(job.row_count, 2)
                    self.assertTrue(all(job.column_ids.mapped("target")))
