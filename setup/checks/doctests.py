"""The examples in ``tools/`` hold, with plain Python and without the ORM."""

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

from tree import ADDON, Finding

_FAILURE = re.compile(r'^File "(.+)", line (\d+), in (\S+)$', re.MULTILINE)


def check_doctests(tree):
    """Every module of ``tools/`` has an example, and all examples hold."""
    paths = [path for path in tree.under("tools", ext=".py") if "__init__" not in path]
    for path in paths:
        if ">>> " not in tree.text(path):
            yield Finding(path, 1, "Show in a doctest what the module works out.")
    if paths:
        addon = tree.root / ADDON
        names = [path.removeprefix(f"{ADDON}/") for path in paths]
        yield from _run(addon, names)


def _run(addon, names):
    """Run the examples in a Python of their own, where ``import odoo`` fails."""
    command = [sys.executable, "-B", __file__, addon, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for file, line, name in _FAILURE.findall(done.stdout):
        path = f"{ADDON}/{Path(file).relative_to(addon.resolve())}"
        yield Finding(path, int(line), f"Mend the example in {name}: it does not hold.")
    if done.returncode and not done.stdout:
        reason = done.stderr.strip().rpartition("\n")[2]
        yield Finding(f"{ADDON}/tools", 1, f"Make tools/ run without Odoo: {reason}.")


def main(addon, *names):
    sys.modules["odoo"] = None
    sys.path.insert(0, str(Path(addon).resolve()))
    modules = [
        importlib.import_module(name.removesuffix(".py").replace("/", "."))
        for name in names
    ]
    return sum(doctest.testmod(module).failed for module in modules)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) > 0)
