"""A table of what this machine has for the project, and what to do about the rest."""

import shutil
import sys

from machine import (
    browser,
    debian,
    odoo,
    postgres,
    processes,
    python,
    state,
    wkhtmltopdf,
)
from machine.console import Refusal


def examine():
    """Print the table; 1 when something essential is missing."""
    missing = 0
    for label, check, essential in _CHECKS:
        try:
            verdict, words = "ok", check()
        except (Refusal, processes.Failed, OSError, StopIteration) as problem:
            verdict = "MISSING" if essential else "absent"
            words = str(problem) or "not prepared yet: run setup/env.py prepare"
            missing += essential
        print(f"{verdict:<8} {label:<14} {words}")
    return int(bool(missing))


def _python():
    return f"{sys.version.split()[0]} ({sys.executable})"


def _disk():
    state.prepare()
    state.require_space()
    free = shutil.disk_usage(state.folder()).free
    return f"{state.folder()}, {free / 1e9:.0f} GB free"


def _packages():
    if not python.executable().exists():
        raise Refusal("not prepared yet: run setup/env.py prepare")
    return f"{len(python.packages())} packages"


def _odoo():
    if not odoo.libraries().exists():
        raise Refusal("not prepared yet: run setup/env.py prepare")
    return f"{odoo.version()} ({odoo.libraries()})"


def _mirror():
    if odoo.source():
        return "not needed with ODOO_SOURCE"
    debian.mirror()
    return "Debian's mirror of this machine, its keys are there"


def _postgres():
    found = postgres.known_installation()
    if not found:
        raise Refusal("none yet: setup/env.py prepare fetches one")
    return f"{found.major} ({found.folder})"


def _browser():
    return browser.require()


def _reports():
    if not wkhtmltopdf.version():
        raise Refusal(wkhtmltopdf.consequence())
    return f"{wkhtmltopdf.version()}: {wkhtmltopdf.consequence()}"


_CHECKS = (
    ("Python", _python, True),
    ("State folder", _disk, True),
    ("Mirror", _mirror, True),
    ("Odoo", _odoo, True),
    ("Packages", _packages, True),
    ("PostgreSQL", _postgres, True),
    ("Browser", _browser, True),
    ("Reports", _reports, False),
)
