"""Signed packages from the Debian mirror that this machine already uses.

Nothing is installed: packages are downloaded through a private apt configuration and
unpacked into the state folder, which needs no root and leaves the machine as it was.
"""

import os
import re
import shutil
from pathlib import Path

from machine import apt, processes, state
from machine.apt import Apt
from machine.console import Refusal, step

ODOO = "odoo-19"
_SERIES = "19.0"
# Debian took these out of Odoo's own source; it links to them instead.
_FROM_SID = (
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
_PIP = "python3-pip-whl"
# Newer suites have Font Awesome 7, whose files are called otherwise.
_FROM_STABLE = ("fonts-font-awesome", _PIP)
_FONT_SUITES = ("bookworm", "trixie")
_STUB = state.SETUP / "selfie_segmentation.js"
_STUB_PLACE = "odoo/addons/mail/static/lib/selfie_segmentation"


def fetch_odoo():
    """Download Odoo and the libraries it links to; they stay for a later rebuild."""
    target = _odoo_packages()
    if target.exists():
        return
    fonts = _font_suite()
    sources = [(mirror(), "sid"), (mirror(), fonts)]
    private = Apt("odoo", sources, on_top_of_machine=False)
    with step("Odoo's Debian packages: download"), state.building(target) as folder:
        private.get("update")
        _require_series(private)
        wanted = [f"{ODOO}={_SERIES}*", *_FROM_SID]
        wanted += [f"{name}/{fonts}" for name in _FROM_STABLE]
        private.get("download", *wanted, cwd=folder)


def _odoo_packages():
    wanted = state.digest(_SERIES, _FROM_SID, _FROM_STABLE, _font_suite())
    return state.path("debs", f"odoo-{wanted}")


def _font_suite():
    suite = _machine_suite()
    return suite if suite in _FONT_SUITES else _FONT_SUITES[-1]


def pip_wheel():
    """The pip of Debian, for a machine whose Python has none."""
    folder = state.path("debs", "pip")
    if not folder.exists():
        fetch_odoo()
        with state.building(folder) as passing:
            _unpack(next(_odoo_packages().glob(f"{_PIP}_*.deb")), passing)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))


def unpack_odoo():
    """Odoo's source in the state folder, with Chinese as its only translation."""
    stamp = state.digest(odoo_version(), _STUB)
    if state.path("root").exists() and state.is_stamped("root", stamp):
        return
    with step("Odoo: unpack"), state.building(state.path("root")) as folder:
        for package in sorted(_odoo_packages().glob("*.deb")):
            _unpack(package, folder)
        place = folder / "usr/lib/python3/dist-packages" / _STUB_PLACE
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_STUB, place / _STUB.name)
    state.stamp("root", stamp)


def odoo_version():
    """The version that was downloaded."""
    package = next(_odoo_packages().glob(f"{ODOO}_*.deb"))
    return package.name.split("_")[1]


def odoo_libraries():
    return state.path("root", "usr/lib/python3/dist-packages")


def closure(name, packages, home=None):
    """Unpack what this machine lacks of these packages and of all they need."""
    target = (home or state.path("system")) / name
    stamp = state.digest(packages)
    if target.exists() and state.is_stamped(f"system-{name}", stamp):
        return target
    private = Apt("machine", _machine_sources(), on_top_of_machine=True)
    wanted = ["--no-install-recommends", "--download-only", "-y", *packages]
    label = f"Debian packages for {name}"
    with step(label, private.downloaded), state.building(target) as folder:
        private.get("update")
        private.clean()
        private.get("install", *wanted)
        for package in sorted(private.archives.glob("*.deb")):
            _unpack(package, folder)
        private.clean()
    state.stamp(f"system-{name}", stamp)
    return target


def libraries(root):
    """The folders that the dynamic linker must search for a closure's programs."""
    found = {library.parent for library in root.glob("**/lib*.so*")}
    plain = [f for f in found if re.search(r"/lib/[^/]+-linux-gnu[^/]*$", str(f))]
    nested = [f for f in found if f.name in ("pulseaudio", "blas", "lapack")]
    return ":".join(str(folder) for folder in sorted(plain) + sorted(nested))


def mirror():
    """The mirror that this machine's apt is set up with."""
    if chosen := os.environ.get("CRM_DEBIAN_MIRROR"):
        return chosen
    if not shutil.which("apt-get"):
        raise Refusal(
            "This machine has no apt, so Odoo cannot be fetched from Debian: name a "
            "checkout of Odoo 19.0 in ODOO_SOURCE."
        )
    for uri, release in _machine_sources():
        if release == _machine_suite():
            return uri
    raise Refusal(
        "The apt sources of this machine name no Debian mirror: add Debian's, name "
        "one in CRM_DEBIAN_MIRROR, or a checkout of Odoo 19.0 in ODOO_SOURCE."
    )


def is_debian():
    return _os_release().get("ID") == "debian" and bool(shutil.which("apt-get"))


def _require_series(private):
    offered = private.offers(ODOO)
    if not any(version.startswith(_SERIES) for version in offered):
        raise Refusal(
            f"Debian's mirror has no {ODOO} {_SERIES} (it offers: "
            f"{', '.join(offered) or 'none'}): name a mirror that has it in "
            "CRM_DEBIAN_MIRROR, or a checkout of Odoo 19.0 in ODOO_SOURCE."
        )


def _unpack(package, folder):
    """Unpack without what nobody reads here: 800 of Odoo's 1,300 MB are languages."""
    excluded = (
        "*.pot",
        "*/i18n/[!z]*.po",
        "*/i18n_extra/[!z]*.po",
        "*/zh_TW.po",
        "*/zh_HK.po",
        "*/dist-packages/addons/*",
        "./usr/share/doc/*",
        "./usr/share/locale/*",
        "./usr/share/man/*",
    )
    script = 'package=$1; shift; dpkg-deb --fsys-tarfile "$package" | tar -x "$@"'
    options = ["--no-same-owner", "-C", str(folder)]
    options += [f"--exclude={pattern}" for pattern in excluded]
    processes.run(["sh", "-c", script, "unpack", package, *options])


def _machine_sources():
    """(address, release) of the Debian suites that this machine's apt knows."""
    layout = "$(REPO_URI)|$(RELEASE)|$(CODENAME)|$(COMPONENT)|$(ORIGIN)"
    found = {}
    for row in apt.targets(layout):
        uri, release, codename, component, origin = row.split("|")
        ours = (codename or release).startswith(_machine_suite())
        if ours and component == "main" and origin in ("", "Debian"):
            found[uri, codename or release] = True
    return list(found)


def _machine_suite():
    return _os_release().get("VERSION_CODENAME", "")


def _os_release():
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return {}
    return {k: v.strip('"') for k, v in re.findall(r"^(\w+)=(.*)$", text, re.M)}
