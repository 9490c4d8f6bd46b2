"""Bring a .po file to the terms of a .pot: keep translations, add and drop entries."""

import sys
from pathlib import Path

import polib


def merge(template, target):
    """Rewrite `target` in the order of `template` and return what changed."""
    terms = polib.pofile(str(template))
    former = polib.pofile(str(target)) if target.exists() else polib.POFile()
    said = {_key(entry): entry for entry in former if not entry.obsolete}
    merged = polib.POFile(wrapwidth=former.wrapwidth)
    merged.metadata = former.metadata or {**terms.metadata, "Language": target.stem}
    for entry in terms:
        if known := said.get(_key(entry)):
            entry.msgstr = known.msgstr
            entry.tcomment = known.tcomment
            entry.flags = known.flags
        merged.append(entry)
    merged.save(str(target))
    keys = {_key(entry) for entry in terms}
    return keys - said.keys(), said.keys() - keys


def _key(entry):
    return entry.msgctxt, entry.msgid


def main():
    template, target = map(Path, sys.argv[1:])
    added, dropped = merge(template, target)
    print(f"{target.name}: {len(added)} terms added, {len(dropped)} dropped")
    for _context, term in sorted(added, key=str):
        print(f"  new: {term!r}")


if __name__ == "__main__":
    main()
