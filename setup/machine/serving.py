"""setup/run: Odoo with the addon for a person to look at."""

import csv

from machine import addon, database, layers, odoo, processes, state
from machine.console import Refusal, say

DATABASE = "crm_extended"
PORT = 8069
_LOGINS = state.ADDON / "demo" / "logins.csv"


def serve(name, port, demo):
    """Serve until interrupted; the person's own records in the database stay."""
    lock = state.Lock(f"serve-{name}")
    if not lock.try_take():
        raise Refusal(
            f"Database {name} is being served already (by process {lock.holder()}): "
            "stop that one, or choose another with --database and --port."
        )
    with layers.lock():
        if not database.exists(name):
            layers.adopt(layers.with_addon(demo), name)
            database.set_address(name, port)
        elif database.note(name):
            layers.refresh(name, demo)
            database.set_address(name, port)
        else:
            say(f"Database {name} was made elsewhere and is served as it is.")
    jobs = ["--max-cron-threads", "1"]
    command = odoo.server_arguments(name, port, *jobs)
    with processes.started(command, env=odoo.environment()) as server:
        odoo.wait_until_ready(server, port, "its words above")
        _greet(name, port, demo)
        return server.wait()


def _greet(name, port, demo):
    lines = [
        "",
        f"  Odoo with {addon.NAME}: http://127.0.0.1:{port}   (database {name})",
        "  Logins, the password is the login:",
    ]
    lines += [f"    {login:<16} {role}" for login, role in _logins(demo)]
    print("\n".join([*lines, "  Ctrl-C ends it.", ""]), flush=True)


def _logins(demo):
    """One login per role; without demo data there is only the administrator."""
    if not (demo and _LOGINS.exists()):
        return [("admin", "Administrator")]
    with open(_LOGINS, newline="", encoding="utf-8") as file:
        return [(row["login"], row["role"]) for row in csv.DictReader(file)]
