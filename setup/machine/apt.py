"""apt with a configuration, lists and archives of its own: it changes no machine."""

import os
import re
from pathlib import Path

from machine import processes, state
from machine.console import Refusal

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
        r"Mirror sync in progress",
        "The Debian mirror is just being updated (details in {log}): run this again in "
        "some minutes.",
    ),
    (
        r"does not have a Release file",
        "The Debian mirror lacks a suite that is needed here (details in {log}): name "
        "another one in CRM_DEBIAN_MIRROR, or a checkout of Odoo 19.0 in ODOO_SOURCE.",
    ),
    (
        r"Unable to locate package|no installation candidate",
        "The Debian mirror lacks a package that is needed here (details in {log}).",
    ),
    (
        r"Could not resolve|Could not connect|Connection|Failed to fetch|timed out",
        "The Debian mirror did not answer (details in {log}): check the network or "
        "the proxy, then run this again.",
    ),
)


class Apt:
    """One private set-up, for Odoo's suite or for the machine's own."""

    def __init__(self, name, sources, on_top_of_machine):
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
        architecture = processes.run(["dpkg", "--print-architecture"]).strip()
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


def targets(layout):
    """The package lists that the machine's own apt knows, one line each."""
    command = ["apt-get", "indextargets", "--format", layout, "Created-By: Packages"]
    return processes.run(command, env=_english()).splitlines()


def _explain(output, log):
    if state.is_full(output) or "enough free space" in output:
        return state.full_sentence()
    for pattern, sentence in _EXPLANATIONS:
        if re.search(pattern, output):
            return sentence.format(keyring=_keyring(), log=log)
    errors = [line[3:] for line in output.splitlines() if line.startswith("E: ")]
    return f"apt refused: {errors[0] if errors else 'no reason given'} (see {log})."


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
