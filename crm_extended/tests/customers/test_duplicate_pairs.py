import csv
from pathlib import Path

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import tagged

PAIRS = Path(__file__).with_name("duplicate_pairs.csv")
FIELDS = {
    "mail": "email",
    "phone": "phone",
    "vat": "vat",
    "city": "city",
    "street": "street",
}


@tagged("post_install", "-at_install")
class TestDuplicatePairs(CrmExtendedCase):
    """Pairs labelled by hand before anything was tuned; half of them are Chinese.

    Pairs that can't be found, such as a coined name and its characters, are in the file
    as well, and so is one that is wrongly found.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with PAIRS.open(newline="", encoding="utf-8") as lines:
            cls.rows = list(csv.DictReader(lines))
        sides = ("left", "right")
        cls.partners = cls.env["res.partner"].create(
            [cls._get_values(row, side) for row in cls.rows for side in sides]
        )
        cls.env["crm.duplicate"]._find_for(cls.partners)
        found = cls.env["crm.duplicate"].search([("state", "=", "open")])
        cls.found = {(pair.partner_id.id, pair.other_id.id) for pair in found}

    @classmethod
    def _get_values(cls, row, side):
        values = {"name": row[side], "is_company": row["who"] == "company"}
        for fact in filter(None, row[f"{side}_facts"].split(";")):
            name, _equals, value = fact.strip().partition("=")
            values[FIELDS[name]] = value
        return values

    def _count(self, same, found):
        return len(self._select(same, found))

    def _select(self, same, found):
        ids = self.partners.ids
        return [
            row
            for row, pair in zip(
                self.rows, zip(ids[::2], ids[1::2], strict=True), strict=True
            )
            if (row["same"] == "1") == same and (pair in self.found) == found
        ]

    def test_file(self):
        """There are 200 pairs, half of them Chinese, and 60 that are two companies."""
        chinese = [row for row in self.rows if not row["left"].isascii()]

        self.assertGreaterEqual(len(self.rows), 200)
        self.assertGreaterEqual(
            sum(any("\u4e00" <= c <= "\u9fff" for c in r["left"]) for r in chinese), 100
        )
        self.assertGreaterEqual(
            sum(row["same"] == "0" and row["who"] == "company" for row in self.rows), 60
        )
        self.assertFalse([row for row in self.rows if not row["reason"]])

    def test_precision(self):
        """Of the pairs found, at least 95 of 100 are one customer."""
        right, wrong = self._count(True, True), self._count(False, True)

        self.assertGreaterEqual(
            right / (right + wrong), 0.95, self._select(False, True)
        )

    def test_recall(self):
        """Of the customers entered twice, at least 90 of 100 are found."""
        found, missed = self._count(True, True), self._count(True, False)

        self.assertGreaterEqual(
            found / (found + missed), 0.90, self._select(True, False)
        )

    def test_place_and_trade(self):
        """Customers with nothing in common but place and trade are never a pair."""
        rows = [
            row for row in self.rows if "nothing but place and trade" in row["reason"]
        ]
        wrong = self._select(False, True)

        self.assertGreaterEqual(len(rows), 8)
        self.assertFalse([row for row in rows if row in wrong])
