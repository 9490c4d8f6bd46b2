"""Turns into failures what pytest and pytest-odoo would let pass.

A skipped browser test, a test file that Odoo's own loader would not find, and an
unexpected warning in the log, also that of the addon's installation.
"""

import importlib.util
import json
import os
from pathlib import Path

import log_rule
import pytest

from odoo.tests import HttpCase
from odoo.tests import loader as odoo_loader

# The folder of the tests that only --processes runs.
APART = "processes"
_MISSING_TOOL = ("chrome", "websocket", "wkhtmltopdf", "pdf", "--odoo-http", "browser")


def pytest_addoption(parser):
    parser.addoption(
        "--processes",
        action="store_true",
        help="also run the tests that start real Odoo processes",
    )


def pytest_configure(config):
    config.pluginmanager.register(Guard(config), "crm_extended_guard")


class Guard:
    """One test run under the rules above."""

    def __init__(self, config):
        self._processes = config.getoption("--processes")
        self._recording = log_rule.recording()
        self._recorder = self._recording.__enter__()

    def pytest_collection_modifyitems(self, config, items):
        if self._processes:
            return
        apart = [item for item in items if APART in _folders(item)]
        if apart:
            config.hook.pytest_deselected(items=apart)
            items[:] = [item for item in items if item not in apart]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = (yield).get_result()
        complaints = self._recorder.take()
        if report.skipped and _must_not_skip(item, report):
            _fail(report, f"Skipped, which counts as failed here: {_reason(report)}")
        elif complaints and report.passed:
            _fail(report, "\n".join(["Unexpected words in the log:", *complaints]))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        complaints = self._recorder.take()
        self._recording.__exit__(None, None, None)
        if session.config.option.collectonly:
            return
        _add_error(session, "log of the installation", _installation_complaints())
        _add_error(session, "log outside of the tests", complaints)
        _add_error(session, "test files that no __init__ imports", _unknown_to_odoo())


def _folders(item):
    return Path(item.path).parent.parts


def _must_not_skip(item, report):
    if isinstance(getattr(item, "instance", None), HttpCase):
        return True
    if isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, HttpCase):
        return True
    reason = _reason(report).lower()
    return any(word in reason for word in _MISSING_TOOL)


def _reason(report):
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else "")


def _fail(report, text):
    report.outcome = "failed"
    report.longrepr = text
    # An expected failure that was skipped is told apart by this mark.
    report.__dict__.pop("wasxfail", None)


def _installation_complaints():
    return json.loads(os.environ.get("CRM_EXTENDED_COMPLAINTS", "[]"))


def _unknown_to_odoo():
    """Test files on disk less those that an `__init__` leads Odoo's runner to."""
    addon = Path(os.environ["CRM_EXTENDED_ADDON"])
    found = {Path(m.__file__) for m in odoo_loader.get_test_modules(addon.name)}
    found |= set(_imported_apart(addon))
    on_disk = set(addon.glob("tests/**/test_*.py"))
    return sorted(str(file.relative_to(addon)) for file in on_disk - found)


def _imported_apart(addon):
    """Tests with real processes: imported by their folder, but not by its parent."""
    package = f"odoo.addons.{addon.name}.tests.{APART}"
    if importlib.util.find_spec(package):
        for name, value in vars(importlib.import_module(package)).items():
            if name.startswith("test_"):
                yield Path(value.__file__)


def _add_error(session, title, lines):
    """Show an error of the whole run, count it in the closing line, end with 1."""
    if not lines:
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    report = pytest.TestReport(
        nodeid=title,
        location=(title, None, title),
        keywords={},
        outcome="failed",
        longrepr="\n".join(lines),
        when="setup",
    )
    reporter.stats.setdefault("error", []).append(report)
    if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
