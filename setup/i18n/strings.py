"""Texts in the source that no translation would reach.

Exceptions without ``_`` are pylint-odoo's to find.
"""

import re

from entries import CHINESE

# where JavaScript shows a text to a person
_SHOWN = re.compile(
    r"""(?:\b(?:title|body|label|message|placeholder|description|tooltip|help|string
        |confirmLabel|cancelLabel|displayName)\s*[:=]
        |\b(?:alert|confirm|prompt)\(|\bnotification\.add\(|\bnew\s+Error\()
        \s*(["'`])(?P<text>[A-Z][^"'`]*|[^"'`]*\s[^"'`]*)\1""",
    re.VERBOSE,
)
_CHINESE = re.compile(f"[{CHINESE}]+")
# a story, a proof and a translation may be Chinese
_CHINESE_FOLDERS = ("demo/", "tests/", "tools/", "i18n/", "static/tests/")


def check_javascript(text):
    """Yield ``(line, sentence)`` for shown texts that are not wrapped."""
    for found in _SHOWN.finditer(text):
        line = text.count("\n", 0, found.start("text")) + 1
        yield line, f"Wrap “{found['text']}” in _t(…)."


def check_language(text):
    """Yield ``(line, sentence)`` for Chinese written into the source."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _CHINESE.search(line):
            yield number, f"Say “{found.group()}” in English and translate it."


def check_addon(addon):
    """Yield ``(path, line, sentence)`` for all sources of the addon."""
    for path in sorted(addon.rglob("*")):
        name = path.relative_to(addon).as_posix()
        if name.startswith(_CHINESE_FOLDERS) or not path.is_file():
            continue
        checks = [check_language] if path.suffix in (".xml", ".py", ".js") else []
        if path.suffix == ".js" and "static/src/" in name:
            checks.append(check_javascript)
        for check in checks:
            for line, sentence in check(path.read_text(encoding="utf-8")):
                yield path, line, sentence
