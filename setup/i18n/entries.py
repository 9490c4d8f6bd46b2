"""What makes a Chinese entry fit to be shown."""

import re
from collections import Counter

CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff"
_HAS_CHINESE = re.compile(f"[{CHINESE}]")
_HALF_WIDTH = re.compile(rf"[{CHINESE}](\.{{3}}|[,.;:!?()])")
_EXPRESSION = "model:ir.actions.report,print_report_name"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TAG = re.compile(r"<(/?[a-zA-Z][\w-]*)[^>]*>")
_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|[$#]\{.*?\}|\{\w*\}|%\(\w+\)[sdifr]|%[sdifr](?!\w)|%%", re.DOTALL
)


def plain(text):
    """Return the text as it is read: without tags and placeholders.

    >>> plain("<b>Team</b> %(team)s of {{ object.name }}: %s")
    'Team  of : '
    """
    return _PLACEHOLDER.sub("", _TAG.sub("", text))


def check_presence(entry, _glossary, untranslated):
    """A text is translated, unless it is Chinese or listed as the same in both."""
    if _HAS_CHINESE.search(entry.msgid):
        return
    if not entry.msgstr.strip() and not _is_code(entry):
        yield f"Translate {_quote(entry.msgid)}."
    elif entry.msgstr == entry.msgid not in untranslated and _has_words(entry.msgid):
        listing = "setup/i18n/untranslated.txt"
        yield f"Translate {_quote(entry.msgid)}, or add it to {listing}."


def check_language(entry, _glossary, untranslated):
    """A sentence has Chinese characters in it."""
    is_sentence = len(_WORD.findall(plain(entry.msgid))) >= 3
    is_listed = entry.msgid in untranslated or entry.msgstr in ("", entry.msgid)
    if is_sentence and not is_listed and not _HAS_CHINESE.search(entry.msgstr):
        yield f"Say {_quote(entry.msgid)} in Chinese."


def check_placeholders(entry, _glossary, _untranslated):
    """Placeholders and tags are the same, in any order."""
    if entry.msgstr:
        for kind, pattern in (("placeholder", _PLACEHOLDER), ("tag", _TAG)):
            wanted = Counter(pattern.findall(entry.msgid))
            said = Counter(pattern.findall(entry.msgstr))
            for word in sorted((wanted - said) | (said - wanted)):
                verb = "Add" if wanted[word] > said[word] else "Remove"
                yield f"{verb} the {kind} {word!r} in {_quote(entry.msgstr)}."


def check_punctuation(entry, _glossary, _untranslated):
    """After a Chinese character stands a full-width mark."""
    if found := _HALF_WIDTH.search(_TAG.sub("", entry.msgstr)):
        yield f"Write a full-width mark in {found.group()!r} of {_quote(entry.msgstr)}."


def check_terms(entry, glossary, _untranslated):
    """A term of the trade is said as the glossary says it."""
    if entry.msgstr and entry.msgstr != entry.msgid:
        for term, wanted in glossary.departures(plain(entry.msgid), entry.msgstr):
            says = " or ".join(wanted)
            yield f"Say {says} for {term!r} in {_quote(entry.msgstr)}."


def check_flags(entry, _glossary, _untranslated):
    """Nothing is left unsure or behind."""
    if entry.obsolete:
        yield f"Remove the obsolete {_quote(entry.msgid)}."
    elif entry.fuzzy:
        yield f"Confirm the fuzzy translation of {_quote(entry.msgid)}."


RULES = (
    check_presence,
    check_language,
    check_placeholders,
    check_punctuation,
    check_terms,
    check_flags,
)


def check_completeness(entries, template):
    """Yield ``(line, sentence)`` for texts on one side only."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries}
    wanted = {(entry.msgctxt, entry.msgid) for entry in template}
    update = "Run `setup/env.py i18n update`"
    for _context, text in sorted(wanted - known.keys(), key=str):
        yield 1, f"{update}: {_quote(text)} is missing."
    for key in sorted(known.keys() - wanted, key=str):
        if not known[key].obsolete:
            yield (
                known[key].linenum,
                f"{update}: nothing says {_quote(key[1])} any more.",
            )


def _is_code(entry):
    """Whether the text is an expression, which Odoo exports as if one could read it."""
    places = [place for place, _line in entry.occurrences]
    return bool(places) and all(place.startswith(_EXPRESSION) for place in places)


def _has_words(text):
    return bool(_WORD.search(plain(text)))


def _quote(text):
    """Return the text in quotes, on one line and not too long."""
    text = " ".join(text.split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
