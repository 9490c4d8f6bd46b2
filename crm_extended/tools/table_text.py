"""A text file of columns, read without losing a cell: encoding, separator, rows."""

import codecs
import re
from typing import NamedTuple

# the longest marks first: that of UTF-32 starts with that of UTF-16
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (";", ",", "\t", "|")
SAMPLE_ROWS = 50
# a quote that is still open after so many lines was never meant to be closed
QUOTED_LINES = 100

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# what Excel writes above the heading to say how it separates
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
# how spreadsheets mark a cell that begins like a formula and is none
_MARKED_TEXT = re.compile(r"'[=+\-@\t\r]")


class TableRow(NamedTuple):
    """A row that is not empty, by its line in the file; ``problem`` is a code or None.

    A cell is a string, a number, or what a spreadsheet knows better: ``{"date": …}``,
    ``{"formula": …}`` without a result, ``{"error": …}``.
    """

    number: int
    cells: list
    problem: str | None = None


def detect_encoding(data):
    r"""Return the name of the encoding, by its mark or by what the bytes can mean.

    >>> [detect_encoding("Größe".encode(name)) for name in ("utf-8", "utf-8-sig")]
    ['utf-8', 'utf-8-sig']
    >>> detect_encoding("Größe;Übergang;Köln".encode("latin-1"))
    'cp1252'
    >>> detect_encoding("客户;上海精密设备有限公司".encode("gbk"))
    'gb18030'
    >>> [detect_encoding("名;a\n甲;b\n".encode(n)) for n in ("utf-16", "utf-16-le")]
    ['utf-16', 'utf-16-le']
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    if encoding := _detect_unmarked_utf16(data[:4096]):
        return encoding
    candidates = ["utf-8", "gb18030", "cp1252"]
    if not _looks_chinese(data):
        candidates.remove("gb18030")
    return next((name for name in candidates if _can_decode(data, name)), "latin-1")


def _detect_unmarked_utf16(sample):
    """Tell UTF-16 by the zero byte beside each separator and Latin letter."""
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if max(high, low) > len(sample) / 40 and max(high, low) > 10 * min(high, low):
        return "utf-16-be" if high > low else "utf-16-le"
    return None


def _looks_chinese(data):
    """Return whether most of what is not ASCII would be common Chinese characters.

    An accented letter before a plain one would be a rare character, which GBK has and
    GB 2312 has not.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if character > "\x7f"]
    common = sum(1 for c in foreign if c.encode("gb2312", "ignore"))
    return common >= 0.7 * len(foreign)


def _can_decode(data, encoding):
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def detect_separator(text):
    r"""Return the separator by which most rows are as wide as the heading.

    >>> detect_separator("Name;Turnover\nMeyer, Ltd;1,5\nZhang;2,5\n")
    ';'
    >>> detect_separator("Name\tCity\nA, B\tC\n"), detect_separator("Name\nMeyer\n")
    ('\t', ';')
    >>> detect_separator("sep=|\nName;|City\n")
    '|'
    """
    lines = _split_lines(text)
    if lines and (named := _SEPARATOR_LINE.fullmatch(lines[0])):
        return named[1]
    return max(SEPARATORS, key=lambda mark: _fit(lines[: 3 * SAMPLE_ROWS], mark))


def _fit(lines, separator):
    rows = list(_read_rows(lines, separator))[:SAMPLE_ROWS]
    width = len(rows[0].cells) if rows else 0
    if width < 2:
        return 0, 0
    return sum(len(row.cells) == width for row in rows) / len(rows), width


def split_rows(text, separator):
    r"""Return every row that is not empty; what can't be read is marked, not dropped.

    >>> split_rows('Name,Note\r\n"A, B","say ""hi"" twice"\r\n\r\n', ",")[1].cells
    ['A, B', 'say "hi" twice']
    >>> rows = split_rows('Name;Note\nA;"two\nlines"\nB;"open\nC;c\n', ";")
    >>> [(row.number, row.cells, row.problem) for row in rows[1:]]
    [(2, ['A', 'two\nlines'], None), (4, ['B;"open'], 'quote'), (5, ['C', 'c'], None)]
    >>> rows = split_rows('a;b\n1;2;3\n4\n5" pipe;x\n', ";")
    >>> [(row.cells, row.problem) for row in rows[1:]]
    [(['1', '2', '3'], 'width'), (['4'], 'width'), (['5" pipe', 'x'], None)]
    >>> [row.cells for row in split_rows("Phone\n'+49 30\n'tis\n", ";")[1:]]
    [['+49 30'], ["'tis"]]
    """
    lines = _split_lines(text)
    if lines and _SEPARATOR_LINE.fullmatch(lines[0]):
        lines[0] = ""
    return list(_read_rows(lines, separator))


def _split_lines(text):
    # not str.splitlines, which also splits at a form feed and the like
    return _LINE.findall(text)


def _read_rows(lines, separator):
    width, index = None, 0
    while index < len(lines):
        cells, after = _read_row(lines, index, separator)
        problem = None
        if cells is None or (after > index + 1 and width and len(cells) != width):
            # an open quote must not swallow the rows behind it
            cells, after, problem = [lines[index].rstrip("\r\n")], index + 1, "quote"
        elif width and len(cells) != width:
            problem = "width"
        if any(map(str.strip, cells)):
            width = width or len(cells)
            yield TableRow(index + 1, [_unmark(cell) for cell in cells], problem)
        index = after


def _unmark(cell):
    return cell[1:] if _MARKED_TEXT.match(cell) else cell


def _read_row(lines, index, separator):
    """Return the cells of the row that starts here, and the line after it."""
    line = lines[index]
    if '"' not in line:
        return line.rstrip("\r\n").split(separator), index + 1
    cells, position = [], 0
    while True:
        if line.startswith('"', position):
            cell, index, position = _read_quoted(lines, index, position)
            line = lines[index] if cell is not None else ""
            if cell is None or not _ends_cell(line, position, separator):
                return None, index
        else:
            cell = line[position:].partition(separator)[0].rstrip("\r\n")
            position += len(cell)
        cells.append(cell)
        if not line.startswith(separator, position):
            return cells, index + 1
        position += len(separator)


def _ends_cell(line, position, separator):
    rest = line[position:]
    return rest.startswith(separator) or not rest.strip("\r\n")


def _read_quoted(lines, index, position):
    """Return the text of a quoted cell, and the line and position behind it."""
    last, parts = index + QUOTED_LINES, []
    position += 1
    while index < min(len(lines), last):
        end = lines[index].find('"', position)
        if end < 0:
            parts.append(lines[index][position:])
            index, position = index + 1, 0
        elif lines[index].startswith('"', end + 1):
            parts.append(lines[index][position : end + 1])
            position = end + 2
        else:
            parts.append(lines[index][position:end])
            return "".join(parts), index, end + 1
    return None, index, position
