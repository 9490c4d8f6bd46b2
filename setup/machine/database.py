"""Databases and their filestores: clone, drop, and a note on what each was made from.

The note is the database's comment, so it lives and dies with it; a copy has none.
"""

import contextlib
import json
import os
import re
import shutil

from machine import postgres, processes, state
from machine.console import Refusal


def exists(name):
    return bool(_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def names():
    return _sql("SELECT datname FROM pg_database WHERE NOT datistemplate")


def note(name):
    """What the database was made from, or None for an unknown or foreign one."""
    rows = _sql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        f"WHERE datname = '{name}'"
    )
    with contextlib.suppress(ValueError, IndexError):
        return json.loads(rows[0])
    return None


def set_note(name, value):
    text = json.dumps(value, sort_keys=True)
    _sql(f'COMMENT ON DATABASE "{name}" IS $crm_note${text}$crm_note$')


def set_address(name, port):
    """Tell Odoo where it is reached here, for links in mails and pictures in PDFs.

    An address of another machine was entered by a person and stays.
    """
    _sql(
        f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{port}'"
        " WHERE key = 'web.base.url' AND value ~ '^http://(localhost|127.0.0.1)(:|$)'",
        name,
    )


def clone(template, name):
    """Copy a database and its filestore, in under a second, and return the name."""
    drop(name)
    _sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if filestore(template).exists():
        shutil.copytree(filestore(template), filestore(name), copy_function=_link)
    return name


def drop(name):
    _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(filestore(name), ignore_errors=True)


@contextlib.contextmanager
def building(name, template=None):
    """Yield a database that takes its name only when the block ends well."""
    passing = f"{name}_partial"
    drop(passing)
    if template:
        clone(template, passing)
    yield passing
    drop(name)
    _sql(f'ALTER DATABASE "{passing}" RENAME TO "{name}"')
    if filestore(passing).exists():
        filestore(passing).rename(filestore(name))


@contextlib.contextmanager
def passing_clone(template, prefix):
    """A copy for one run, dropped after it; copies of runs that died go first."""
    for name in names():
        owner = re.fullmatch(rf"{prefix}_(\d+)", name)
        if owner and not os.path.exists(f"/proc/{owner[1]}"):
            drop(name)
    name = clone(template, f"{prefix}_{os.getpid()}")
    try:
        yield name
    finally:
        drop(name)


def filestore(name):
    return state.path("data", "filestore", name)


def require_name(name):
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,50}", name):
        raise Refusal(
            f"{name!r} is no name for a database here: use small letters, digits, "
            "- and _, starting with a letter."
        )


def _link(source, target):
    """Odoo never writes into a file of the filestore, so a copy may share it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _sql(query, database="postgres"):
    env = {
        **os.environ,
        **postgres.environment(),
        "PGOPTIONS": "-c client_min_messages=error",
    }
    command = [
        state.path("bin", "psql"),
        "-XAtq",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        database,
    ]
    return processes.run(command, env=env, text=query).splitlines()
