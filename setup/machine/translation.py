"""The terms of the addon: Odoo exports them, `setup/i18n` checks and merges them."""

from machine import addon, database, layers, odoo, processes, python, state
from machine.console import say, step

TEMPLATE = state.ADDON / "i18n" / f"{addon.NAME}.pot"
_INSIDE = state.SETUP / "machine" / "inside"


def run(action):
    """The verb i18n: `check`, or bring .pot and zh_CN.po up to the code."""
    exported = export()
    if action != "check":
        return _tool(state.SETUP / "i18n", "merge", exported)
    current = TEMPLATE.exists() and not _tool(
        _INSIDE / "compare_terms.py", TEMPLATE, exported
    )
    if not current:
        say(f"{TEMPLATE.name} is not what an export gives: setup/env.py i18n update.")
    return int(_tool(state.SETUP / "i18n", "check") != 0 or not current)


def export():
    """A .pot file of the code and of the demo data, which Chinese people see too."""
    file = state.path("cache", f"{addon.NAME}.pot")
    file.parent.mkdir(parents=True, exist_ok=True)
    with layers.lock():
        copy = database.passing_clone(layers.with_addon(), "i18n")
        with copy as name, step("Terms of the addon: export"):
            # its records alone: the story of the demo data has words of its own
            load = [python.executable(), _INSIDE / "load_demo_records.py", name]
            processes.run(load, env=odoo.environment())
            options = ["-c", odoo.configuration(), "-d", name, addon.NAME, "-o", file]
            command = [odoo.command(), "i18n", "export", *options]
            processes.run(command, env=odoo.environment())
    return file


def _tool(program, *arguments):
    command = [python.executable(), program, *arguments]
    return processes.foreground(command, cwd=state.PROJECT)
