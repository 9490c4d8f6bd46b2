"""The terms of the addon, as Odoo itself exports them."""

import re

from machine import addon, database, layers, odoo, processes, python, state
from machine.console import say, step

TEMPLATE = state.ADDON / "i18n" / f"{addon.NAME}.pot"
CHINESE = state.ADDON / "i18n" / "zh_CN.po"
_DATES = re.compile(r'^"(POT-Creation|PO-Revision)-Date: .*\n', re.M)


def export():
    """The .pot text of the code as it is, from a copy of the current template."""
    file = state.path("cache", f"{addon.NAME}.pot")
    file.parent.mkdir(parents=True, exist_ok=True)
    with layers.lock():
        copy = database.passing_clone(layers.with_addon(), "i18n")
        with copy as name, step("Terms of the addon: export"):
            options = ["-c", odoo.configuration(), "-d", name, addon.NAME, "-o", file]
            command = [odoo.command(), "i18n", "export", *options]
            processes.run(command, env=odoo.environment())
    return _DATES.sub("", file.read_text())


def update():
    """Write the .pot and bring zh_CN.po to the same terms, keeping what is said."""
    state.write(TEMPLATE, export())
    program = state.SETUP / "machine" / "inside" / "merge_terms.py"
    print(processes.run([python.executable(), program, TEMPLATE, CHINESE]), end="")


def is_current():
    """Say what to do where the .pot is not what an export gives."""
    if TEMPLATE.exists() and _DATES.sub("", TEMPLATE.read_text()) == export():
        return True
    say(f"{TEMPLATE.name} is not what an export gives: run setup/env.py i18n update.")
    return False


def run(action):
    """The verb i18n: check, or update (export says the same)."""
    if action != "check":
        update()
        return 0
    current = is_current()
    command = [python.executable(), state.SETUP / "i18n", "check"]
    return int(processes.foreground(command, cwd=state.PROJECT) != 0 or not current)
