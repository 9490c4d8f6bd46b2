"""The folder that holds everything made here, its locks, and the notes on what is done.

A thing is built under a passing name and gets its own when it is complete, so that a
run that was cut short leaves nothing that the next one could take for finished.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from pathlib import Path

from machine.console import Refusal, say

PROJECT = Path(__file__).resolve().parents[2]
SETUP = PROJECT / "setup"
ADDON = PROJECT / "crm_extended"

_NEEDED = 3e9


def folder():
    """`.odoo` in the project, or where CRM_STATE_DIR says."""
    return Path(os.environ.get("CRM_STATE_DIR") or PROJECT / ".odoo").absolute()


def path(*parts):
    return folder().joinpath(*parts)


def prepare():
    """Make the folder, or say why it cannot be used."""
    try:
        for name in ("bin", "locks", "logs", "stamps"):
            path(name).mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise Refusal(
            f"{folder()} cannot be written by this user: mend its owner, or name "
            "another folder in CRM_STATE_DIR."
        ) from None


def require_space():
    """Refuse before a first build that the disk could not hold."""
    if not path("root").exists() and _free() < _NEEDED:
        raise Refusal(
            f"{folder()} needs {_NEEDED / 1e9:.0f} GB and its disk has "
            f"{_free() / 1e9:.1f} GB left: free some, or name another folder in "
            "CRM_STATE_DIR."
        )


def is_full(words=""):
    """Is a lack of space what made a step fail, by its words or by the disk itself?"""
    return "No space left on device" in words or _free() < 5e7


def full_sentence():
    return (
        f"The disk that holds {folder()} is full: free {_NEEDED / 1e9:.0f} GB, or name "
        "another folder in CRM_STATE_DIR."
    )


def _free():
    there = next(f for f in (folder(), *folder().parents) if f.exists())
    return shutil.disk_usage(there).free


def digest(*things):
    """A short fingerprint of texts, JSON-able values and the contents of files."""
    total = hashlib.sha256()
    for thing in things:
        if isinstance(thing, Path):
            total.update(thing.read_bytes())
        else:
            total.update(json.dumps(thing, sort_keys=True).encode())
        total.update(b"\0")
    return total.hexdigest()[:16]


def is_stamped(name, stamp):
    """Was this step completed from exactly these inputs?"""
    note = path("stamps", name)
    return note.exists() and note.read_text() == stamp


def stamp(name, text):
    write(path("stamps", name), text)


def write(target, text, mode=0o644):
    """Replace a small file in one go; an equal one is left alone."""
    if target.exists() and target.read_text() == text:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    passing = target.with_name(f"{target.name}.{os.getpid()}.partial")
    passing.write_text(text)
    passing.chmod(mode)
    passing.replace(target)


@contextlib.contextmanager
def building(target):
    """Yield an empty folder that becomes `target` when the block ends well.

    Each run has a folder of its own: what a killed one started may still write to its.
    """
    for left in target.parent.glob(f"{target.name}.*.partial"):
        shutil.rmtree(left, ignore_errors=True)
    passing = target.with_name(f"{target.name}.{os.getpid()}.partial")
    passing.mkdir(parents=True)
    try:
        yield passing
    except BaseException:
        shutil.rmtree(passing, ignore_errors=True)
        raise
    former = target.with_name(target.name + ".former")
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.rename(former)
    passing.rename(target)
    shutil.rmtree(former, ignore_errors=True)


class Lock:
    """A lock between processes that the system releases when its holder dies."""

    def __init__(self, name):
        self._path = path("locks", name)
        self._file = None

    def try_take(self, shared=False):
        if self._file is None:
            self._file = self._path.open("a+", encoding="utf-8")
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if not shared:
            self._sign()
        return True

    def take(self, shared=False, waiting_for=""):
        """Wait for the lock, saying for whom."""
        if self.try_take(shared):
            return
        if waiting_for:
            say(f"waiting: {waiting_for} (process {self.holder()}) ...")
        fcntl.flock(self._file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        if not shared:
            self._sign()

    def release(self):
        if self._file is not None:
            self._file.close()
            self._file = None

    def holder(self):
        """The process that took the lock last, for a sentence to a person."""
        return self._path.read_text().strip() or "unknown"

    def _sign(self):
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    @contextlib.contextmanager
    def held(self, shared=False, waiting_for=""):
        self.take(shared, waiting_for)
        try:
            yield self
        finally:
            self.release()
