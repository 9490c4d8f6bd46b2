"""Picture every screen of the addon in every role, and say what is wrong with it.

Pictures go to shots/ in the state folder. Ends with an error where there are findings.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from machine import processes, state
from machine.console import Refusal, step
from screens import album, people


def main():
    processes.listen()
    options = _options()
    try:
        return _list(_wish(options)) if options.list else _picture(options)
    except Refusal as refusal:
        print(f"setup: {refusal}", file=sys.stderr)
        return 2
    except processes.Interrupted as interruption:
        return 128 + interruption.number


def _options():
    parser = argparse.ArgumentParser("setup/shots", description=__doc__)
    roles = [*people.logins(), people.GUEST]
    parser.add_argument("--role", action="append", choices=roles, metavar="LOGIN")
    parser.add_argument("--lang", action="append", choices=album.LANGUAGES)
    parser.add_argument("--width", action="append", type=int, choices=album.WIDTHS)
    parser.add_argument("--only", default="", help="screens with this in their name")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--demo", action="store_true", help="only with demo data")
    which.add_argument("--empty", action="store_true", help="only without data")
    parser.add_argument(
        "--list", action="store_true", help="only say what would be pictured"
    )
    return parser.parse_args()


def _wish(options):
    return album.Wish(
        roles=options.role or [*people.logins(), people.GUEST],
        langs=tuple(options.lang or album.LANGUAGES),
        widths=tuple(options.width or album.WIDTHS),
        only=options.only,
    )


def _list(wish):
    screens, gaps = album.listing(wish)
    for screen in screens:
        print(f"{screen.role:<16} {screen.name}")
    return _conclude(f"{len(screens)} screens", gaps)


def _picture(options):
    kinds = [kind for kind in ("demo", "empty") if _is_asked(options, kind)]
    with step("Pictures"):
        albums = _side_by_side(kinds, _wish(options))
    files = [file for made in albums for file in made.files]
    for file in files:
        print(state.path("shots", file))
    findings = [finding for made in albums for finding in made.findings]
    return _conclude(f"{len(files)} pictures in {state.path('shots')}", findings)


def _is_asked(options, kind):
    return getattr(options, kind) or not (options.demo or options.empty)


def _side_by_side(kinds, wish):
    """One database beside the other: each keeps its own server and browser busy."""
    pool = ThreadPoolExecutor()
    try:
        return list(pool.map(lambda kind: album.make(kind, wish), kinds))
    except BaseException:
        processes.stop_all()
        pool.shutdown(cancel_futures=True)
        raise


def _conclude(what, findings):
    print(f"\n{what}, {len(findings)} findings.")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
