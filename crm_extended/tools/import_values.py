"""What people type into tables: dates, amounts, yes and no, names, headings."""

import datetime
import difflib
import re
import unicodedata

DAY_ZERO = datetime.datetime(1899, 12, 30)
# 1954 to 2119: below and above, a number is no day that Excel counted
DAYS = range(20000, 80000)

YES = {"yes", "y", "true", "1", "x", "on", "是", "有", "对", "真", "√", "ja", "oui"}
NO = {"no", "n", "false", "0", "off", "否", "无", "不", "假", "×", "nein", "non"}

_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_TIME = r"(?:(?:\s+|T)(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.\d+)?)?秒?Z?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d\d?)\s*[-/.月]\s*(\d\d?)日?{_TIME}"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_YEAR_LAST = re.compile(rf"(\d\d?)([-/.])(\d\d?)\2(\d{{4}}|\d\d){_TIME}")
_DAY_NAMED = re.compile(rf"(\d\d?)[-. ]+([A-Za-z]{{3,9}})[-., ]+(\d{{4}}|\d\d){_TIME}")
_NAMED_DAY = re.compile(rf"([A-Za-z]{{3,9}})[. ]+(\d\d?),? +(\d{{4}}){_TIME}")
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH = (
    re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d\d?)月?"),
    re.compile(r"(?P<month>\d\d?)\s*[-/.]\s*(?P<year>\d{4})"),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})[-. ]+(?P<year>\d{4})"),
)
_GROUPS = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d*\.?\d+|\d+\."),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?|\d*,?\d+|\d+,"),
}


def clean(text):
    """Return text on one line, without spaces around and twice.

    >>> clean("  Meyer \\n &  Söhne ")
    'Meyer & Söhne'
    """
    return " ".join(text.split())


def split_list(text):
    """Return the entries of a list in one cell, whatever stands between them.

    >>> split_list("Key account; North,  重点客户、华东")
    ['Key account', 'North', '重点客户', '华东']
    """
    entries = re.split(r"[,;|\n，；、]", text)
    return [clean(entry) for entry in entries if entry.strip()]


def fold(text):
    """Return what two ways of writing the same name have in common.

    >>> fold(" ACME  gmbh"), fold("ＡＣＭＥ GmbH")
    ('acme gmbh', 'acme gmbh')
    """
    return clean(unicodedata.normalize("NFKC", text)).casefold()


def parse_moment(value, is_day_first=True):
    """Return the moment that a cell means; ValueError where it means none.

    >>> texts = ["2024-03-05", "05.03.2024", "2024年3月5日", "45356", "5/3/24"]
    >>> texts += ["20240305", "5 Mar 2024", "Mar 5, 2024"]
    >>> {parse_moment(text).isoformat() for text in texts}
    {'2024-03-05T00:00:00'}
    >>> parse_moment("3/5/2024", is_day_first=False).day, parse_moment(45356.5).hour
    (5, 12)
    >>> parse_moment("2024-03-05 14:30").minute
    30
    >>> parse_moment("30.02.2024")
    Traceback (most recent call last):
    ValueError: day is out of range for month
    """
    if isinstance(value, int | float):
        value = str(value)
    text = clean(unicodedata.normalize("NFKC", value))
    if _NUMBER.fullmatch(text) and int(text.split(".")[0]) in DAYS:
        return DAY_ZERO + datetime.timedelta(minutes=round(float(text) * 1440))
    year, month, day, *time = _split_date(text, is_day_first)
    year = int(year) + (0 if len(year) == 4 else 1900 if int(year) > 69 else 2000)
    return datetime.datetime(year, int(month), int(day), *(int(t or 0) for t in time))


def _split_date(text, is_day_first):
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return match.groups()
    if match := _YEAR_LAST.fullmatch(text):
        first, mark, second, year, *time = match.groups()
        if mark != "." and not is_day_first:
            first, second = second, first
        return (year, second, first, *time)
    if match := _DAY_NAMED.fullmatch(text):
        day, name, year, *time = match.groups()
        return (year, _month_number(name), day, *time)
    if match := _NAMED_DAY.fullmatch(text):
        name, day, year, *time = match.groups()
        return (year, _month_number(name), day, *time)
    raise ValueError(text)


def _month_number(name):
    return _MONTHS.index(name[:3].lower()) + 1


