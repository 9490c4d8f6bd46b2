"""Signed packages from the Debian mirror that this machine already uses.

Nothing is installed: packages are downloaded through a private apt configuration and
unpacked into the state folder, which needs no root and leaves the machine as it was.
"""

import os
import re
import shutil
from pathlib import Path

from machine import processes, state
from machine.console import Refusal, step

ODOO = "odoo-19"
_SERIES = "19.0"
# Debian took these out of Odoo's own source; it links to them instead.
_ODOO_NEEDS = (
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Newer suites have Font Awesome 7, whose files are called otherwise.
_FONT_SUITES = ("bookworm", "trixie")
_STUB = state.SETUP / "selfie_segmentation.js"
_STUB_PLACE = "odoo/addons/mail/static/lib/selfie_segmentation"

# Passed with -c, so that it is read after the machine's own settings (proxy,
# certificates, check of dates), which stay, and can clear the hooks among them.
_CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
Dir::State "{home}";
Dir::State::status "{status}";
Dir::State::Lists "{home}/lists";
Dir::Cache "{home}";
Dir::Cache::archives "{home}/archives";
Dir::Etc::sourcelist "{home}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::trusted "/dev/null";
Dir::Etc::trustedparts "/dev/null";
Acquire::Languages "none";
Acquire::AllowInsecureRepositories "false";
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
Debug::NoLocking "true";
"""

_EXPLANATIONS = (
    (
        r"NO_PUBKEY|not signed|BADSIG|EXPKEYSIG|GPG error|signature",
        "The Debian mirror's signature could not be checked with {keyring}: install "
        "or renew debian-archive-keyring, then run this again.",
    ),
    (
        r"Release file .* (is expired|is not valid yet)",
        "The Debian mirror is too old (or this machine's clock is wrong): set the "
        "clock, or CRM_ALLOW_STALE_MIRROR=1 if the mirror is frozen on purpose.",
    ),
    (
        r"Could not resolve|Could not connect|Connection|Failed to fetch|timed out",
        "The Debian mirror did not answer (details in {log}): check the network or "
        "the proxy, then run this again.",
    ),
)


def fetch_odoo():
    """Download Odoo and the libraries it links to; they stay for a later rebuild."""
    target = state.path("debs", "odoo")
    if target.exists():
        return
    suite = _machine_suite()
    fonts = suite if suite in _FONT_SUITES else _FONT_SUITES[-1]
    sources = [(mirror(), "sid"), (mirror(), fonts)]
    with step("Odoo's Debian packages: download"), state.building(target) as folder:
        apt = _Apt("odoo", sources, architecture="all", on_top_of_machine=False)
        apt.get("update")
        _require_series(apt)
        wanted = [f"{ODOO}={_SERIES}*", *_ODOO_NEEDS]
        wanted += [f"{name}/{fonts}" for name in ("fonts-font-awesome", PIP)]
        apt.get("download", *wanted, cwd=folder)


PIP = "python3-pip-whl"


def pip_wheel():
    """The pip of Debian, for a machine whose Python has none."""
    folder = state.path("debs", "pip")
    if not folder.exists():
        with state.building(folder) as passing:
            _unpack(next(state.path("debs", "odoo").glob(f"{PIP}_*.deb")), passing)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))


def unpack_odoo():
    """Odoo's source in the state folder, with Chinese as its only translation."""
    stamp = state.digest(odoo_version(), _STUB)
    if state.path("root").exists() and state.is_stamped("root", stamp):
        return
    with step("Odoo: unpack"), state.building(state.path("root")) as folder:
        for package in sorted(state.path("debs", "odoo").glob("*.deb")):
            _unpack(package, folder)
        place = folder / "usr/lib/python3/dist-packages" / _STUB_PLACE
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_STUB, place / _STUB.name)
    state.stamp("root", stamp)


def odoo_version():
    """The version that was downloaded."""
    package = next(state.path("debs", "odoo").glob(f"{ODOO}_*.deb"))
    return package.name.split("_")[1]


def odoo_libraries():
    return state.path("root", "usr/lib/python3/dist-packages")


