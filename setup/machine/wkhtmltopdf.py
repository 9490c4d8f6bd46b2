"""What turns reports into PDF; best with patched Qt, which alone prints headers."""

import os
import platform
import shutil
import tarfile

from machine import debian, fonts, launcher, processes, python, state
from machine.console import Refusal, say, step

_PROGRAM = "wkhtmltopdf"
_PATCHED = "with patched qt"
_PACKAGES = [
    "libfontconfig1",
    "libfreetype6",
    "libx11-6",
    "libxext6",
    "libxrender1",
    "zlib1g",
]


def prepare():
    """Try the patched build, the machine's own, Debian's; the last resort is none."""
    if chosen := os.environ.get("CRM_WKHTMLTOPDF"):
        _write(chosen)
        if not version():
            raise Refusal(f"CRM_WKHTMLTOPDF names {chosen}, which does not start.")
        return
    for attempt in (_machine_patched, _patched, _machine_plain, _debian_plain):
        if attempt() and version():
            break
    else:
        state.path("bin", _PROGRAM).unlink(missing_ok=True)
    if _PATCHED not in version():
        say(consequence())


def version(program=None):
    """What a program, or our launcher, says of itself; empty if it does not start."""
    program = program or state.path("bin", _PROGRAM)
    try:
        return processes.run([program, "--version"]).strip()
    except (OSError, processes.Failed):
        return ""


def consequence():
    """What a person must know about the reports of this machine."""
    if not version():
        return (
            "No wkhtmltopdf could be had: reports are shown as HTML only. Name one in "
            "CRM_WKHTMLTOPDF to get PDF."
        )
    if _PATCHED in version():
        return "Reports print as PDF, with header and footer."
    return (
        "wkhtmltopdf has no patched Qt here: PDFs lack header and footer, and several "
        "documents cannot be printed at once. Name a patched one in CRM_WKHTMLTOPDF."
    )


def _machine_patched():
    program = launcher.on_machine(_PROGRAM)
    if not program or _PATCHED not in version(program):
        return False
    _write(program)
    return True


def _machine_plain():
    program = launcher.on_machine(_PROGRAM)
    if program:
        _write(program)
    return program


def _patched():
    if platform.machine() != "x86_64":
        return False
    program = state.path("wkhtmltopdf", "bin", _PROGRAM)
    if not program.exists():
        try:
            _fetch_patched()
        except (Refusal, tarfile.TarError, OSError) as failure:
            say(f"wkhtmltopdf with patched Qt could not be fetched: {failure}")
            return False
    _write(program)
    if not version() and debian.is_debian():
        _write(program, debian.libraries(debian.closure("reports", _PACKAGES)))
    return True


def _fetch_patched():
    """The archive holds an archive that holds the program."""
    target = state.path("wkhtmltopdf")
    with step("wkhtmltopdf with patched Qt"), state.building(target) as folder:
        python.download_source("wkhtmltopdf", folder)
        source = next(folder.glob("*.tar.gz"))
        with tarfile.open(source) as outer:
            packed = _member(outer, "wkhtmltox.tar.gz")
            with tarfile.open(fileobj=packed) as inner:
                program = folder / "bin" / _PROGRAM
                program.parent.mkdir()
                with open(program, "wb") as written:
                    shutil.copyfileobj(_member(inner, f"bin/{_PROGRAM}"), written)
                program.chmod(0o755)
        source.unlink()


def _member(archive, ending):
    return archive.extractfile(next(m for m in archive if m.name.endswith(ending)))


def _debian_plain():
    if not debian.is_debian():
        return False
    try:
        root = debian.closure("wkhtmltopdf", [_PROGRAM])
    except Refusal:
        return False
    program = root / "usr/bin" / _PROGRAM
    if program.exists():
        _write(program, debian.libraries(root))
    return program.exists()


def _write(program, libraries=""):
    # its Qt is older than any OpenSSL of today and says so on each page it prints
    launcher.write(
        _PROGRAM,
        program,
        libraries,
        noise="^QSslSocket: cannot",
        FONTCONFIG_FILE=fonts.configuration(),
    )
