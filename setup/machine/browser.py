"""A Chromium for tours and screenshots: the machine's own, else Debian's, unpacked."""

import os

from machine import debian, fonts, launcher, processes, state
from machine.console import Refusal

_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# The shell does not start without what chromium-common holds, though it names it not.
_PACKAGES = ["chromium-headless-shell", "chromium-common"]
_TRIAL = ("--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank")


def prepare():
    """Leave a launcher called chromium that was seen to start."""
    if program := os.environ.get("CRM_CHROME") or launcher.on_machine(*_NAMES):
        _write(program)
        if _starts(program):
            return
        if os.environ.get("CRM_CHROME"):
            raise Refusal(f"CRM_CHROME names {program}, which does not start.")
    if not debian.is_debian():
        raise Refusal(
            "The tours need a browser: install Chromium or Chrome, or name one in "
            "CRM_CHROME."
        )
    try:
        root = debian.closure("browser", _PACKAGES)
    except Refusal as refusal:
        raise Refusal(
            f"The tours need a browser and Debian's is not to be had ({refusal}): "
            "install Chromium or Chrome, or name one in CRM_CHROME."
        ) from refusal
    program = _unpacked(root)
    _write(program, debian.libraries(root))
    if not _starts(program):
        raise Refusal(
            "Debian's Chromium does not start on this machine (see "
            f"{state.path('logs', 'browser.log')}): install Chromium, or name a "
            "browser in CRM_CHROME."
        )


def require():
    """Which browser the launcher starts; refuses where there is none."""
    place = state.path("bin", "chromium")
    if not place.exists():
        raise Refusal("none yet: setup/env.py prepare finds or fetches one")
    return processes.run(["timeout", "60", place, "--version"]).strip()


def _unpacked(root):
    found = sorted(root.glob("usr/lib/chromium*/*headless*shell"))
    found += sorted(root.glob("usr/bin/chromium-headless-shell"))
    if not found:
        raise Refusal(
            "Debian's Chromium is not where it was expected: install Chromium, or name "
            "a browser in CRM_CHROME."
        )
    return found[0]


def _write(program, libraries=""):
    launcher.write(
        "chromium", program, libraries, FONTCONFIG_FILE=fonts.configuration()
    )


def _starts(program):
    stamp = state.digest(str(program), os.stat(program).st_mtime)
    if state.is_stamped("browser", stamp):
        return True
    launched = processes.succeeds(
        ["timeout", "60", state.path("bin", "chromium"), *_TRIAL],
        log=state.path("logs", "browser.log"),
    )
    if launched:
        state.stamp("browser", stamp)
    return launched
