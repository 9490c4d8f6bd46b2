"""What runs inside an Odoo process that a test has started.

It is loaded by its path, not as a part of the addon, because the addon may not be
installed there.
"""

import contextlib
import json
import os
import runpy
import signal
import socket
from pathlib import Path

from odoo import sql_db


def main(env, job_path):
    """Run the job's script as its user, commit, and leave its value for the test."""
    job = json.loads(Path(job_path).read_text(), object_hook=_revive)
    if job["user"]:
        env = env(user=env["res.users"].search([("login", "=", job["user"])]).id)
    if job["kill_at_commit"]:
        _kill_at_commit(job["kill_at_commit"])
    function = runpy.run_path(job["script"])[job["function"]]
    value = function(env, *job["arguments"])
    env.cr.commit()
    Path(job["result"]).write_text(json.dumps(value))


def _revive(values):
    """Turn a barrier's address into the function that waits there."""
    if "barrier" not in values:
        return values
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(values["barrier"])

    def meet():
        with contextlib.suppress(OSError):
            connection.sendall(b".")
            if connection.recv(2) == b"go":
                return
        raise TimeoutError("Another process did not come to the barrier.")

    return meet


def _kill_at_commit(number):
    """Let this process die without a last word when it starts its n-th commit."""
    commit, count = sql_db.Cursor.commit, 0

    def commit_or_die(cursor):
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return commit(cursor)

    sql_db.Cursor.commit = commit_or_die
