import base64
import json
import zipfile
from itertools import islice

from odoo import models
from odoo.addons.crm_extended.tools import table_sheet, table_text
from odoo.exceptions import UserError
from odoo.tools import SQL

MOST_ROWS = 200_000
NAME_LENGTH = 120


class CrmImport(models.Model):
    """The file: read into rows, whatever program has written it."""

    _inherit = "crm.import"

    def _read_file(self):
        """Turn the file into rows and columns; says in a sentence what is wrong."""
        self.ensure_one()
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not data:
            raise UserError(self.env._("Choose a file first."))
        rows = (
            self._read_workbook(data) if self._is_book(data) else self._read_text(data)
        )
        if len(rows) < 2:
            raise UserError(
                self.env._(
                    "The file has no rows below its heading. Put the names of the"
                    " columns into the first row, and a record into each further one."
                )
            )
        if len(rows) > MOST_ROWS:
            raise UserError(
                self.env._(
                    "The file has %(count)s rows. Split it: up to %(most)s are taken.",
                    count=len(rows) - 1,
                    most=MOST_ROWS,
                )
            )
        headings, *rows = rows
        self._store_rows(rows)
        self._store_columns([table_sheet.cell_text(c) for c in headings.cells], rows)
        self._message_log(body=self.read_as)

    def _is_book(self, data):
        """Whether it is a workbook rather than text."""
        is_old = data.startswith(b"\xd0\xcf\x11\xe0")
        return data.startswith(b"PK\x03\x04") or is_old

    def _read_workbook(self, data):
        if not data.startswith(b"PK") or (self.name or "").lower().endswith(".ods"):
            return self._read_other_book(data)
        try:
            title, rows = table_sheet.read_workbook(data)
        except table_sheet.TooLargeError as error:
            raise UserError(self.env._("The workbook is too large.")) from error
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise UserError(
                self.env._(
                    "The workbook can't be read. Open it in a spreadsheet program and"
                    " save it as XLSX or CSV."
                )
            ) from error
        self.used_separator = False
        self.read_as = self.env._("Read the sheet “%s”.", title)
        return rows

    def _read_other_book(self, data):
        """Read the older formats the way Odoo's own import does."""
        reader = self.env["base_import.import"].create(
            {"file": data, "file_name": self.name, "res_model": "res.partner"}
        )
        _length, rows = reader._read_file({"quoting": '"'})
        self.used_separator = False
        self.read_as = self.env._("Read the first sheet.")
        return [
            table_text.TableRow(
                number,
                [c if isinstance(c, str) else {"date": str(c)} for c in cells],
            )
            for number, cells in enumerate(rows, 1)
        ]

    def _read_text(self, data):
        encoding = self.encoding
        if encoding == "auto":
            encoding = table_text.detect_encoding(data)
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeError as error:
            raise UserError(
                self.env._(
                    "The file is not written in %s. Choose another encoding, or let it"
                    " be detected.",
                    encoding.upper(),
                )
            ) from error
        separator = {"tab": "\t"}.get(self.separator, self.separator)
        if separator == "auto":
            separator = table_text.detect_separator(text)
        rows = table_text.split_rows(text, separator)
        self._check_separator(rows, separator)
        self.used_separator = separator
        names = dict(self._fields["separator"]._description_selection(self.env))
        self.read_as = self.env._(
            "Read as %(encoding)s, columns separated by: %(separator)s.",
            encoding=encoding.removesuffix("-sig").upper(),
            separator=names.get({"\t": "tab"}.get(separator, separator), separator),
        )
        return rows

    def _check_separator(self, rows, separator):
        """A heading in one piece was cut by the wrong separator if it holds another."""
        heading = rows[0].cells if rows else []
        if len(heading) != 1:
            return
        if any(
            mark in heading[0] for mark in table_text.SEPARATORS if mark != separator
        ):
            raise UserError(
                self.env._(
                    "The heading “%s” is in one piece. Choose the separator that the"
                    " file uses between its columns.",
                    heading[0][:80],
                )
            )

    # rows

    def _store_rows(self, rows):
        """Keep the rows as they came: one statement, for they may be many."""
        self.env["crm.import.row"]._delete_of(self)
        numbers, names, cells, problems = [], [], [], []
        for row in rows:
            texts = filter(None, (table_sheet.cell_text(c) for c in row.cells))
            name = " · ".join(islice(texts, 6)).replace("\0", "")
            numbers.append(row.number)
            names.append(name[:NAME_LENGTH].encode(errors="replace").decode())
            cells.append(json.dumps(row.cells))
            problems.append(row.problem)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_import_row (import_id, number, name, cells, problem,
                            create_uid, create_date, write_uid, write_date)
                SELECT %(job)s, row.*, %(user)s, now(), %(user)s, now()
                  FROM unnest(%(numbers)s::int[], %(names)s::text[], %(cells)s::text[],
                              %(problems)s::text[]) AS row
                """,
                job=self.id,
                user=self.env.uid,
                numbers=numbers,
                names=names,
                cells=cells,
                problems=problems,
            )
        )
        self.row_count = len(rows)
        self.env["crm.import.row"].invalidate_model()

    def _get_cells(self, numbers):
        """Return ``{number: cells}`` of some rows."""
        if not numbers:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT number, cells FROM crm_import_row"
                " WHERE import_id = %s AND number IN %s",
                self.id,
                tuple(numbers),
            )
        )
        return {number: json.loads(cells) for number, cells in rows}

    def _explain_problem(self, line):
        """Return in a sentence why a row could not be cut into cells."""
        if line.problem == "quote":
            return self.env._(
                "A double quote is opened and not closed where the cell ends. Close it,"
                " or write two of them where one belongs to the text."
            )
        return self.env._(
            "The row has %(count)s cells, the heading %(width)s. Put a text that holds"
            " the separator or a line break into double quotes.",
            count=len(line.cells),
            width=len(self.column_ids),
        )

    def _get_texts(self, cells, positions):
        return [
            table_sheet.cell_text(cells[p]).strip() if p < len(cells) else ""
            for p in positions
        ]
