"""Words that say little about which company it is: legal forms, trades, places.

The lists lie beside this file, one subject each; their heads say what they hold.

>>> simplify("臺灣積體電路")
'台湾积体电路'
>>> PLACES["昆山"], PLACES["munchen"] == PLACES["munich"]
(('中国', '江苏', '昆山'), True)
>>> TRADES["pumps"] == TRADES["泵业"] and not TRADES["科技"]
True
"""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
# an umlaut written out is the letter without its dots, see company_name
_UMLAUTS = re.compile("(?<=[aou])e")

BRANCHES = frozenset(
    [
        "分公司",
        "分行",
        "支行",
        "分店",
        "分厂",
        "办事处",
        "分部",
        "门店",
        "专卖店",
        "旗舰店",
        "分校",
        "分院",
        "营业部",
        "branch",
        "filiale",
        "niederlassung",
        "zweigniederlassung",
        "zweigstelle",
        "succursale",
        "sucursal",
    ]
)
# articles, connecting words and titles
SILENT = frozenset(
    [
        "the",
        "and",
        "und",
        "et",
        "y",
        "e",
        "der",
        "die",
        "das",
        "dr",
        "prof",
        "ing",
        "dipl",
        "herr",
        "frau",
        "mr",
        "mrs",
        "ms",
        "mme",
    ]
)


def _lines(name):
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _plain(word):
    """How a word stands after ``company_name`` has folded it."""
    accents = str.maketrans("äöüßáàéèíóúñ", "aousaaeeioun")
    return _UMLAUTS.sub("", word.replace("ß", "ss").translate(accents))


def _read_trades():
    """Return ``{word: trades}``; the set is empty for words that say nothing."""
    trades = {}
    for number, line in enumerate(_lines("trade_words")):
        is_general = line.startswith("*")
        for word in line.lstrip("* ").split():
            of_word = trades.setdefault(_plain(word), set())
            if not is_general:
                of_word.add(number)
    return {word: frozenset(numbers) for word, numbers in trades.items()}


def _read_places():
    """Return ``{word: path}``, a path being what the place lies in and itself."""
    paths = {}
    for line in _lines("places"):
        outer, _colon, inner = line.partition(":")
        names = [_plain(name) for name in outer.split()]
        path = paths.get(names[0], (names[0],))
        paths.update(dict.fromkeys(names, path))
        for spellings in inner.split():
            first, *others = _plain(spellings).split("/")
            paths.update(dict.fromkeys([first, *others], (*path, first)))
    return paths


_SIMPLIFIED = str.maketrans(
    dict(pair for line in _lines("traditional") for pair in line.split())
)
LEGAL_FORMS = frozenset(
    _plain(word) for line in _lines("legal_forms") for word in line.split()
)
TRADES = _read_trades()
PLACES = _read_places()


def simplify(text):
    """Return the text in simplified characters."""
    return text.translate(_SIMPLIFIED)
