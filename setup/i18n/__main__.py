"""Chinese as the rest of the product is meant: `check`, `merge EXPORT`, `selftest`."""

import argparse
import sys
from pathlib import Path

import polib

from entries import RULES, check_completeness
from glossary import read
from merge import merge
from strings import check_addon

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ADDON = ROOT / "crm_extended"
TEMPLATE = ADDON / "i18n" / "crm_extended.pot"
TRANSLATION = ADDON / "i18n" / "zh_CN.po"
GLOSSARY = ADDON / "i18n" / "glossary.csv"
UNTRANSLATED = HERE / "untranslated.txt"


def main():
    parser = argparse.ArgumentParser("setup/i18n", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check", help="check the translation and the texts in the source")
    verbs.add_parser("selftest", help="show each rule a bad example")
    merging = verbs.add_parser("merge", help="bring an export into .pot and .po")
    merging.add_argument("export", type=Path, help="what Odoo exported, a .pot file")
    options = parser.parse_args()
    if options.verb == "selftest":
        import selftest

        return selftest.run()
    needed = [options.export] if options.verb == "merge" else [TEMPLATE, TRANSLATION]
    for path in needed:
        if not path.is_file():
            return f"{path} is missing: run `setup/env.py i18n update` to have it."
    return check() if options.verb == "check" else _merge(options.export)


def check():
    """Print what is wrong with the translation, and return whether anything is."""
    entries, template = polib.pofile(str(TRANSLATION)), polib.pofile(str(TEMPLATE))
    glossary, untranslated = read(GLOSSARY), read_untranslated(UNTRANSLATED)
    findings = [
        (TRANSLATION, line, text)
        for line, text in check_completeness(entries, template)
    ]
    for entry in entries:
        for rule in RULES:
            for text in rule(entry, glossary, untranslated):
                findings.append((TRANSLATION, entry.linenum, text))
    findings += check_addon(ADDON)
    for path, line, text in sorted(findings):
        print(f"{path.relative_to(ROOT)}:{line}: {text}")
    print(f"{len(entries)} texts, {len(findings)} to mend.")
    return bool(findings)


def read_untranslated(path):
    """Return the texts that read the same in both languages, one a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _merge(export):
    added, gone = merge(export, TEMPLATE, TRANSLATION)
    print(f"{len(added)} new texts, {len(gone)} gone.")
    for _context, text in added:
        print(f"  new: {text!r}")


if __name__ == "__main__":
    sys.exit(main())
