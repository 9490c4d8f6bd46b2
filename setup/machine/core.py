"""Core's own tests with and without the addon: what it breaks, and nothing else."""

import contextlib
import re

from machine import addon, database, layers, odoo, processes, state
from machine.console import say, step

MODULES = ("crm", "sale", "sale_stock", "account", "stock", "rating", "portal")
# what breaks before a test begins is told by odoo.tests.suite, not by the module
_FAILURE = re.compile(r"(?:ERROR|INFO) \S+ (odoo\.\S+): (?:FAIL|ERROR): (.+)")
_RESULT = re.compile(r"odoo\.tests\.result: (.*)")


def compare():
    """Print the failures that only appear with the addon; 1 when there are any."""
    with layers.lock():
        below, above = layers.dependencies(), layers.with_addon()
    known = f"core-{database.note(below)['stamp']}"
    record = state.path("stamps", known)
    if not record.exists():
        state.write(record, "\n".join(sorted(_failures(below, "without"))))
    without = set(filter(None, record.read_text().split("\n")))
    broken = _failures(above, "with") - without
    for test in sorted(broken):
        print(f"only with {addon.NAME}: {test}")
    print(f"core: {len(broken)} failures more with {addon.NAME} than without")
    return int(bool(broken))


def _failures(template, label):
    """Run the suites on a copy of the template and return what failed."""
    tags = ",".join(f"/{module}" for module in MODULES)
    log = state.path("logs", f"core-{label}.log")
    progress = _Progress()
    with database.passing_clone(template, f"core_{label}") as name:
        tests = ["-u", ",".join(MODULES), "--test-tags", tags, "--stop-after-init"]
        command = odoo.server_arguments(name, odoo.free_port(), *tests)
        running = step(f"Core's tests {label} the addon", progress.text)
        with running, contextlib.suppress(processes.Failed):
            processes.run(
                command, env=odoo.environment(), log=log, watch=progress.watch
            )
    text = log.read_text()
    say(f"{label} the addon: {(_RESULT.findall(text) or ['no result'])[-1]}")
    return {f"{module} {test}" for module, test in _FAILURE.findall(text)}


class _Progress:
    def __init__(self):
        self._begun = 0

    def watch(self, line):
        self._begun += ": Starting " in line

    def text(self):
        return f"{self._begun} tests begun"
