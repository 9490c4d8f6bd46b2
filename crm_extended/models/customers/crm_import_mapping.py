import hashlib
from itertools import islice

from odoo import models
from odoo.addons.crm_extended.tools import table_sheet
from odoo.addons.crm_extended.tools.import_field import Format
from odoo.addons.crm_extended.tools.import_values import (
    detect_day_first,
    detect_decimal,
    fold_heading,
    suggest_columns,
)
from odoo.addons.crm_extended.tools.import_words import get_words
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

MOST_COLUMNS = 200
EXAMPLES = 3
LANGUAGES = ("en_US", "zh_CN")
REASON = _lt("Reason")


class CrmImport(models.Model):
    """What the columns of a file mean: as last time, or by their headings."""

    _inherit = "crm.import"

    def _store_columns(self, headings, rows):
        """Suggest what the columns mean: as last time, or by their headings."""
        key = self._get_headings_key(headings)
        targets = self._get_remembered(key, headings) or self._suggest(headings)
        self.column_ids.unlink()
        self.env["crm.import.column"].create(
            [
                {
                    "import_id": self.id,
                    "position": position,
                    "name": heading or self.env._("Column %s", position + 1),
                    "example": self._get_example(rows, position),
                    "target": targets[position],
                }
                for position, heading in enumerate(headings[:MOST_COLUMNS])
            ]
        )
        texts = self._sample_texts(rows)
        lang = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US")
        day_first = lang.date_format.find("%d") < lang.date_format.find("%m")
        self.headings_key = key
        self.is_day_first = "day" if detect_day_first(texts, day_first) else "month"
        mark = lang.decimal_point if lang.decimal_point in ".," else "."
        self.decimal_mark = detect_decimal(texts, mark)

    def _sample_texts(self, rows):
        """Return the short texts of the file with digits: its dates and numbers."""
        return [
            cell
            for row in rows
            for cell in row.cells
            if isinstance(cell, str) and len(cell) < 20 and any(map(str.isdigit, cell))
        ]

    def _get_example(self, rows, position):
        texts = (
            table_sheet.cell_text(row.cells[position])
            for row in rows
            if position < len(row.cells) and not row.problem
        )
        texts = dict.fromkeys(text[:40] for text in texts if text.strip())
        text = " · ".join(islice(texts, EXAMPLES)).replace("\0", "")
        return text.encode(errors="replace").decode()

    def _get_headings_key(self, headings):
        """Return the same for files with the same columns, the reason left out."""
        words = [fold_heading(h) for h in headings if not self._is_reason(h)]
        return hashlib.sha256("\0".join(words).encode(errors="replace")).hexdigest()

    def _is_reason(self, heading):
        return heading in {REASON._translate(lang) for lang in LANGUAGES}

    def _get_remembered(self, key, headings):
        """Return what the columns of the last import with these headings meant."""
        last = self.search(
            [
                ("headings_key", "=", key),
                ("kind", "=", self.kind),
                ("id", "!=", self.id),
                ("state", "in", ("checked", "running", "stopped", "done")),
            ],
            limit=1,
        )
        if not last:
            return None
        known = {fold_heading(c.name): c.target for c in last.column_ids}
        return [known.get(fold_heading(heading), False) for heading in headings]

    def _suggest(self, headings):
        names = {
            field.name: [field.name, *map(field.label_in, (*LANGUAGES, self.env.lang))]
            + get_words(self.kind, field.name)
            for field in self._get_kind()._get_import_fields()
        }
        found = suggest_columns(
            ["" if self._is_reason(heading) else heading for heading in headings], names
        )
        return [name and f"{self.kind}.{name}" for name in found]

    def _check_columns(self):
        """Refuse what would reject every row, before the first one is tried."""
        fields = self._get_kind()._get_import_fields()
        names = [field.name for _position, field in self._get_mapped_fields()]
        for field in fields:
            if names.count(field.name) > 1:
                raise UserError(
                    self.env._(
                        "Two columns mean “%s”. Choose one of them.",
                        field.label_in(self.env.lang),
                    )
                )
            # who names the record by its ID may update the rest alone
            if field.is_required and not {field.name, "external_id"} & set(names):
                raise UserError(
                    self.env._(
                        "No column means “%s”, which every row needs.",
                        field.label_in(self.env.lang),
                    )
                )

    def _get_mapped_fields(self):
        """Return ``[(position, ImportField)]`` of the columns that have a meaning."""
        fields = {
            f"{self.kind}.{field.name}": field
            for field in self._get_kind()._get_import_fields()
        }
        return [
            (column.position, fields[column.target])
            for column in self.column_ids
            if column.target in fields
        ]

    def _get_format(self):
        return Format(self.is_day_first != "month", self.decimal_mark or ".")
