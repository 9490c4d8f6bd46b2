"""The manifest names every data file, in an order that loads."""

import ast
import re

from tree import ADDON, Finding

MANIFEST = f"{ADDON}/__manifest__.py"
MENUS = "views/crm_extended_menus.xml"
WANTED = {
    "name": r".+",
    "summary": r".+",
    "version": r"19\.0\.\d+\.\d+\.\d+",
    "license": r"LGPL-3",
    "author": r".+",
    "category": r".+",
    "application": r"True",
}
DEFAULTS = {
    "installable": True,
    "auto_install": False,
    "sequence": 100,
    "description": "",
    "website": "",
    "demo": [],
    "data": [],
    "assets": {},
    "external_dependencies": {},
}
DATA_FOLDERS = ("views", "data", "security", "report", "wizard")


def check_manifest(tree):
    """Keys, files and their order are right."""
    manifest = read_manifest(tree)
    if not manifest:
        yield Finding(MANIFEST, 1, "Write the manifest as one literal dictionary.")
        return
    findings = [
        *_check_keys(manifest),
        *_check_files(tree, "data", manifest.get("data", []), DATA_FOLDERS),
        *_check_files(tree, "demo", manifest.get("demo", []), ("demo",)),
        *_check_order(manifest.get("data", [])),
    ]
    for word, sentence in findings:
        yield Finding(MANIFEST, _find_line(tree.text(MANIFEST), word), sentence)


def read_manifest(tree):
    """Return the manifest; empty when it can't be read without running it."""
    try:
        return ast.literal_eval(tree.text(MANIFEST))
    except (SyntaxError, ValueError, FileNotFoundError):
        return {}


def _check_keys(manifest):
    for key, pattern in WANTED.items():
        if not re.fullmatch(pattern, str(manifest.get(key, ""))):
            yield key, f"Give {key!r} a value that matches {pattern!r}."
    for key, default in DEFAULTS.items():
        if manifest.get(key, ...) == default:
            yield key, f"Remove {key!r}: {default!r} is the default."
    depends = manifest.get("depends", [])
    for name in sorted({name for name in depends if depends.count(name) > 1}):
        yield name, f"Name the module {name!r} once in 'depends'."


def _check_files(tree, key, listed, folders):
    """What is listed exists, what Odoo could load is listed."""
    for name in listed:
        if not tree.exists(f"{ADDON}/{name}"):
            yield name, f"Add the file {name!r} or take it out of {key!r}."
        if listed.count(name) > 1:
            yield name, f"Name the file {name!r} once in {key!r}."
    for path in tree.under(*folders):
        name = path.removeprefix(f"{ADDON}/")
        if _is_data(name) and name not in listed:
            yield key, f"Add {name!r} to {key!r}: nothing loads it."


def _is_data(name):
    """Whether Odoo could load the file; a CSV file is named after its model."""
    stem, _dot, ext = name.rpartition("/")[2].rpartition(".")
    return ext == "xml" or (ext == "csv" and "." in stem)


def _check_order(data):
    security = [name for name in data if name.startswith("security/")]
    if security != data[: len(security)]:
        yield "data", "Put the files of security/ before all others in 'data'."
    if MENUS in data and data[-1] != MENUS:
        yield MENUS, f"Put {MENUS!r} last in 'data': menus need their actions."


def _find_line(text, word):
    for number, line in enumerate(text.splitlines(), 1):
        if f'"{word}"' in line:
            return number
    return 1
