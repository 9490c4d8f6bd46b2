"""Our English texts, to be recognised where they stand on a Chinese page."""

import ast
import re

from machine import state

_TEMPLATE = state.ADDON / "i18n" / f"{state.ADDON.name}.pot"
_SAME = state.SETUP / "i18n" / "untranslated.txt"
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)', re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]")
_LETTERS = re.compile(r"[A-Za-z]{4}")


def english():
    """Our texts as a reader sees them: piece by piece between the tags."""
    same = set(_SAME.read_text(encoding="utf-8").splitlines())
    for lines in _ENTRY.findall(_TEMPLATE.read_text(encoding="utf-8")):
        text = ast.literal_eval(f"({lines})")
        if text not in same:
            for piece in _TAG.split(text):
                if _LETTERS.search(_PLACEHOLDER.sub("", piece)):
                    yield " ".join(piece.split())


class Untranslated:
    """Finds our English among the texts of a page, apart from what records hold."""

    def __init__(self, data):
        patterns = [_pattern(text) for text in sorted(set(english()) - data)]
        self._ours = re.compile("|".join(patterns) or "(?!)")

    def among(self, texts):
        return sorted({text for text in texts if self._ours.fullmatch(text)})


def _pattern(text):
    return ".+".join(map(re.escape, _PLACEHOLDER.split(text)))
