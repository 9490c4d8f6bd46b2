"""Databases in two layers, so that an edit to the addon costs only the upper one.

deps: what the addon depends on, with its languages. addon: deps and crm_extended with
its bundles. Both in two flavours, without and with demo data, built when first needed.
"""

import json
import re

from machine import addon, database, odoo, postgres, processes, python, state
from machine.console import Refusal, say, step

LANGUAGES = "en_US,zh_CN"
# Raise it when this module builds databases in another way.
_EDITION = 2


def name(layer, demo=False):
    return f"{layer}_demo" if demo else layer


def lock():
    """Held while a template is built or copied."""
    return state.Lock("databases").held(waiting_for="the databases")


def dependencies(demo=False):
    """The template of the lower layer, current; the lock must be held."""
    template = name("deps", demo)
    stamp = _dependencies_stamp(demo)
    if (database.note(template) or {}).get("stamp") == stamp:
        return template
    modules = addon.manifest()["depends"]
    with database.building(template) as passing:
        options = ["--install", ",".join(modules), "--languages", LANGUAGES]
        options += ["--demo"] if demo else []
        _odoo(f"Database {template}", passing, [*options, "--assets"])
    database.set_note(template, {"stamp": stamp})
    return template


def with_addon(demo=False, fresh=False):
    """The template of the upper layer, current; the lock must be held."""
    template = name("addon", demo)
    below = dependencies(demo)
    stamp = _dependencies_stamp(demo)
    files = addon.files(demo)
    known = database.note(template) or {}
    remedy = "install"
    if known.get("stamp") == stamp and not fresh:
        remedy = addon.remedy(known["files"], files)
    if remedy == "none":
        return template
    origin = below if remedy == "install" else template
    with database.building(template, origin) as passing:
        complaints = apply(remedy, passing, f"Database {template}", demo)
    if remedy != "install":
        complaints += known["complaints"]
    note = {"stamp": stamp, "files": files, "complaints": complaints}
    database.set_note(template, note)
    return template


def apply(remedy, target, label, demo=False):
    """Install, upgrade or only bundle, and return what the log complained of."""
    options = {
        "assets": [],
        "upgrade": ["--upgrade", addon.NAME],
        "install": ["--install", addon.NAME],
    }[remedy]
    if demo:
        options.append("--demo")
    return _odoo(f"{label}: {remedy} {addon.NAME}", target, [*options, "--assets"])


def refresh(target, demo):
    """Bring a database that a person works in up to the code, keeping its records."""
    known = database.note(target) or {}
    now = {"stamp": _dependencies_stamp(demo), "files": addon.files()}
    if {key: known.get(key) for key in now} == now:
        return
    label = f"Database {target}: upgrade {addon.NAME}"
    for complaint in _odoo(label, target, ["--upgrade", addon.NAME]):
        say(complaint)
    database.set_note(target, now)


def adopt(template, target):
    """A lasting copy of a template that remembers what it was made from."""
    with database.building(target, template):
        pass
    note = database.note(template)
    # demo data is loaded once: an edit to it changes nothing in this copy
    files = addon.without_demo(note["files"])
    database.set_note(target, {"stamp": note["stamp"], "files": files})


def complaints(template):
    """What the log said while the template was built."""
    return (database.note(template) or {}).get("complaints", [])


def _dependencies_stamp(demo):
    return state.digest(
        _EDITION,
        odoo.version(),
        state.SETUP / "requirements.lock",
        postgres.installation().major,
        sorted(addon.manifest()["depends"]),
        LANGUAGES,
        demo,
    )


def _odoo(label, target, options):
    report = state.path("logs", "complaints.json")
    log = state.path("logs", f"{target.removesuffix('_partial')}.log")
    program = state.SETUP / "machine" / "inside" / "install.py"
    command = [python.executable(), program, "--database", target, "--report", report]
    progress = _Progress()
    with step(label, progress.text):
        try:
            processes.run(
                [*command, *options],
                env=odoo.environment(),
                log=log,
                watch=progress.watch,
            )
        except processes.Failed as failure:
            raise Refusal(_explain(failure.output, log)) from failure
    return json.loads(report.read_text())


def _explain(output, log):
    if state.is_full(output):
        return state.full_sentence()
    errors = re.findall(r"^[\w.]*(?:Error|Exception|Invalid)\w*\b.*", output, re.M)
    reason = errors[-1].strip() if errors else "no reason given"
    return f"Odoo could not build the database: {reason} (the whole log is {log})."


class _Progress:
    """Reads from Odoo's log which module it is at."""

    def __init__(self):
        self._at = ""

    def watch(self, line):
        if found := re.search(r"Loading module (\w+) \((\d+/\d+)\)", line):
            self._at = f"module {found[2]}, {found[1]}"
        elif "Generating a new asset bundle" in line:
            self._at = "bundles of scripts and styles"

    def text(self):
        return self._at
