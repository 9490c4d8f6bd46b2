"""The verbs of setup/env.py."""

import argparse
import contextlib
import errno
import os
import sys

from machine import (
    cleaning,
    core,
    database,
    doctor,
    layers,
    linting,
    odoo,
    postgres,
    preparation,
    processes,
    python,
    serving,
    state,
    testing,
    translation,
    wheel,
)
from machine.console import Refusal, say


def main():
    """Run one verb; a refusal is one sentence and an exit code of its own."""
    processes.listen()
    options, others = _parser().parse_known_args()
    if others and not getattr(options, "takes_more", False):
        _parser().error(f"unknown: {' '.join(others)}")
    options.more = others[1:] if others[:1] == ["--"] else others
    try:
        return options.verb(options)
    except Refusal as refusal:
        print(f"setup: {refusal}", file=sys.stderr)
        return 2
    except (processes.Failed, OSError) as error:
        print(f"setup: {_explain(error)}", file=sys.stderr)
        return 2
    except processes.Interrupted as interruption:
        return 128 + interruption.number


def _explain(error):
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
    if full or state.is_full(getattr(error, "output", "")):
        return state.full_sentence()
    return f"{error}."


def _run(options):
    database.require_name(options.database)
    odoo.require_port(options.port)
    with _session():
        return serving.serve(options.database, options.port, not options.without_demo)


def _test(options):
    ours = [options.odoo_runner, options.core]
    if any(ours) and (options.more or options.processes):
        raise Refusal("--odoo-runner and --core take no arguments of pytest's.")
    with _session():
        if options.core:
            return core.compare()
        if options.odoo_runner:
            return testing.run_odoo(options.fresh)
        more = [*options.more, *(["--processes"] if options.processes else [])]
        return testing.run_pytest(more, options.fresh)


def _prepare(options):
    with _session(), layers.lock():
        layers.with_addon(demo=options.demo)
    say("Ready.")
    return 0


def _doctor(_options):
    return doctor.examine()


def _shell(options):
    with _session():
        command = [odoo.command(), "shell", "-d", options.database, *options.more]
        return processes.interactive(command, odoo.environment())


def _psql(options):
    with _session():
        command = [state.path("bin", "psql"), options.database, *options.more]
        return processes.interactive(command, odoo.environment())


def _lint(options):
    preparation.prepare()
    python.prepare_lint()
    with postgres.running():
        return linting.run(options.fix)


def _i18n(options):
    with _session():
        return translation.run(options.action)


def _shots(options):
    return _package("screens", options)


def _bench(options):
    return _package("benchmarks", options)


def _package(name, options):
    """Run a package of setup/ with Odoo's Python; it reads its own options."""
    with _session():
        return processes.foreground(
            [python.executable(), "-m", name, *options.more],
            env={**odoo.environment(), "PYTHONPATH": str(state.SETUP)},
            cwd=state.PROJECT,
        )


def _wheel(_options):
    state.prepare()
    return wheel.build()


def _clean(options):
    state.prepare()
    cleaning.clean(databases=options.databases, everything=options.all)
    return 0


@contextlib.contextmanager
def _session():
    """The machine is ready and PostgreSQL runs while the block lasts."""
    preparation.prepare()
    with postgres.running():
        yield


def _parser():
    parser = argparse.ArgumentParser(prog="setup/env.py", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="verb")

    def add(name, verb, text, takes_more=False):
        added = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
        added.set_defaults(verb=verb, takes_more=takes_more)
        return added

    run = add("run", _run, "Serve Odoo with the addon on 127.0.0.1.")
    port = int(os.environ.get("CRM_PORT") or serving.PORT)
    run.add_argument("--port", type=int, default=port)
    run.add_argument("--database", default=serving.DATABASE)
    run.add_argument("--without-demo", action="store_true", help="no demo data")
    test = add("test", _test, "Run the tests; pytest's arguments pass through.", True)
    test.add_argument("--odoo-runner", action="store_true", help="by Odoo's own runner")
    test.add_argument(
        "--processes", action="store_true", help="also those with real processes"
    )
    test.add_argument(
        "--core",
        action="store_true",
        help="core's own tests with and without the addon, only the difference",
    )
    test.add_argument(
        "--fresh", action="store_true", help="install the addon anew before it"
    )
    prepare = add("prepare", _prepare, "Fetch and build what run and test need.")
    prepare.add_argument("--demo", action="store_true", help="with demo data")
    add("doctor", _doctor, "Say what is there, what is missing and what to do.")
    for name, verb, text in (
        ("shell", _shell, "Python with Odoo's environment in a database."),
        ("psql", _psql, "SQL in a database."),
    ):
        added = add(name, verb, text, takes_more=True)
        added.add_argument("--database", default=serving.DATABASE)
    lint = add("lint", _lint, "Check code, views and translations.")
    lint.add_argument("--fix", action="store_true", help="format what can be formatted")
    i18n = add("i18n", _i18n, "Check or update the translations.")
    i18n.add_argument("action", choices=("check", "export", "update"))
    add("shots", _shots, "Picture every screen in every role.", takes_more=True)
    add("bench", _bench, "Measure what screens and jobs cost.", takes_more=True)
    add("wheel", _wheel, "Build the addon as a Python wheel.")
    clean = add("clean", _clean, "Delete what can be built again without the network.")
    clean.add_argument("--databases", action="store_true", help="only the databases")
    clean.add_argument("--all", action="store_true", help="the whole state folder")
    return parser
