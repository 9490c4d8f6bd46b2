"""Core's own tests with and without the addon: what it breaks, and nothing else."""

import contextlib
import re

from machine import addon, database, layers, odoo, processes, python, state
from machine.console import Refusal, say, step

MODULES = ("crm", "sale", "sale_stock", "account", "stock", "rating", "portal")
# what breaks before a test begins is told by odoo.tests.suite, not by the module
_FAILURE = re.compile(r"(?:ERROR|INFO) \S+ (odoo\.\S+): (?:FAIL|ERROR): (.+)")
_CLASS = re.compile(r"odoo\.addons\.(\w+)\.tests\.\w+(?: Subtest | |\.)(\w+)")
_RESULT = re.compile(r"odoo\.tests\.result: (.*)")


def compare():
    """Print the failures that only appear with the addon; 1 when there are any.

    Without the addon only those classes run again of which a test failed with it.
    """
    with layers.lock():
        below, above = layers.dependencies(), layers.with_addon()
    failed = _failures(above, "with", [f"/{module}" for module in MODULES])
    doubtful = sorted({_tag(failure) for failure in failed})
    broken = failed - (_failures(below, "without", doubtful) if doubtful else set())
    for test in sorted(broken):
        print(f"only with {addon.NAME}: {test}")
    print(f"core: {len(broken)} failures more with {addon.NAME} than without")
    return int(bool(broken))


def _tag(failure):
    """What to call the class of a failed test: `/account:TestAccountMove`."""
    module, name = _CLASS.search(failure).groups()
    return f"/{module}:{name}"


def _failures(template, label, tags):
    """Run tests on a copy of the template and return what failed."""
    log = state.path("logs", f"core-{label}.log")
    progress = _Progress()
    with database.passing_clone(template, f"core_{label}") as name:
        running = step(f"Core's tests {label} the addon", progress.text)
        with running, contextlib.suppress(processes.Failed):
            processes.run(
                _command(name, tags),
                env=odoo.environment(),
                log=log,
                watch=progress.watch,
            )
    text = log.read_text()
    if not (results := _RESULT.findall(text)):
        raise Refusal(f"Odoo ended before core's tests did: read {log}.")
    say(f"{label} the addon: {results[-1]}")
    return {f"{module} {test}" for module, test in _FAILURE.findall(text)}


def _command(name, tags):
    tests = ["--test-tags", ",".join(tags), "--stop-after-init"]
    _odoo, *arguments = odoo.server_arguments(name, odoo.free_port(), *tests)
    program = state.SETUP / "machine" / "inside" / "core_tests.py"
    return [python.executable(), "-P", program, *arguments]


class _Progress:
    def __init__(self):
        self._begun = 0

    def watch(self, line):
        self._begun += ": Starting " in line

    def text(self):
        return f"{self._begun} tests begun"
