"""Files that can't be read at all."""

import ast

from lxml import etree

from tree import Finding


def check_syntax(tree):
    """Python and XML parse."""
    for path in tree.files:
        try:
            if path.endswith(".py"):
                ast.parse(tree.text(path))
            elif path.endswith(".xml"):
                etree.fromstring(tree.text(path).encode())
        except (SyntaxError, etree.XMLSyntaxError) as error:
            line = error.lineno or 1
            yield Finding(path, line, f"Mend what does not parse: {error.msg}.")
