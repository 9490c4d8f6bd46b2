import io

import xlsxwriter

from odoo import models
from odoo.tools.misc import format_date

# a sheet has no more letters in its name, and none of these
SHEET_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDTHS = (12, 24, 22, 32, 12, 16, 16, 16)


class CrmStatement(models.Model):
    """Statements as a workbook, a sheet for each customer."""

    _inherit = "crm.statement"

    def action_download_workbook(self):
        """Download the statements as one workbook."""
        batch = self.env["crm.statement.batch"]._create_for(self)
        return batch.action_download_workbook()

    def _get_workbook(self):
        """Return the bytes of an .xlsx file, each sheet in its customer's language."""
        ledgers = self._get_ledgers()
        output = io.BytesIO()
        workbook = xlsxwriter.Workbook(output, {"in_memory": True})
        names = set()
        for statement in self:
            name = _get_sheet_name(statement.partner_id.name or "", names)
            told = statement.with_context(lang=statement._get_lang())
            sheet = Sheet(workbook, workbook.add_worksheet(name))
            told._write_sheet(sheet, ledgers[statement])
        workbook.close()
        return output.getvalue()

    def _write_sheet(self, sheet, ledgers):
        _ = self.env._
        sheet.write_line([_("Statement of Account")], style="title")
        period = f"{self._format(self.date_from)} – {self._format(self.date_to)}"
        for label, value in (
            (_("Issued By"), self.company_id.name),
            (_("Customer"), self.partner_id.name),
            (_("Customer Reference"), self.partner_id.ref),
            (_("Period"), period),
        ):
            sheet.write_line([label, value or ""])
        if not ledgers:
            sheet.write_line([])
            sheet.write_line([self._get_empty_sentence()])
        for ledger in ledgers:
            sheet.write_line([])
            self._write_ledger(sheet, ledger)

    def _write_ledger(self, sheet, ledger):
        _ = self.env._
        kinds = self._get_kind_labels()
        sheet.use_currency(ledger.currency)
        sheet.write_line([ledger.currency.name], style="bold")
        sheet.write_line(
            [_("Date"), _("Document"), _("Kind"), _("Reference"), _("Due Date")]
            + [_("Debit"), _("Credit"), _("Balance")],
            style="head",
        )
        opening, closing = _("Opening Balance"), _("Closing Balance")
        date_from, date_to = self._format(self.date_from), self._format(self.date_to)
        sheet.write_line([date_from, opening, *[None] * 5, ledger.opening], "bold")
        for entry, balance in zip(ledger.entries, ledger.balances, strict=True):
            amount = entry["amount"]
            sheet.write_line(
                [
                    self._format(entry["date"]),
                    entry["name"] or "",
                    kinds[entry["kind"]],
                    entry["reference"] or "",
                    self._format(entry["due_date"]),
                    amount if amount > 0 else None,
                    -amount if amount < 0 else None,
                    balance,
                ]
            )
        sheet.write_line([date_to, closing, *[None] * 5, ledger.closing], "bold")
        if self.with_ageing:
            self._write_ageing(sheet, ledger)

    def _write_ageing(self, sheet, ledger):
        labels = self._get_age_labels()
        for name, amount in ledger.ageing.items():
            if amount:
                sheet.write_line([None, labels[name], *[None] * 5, amount])

    def _format(self, date):
        return format_date(self.env, date) if date else ""


class Sheet:
    """One sheet, written line by line; what people typed is text, never a formula."""

    def __init__(self, workbook, sheet):
        self.workbook = workbook
        self.sheet = sheet
        self.line = 0
        self.styles = {
            "title": {"bold": True, "font_size": 14},
            "bold": {"bold": True},
            "head": {"bold": True, "bottom": 1},
        }
        self.formats = {}
        self.number_format = "#,##0.00"
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)

    def use_currency(self, currency):
        decimals = (
            "." + "0" * currency.decimal_places if currency.decimal_places else ""
        )
        self.number_format = f"#,##0{decimals}"

    def write_line(self, values, style=None):
        for column, value in enumerate(values):
            if isinstance(value, float | int):
                number_format = self._get_format(style, self.number_format)
                self.sheet.write_number(self.line, column, value, number_format)
            elif value is not None:
                text_format = self._get_format(style, None)
                self.sheet.write_string(self.line, column, value, text_format)
        self.line += 1

    def _get_format(self, style, number_format):
        key = (style, number_format)
        if key not in self.formats:
            properties = dict(self.styles.get(style, {}))
            if number_format:
                properties["num_format"] = number_format
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]


def _get_sheet_name(text, taken):
    """Return a name that Excel accepts and that no other sheet of the book has.

    >>> taken = set()
    >>> _get_sheet_name("A/B: [Pumps]", taken)
    'A B   Pumps'
    >>> _get_sheet_name("a/b: [pumps]", taken)
    'a b   pumps (2)'
    >>> len(_get_sheet_name("x" * 40, taken))
    31
    """
    text = text.translate(FORBIDDEN).strip() or "-"
    name, count = text[:SHEET_NAME].strip(), 1
    while name.lower() in taken:
        count += 1
        suffix = f" ({count})"
        name = text[: SHEET_NAME - len(suffix)].strip() + suffix
    taken.add(name.lower())
    return name