def closure(name, packages, home=None):
    """Unpack what this machine lacks of these packages and of all they need."""
    target = (home or state.path("system")) / name
    stamp = state.digest(packages)
    if target.exists() and state.is_stamped(f"system-{name}", stamp):
        return target
    apt = _Apt("machine", _machine_sources(), _architecture(), on_top_of_machine=True)
    arguments = ["--no-install-recommends", "--download-only", "-y", *packages]
    with (
        step(f"Debian packages for {name}", apt.downloaded),
        state.building(target) as folder,
    ):
        apt.get("update")
        apt.clean()
        apt.get("install", *arguments)
        for package in sorted(apt.archives.glob("*.deb")):
            _unpack(package, folder)
        apt.clean()
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


class _Apt:
    """apt with a configuration, lists and archives of its own."""

    def __init__(self, name, sources, architecture, on_top_of_machine):
        self.home = state.path("apt", name)
        self.archives = self.home / "archives"
        for folder in (self.home / "lists/partial", self.archives / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        status = Path("/var/lib/dpkg/status")
        if not on_top_of_machine:
            status = self.home / "status"
            state.write(status, "")
        configuration = _CONFIGURATION.format(home=self.home, status=status)
        state.write(self.home / "apt.conf", configuration)
        signed = f"arch={architecture} signed-by={_keyring()}"
        if os.environ.get("CRM_ALLOW_STALE_MIRROR"):
            signed += " check-valid-until=no check-date=no"
        lines = (f"deb [{signed}] {uri} {release} main\n" for uri, release in sources)
        state.write(self.home / "sources.list", "".join(lines))

    def get(self, *arguments, cwd=None):
        """Run apt-get, or refuse in the words of a person."""
        log = state.path("logs", "apt.log")
        command = ["apt-get", "-c", self.home / "apt.conf", "-q", *arguments]
        try:
            return processes.run(command, env=_english(), cwd=cwd, log=log)
        except processes.Failed as failure:
            raise Refusal(_explain(failure.output, log)) from failure

    def offers(self, package):
        """The versions that the mirror has of a package."""
        command = ["apt-cache", "-c", self.home / "apt.conf", "madison", package]
        rows = processes.run(command, env=_english()).splitlines()
        return [row.split("|")[1].strip() for row in rows if row.count("|") == 2]

    def downloaded(self):
        size = sum(f.stat().st_size for f in self.archives.glob("**/*.deb"))
        return f"{size / 1e6:.0f} MB here"

    def clean(self):
        for package in self.archives.glob("*.deb"):
            package.unlink()


def _require_series(apt):
    offered = apt.offers(ODOO)
    if not any(version.startswith(_SERIES) for version in offered):
        raise Refusal(
            f"Debian's mirror has no {ODOO} {_SERIES} (it offers: "
            f"{', '.join(offered) or 'none'}): name a mirror that has it in "
            "CRM_DEBIAN_MIRROR, or a checkout of Odoo 19.0 in ODOO_SOURCE."
        )


def _explain(output, log):
    if state.is_full() or re.search("No space left|enough free space", output):
        return state.full_sentence()
    for pattern, sentence in _EXPLANATIONS:
        if re.search(pattern, output):
            return sentence.format(keyring=_keyring(), log=log)
    errors = [line[3:] for line in output.splitlines() if line.startswith("E: ")]
    return f"apt refused: {errors[0] if errors else 'no reason given'} (see {log})."


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
    command = ["apt-get", "indextargets", "--format", layout, "Created-By: Packages"]
    rows = processes.run(command, env=_english()).splitlines()
    found = []
    for row in rows:
        uri, release, codename, component, origin = (row.split("|") + [""] * 4)[:5]
        name = codename or release
        if component == "main" and origin in ("", "Debian") and ":" in uri:
            if name.startswith(_machine_suite()) and (uri, name) not in found:
                found.append((uri, name))
    return found


def _machine_suite():
    return _os_release().get("VERSION_CODENAME", "")


def _architecture():
    return processes.run(["dpkg", "--print-architecture"]).strip()


def _os_release():
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return {}
    return {k: v.strip('"') for k, v in re.findall(r"^(\w+)=(.*)$", text, re.M)}


def _keyring():
    chosen = os.environ.get("CRM_DEBIAN_KEYRING")
    usual = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    for keyring in [Path(chosen)] if chosen else [usual, usual.with_suffix(".pgp")]:
        if keyring.exists():
            return keyring
    raise Refusal(
        f"Debian's keys are not at {chosen or usual}, so no package could be trusted: "
        "install debian-archive-keyring."
    )


def _english():
    return {**os.environ, "LC_ALL": "C"}
