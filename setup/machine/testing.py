"""The tests of the addon, each run on a copy of the template that is thrown away."""

import contextlib
import json
import os
import re
import shlex

from machine import addon, database, layers, odoo, processes, python, state
from machine.inside import log_rule

_LOG_LINE = re.compile(r"^[\d-]+ [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) \S+ (\S+): (.*)")


def run_pytest(arguments, fresh=False):
    """pytest-odoo; its closing line is the last one of stdout."""
    with _copy("test", fresh, "--processes" in arguments) as (name, env):
        return processes.foreground(
            [
                python.executable(),
                *("-m", "pytest", "-p", "pytest_guard", f"--rootdir={state.PROJECT}"),
                *("-o", f"testpaths={addon.NAME}"),
                *("-o", f"cache_dir={state.path('cache', 'pytest')}"),
                *(f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=warn"),
                *arguments,
            ],
            env=env,
            cwd=state.PROJECT,
        )


def run_odoo(fresh=False):
    """Odoo's own runner, under the same rule for the log."""
    with _copy("odoo_test", fresh) as (name, env):
        complaints = json.loads(env["CRM_EXTENDED_COMPLAINTS"])
        tags = ["--test-tags", f"/{addon.NAME}"]
        tests = ["-u", addon.NAME, *tags, "--stop-after-init"]
        arguments = odoo.server_arguments(name, odoo.free_port(), *tests)
        failed = False
        try:
            processes.run(arguments, env=env, watch=_reader(complaints))
        except processes.Failed:
            failed = True
    for complaint in complaints:
        print(f"Unexpected words in the log: {complaint}")
    failed = failed or bool(complaints)
    print(f"Odoo's runner: {'FAILED' if failed else 'passed'}")
    return int(failed)


def _reader(complaints):
    """Show the log as it comes and keep what must not be in it."""

    def watch(line):
        print(line, end="", flush=True)
        found = _LOG_LINE.match(line)
        if found and not log_rule.is_expected(found[2], found[3]):
            complaints.append(f"{found[1]} {found[2]}: {found[3]}")

    return watch


@contextlib.contextmanager
def _copy(prefix, fresh, processes_too=False):
    """A copy of the template and the environment in which tests find everything."""
    with contextlib.ExitStack() as stack:
        with layers.lock():
            template = layers.with_addon(fresh=fresh)
            if processes_too:
                layers.dependencies(demo=True)
            copy = database.passing_clone(template, prefix)
            name = stack.enter_context(copy)
        yield name, _environment(template)


def _environment(template):
    env = {
        **odoo.environment(),
        "CRM_EXTENDED_ADDON": str(state.ADDON),
        "CRM_EXTENDED_COMPLAINTS": json.dumps(layers.complaints(template)),
        "CRM_EXTENDED_DEPS_TEMPLATE": layers.name("deps"),
        "CRM_EXTENDED_ODOO": shlex.quote(str(odoo.command())),
        "CRM_EXTENDED_RC": str(odoo.configuration()),
        "CRM_EXTENDED_TEMPLATE": template,
    }
    if database.note(layers.name("deps", demo=True)):
        env["CRM_EXTENDED_DEPS_DEMO_TEMPLATE"] = layers.name("deps", demo=True)
    inside = str(state.SETUP / "machine" / "inside")
    known = env.get("PYTHONPATH")
    env["PYTHONPATH"] = os.pathsep.join([inside, known] if known else [inside])
    return env
