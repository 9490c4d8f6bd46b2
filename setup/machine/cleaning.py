"""Delete what can be made again."""

import shutil

from machine import postgres, state
from machine.console import say

_KEPT = ("debs", "locks", "cache")


def clean(databases=False, everything=False):
    """The databases, or what was built as well, or all that was downloaded too."""
    with state.Lock("preparation").held(waiting_for="the preparation of the machine"):
        postgres.remove()
        shutil.rmtree(state.path("data"), ignore_errors=True)
        if not databases:
            for entry in state.folder().iterdir():
                if everything or entry.name not in _KEPT:
                    _delete(entry)
    say(f"{state.folder()}: {'databases ' if databases else ''}deleted.")


def _delete(entry):
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)
