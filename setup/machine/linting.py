"""Every check that reads the project instead of running it."""

from machine import addon, processes, python, state, translation
from machine.console import say


def run(fix=False):
    """Run all checks, also after one that failed; 1 when any did."""
    if fix:
        _tool("ruff", "check", "--fix", "--exit-zero", "--quiet", ".")
        _tool("ruff", "format", ".")
    failed = [label for label, check in _CHECKS if not _passes(label, check)]
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'passed'}")
    return int(bool(failed))


def _passes(label, check):
    say(f"lint: {label} ...")
    return check() == 0


def _tool(module, *arguments):
    command = [python.executable("lint"), "-m", module, *arguments]
    return processes.foreground(command, cwd=state.PROJECT)


def _house():
    command = [python.executable(), state.SETUP / "checks"]
    return processes.foreground(command, cwd=state.PROJECT)


_CHECKS = (
    ("ruff", lambda: _tool("ruff", "check", ".")),
    ("ruff format", lambda: _tool("ruff", "format", "--check", ".")),
    ("pylint-odoo", lambda: _tool("pylint", "--rcfile=.pylintrc", addon.NAME)),
    ("house rules", _house),
    ("translations", lambda: translation.run("check")),
)
