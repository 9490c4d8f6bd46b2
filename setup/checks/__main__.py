"""The rules of the house that no linter knows: `python setup/checks [--fix]`."""

import argparse
import sys
from pathlib import Path

import access
import assertions
import doctests
import figures
import layout
import manifest
import names
import size
import syntax
import text
import xml_format
import xml_ids
from tree import Tree

RULES = {
    "syntax": syntax.check_syntax,
    "text": text.check_text,
    "xml format": xml_format.check_format,
    "manifest": manifest.check_manifest,
    "xml ids": xml_ids.check_ids,
    "duplicate ids": xml_ids.check_duplicates,
    "replaced views": xml_ids.check_replace,
    "menus": xml_ids.check_menus,
    "names in foreign models": names.check_foreign_names,
    "names in own models": names.check_own_names,
    "access rights": access.check_access,
    "company rules": access.check_company_rules,
    "file size": size.check_files,
    "function size": size.check_functions,
    "model files": layout.check_model_files,
    "folders": layout.check_folders,
    "direction": layout.check_direction,
    "test imports": layout.check_test_imports,
    "assertions": assertions.check_assertions,
    "doctests": doctests.check_doctests,
    "figures": figures.check_figures,
}


def main():
    parser = argparse.ArgumentParser("setup/checks", description=__doc__)
    parser.add_argument(
        "--fix", action="store_true", help="format the XML and write the pages first"
    )
    parser.add_argument(
        "--selftest", action="store_true", help="show each rule a bad example"
    )
    options = parser.parse_args()
    if options.selftest:
        import selftest

        return selftest.run(RULES)
    root = Path(__file__).resolve().parents[2]
    if options.fix:
        for path in xml_format.fix_format(Tree(root)):
            print(f"formatted {path}")
        for path in figures.fix_figures(Tree(root)):
            print(f"wrote {path}")
    return report(Tree(root))


def report(tree):
    """Print what the rules find, and return whether any of it must be mended."""
    findings = [finding for rule in RULES.values() for finding in rule(tree)]
    print(*sorted(findings), sep="\n", end="\n" if findings else "")
    count = sum(not finding.is_notice for finding in findings)
    print(f"{len(RULES)} rules, {len(tree.files)} files, {count} to mend.")
    return count > 0


if __name__ == "__main__":
    sys.exit(main())
