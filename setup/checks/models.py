"""Models as their source declares them, read without importing Odoo."""

import ast
from typing import NamedTuple

KINDS = {"Model", "TransientModel", "AbstractModel"}


class ModelClass(NamedTuple):
    """One class statement that defines a model or re-opens one."""

    path: str
    node: ast.ClassDef
    kind: str
    name: str
    inherits: tuple

    @property
    def is_extension(self):
        return self.name in self.inherits

    def declarations(self):
        """Yield ``(name, node)`` of fields, constraints and indexes."""
        for node in self.node.body:
            if isinstance(node, ast.Assign) and _is_declaration(node.value):
                yield node.targets[0].id, node

    def methods(self):
        """Yield ``(name, node)`` of the methods."""
        for node in self.node.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, node

    def fields(self):
        """Return the names of the declared fields."""
        return {name for name, _node in self.declarations() if name[0] != "_"}


def read_models(path, module):
    """Return the model classes of a parsed Python file."""
    classes = []
    for node in module.body:
        kinds = KINDS & set(_base_names(node)) if isinstance(node, ast.ClassDef) else ()
        if kinds:
            attributes = _read_attributes(node)
            inherits = _as_tuple(attributes.get("_inherit", ()))
            name = attributes.get("_name") or next(iter(inherits), "")
            classes.append(ModelClass(path, node, kinds.pop(), name, inherits))
    return classes


def own_models(tree):
    """Return the addon's classes, and ``{name: class}`` of those defining a model."""
    classes = [
        model
        for path in tree.under("models", "wizard", "report", ext=".py")
        for model in read_models(path, tree.python(path))
    ]
    return classes, {model.name: model for model in classes if not model.is_extension}


def _base_names(node):
    for base in node.bases:
        yield base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def _read_attributes(node):
    """Return the constant class attributes, ``_name`` and ``_inherit`` among them."""
    values = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            try:
                value = ast.literal_eval(statement.value)
            except ValueError:
                continue
            values[ast.unparse(statement.targets[0])] = value
    return values


def _as_tuple(value):
    return (value,) if isinstance(value, str) else tuple(value)


def _is_declaration(value):
    """Whether the value is the call of a class: ``fields.Char(…)``."""
    if not isinstance(value, ast.Call):
        return False
    called = value.func
    name = (
        called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    )
    return name[:1].isupper()
