"""XML in the house's format: indented by depth, long tags wrapped.

Text is never touched: what stands beside text, in an element or further down, keeps
its white space, as does what lies in ``<pre>`` or under ``xml:space="preserve"``.
"""

import re
from typing import NamedTuple

from tree import Finding

INDENT = 4
# a tag wider than WIDEST is wrapped so that it fits WIDTH
WIDEST, WIDTH = 140, 120

_ATTRIBUTE = r"""[^\s=<>/"']+\s*=\s*(?:"[^"]*"|'[^']*')"""
_TOKEN = re.compile(
    rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</[^>]+>|<[^\s>/]+(?:\s+{_ATTRIBUTE})*\s*/?>",
    re.DOTALL,
)
_PRESERVED = re.compile(r'<pre\b|xml:space="preserve"')


class Token(NamedTuple):
    """A tag or comment, the depth it belongs at and the elements around it."""

    start: int
    text: str
    depth: int
    around: tuple


def format_xml(text):
    """Return ``text`` in the house's format.

    >>> print(format_xml("<a>\\n <b>\\n<c/></b>\\n\\n\\n <d>x\\n <e/></d></a>"), end="")
    <a>
        <b>
            <c/></b>
    <BLANKLINE>
        <d>x
     <e/></d></a>
    """
    tokens, frozen = _read_tokens(text)
    parts, end = [], 0
    for token in tokens:
        gap, tag = text[end : token.start], token.text
        if not frozen.intersection(token.around):
            gap = _indent_gap(gap, token.depth)
        parts.append(gap)
        column = len("".join(parts[-40:]).rpartition("\n")[2])
        parts.append(_wrap(tag, column, token.depth))
        end = token.start + len(tag)
    return "".join([*parts, text[end:]]).rstrip() + "\n"


def check_format(tree):
    """XML of the addon is what the formatter makes of it."""
    for path in tree.under(ext=".xml"):
        text = tree.text(path)
        pairs = zip(text.splitlines(), format_xml(text).splitlines(), strict=False)
        lines = (n for n, (is_now, wanted) in enumerate(pairs, 1) if is_now != wanted)
        if text != format_xml(text):
            line = next(lines, 1)
            yield Finding(
                path, line, "Run `python setup/checks --fix`, which formats the XML."
            )


def fix_format(tree):
    """Format the addon's XML files in place and return those that changed."""
    changed = []
    for path in tree.under(ext=".xml"):
        text = tree.text(path)
        if text != (formatted := format_xml(text)):
            (tree.root / path).write_text(formatted)
            changed.append(path)
    return changed


def _read_tokens(text):
    """Return the tokens, and the start of each element whose white space counts."""
    tokens, open_tags, frozen, end = [], [], set(), 0
    for match in _TOKEN.finditer(text):
        tag, start = match.group(), match.start()
        if open_tags and (text[end:start].strip() or tag.startswith("<![")):
            frozen.add(open_tags[-1])
        around = tuple(open_tags)
        if tag.startswith("</"):
            open_tags.pop()
        tokens.append(Token(start, tag, len(open_tags), around))
        if tag[1] not in "/!?" and not tag.endswith("/>"):
            open_tags.append(start)
            if _PRESERVED.search(tag):
                frozen.add(start)
        end = match.end()
    return tokens, frozen


def _indent_gap(gap, depth):
    """Return the white space before a token, with at most one blank line."""
    lines = gap.count("\n")
    return "\n" * min(lines, 2) + " " * INDENT * depth if lines else gap


def _wrap(tag, column, depth):
    """Break a tag on one line that is too wide between its attributes."""
    attributes = re.findall(_ATTRIBUTE, tag)
    is_start = tag[1] not in "/!?"
    if not is_start or "\n" in tag or column + len(tag) <= WIDEST or not attributes:
        return tag
    first, *others = attributes
    lines = [" " * column + re.match(r"<[^\s/>]+", tag).group() + " " + first]
    for attribute in others:
        if len(lines[-1]) + len(attribute) < WIDTH:
            lines[-1] += f" {attribute}"
        else:
            lines.append(" " * INDENT * (depth + 2) + attribute)
    lines[0] = lines[0][column:]
    return "\n".join(lines) + ("/>" if tag.endswith("/>") else ">")
