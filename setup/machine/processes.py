"""Starting other programs so that none outlives the command, however it ends."""

import contextlib
import os
import signal
import subprocess
import threading

_running = set()
_guard = threading.Lock()


class Interrupted(BaseException):
    """A person, the system or a closing terminal wants this command to end."""

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


class Failed(Exception):
    """A program ended with an error; its words are in `output`."""

    def __init__(self, command, output):
        last_words = output.strip().splitlines()[-1:] or ["without a word"]
        super().__init__(f"{command[0]} failed: {last_words[0][:400]}")
        self.output = output


def listen():
    """Turn the signals that end a command into an exception that cleans up."""

    def interrupt(number, _frame):
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Interrupted(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def run(command, *, env=None, cwd=None, log=None, watch=None, text=None):
    """Run a program to its end and return its words; `watch` sees each line at once."""
    command = [str(part) for part in command]
    lines = []
    with contextlib.ExitStack() as stack:
        record = stack.enter_context(open(log, "w", encoding="utf-8")) if log else None
        process = _start(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.PIPE if text is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        stack.callback(_end, process)
        if text is not None:
            process.stdin.write(text)
            process.stdin.close()
        for line in process.stdout:
            lines.append(line)
            if record:
                record.write(line)
                record.flush()
            if watch:
                watch(line)
        code = process.wait()
    output = "".join(lines)
    if code:
        raise Failed(command, output)
    return output


def succeeds(command, **options):
    """Does this program start and end well?"""
    try:
        run(command, **options)
    except (Failed, OSError):
        return False
    return True


@contextlib.contextmanager
def started(command, **options):
    """A program that runs beside us and is ended with the block."""
    process = _start([str(part) for part in command], **options)
    try:
        yield process
    finally:
        _end(process)


def foreground(command, **options):
    """Run a program on our terminal; what ends us ends it first, in its own time."""
    with started(command, **options) as process:
        try:
            return process.wait()
        except Interrupted as interruption:
            _ask_to_end(process, interruption.number)
            raise


def interactive(command, env):
    """Run a program that owns the terminal, as a shell does; Ctrl-C is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(
        [str(part) for part in command],
        env=env,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ).returncode


def stop_all():
    """End every program that threads of ours are still waiting for."""
    with _guard:
        remaining = list(_running)
    for process in remaining:
        _kill_group(process, signal.SIGTERM)


def _start(command, **options):
    process = subprocess.Popen(command, start_new_session=True, **options)
    with _guard:
        _running.add(process)
    return process


def _ask_to_end(process, number):
    """Ctrl-C stays Ctrl-C; a hang-up would restart Odoo and becomes an end."""
    process.send_signal(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(30)


def _end(process):
    """End a program and whatever it started in its session."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
    _kill_group(process, signal.SIGKILL)
    process.wait()
    with _guard:
        _running.discard(process)


def _kill_group(process, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
