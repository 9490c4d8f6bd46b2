"""Workbooks and text tables: cells read as they are, rows written back as they were."""

import csv
import datetime
import io
import re
import zipfile

import openpyxl
import xlsxwriter

from .table_text import TableRow

# a workbook that unpacks to more is no table of customers
UNPACKED_BYTES = 400 * 1024 * 1024
WIDEST = 500
# what a spreadsheet would take for a formula; a plain negative number is none
_FORMULA_START = re.compile(r"(?!-[\d.,]+\Z)[=+\-@\t\r]")


class TooLargeError(Exception):
    """The workbook unpacks to more than anybody can want."""


def read_workbook(data):
    """Return the name and the rows of the first sheet that has any.

    Formulas count with the result that was saved with them; where none was, the cell
    says so, for an empty cell would lose it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        infos = package.infolist()
        if sum(info.file_size for info in infos) > UNPACKED_BYTES:
            raise TooLargeError
        has_formulas = any(
            re.search(rb"<f[ >/]", package.read(info))
            for info in infos
            if info.filename.startswith("xl/worksheets/")
        )
    book = _open(data, data_only=True)
    for sheet in book.worksheets:
        formulas = _read_formulas(data, sheet.title) if has_formulas else {}
        if rows := list(_read_sheet(sheet, formulas)):
            return sheet.title, rows
    return "", []


def _open(data, data_only):
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)


def _read_sheet(sheet, formulas):
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=WIDEST), 1):
        cells = [
            _read_cell(cell, formulas.get((number, position)))
            for position, cell in enumerate(row)
        ]
        while cells and cells[-1] == "":
            cells.pop()
        if any(cell if not isinstance(cell, str) else cell.strip() for cell in cells):
            yield TableRow(number, cells)


def _read_formulas(data, title):
    sheet = _open(data, data_only=False)[title]
    sheet.reset_dimensions()
    return {
        (number, position): str(getattr(cell.value, "text", cell.value))
        for number, row in enumerate(sheet.iter_rows(max_col=WIDEST), 1)
        for position, cell in enumerate(row)
        if cell.data_type == "f"
    }


def _read_cell(cell, formula):
    value = cell.value
    if value is None:
        return {"formula": formula} if formula else ""
    if cell.data_type == "e":
        return {"error": str(value)}
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime.datetime):
        return {"date": value.isoformat(sep=" ")}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    return str(value)


def cell_text(cell):
    """Return a cell as a person would read it.

    >>> cell_text({"date": "2024-03-05 00:00:00"}), cell_text(7), cell_text("a")
    ('2024-03-05', '7', 'a')
    """
    if isinstance(cell, dict):
        [value] = cell.values()
        return value.removesuffix(" 00:00:00")
    return str(cell)


def write_workbook(rows, widths=()):
    """Return a workbook; text stays text, whatever it starts with."""
    output = io.BytesIO()
    options = {"in_memory": True, "remove_timezone": True}
    with xlsxwriter.Workbook(output, options) as book:
        sheet = book.add_worksheet()
        formats = {
            "bold": book.add_format({"bold": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "text": book.add_format({"num_format": "@"}),
        }
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                _write_cell(sheet, number, position, cell, formats)
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)
        sheet.freeze_panes(1, 0)
    return output.getvalue()


def _write_cell(sheet, number, position, cell, formats):
    if isinstance(cell, dict) and "date" in cell:
        moment = datetime.datetime.fromisoformat(cell["date"])
        style = "moment" if moment.time() != datetime.time() else "date"
        sheet.write_datetime(number, position, moment, formats[style])
    elif isinstance(cell, int | float):
        sheet.write_number(number, position, cell)
    elif text := cell_text(cell):
        style = formats["text" if number else "bold"]
        sheet.write_string(number, position, text, style)


def write_text(rows, separator):
    """Return a text table that Excel opens in UTF-8 and takes no cell for a formula.

    >>> write_text([["Name"], ["=1+1"], ["-5"]], ";").decode("utf-8-sig").split()
    ['Name', "'=1+1", '-5']
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([mark_text(cell_text(cell)) for cell in row])
    return output.getvalue().encode("utf-8-sig", "surrogatepass")


def mark_text(text):
    """Return text in the way that spreadsheets don't take for a formula.

    >>> mark_text("+49 30 1234"), mark_text("-1.5"), mark_text("a=b")
    ("'+49 30 1234", '-1.5', 'a=b')
    """
    return f"'{text}" if _FORMULA_START.match(text) else text
