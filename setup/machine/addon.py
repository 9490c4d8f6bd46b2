"""What of the addon reaches a database, and what an edit to it therefore costs."""

import ast
import re

from machine import state

NAME = "crm_extended"
_APART = ("tests/", "readme/", "static/description/", "tools/", "controllers/")
# What only a database with demo data is made from.
_DEMO = "demo/"
# What Odoo calls while it installs; the bodies of all other methods run later.
_RUN_AT_INSTALL = re.compile(r"init|_auto_init|.*_hook|_create_demo.*|_load_demo.*")


def manifest():
    return ast.literal_eval((state.ADDON / "__manifest__.py").read_text())


def files(demo=False):
    """Every file of the addon that a database depends on, with its fingerprint."""
    apart = _APART if demo else (*_APART, _DEMO)
    found = {}
    for file in sorted(state.ADDON.rglob("*")):
        name = file.relative_to(state.ADDON).as_posix()
        if file.is_file() and not name.startswith(apart) and _counts(file):
            found[name] = _fingerprint(file, whole=name.startswith(_DEMO))
    return found


def without_demo(files):
    """What of these files still counts for a database once it is made."""
    return {name: found for name, found in files.items() if not name.startswith(_DEMO)}


def remedy(before, now):
    """What brings a database made from `before` up to `now`.

    none, assets (only the bundles), upgrade (views and translations) or install:
    an upgrade leaves fields, models and noupdate records behind that are gone.
    """
    names = before.keys() | now.keys()
    changed = {name for name in names if before.get(name) != now.get(name)}
    if not changed:
        return "none"
    if all(name.startswith("static/") for name in changed):
        return "assets"
    if changed <= before.keys() & now.keys() and all(map(_upgrades_well, changed)):
        return "upgrade"
    return "install"


def _counts(file):
    return "__pycache__" not in file.parts and file.suffix not in (".md", ".pot")


def _fingerprint(file, whole=False):
    if file.suffix == ".py" and file.name != "__manifest__.py" and not whole:
        return state.digest(_shape(file.read_text()))
    return state.digest(file)


def _shape(source):
    """A module without the bodies of the methods that do not run at install."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not _RUN_AT_INSTALL.fullmatch(
            node.name
        ):
            node.body = []
    return ast.dump(tree)


def _upgrades_well(name):
    if name.startswith(("static/", "i18n/")):
        return True
    if not name.startswith(("views/", "report/", "wizard/")):
        return False
    return name.endswith(".xml") and "noupdate" not in (state.ADDON / name).read_text()
