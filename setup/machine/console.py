"""What a person sees while the machine is made ready, and how a command gives up."""

import contextlib
import sys
import threading
import time

_START = time.monotonic()
_HEARTBEAT = 10


class Refusal(Exception):
    """Ends the command with one sentence: what is wrong and how to mend it."""


def say(text):
    """Print a line with the seconds passed; a closed terminal stops nothing."""
    with contextlib.suppress(OSError, ValueError):
        print(
            f"[{time.monotonic() - _START:4.0f}s] {text}", file=sys.stderr, flush=True
        )


@contextlib.contextmanager
def step(label, detail=lambda: ""):
    """Announce a step, what it is at while it lasts, and how long it took."""
    say(f"{label} ...")
    began = time.monotonic()
    finished = threading.Event()

    def beat():
        while not finished.wait(_HEARTBEAT):
            seconds = time.monotonic() - began
            say(f"{label}: {detail() or 'at work'} ({seconds:.0f} s)")

    threading.Thread(target=beat, daemon=True).start()
    try:
        yield
    finally:
        finished.set()
    say(f"{label}: done in {time.monotonic() - began:.1f} s")
