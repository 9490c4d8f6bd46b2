"""What a kind of import understands: its columns, and one row on its way through."""

from typing import NamedTuple

from . import import_values
from .table_sheet import cell_text

LENGTHS = {"long_text": 20000}
LENGTH = 500


class CellError(ValueError):
    """A cell that can't be taken; ``code`` is the sentence that says why."""

    def __init__(self, code, text=""):
        super().__init__(code)
        self.code = code
        self.text = text


class Format(NamedTuple):
    """How the file writes what can be read in two ways."""

    is_day_first: bool = True
    decimal: str = "."


class ImportField(NamedTuple):
    """A column that a kind of import understands.

    ``type`` says how a cell is read, or names the resolver that looks up what it says;
    ``target`` is the field of the model that gets the value, if it gets it as it is.
    """

    name: str
    label: object
    type: str = "text"
    target: str = ""
    is_required: bool = False

    def label_in(self, lang):
        """Return the heading in a language, which need not be installed."""
        return self.label._translate(lang or "en_US")

    def parse(self, cell, form):
        """Return what a cell means, None for an empty one; CellError where it fails.

        >>> ImportField("day", "Day", "date").parse("5.3.2024", Format()).isoformat()
        '2024-03-05'
        >>> ImportField("name", "Name").parse("  ", Format())
        >>> ImportField("name", "Name").parse(10115, Format())
        '10115'
        """
        for code in ("error", "formula"):
            if isinstance(cell, dict) and code in cell:
                raise CellError(code, cell[code])
        text = cell_text(cell).strip()
        if not text:
            return None
        if "\0" in text or not _can_encode(text):
            raise CellError("character")
        if len(text) > LENGTHS.get(self.type, LENGTH):
            raise CellError("long", str(len(text)))
        try:
            return self._read(cell if isinstance(cell, int | float) else text, form)
        except (ValueError, OverflowError) as error:
            raise CellError(self.type, text[:50]) from error

    def _read(self, value, form):
        if self.type == "date":
            return import_values.parse_moment(value, form.is_day_first).date()
        if self.type == "moment":
            return import_values.parse_moment(value, form.is_day_first)
        if self.type == "month":
            return import_values.parse_month(value, form.is_day_first)
        if self.type == "amount":
            return import_values.parse_amount(value, form.decimal)
        if self.type == "yes":
            return import_values.parse_yes(value)
        if self.type == "long_text":
            return str(value)
        return import_values.clean(str(value))


def _can_encode(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Line:
    """A row on its way from the file into a record."""

    def __init__(self, number, cells, problem=None, twin=None):
        self.number = number
        self.cells = cells
        self.problem = problem
        self.twin = twin
        self.values = {}
        self.tag_commands = []
        self.record_id = None
        self.outcome = None
        self.reasons = []

    def reject(self, reason):
        self.outcome = "rejected"
        self.reasons.append(reason)

    def skip(self, reason):
        self.outcome = "skipped"
        self.reasons.append(reason)

    @property
    def is_open(self):
        """Whether nothing speaks against the row yet.

        >>> line = Line(2, ["Meyer"])
        >>> line.is_open, line.reject("Unknown country"), line.is_open
        (True, None, False)
        """
        return self.outcome is None
