"""What Odoo's own models call their fields and methods, read from Odoo's source."""

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path

from models import read_models

_HEAD = re.compile(r"^    _(?:name|inherit)\s*=\s*(\[[^]]*]|[^\n]*)", re.MULTILINE)
_QUOTED = re.compile(r"""["']([\w.]+)["']""")


class OdooIndex:
    """Names on a model in the modules that ``depends`` brings with it.

    Only files that mention a model are parsed, so that a question costs little.
    """

    def __init__(self, depends):
        """Raise LookupError when Odoo is not installed beside this Python."""
        spec = importlib.util.find_spec("odoo")
        if spec is None:
            raise LookupError("Odoo")
        self._roots = [Path(place) for place in spec.submodule_search_locations]
        self._files = self._index_files(self._closure(depends))
        self._read = cache(self._read_file)
        self.names = cache(self._names)

    def _names(self, model, seen=()):
        """Return all names that ``model`` has, those of its mixins included."""
        names, parents = set(), {"base"} - {model}
        for definition in self._definitions(model):
            names.update(name for name, _node in definition.declarations())
            names.update(name for name, _node in definition.methods())
            parents.update(definition.inherits)
        for parent in parents - {model, *seen}:
            names |= self._names(parent, (*seen, model))
        return names | self._orm_names() if model == "base" else names

    def _definitions(self, model):
        for path in self._files.get(model, ()):
            yield from (found for found in self._read(path) if found.name == model)

    def _read_file(self, path):
        return read_models(str(path), ast.parse(path.read_bytes()))

    @cache  # noqa: B019 - one index lives as long as the program
    def _orm_names(self):
        """Return what every model has from the ORM itself."""
        for root in self._roots:
            for source in ("orm/models.py", "models.py"):
                if (path := root / source).is_file():
                    return {
                        node.name
                        for node in ast.walk(ast.parse(path.read_bytes()))
                        if isinstance(node, ast.FunctionDef)
                    } | {"id", "display_name", "create_date", "write_date"}
        return set()

    def _closure(self, depends):
        """Return the folders of the modules and of all that they depend on."""
        folders, waiting = {}, ["base", *depends]
        while waiting:
            name = waiting.pop()
            if name not in folders and (folder := self._find_module(name)):
                folders[name] = folder
                manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
                waiting += manifest.get("depends", [])
        return folders.values()

    def _find_module(self, name):
        """Find a module in a Debian package or in a checkout of the sources."""
        for root in self._roots:
            for folder in (root / "addons" / name, root.parent / "addons" / name):
                if (folder / "__manifest__.py").is_file():
                    return folder
        return None

    def _index_files(self, folders):
        """Return ``{model: files}`` by a glance at the heads of the classes."""
        files = {}
        for folder in folders:
            for path in sorted(folder.glob("**/*.py")):
                if "tests" not in path.parts:
                    for head in _HEAD.findall(path.read_text()):
                        for model in set(_QUOTED.findall(head)):
                            files.setdefault(model, []).append(path)
        return {model: list(dict.fromkeys(paths)) for model, paths in files.items()}
