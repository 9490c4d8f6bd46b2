"""How alike two names are, and whether they say two places."""

import re

_DIGIT = re.compile(r"\d")


def similarity(left, right):
    """Return from 0 to 1 how alike the keys of two names are.

    >>> from tools.company_name import parse_company
    >>> def alike(*names):
    ...     return round(similarity(*map(parse_company, names)), 2)
    >>> alike("SunPower Ltd", "Sun Power"), alike("Hotel Adler", "Adler Hotel GmbH")
    (1.0, 1.0)
    >>> alike("Rittershausen GmbH", "Rittershuasen GmbH")
    0.92

    A character makes another company, and so does a letter in a short name:

    >>> alike("东风汽车", "东方汽车"), alike("Krone GmbH", "Krohne GmbH")
    (0.0, 0.75)

    A name is not the same with a word added behind it, but may be with one before:

    >>> alike("Siemens", "Siemens Mobility")
    0.7
    >>> alike("Carl Zeiss Meditec", "Zeiss Meditec")
    0.9
    """
    if left.han and right.han:
        han = _han_similarity(left.han, right.han)
        if not (left.words and right.words):
            return han
        return (han + _word_similarity(left.words, right.words)) / 2
    if left.words and right.words:
        return _word_similarity(left.words, right.words)
    return 0.0


def _han_similarity(left, right):
    if left == right:
        return 1.0
    short, long = sorted((left, right), key=len)
    if len(short) >= 2 and long.startswith(short):
        return 0.7
    if len(short) >= 4 and _distance_is_one(short, long):
        return 0.75
    return 0.0


def _word_similarity(left, right):
    one, other = "".join(left), "".join(right)
    if one == other or sorted(left) == sorted(right):
        return 1.0
    short, long = sorted((left, right), key=len)
    if long[-len(short) :] == short and len(long) == len(short) + 1:
        return 0.9 if len(short) > 1 and len("".join(short)) >= 10 else 0.75
    if long[: len(short)] == short:
        return 0.7
    length = max(len(one), len(other))
    if _distance_is_one(one, other) and not _DIGIT.search(one + other):
        return 1 - 1 / length if length >= 9 else 0.75
    return 0.0


def near_forms(name):
    """Return forms of a name, one of which each name near enough to it has as well.

    Two names one typing error apart are the same after a letter is left out of either,
    and a name with a word before it is the same without that word.

    >>> from tools.company_name import parse_company
    >>> near, far = parse_company("Hofmann GmbH"), parse_company("Kaltenbach")
    >>> bool(near_forms(near) & near_forms(parse_company("Hoffmann")))
    True
    >>> bool(near_forms(near) & near_forms(far))
    False
    """
    letters = name.letters
    forms = {letters[:i] + letters[i + 1 :] for i in range(len(letters))}
    return forms | {letters, "".join(name.words[1:])} - {""}


def _distance_is_one(one, other):
    """Whether one letter was added, left out, changed or put before its neighbour.

    >>> _distance_is_one("hofmann", "hoffmann"), _distance_is_one("abcd", "abdc")
    (True, True)
    >>> _distance_is_one("abcd", "abcd"), _distance_is_one("abcd", "aXcY")
    (False, False)
    """
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b),
        len(short),
    )
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    swapped = short[start + 1 : start + 2] + short[start]
    return swapped + short[start + 2 :] == long[start:]


def places_conflict(left, right):
    """Whether both names say where, and neither place lies in the other.

    >>> from tools.company_name import parse_company
    >>> def conflict(*names):
    ...     return places_conflict(*map(parse_company, names))
    >>> conflict("南京长江机械厂", "南昌长江机械厂"), conflict("四川长江", "成都长江")
    (True, False)
    """
    return bool(left.places and right.places) and not any(
        _lies_in(one, other) or _lies_in(other, one)
        for one in _innermost(left.places)
        for other in _innermost(right.places)
    )


def _lies_in(inner, outer):
    return inner[: len(outer)] == outer


def _innermost(places):
    return [
        place
        for place in places
        if not any(other != place and _lies_in(other, place) for other in places)
    ]


def is_country(place):
    """Whether a place is a whole country.

    >>> is_country(("中国",)), is_country(("中国", "上海"))
    (True, False)
    """
    return len(place) == 1
