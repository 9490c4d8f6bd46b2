"""The frame for tests with real Odoo processes and committed data.

For what a test inside one transaction cannot show: once and only once, killed half
way, two workers or two people at the same moment, install and uninstall.
"""

import contextlib
import inspect
import json
import os
import shlex
import signal
import tempfile
import textwrap
from pathlib import Path

from odoo.tests import BaseCase, tagged

from .barrier import Barrier
from .database import Database, setting
from .process import Process
from .server import HOST, Server, free_ports

RUNNER = Path(__file__).with_name("runner.py")
SECONDS = 300


class Script:
    """A function at work in an Odoo process of its own."""

    def __init__(self, process, result, expected_log):
        self.process = process
        self._result = result
        self._expected_log = expected_log

    def value(self, seconds=SECONDS):
        """What the function returned; fails if it raised, hung or warned."""
        if self.process.wait(seconds):
            raise self.process.failure("failed")
        if not self._result.exists():
            raise self.process.failure("ended without a result")
        self.process.assert_quiet_log(self._expected_log)
        return json.loads(self._result.read_text())

    def assert_killed(self, seconds=SECONDS):
        """Wait for the death ordered by ``kill_at_commit``."""
        if self.process.wait(seconds) != -signal.SIGKILL:
            raise self.process.failure("was not killed")


@tagged("-standard", "-at_install", "post_install", "processes")
class ProcessCase(BaseCase):
    """Each class has a database of its own, which all its tests and processes share.

    A script is a function ``(env, *arguments)``, sent to the process as source: it
    imports what it needs, gets and returns plain values (and barriers), and is
    committed when it returns.
    """

    template = "CRM_EXTENDED_TEMPLATE"
    # Pairs of (logger, text) for warnings and errors that a process may log.
    expected_log = ()
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.command = shlex.split(setting("CRM_EXTENDED_ODOO"))
        cls.rc = setting("CRM_EXTENDED_RC")
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.database = cls.enterClassContext(cls.clone(cls.template))

    @classmethod
    def clone(cls, template):
        """A new database from the template named by this environment variable."""
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"crm_proc_{cls.__name__}_{template.split('_', 2)[2]}_{worker}".lower()
        return Database(name, setting(template))

    @classmethod
    def start_odoo(cls, name, *arguments, typed=""):
        """Start Odoo on the class's database; it ends with the class at the latest."""
        folder = tempfile.mkdtemp(prefix=f"{name}-", dir=cls.folder)
        command = [*cls.command, *arguments, "-c", cls.rc, "-d", cls.database.name]
        command += ["--max-cron-threads=0", "--log-level=info"]
        process = Process(command, Path(folder, "log"), typed)
        cls.addClassCleanup(process.stop)
        return process

    @classmethod
    def run_odoo(cls, name, *arguments):
        """Run a command such as ``-u crm_extended`` to its end."""
        process = cls.start_odoo(name, *arguments, "--no-http", "--stop-after-init")
        if process.wait(SECONDS):
            raise process.failure("failed")
        process.assert_quiet_log(cls.expected_log)

    @classmethod
    def start_script(cls, function, *arguments, user=None, kill_at_commit=0):
        """Start a script as the superuser or as the user with this login.

        With ``kill_at_commit=n`` the process gets SIGKILL instead of its n-th commit,
        counted from the script's start; the commit after its return counts too.
        """
        name = function.__name__
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=cls.folder))
        script, job, result = (folder / file for file in ("script.py", "job", "result"))
        values = {
            "script": str(script),
            "function": name,
            "arguments": arguments,
            "user": user,
            "kill_at_commit": kill_at_commit,
            "result": str(result),
        }
        script.write_text(textwrap.dedent(inspect.getsource(function)))
        job.write_text(json.dumps(values, default=_barrier_address))
        main = f"runpy.run_path({str(RUNNER)!r})['main']"
        typed = f"import runpy; {main}(env, {str(job)!r})"
        process = cls.start_odoo(name, "shell", "--no-http", typed=typed)
        return Script(process, result, cls.expected_log)

    @classmethod
    def run_script(cls, function, *arguments, **options):
        """Run a script to its end and give back what it returned."""
        return cls.start_script(function, *arguments, **options).value()

    @classmethod
    @contextlib.contextmanager
    def barrier(cls, parties=2):
        """A place where this many scripts wait for each other, given as an argument."""
        with (
            tempfile.TemporaryDirectory(dir=cls.folder) as folder,
            Barrier(parties, Path(folder, "barrier"), SECONDS) as barrier,
        ):
            yield barrier

    @classmethod
    @contextlib.contextmanager
    def serve(cls, workers=0):
        """Odoo's HTTP server, threaded or with this many worker processes.

        At the end its log must be free of errors and unexpected warnings.
        """
        port, gevent_port = free_ports(2)
        process = cls.start_odoo(
            f"serve-{workers}",
            f"--workers={workers}",
            f"--http-interface={HOST}",
            f"--http-port={port}",
            f"--gevent-port={gevent_port}",
            f"--db-filter=^{cls.database.name}$",
            # A worker is otherwise ended in the middle of a slow installation.
            f"--limit-time-cpu={SECONDS}",
            f"--limit-time-real={SECONDS}",
        )
        server = Server(process, cls.database.name, port)
        process.wait_until(server.is_ready, SECONDS, "ready to answer")
        try:
            yield server
        finally:
            process.stop()
        process.assert_quiet_log(cls.expected_log)


def _barrier_address(barrier):
    """How a barrier travels among a script's arguments."""
    return {"barrier": str(barrier.path)}
