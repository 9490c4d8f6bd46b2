"""The project's files as the rules read them, each parsed once."""

import ast
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

ADDON = "crm_extended"
DOMAINS = ("safety", "customers", "sales", "knowledge", "service", "insight")


class Finding(NamedTuple):
    """What is wrong where, as a sentence that says what to do."""

    path: str
    line: int
    text: str
    is_notice: bool = False

    def __str__(self):
        notice = "notice: " if self.is_notice else ""
        return f"{self.path}:{self.line}: {notice}{self.text}"


class Tree:
    """What would be committed below ``root``; paths are relative to it, with slashes.

    What does not parse reads as empty, so that one broken file is one finding.
    """

    def __init__(self, root):
        self.root = Path(root)
        self.files = sorted(_list_git(self.root) or _list_folder(self.root))
        self.text = cache(self._read_text)
        self.python = cache(self._parse_python)
        self.xml = cache(self._parse_xml)

    def under(self, *folders, ext=""):
        """Return the files below the folders of the addon that end in ``ext``."""
        heads = tuple(f"{ADDON}/{folder}/" for folder in folders) or f"{ADDON}/"
        return [f for f in self.files if f.startswith(heads) and f.endswith(ext)]

    def own_python(self):
        """Return all Python files, of the addon and of the tools around it."""
        return [path for path in self.files if path.endswith(".py")]

    def exists(self, path):
        return (self.root / path).exists()

    def _read_text(self, path):
        """Return the file's text; empty when it is no text."""
        try:
            return (self.root / path).read_bytes().decode()
        except UnicodeDecodeError:
            return ""

    def _parse_python(self, path):
        try:
            return ast.parse(self.text(path))
        except SyntaxError:
            return ast.Module([], [])

    def _parse_xml(self, path):
        try:
            return etree.fromstring(self.text(path).encode())
        except etree.XMLSyntaxError:
            return etree.Element("odoo")


def area_of(path):
    """Return ``(folder, domain)`` of a file of the addon; None where there is none.

    >>> area_of("crm_extended/models/service/crm_x.py")
    ('models', 'service')
    >>> area_of("crm_extended/models/res_config_settings.py")
    ('models', None)
    """
    parts = path.split("/")
    folder = parts[1] if parts[0] == ADDON and len(parts) > 2 else None
    domain = parts[2] if folder and len(parts) > 3 else None
    return folder, domain if domain in DOMAINS else None


def _list_git(root):
    """List what git knows or would add; nothing where git can't or won't say."""
    if not (root / ".git").exists() or not shutil.which("git"):
        return []
    command = ["git", "-C", root, "ls-files", "-co", "--exclude-standard"]
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line for line in output.stdout.splitlines() if (root / line).is_file()]


def _list_folder(root):
    """List a tree without git, as that of a source archive."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name == ".ci" or name[0] not in "._"]
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()
