"""What distinguishes the name of a company, in Chinese and in letters.

Of a name, the legal form, the place and the trade say little: a thousand companies of
a town end alike. What is left is the key by which two records of one company meet:

>>> company_key("上海鼎泰贸易有限公司"), company_key("鼎泰（上海）貿易有限責任公司")
('鼎泰', '鼎泰')
>>> company_key("MÜLLER & Söhne GmbH & Co. KG"), company_key("Mueller und Söhne")
('muller sohne', 'muller sohne')

A name of nothing but place and trade has no key, and never makes a pair:

>>> company_key("上海精密机械有限公司"), company_key("Berlin Technology GmbH")
('', '')

Pinyin and characters, or an acronym and its words, are not found by name: that takes
a dictionary of the language. Their e-mail domain, phone or VAT number brings them
together.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from .company_words import BRANCHES, LEGAL_FORMS, PLACES, SILENT, TRADES, simplify

# names longer than this are no names: nothing behind it is looked at
MAX_LENGTH = 200
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019.]")
# letters that go without accents, but not by Unicode's decomposition
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "a", "œ": "o"})
_UMLAUTS = re.compile(r"(?<=[aou])e")
_STROKE_FORMS = re.compile(r"\b(a)/(s|b)\b")
_BRACKETS = re.compile(r"[(\[{<【《「]([^)\]}>】》」]*)[)\]}>】》」]")
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_WORD = re.compile(rf"(?:(?![{_HAN}])[^\W_])+")
_ADMINISTRATIVE = re.compile("(?:省|市|自治区|特别行政区|地区|区|县|镇|新区)")
_DISTRICT = re.compile(f"[{_HAN}]{{2,4}}?(?:新区|开发区|区|县|镇)")
_NUMBER = re.compile(r"\d+|ii|iii|iv|vi|vii|viii|ix")
_LONGEST = 8
# letters at either end by which a misspelt name is found
_ENDS = 4


@dataclass(slots=True)
class Name:
    """A name taken apart."""

    han: str = ""
    words: tuple = ()
    # initials of all words but the legal form
    initials: str = ""
    has_form: bool = False
    is_branch: bool = False
    trades: set = field(default_factory=set)
    places: set = field(default_factory=set)
    numbers: set = field(default_factory=set)

    @property
    def key(self):
        """What distinguishes the company, its words in alphabetical order."""
        return " ".join([self.han, *sorted(self.words)]).strip()

    @property
    def letters(self):
        """The words as they are written, without the blanks between them."""
        return "".join(self.words)


class SearchKeys(NamedTuple):
    """Under what a name is looked up: all of it, how it begins and how it ends."""

    key: str | None
    head: str | None
    tail: str | None


def parse_name(name, is_company):
    """Return the :class:`Name` and whether it is that of a person.

    Many a company was entered as a person: a legal form or a trade in its name tells.

    >>> parse_name("Sonnenhof GmbH", is_company=False)[1]
    False
    """
    parsed = parse_company(name or "")
    is_person = not (is_company or parsed.has_form or parsed.trades)
    return (parse_person(name or "") if is_person else parsed), is_person


def search_keys(name, is_company):
    """Return the keys under which others like it are found.

    One typing error leaves the beginning or the end of a name in letters as it was.
    In characters it makes another company, so those are looked up as a whole.

    >>> search_keys("Rittershausen Hydraulik GmbH", True)
    SearchKeys(key='rittershausen', head='ritt', tail='usen')
    >>> search_keys("上海鼎泰贸易有限公司", True)
    SearchKeys(key='鼎泰', head=None, tail=None)
    """
    parsed, is_person = parse_name(name, is_company)
    letters = "" if is_person else parsed.letters
    if len(letters) < _ENDS:
        return SearchKeys(parsed.key[:MAX_LENGTH] or None, None, None)
    ends = letters[:_ENDS], letters[-_ENDS:]
    return SearchKeys(parsed.key[:MAX_LENGTH] or None, *ends)


def fold(text):
    """Return the text in small, simplified, half-width characters without accents.

    >>> fold("ＡＢＢ（中國）"), fold("Łódź Größe")
    ('abb(中国)', 'lodz grosse')
    """
    text = unicodedata.normalize("NFKD", text[:MAX_LENGTH])
    text = _ACCENTS.sub("", text).casefold().translate(_LETTERS)
    return simplify(unicodedata.normalize("NFC", text))


def company_key(name):
    """Return what distinguishes a company's name; empty where nothing does."""
    return parse_company(name).key


def person_key(name):
    """Return the words of a person's name in alphabetical order, without titles.

    >>> person_key("Dr. Müller, Hans"), person_key("Hans Mueller"), person_key("陳志華")
    ('hans muller', 'hans muller', '陈志华')
    """
    return parse_person(name).key


@lru_cache(maxsize=4096)
def parse_person(name):
    """Return a :class:`Name` of which nothing is taken away but titles."""
    text = fold(name)
    words = [_strip_umlaut(word) for word in _WORD.findall(_APOSTROPHES.sub("", text))]
    words = tuple(word for word in words if word not in SILENT)
    return Name("".join(_HAN_RUN.findall(text)), words)


