"""Odoo itself: where it is, how it is configured, how it is started and served."""

import contextlib
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from machine import debian, launcher, postgres, processes, python, state
from machine.console import Refusal

_READY_WITHIN = 120


def prepare():
    """Write the configuration file and the launcher."""
    text = "[options]\n" + "".join(f"{k} = {v}\n" for k, v in _settings().items())
    state.write(configuration(), text)
    launcher.write("odoo", [python.executable(), "-P", "-m", "odoo"])


def configuration():
    return state.path("odoo.rc")


def command():
    return state.path("bin", "odoo")


def source():
    """The checkout that ODOO_SOURCE names, or None for Debian's Odoo."""
    if not (name := os.environ.get("ODOO_SOURCE")):
        return None
    folder = Path(name).absolute()
    release = folder / "odoo" / "release.py"
    if not release.exists():
        raise Refusal(f"ODOO_SOURCE names {folder}, where there is no odoo/release.py.")
    found = re.search(r"version_info = \((\d+), (\d+)", release.read_text())
    if not found or found.groups() != ("19", "0"):
        raise Refusal(
            f"ODOO_SOURCE names {folder}, which is not Odoo 19.0: check it out."
        )
    return folder


def libraries():
    """The folder from which `odoo` is imported."""
    return source() or debian.odoo_libraries()


def version():
    """What a database depends on: Debian's version, or the state of the checkout."""
    if not (folder := source()):
        return debian.odoo_version()
    git = ["git", "-C", folder, "rev-parse", "HEAD"]
    try:
        commit = processes.run(git).strip()
    except (OSError, processes.Failed):
        commit = ""
    return f"{folder} {commit}"


def environment():
    """For every process that runs Odoo or talks to its database."""
    return {
        **os.environ,
        **postgres.environment(),
        "ODOO_RC": str(configuration()),
        "PATH": launcher.search_path(state.path("venv", "bin")),
        "FONTCONFIG_FILE": str(state.path("fonts.conf")),
    }


def require_port(port):
    """Refuse before the long steps, not after them, when the port is taken."""
    with contextlib.closing(socket.socket()) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise Refusal(
                f"Port {port} of 127.0.0.1 is taken or not allowed: stop what uses it, "
                "or choose another one with --port."
            ) from None


def free_port():
    with contextlib.closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def server_arguments(database, port, *more):
    address = ["--http-interface", "127.0.0.1", "-p", str(port)]
    only = [
        "-d",
        database,
        "--db-filter",
        f"^{re.escape(database)}$",
        "--no-database-list",
    ]
    return [command(), *address, *only, *more]


@contextlib.contextmanager
def serve(database, port=None, log=None):
    """Serve a database while the block lasts and yield its address.

    For screenshots and trials: without jobs, on a free port, with its words in `log`
    (default logs/serve.log). PostgreSQL must be running, as it is for every verb.
    """
    port = port or free_port()
    log = log or state.path("logs", "serve.log")
    with open(log, "w", encoding="utf-8") as words:
        streams = {"stdout": words, "stderr": subprocess.STDOUT}
        arguments = server_arguments(database, port)
        with processes.started(arguments, env=environment(), **streams) as server:
            wait_until_ready(server, port, log)
            yield f"http://127.0.0.1:{port}"


def wait_until_ready(server, port, log):
    """Return when the server answers; refuse when it ends or stays silent."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Refusal(f"Odoo ended instead of serving (see {log}).")
        with contextlib.suppress(urllib.error.URLError, OSError):
            direct.open(f"http://127.0.0.1:{port}/web/health", timeout=5)
            return
        time.sleep(0.2)
    raise Refusal(f"Odoo did not answer within {_READY_WITHIN} s (see {log}).")


def _settings():
    return {
        "addons_path": ",".join(map(str, [*_addons(), state.PROJECT])),
        "data_dir": state.path("data"),
        "db_host": postgres.environment()["PGHOST"],
        "db_port": postgres.PORT,
        "db_user": postgres.USER,
        "http_interface": "127.0.0.1",
        "max_cron_threads": 0,
        "list_db": True,
    }


def _addons():
    if folder := source():
        return [folder / "addons", folder / "odoo" / "addons"]
    return [libraries() / "odoo" / "addons"]
