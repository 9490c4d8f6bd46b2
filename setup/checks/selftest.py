"""Shows each rule bad examples: a guard that nobody has seen failing is no guard.

A small addon on which all rules are silent is written to a temporary folder. Each case
changes some of its files; exactly the named rule must speak, and say what is expected.
"""

import doctest
import tempfile
from pathlib import Path

import names
import tree
import xml_format
from selftest_cases import CASES, GOOD
from tree import Tree


def run(rules):
    """Try all cases, print those that surprise and return whether any did."""
    failures = []
    for rule, expected, changes in [(None, "", {}), *CASES]:
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), GOOD | changes)
            spoken = _collect(rules, Tree(folder))
        if set(spoken) - {rule} or expected not in spoken.get(rule, ""):
            failures.append(f"{rule or 'no rule'} was to say {expected!r}: {spoken}")
    for rule in rules.keys() - {rule for rule, _expected, _changes in CASES}:
        failures.append(f"{rule} has no bad example in selftest_cases.py")
    for module in (tree, names, xml_format):
        if doctest.testmod(module).failed:
            failures.append(f"an example in {module.__name__}.py does not hold")
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{len(rules)} rules, {len(CASES)} bad examples, {len(failures)} surprises.")
    return bool(failures)


def _collect(rules, tree):
    """Return ``{rule: all that it says}`` for the rules that say something."""
    spoken = {name: "\n".join(map(str, rule(tree))) for name, rule in rules.items()}
    return {name: text for name, text in spoken.items() if text}


def _write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