def parse_month(value, is_day_first=True):
    """Return the first day of the month that a cell means.

    >>> texts = ["2024-03", "2024年3月", "03/2024", "202403", "Mar 2024", "17.03.2024"]
    >>> {parse_month(text).isoformat() for text in texts}
    {'2024-03-01'}
    """
    text = clean(unicodedata.normalize("NFKC", str(value)))
    for pattern in _MONTH:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            month = found.get("month") or _month_number(found["name"])
            return datetime.date(int(found["year"]), int(month), 1)
    return parse_moment(value, is_day_first).date().replace(day=1)


def detect_day_first(texts, default):
    """Return whether 3/5/2024 is 3 May, as the dates of the same file tell.

    >>> detect_day_first(["3/5/2024", "17/5/2024"], default=False)
    True
    >>> detect_day_first(["3/5/2024", "5/17/2024"], default=True)
    False
    >>> detect_day_first(["3/5/2024"], default=True)
    True
    """
    dates = [match for text in texts if (match := _YEAR_LAST.fullmatch(text.strip()))]
    slashed = [match for match in dates if match[2] != "."]
    if any(int(match[1]) > 12 for match in slashed):
        return True
    if any(int(match[3]) > 12 for match in slashed):
        return False
    return default


def parse_amount(value, decimal="."):
    """Return the number that a cell means; ValueError where it means none.

    >>> parse_amount("1,234.5"), parse_amount("1.234,5", ","), parse_amount("¥1 234")
    (1234.5, 1234.5, 1234.0)
    >>> parse_amount("(12)"), parse_amount("12-"), parse_amount("１２"), parse_amount(7)
    (-12.0, -12.0, 12.0, 7.0)
    >>> parse_amount("1,5")
    Traceback (most recent call last):
    ValueError: 1,5
    """
    if isinstance(value, int | float):
        return float(value)
    text = re.sub(r"[\s'’]|[^\W\d_]|\$", "", unicodedata.normalize("NFKC", value))
    text = "".join(c for c in text if unicodedata.category(c) != "Sc")
    sign = -1.0 if re.fullmatch(r"\(.*\)|-.*|.*-", text) else 1.0
    digits = text.strip("()-+")
    if not _GROUPS[decimal].fullmatch(digits):
        raise ValueError(value)
    thousands = "," if decimal == "." else "."
    return sign * float(digits.replace(thousands, "").replace(decimal, "."))


def detect_decimal(texts, default):
    """Return the decimal mark, as the amounts of the same file tell.

    >>> detect_decimal(["1.234", "1.234,50"], default=".")
    ','
    >>> detect_decimal(["1,234", "12.5"], default=",")
    '.'
    >>> detect_decimal(["1,234"], default=",")
    ','
    """
    for text in texts:
        marks = re.findall(r"[.,](?=\d)", text)
        if len(set(marks)) == 2:
            return marks[-1]
    for text in texts:
        match = re.fullmatch(r"\D*\d+([.,])(\d+)\D*", text)
        if match and len(match[2]) != 3:
            return match[1]
    return default


def parse_yes(value):
    """Return True or False; ValueError where the cell says neither.

    >>> parse_yes("是"), parse_yes("No"), parse_yes(1)
    (True, False, True)
    """
    word = fold(str(value))
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(value)


def fold_heading(text):
    """Return what two ways of writing a heading have in common.

    >>> fold_heading("Customer Name *"), fold_heading("客户名称（必填）")
    ('customername', '客户名称')
    """
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text) or text
    return re.sub(r"[\W_]+", "", text).casefold()


def suggest_columns(headings, names):
    """Return for each heading the field it means, or None; no field twice.

    :param names: dict of fields to the words people use for them
    >>> names = {"name": ["Name", "客户名称"], "phone": ["Phone", "电话"]}
    >>> suggest_columns(["客户名称 *", "Phonne", "Shoe size", "name"], names)
    ['name', 'phone', None, None]
    """
    words = {}
    for field, synonyms in names.items():
        for word in synonyms:
            words.setdefault(fold_heading(word), field)
    folded = [fold_heading(heading) for heading in headings]
    found, taken = [None] * len(folded), set()
    for guess in (lambda word: [word], lambda word: _nearest(word, words)):
        for position, word in enumerate(folded):
            for near in guess(word):
                field = words.get(near)
                if field and found[position] is None and field not in taken:
                    found[position] = field
                    taken.add(field)
    return found


def _nearest(word, words):
    if len(word) < 4:
        return []
    return difflib.get_close_matches(word, words, n=1, cutoff=0.85)
