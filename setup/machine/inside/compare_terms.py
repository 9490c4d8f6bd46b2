"""Print how two .pot files differ in terms and places; 1 when they do."""

import sys

import polib


def main():
    committed, fresh = (_entries(name) for name in sys.argv[1:])
    for sign, some, others in (("-", committed, fresh), ("+", fresh, committed)):
        for term, places in sorted(some.items()):
            if others.get(term) != places:
                print(f"{sign} {term!r} ({', '.join(places)})")
    return int(committed != fresh)


def _entries(name):
    """Every term with the places that it comes from."""
    return {
        entry.msgid: sorted({place for place, _line in entry.occurrences})
        for entry in polib.pofile(name)
    }


if __name__ == "__main__":
    sys.exit(main())
