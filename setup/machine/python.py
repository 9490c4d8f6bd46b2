"""The virtual environments, filled by uv from locks that pin every file's hash."""

import os
import sys
import threading
from pathlib import Path

from machine import debian, processes, state
from machine.console import Refusal, step

_fetching_uv = threading.Lock()
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def executable(venv="venv"):
    return state.path(venv, "bin", "python")


def prepare(odoo_source):
    """The environment that Odoo runs in, with its source on the search path."""
    _environment("venv", "requirements", "Python packages")
    site = next(state.path("venv").glob("lib/python3*/site-packages"))
    state.write(site / "odoo.pth", f"{odoo_source}\n")


def prepare_lint():
    """The linters, apart from Odoo's packages whose versions are Odoo's choice."""
    _environment("lint", "lint", "Linters")


def install_beside(name, target):
    """Unpack the packages of a lock into a folder of their own."""
    lock = state.SETUP / f"{name}.lock"
    if target.exists() and state.is_stamped(name, state.digest(lock)):
        return
    with step(f"{name} from the Python package index"), state.building(target) as new:
        _uv("pip", "install", "--target", new, *_pinned(lock))
    state.stamp(name, state.digest(lock))


def build_wheel(source, target):
    """Build one package of ours, by the back end that its pyproject.toml names."""
    _uv("build", "-q", "--wheel", "--python", sys.executable, "-o", target, source)


def download_source(name, target):
    """Fetch the source archives of a lock without installing them."""
    lock = state.SETUP / f"{name}.lock"
    options = ["--no-deps", "--no-binary", ":all:", "--require-hashes", "-r", lock]
    _pip("download", "-q", *options, "-d", target)


def _environment(venv, lock_name, label):
    lock = state.SETUP / f"{lock_name}.lock"
    stamp = state.digest(lock, sys.version_info[:2], os.path.realpath(sys.executable))
    if executable(venv).exists() and state.is_stamped(venv, stamp):
        return
    uv()
    with step(label), state.building(state.path(venv)) as folder:
        _uv(
            "venv", "-q", "--relocatable", "--python", sys.executable, "--clear", folder
        )
        _uv("pip", "install", "--python", folder / "bin/python", *_pinned(lock))
    state.stamp(venv, stamp)


def _pinned(lock):
    return ["-q", "--require-hashes", "-r", lock]


def uv():
    """uv itself, by the machine's pip or, where it has none, by Debian's."""
    lock = state.SETUP / "uv.lock"
    target = state.path("uv")
    with _fetching_uv:
        if not (target.exists() and state.is_stamped("uv", state.digest(lock))):
            with step("uv"), state.building(target) as folder:
                options = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
                _pip("install", "-q", *options, "--target", folder, "-r", lock)
            state.stamp("uv", state.digest(lock))
    return target / "bin" / "uv"


def _pip(*arguments):
    if processes.succeeds([sys.executable, "-m", "pip", "--version"]):
        pip = [sys.executable, "-m", "pip"]
    elif os.environ.get("ODOO_SOURCE"):
        raise Refusal(
            f"{sys.executable} has no pip: install python3-pip, which fetches the rest."
        )
    else:
        pip = [sys.executable, debian.pip_wheel() / "pip"]
    _index_tool([*pip, *arguments], "pip")


def _uv(*arguments):
    command = [uv(), "--no-python-downloads", *arguments]
    _index_tool(command, "uv")


def _index_tool(command, name):
    log = state.path("logs", f"{name}.log")
    try:
        processes.run(command, env=environment(), log=log)
    except processes.Failed as failure:
        raise Refusal(_explain(failure.output, log)) from failure


def _explain(output, log):
    if "hash" in output.lower() and "mismatch" in output.lower():
        return (
            "A Python package differs from the one that the lock pins: the index was "
            f"changed or tampered with, so nothing was installed (see {log})."
        )
    if state.is_full(output):
        return state.full_sentence()
    return (
        f"The Python packages could not be installed (details in {log}): check the "
        "network or the proxy, then run this again."
    )


def environment():
    """The machine's settings for pip and uv, also where only one has them."""
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env.pop("PYTHONPATH", None)
    if _CERTIFICATES.exists():
        env.setdefault("SSL_CERT_FILE", str(_CERTIFICATES))
        env.setdefault("PIP_CERT", str(_CERTIFICATES))
    if index := env.get("PIP_INDEX_URL"):
        env.setdefault("UV_DEFAULT_INDEX", index)
    env["UV_CACHE_DIR"] = env.get("UV_CACHE_DIR") or str(state.path("cache", "uv"))
    return env


def packages(venv="venv"):
    """Name and version of what is installed, for doctor."""
    notes = state.path(venv).glob("lib/python3*/site-packages/*.dist-info")
    return sorted(note.name.removesuffix(".dist-info") for note in notes)