@lru_cache(maxsize=4096)
def parse_company(name):
    """Return the :class:`Name` of a company.

    >>> parsed = parse_company("佛山市顺德区威灵电机有限公司苏州分公司")
    >>> parsed.han, parsed.is_branch, sorted(place[-1] for place in parsed.places)
    ('威灵', True, ['佛山', '苏州', '顺德'])
    """
    parsed = Name()
    text = fold(name)
    outside = _BRACKETS.sub(" ", text)
    inside = " ".join(_BRACKETS.findall(text))
    parsed.han = _strip_han("".join(_HAN_RUN.findall(outside)), parsed)
    if inside_han := "".join(_HAN_RUN.findall(inside)):
        parsed.han += _strip_han(inside_han, parsed)
    _strip_words(_STROKE_FORMS.sub(r"\1\2", f"{outside} {inside}"), parsed)
    return parsed


def _strip_han(text, parsed):
    """Return what is left of a run of characters, and note what was taken away."""
    rest, last_cut = text, ""
    while word := _cut_end(rest, parsed) or _cut_beginning(rest, parsed):
        at_end = rest.endswith(word)
        rest = rest.removesuffix(word) if at_end else rest.removeprefix(word)
        last_cut = word if at_end and word in TRADES else last_cut
    # one character distinguishes nothing: it keeps the trade it stood before
    return rest + last_cut if len(rest) == 1 else rest


def _cut_end(text, parsed):
    for length in range(min(_LONGEST, len(text)), 0, -1):
        word = text[-length:]
        if word in LEGAL_FORMS:
            parsed.has_form = True
        elif word in BRANCHES:
            parsed.is_branch = True
        elif word in TRADES:
            parsed.trades |= TRADES[word]
        elif place := PLACES.get(_ADMINISTRATIVE.sub("", word) or word):
            parsed.places.add(place)
        else:
            continue
        return word
    return ""


def _cut_beginning(text, parsed):
    for length in range(min(_LONGEST, len(text)), 1, -1):
        word = text[:length]
        if place := PLACES.get(word):
            parsed.places.add(place)
            suffix = _ADMINISTRATIVE.match(text, length)
            return word + (suffix.group() if suffix else "")
    # a district is told from a name only behind the place it lies in
    if parsed.places and (district := _DISTRICT.match(text)):
        return district.group()
    return ""


def _strip_words(text, parsed):
    words = _WORD.findall(_APOSTROPHES.sub("", text))
    words = [_strip_umlaut(word) for word in words if word not in SILENT]
    while words and _is_form(words[-1]):
        parsed.has_form = True
        words.pop()
    while words and _is_form(words[0]) and len(words) > 1:
        parsed.has_form = True
        words.pop(0)
    kinds = [_kind(word, parsed) for word in words]
    kept = [word for word, kind in zip(words, kinds, strict=True) if kind == "name"]
    kept = _drop_outer_forms(kept)
    if len("".join(kept)) == 1 and not parsed.han:
        kept = [word for word, kind in zip(words, kinds, strict=True) if kind != "form"]
    parsed.words = tuple(kept)
    parsed.initials = "".join(
        word[0] for word, kind in zip(words, kinds, strict=True) if kind != "form"
    )
    parsed.numbers.update(word for word in words if _NUMBER.fullmatch(word))


def _kind(word, parsed):
    """Return whether a word is a form, branch, place, trade or part of the name."""
    if len(word) > 2 and _is_form(word):
        parsed.has_form = True
        return "form"
    if word in BRANCHES:
        parsed.is_branch = True
        return "branch"
    if place := PLACES.get(word):
        parsed.places.add(place)
        return "place"
    trades = TRADES[word] if word in TRADES else _misspelt_trades(word)
    if trades is not None:
        parsed.trades |= trades
        return "trade"
    return "name"


def _drop_outer_forms(words):
    """Forms of two letters are forms only where the name begins or ends."""
    while len(words) > 1 and _is_form(words[-1]):
        words = words[:-1]
    while len(words) > 1 and _is_form(words[0]):
        words = words[1:]
    return words


def _is_form(word):
    return word in LEGAL_FORMS


def _strip_umlaut(word):
    """An umlaut written out is the letter without its dots.

    >>> _strip_umlaut("mueller"), _strip_umlaut("boehler")
    ('muller', 'bohler')
    """
    return _UMLAUTS.sub("", word)


@cache
def _long_trades():
    """Trade words of eight letters and more, by each form with one letter left out."""
    return {
        form: TRADES[word]
        for word in TRADES
        if len(word) >= 8 and word.isascii()
        for form in _without_one_letter(word)
    }


def _without_one_letter(word):
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _misspelt_trades(word):
    if len(word) < 8 or not word.isascii():
        return None
    forms = _long_trades()
    return next((forms[f] for f in _without_one_letter(word) if f in forms), None)
