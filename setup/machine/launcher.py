"""Small programs in `bin/` that start unpacked ones with their libraries and fonts.

Odoo and its tests look for chromium, wkhtmltopdf, createdb ... in PATH.
"""

import shlex
import shutil
from os import environ, pathsep

from machine import state

# Passes the program's streams and exit code on, less the lines of a pattern.
_WITHOUT_NOISE = """exec 4>&1
code=$({{ {{ {command} 2>&1 >&4 4>&-; echo $? >&3; }} |
    grep -v {noise} >&2; }} 3>&1)
exit "$code\""""


def write(name, command, libraries="", noise="", **settings):
    """Put a launcher for a program, or a program with arguments, into `bin/`.

    What it says on standard error in lines that match ``noise`` is left out.
    """
    if libraries:
        settings["LD_LIBRARY_PATH"] = libraries
    lines = [f"export {key}={shlex.quote(str(v))}" for key, v in settings.items()]
    parts = command if isinstance(command, list) else [command]
    call = f'{shlex.join(map(str, parts))} "$@"'
    if noise:
        lines.append(_WITHOUT_NOISE.format(command=call, noise=shlex.quote(noise)))
    else:
        lines.append(f"exec {call}")
    state.write(state.path("bin", name), "\n".join(["#!/bin/sh", *lines, ""]), 0o755)


def search_path(*first):
    """PATH with our launchers before everything else."""
    folders = [state.path("bin"), *first, environ.get("PATH", "/usr/bin:/bin")]
    return pathsep.join(str(folder) for folder in folders)


def on_machine(*names):
    """The first of these programs that the machine itself has."""
    ours = str(state.path("bin"))
    folders = environ.get("PATH", "/usr/bin:/bin").split(pathsep)
    others = pathsep.join(folder for folder in folders if folder != ours)
    return next((p for name in names if (p := shutil.which(name, path=others))), None)
