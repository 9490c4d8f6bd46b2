"""One Odoo process: started in a group of its own, watched by its log, always ended."""

import contextlib
import re
import subprocess
import time
from pathlib import Path

# Leads the process group and ends all of it when its input ends, which happens at the
# latest with the death of the test process, be it by SIGKILL.
WARDEN = ["sh", "-c", "read _; kill -KILL 0"]

LOG_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$"
)
STOP_SECONDS = 15


class Process:
    """A running command; what it prints goes to a log file."""

    def __init__(self, command, log, typed=""):
        self.log = Path(log)
        self._warden = subprocess.Popen(WARDEN, stdin=subprocess.PIPE, process_group=0)
        with self.log.open("wb") as output:
            self._popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=self._warden.pid,
            )
        with self._popen.stdin as keyboard:
            keyboard.write(typed.encode())

    @property
    def exit_code(self):
        """None while it runs; minus the signal's number if a signal ended it."""
        return self._popen.poll()

    def wait(self, seconds):
        """Its exit code, or a failure that shows where it hangs."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            raise self.failure(f"did not end within {seconds} s") from None

    def wait_until(self, condition, seconds, goal):
        """Poll until the condition holds; fails at the deadline or if it ends."""
        deadline = time.monotonic() + seconds
        while not condition():
            if self.exit_code is not None:
                raise self.failure(f"ended before it was {goal}")
            if time.monotonic() > deadline:
                raise self.failure(f"was not {goal} within {seconds} s")
            time.sleep(0.1)

    def stop(self):
        """Ask it to end, then end the whole group, children included."""
        self._popen.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(STOP_SECONDS)
        self._warden.stdin.close()
        self._warden.wait()
        self._popen.wait()

    def failure(self, what):
        """An AssertionError that says what is wrong and shows the end of the log."""
        tail = self.log.read_text(errors="replace").splitlines()[-40:]
        lines = [f"The Odoo process {what} (exit code {self.exit_code}).", *tail]
        return AssertionError("\n".join(lines))

    def assert_quiet_log(self, expected):
        """Fail on a warning or error unless an expected (logger, text) pair fits it."""
        complaints = (
            match
            for match in map(LOG_LINE.match, self.log.read_text().splitlines())
            if match and match["level"] in ("WARNING", "ERROR", "CRITICAL")
        )
        unexpected = [
            match[0]
            for match in complaints
            if not any(
                match["logger"].startswith(logger) and text in match["text"]
                for logger, text in expected
            )
        ]
        if unexpected:
            raise self.failure("\n".join(["logged unexpectedly:", *unexpected]))
