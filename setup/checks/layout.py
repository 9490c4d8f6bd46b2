"""The tree tells what the product does: domains, mirrored, in one direction."""

import ast

from models import own_models
from tree import ADDON, DOMAINS, Finding, area_of

MIRRORED = ("models", "views", "report", "controllers", "tests")
# tests of the whole addon, run apart from the others
BESIDE_DOMAINS = {"tests": {"processes"}}
TESTS = f"{ADDON}/tests"


def check_model_files(tree):
    """A model file is named as its model and lies in a domain."""
    classes, ours = own_models(tree)
    for model in classes:
        stem = model.path.rpartition("/")[2].removesuffix(".py")
        wanted = model.name.replace(".", "_")
        if stem != wanted and not stem.startswith(f"{wanted}_"):
            sentence = f"Move {model.name} to a file named {wanted}[_<topic>].py."
            yield Finding(model.path, model.node.lineno, sentence)
        folder, domain = area_of(model.path)
        if folder == "models" and domain is None and model.name in ours:
            sentence = f"Move {model.name} to the folder of its domain."
            yield Finding(model.path, model.node.lineno, sentence)


def check_folders(tree):
    """Folders below the mirrored ones are domains, and packages where Python lies."""
    seen = set()
    for path in tree.under(*MIRRORED):
        _addon, folder, *rest = path.split("/")
        allowed = {*DOMAINS, *BESIDE_DOMAINS.get(folder, ())}
        if len(rest) < 2 or (folder, rest[0]) in seen:
            continue
        seen.add((folder, rest[0]))
        package = f"{ADDON}/{folder}/{rest[0]}/__init__.py"
        if rest[0] not in allowed:
            sentence = (
                f"Rename the folder {rest[0]!r} to a domain: {', '.join(DOMAINS)}."
            )
            yield Finding(path, 1, sentence)
        elif path.endswith(".py") and not tree.exists(package):
            yield Finding(package, 1, "Add this file: Python lies in the folder.")


def check_direction(tree):
    """A domain imports and re-opens nothing of a later one."""
    classes, ours = own_models(tree)
    for path in tree.under(ext=".py"):
        _folder, domain = area_of(path)
        for node, other in _imported_domains(path, tree.python(path)):
            if domain and DOMAINS.index(other) > DOMAINS.index(domain):
                sentence = f"Turn the import into a hook: {other} comes after {domain}."
                yield Finding(path, node.lineno, sentence)
    for model in classes:
        domain = area_of(model.path)[1]
        for name in model.inherits:
            other = name in ours and area_of(ours[name].path)[1]
            if domain and other and DOMAINS.index(other) > DOMAINS.index(domain):
                sentence = f"Move this to {other}: {name} is defined after {domain}."
                yield Finding(model.path, model.node.lineno, sentence)


def check_test_imports(tree):
    """Odoo sees each test file, and no two of one name."""
    seen = {}
    for path in tree.under("tests", ext=".py"):
        folder, _slash, name = path.rpartition("/")
        if not name.startswith("test_"):
            continue
        package = f"{folder}/__init__.py"
        if name.removesuffix(".py") not in _names_imported(tree, package, module=None):
            sentence = (
                f"Import {name.removesuffix('.py')} in {package}, or it never runs."
            )
            yield Finding(path, 1, sentence)
        domain = area_of(path)[1]
        if domain and "*" not in _names_imported(tree, f"{TESTS}/__init__.py", domain):
            sentence = f"Write `from .{domain} import *` in {TESTS}/__init__.py."
            yield Finding(path, 1, sentence)
        if name in seen:
            yield Finding(path, 1, f"Rename the file: Odoo takes {seen[name]} for it.")
        seen[name] = path


def _imported_domains(path, module):
    """Yield ``(node, domain)`` for each import of something inside a domain."""
    package = path.split("/")[:-1]
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module or "").split(".")
            named = [base + [alias.name] for alias in node.names]
        elif isinstance(node, ast.Import):
            named = [alias.name.split(".") for alias in node.names]
        else:
            continue
        for parts in named:
            if ADDON in parts:
                for domain in set(parts[parts.index(ADDON) :]).intersection(DOMAINS):
                    yield node, domain


def _names_imported(tree, package, module):
    """Return the names that a package imports from ``.module``, from itself if None."""
    if not tree.exists(package):
        return set()
    return {
        alias.name
        for node in tree.python(package).body
        if isinstance(node, ast.ImportFrom)
        and node.level == 1
        and node.module == module
        for alias in node.names
    }
