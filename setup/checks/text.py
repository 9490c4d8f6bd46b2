"""What no committed file may hold, whatever its kind."""

import re

from tree import Finding

FORBIDDEN = (
    (
        r"\b(?:deb|ftp|security|snapshot)\.debian\.org|\bpypi\.org|\bpythonhosted\.org"
        r"|\bregistry\.(?:npmjs|yarnpkg)\.(?:org|com)|\braw\.githubusercontent\.com"
        r"|\bgithub\.com/[^\s]+/(?:releases|archive|raw)/",
        "Take the host out: registries are used as the machine has them set up.",
    ),
    (
        r"(?<![\w.-])/(?:work|farm|opt/dev)/",
        "Take the path out: it exists on one machine only.",
    ),
    (r"^(?:<{7}|>{7}|[|]{7}) ", "Finish the merge: this is a conflict marker."),
    (r"[ \t]+$", "Remove the white space at the end of the line."),
    (r"\r", "End lines with a line feed alone."),
)
_FORBIDDEN = [(re.compile(pattern, re.MULTILINE), text) for pattern, text in FORBIDDEN]


def check_text(tree):
    """No host, no foreign path, no conflict marker, no stray white space."""
    for path in tree.files:
        text = tree.text(path)
        if "\0" in text:
            continue
        for pattern, sentence in _FORBIDDEN:
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                yield Finding(path, line, sentence)
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            line = text.count("\n") + 1
            yield Finding(path, line, "End the file with one line feed.")
