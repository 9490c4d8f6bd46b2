"""What each figure of a customer means: the fields' helps, as docs/figures.md."""

import ast

from models import own_models
from tree import Finding

PROFILE = "crm.customer.profile"
PAGE = "docs/figures.md"
TYPES = {"Monetary", "Integer", "Float", "Date", "Datetime"}
HEAD = """# Figures of customers

Each figure has one definition, the query of its metric. The help of its field says it
in words; this page is made of the helps by `setup/env.py lint --fix`. The customer is
the company, or the person without one: what its contacts buy and ask counts for it.
Amounts are in the currency of the company.

| figure | field | meaning |
|---|---|---|
"""


def check_figures(tree):
    """Every figure has a help, and the page says what the helps say."""
    figures = list(_read_figures(tree))
    for path, line, name, _label, text in figures:
        if not text:
            yield Finding(path, line, f"Say in the help of {name} what it counts.")
    if figures and _read_page(tree) != _write_page(figures):
        yield Finding(PAGE, 1, "Make it anew from the helps: setup/env.py lint --fix.")


def fix_figures(tree):
    """Write the page; gives its path where it changed."""
    page = _write_page(_read_figures(tree))
    if _read_page(tree) != page:
        (tree.root / PAGE).write_text(page)
        yield PAGE


def _read_page(tree):
    return tree.text(PAGE) if tree.exists(PAGE) else ""


def _write_page(figures):
    rows = [
        f"| {label} | `{name}` | {text} |\n"
        for _path, _line, name, label, text in figures
    ]
    return HEAD + "".join(rows)


def _read_figures(tree):
    classes, _ours = own_models(tree)
    for model in classes:
        if model.name == PROFILE:
            for name, node in model.declarations():
                if node.value.func.attr in TYPES:
                    yield model.path, node.lineno, name, *_read_words(name, node.value)


def _read_words(name, call):
    given = {word.arg: word.value for word in call.keywords}
    label, text = (_read_text(given.get(word)) for word in ("string", "help"))
    return label or name.replace("_", " ").title(), text


def _read_text(node):
    return ast.literal_eval(node) if node else ""
