"""Seed databases of growing size and print what each measure costs in them."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from benchmarks import measuring
from machine import database, layers

DOMAINS = sorted(
    file.stem
    for file in Path(__file__).parent.glob("*.py")
    if file.stem not in ("__init__", "__main__", "measuring", "seeding")
)
HEAD = f"{'measure':<22}{'rows':>9}{'queries':>9}{'ms':>10}{'floor':>10}{'ratio':>8}"


def main():
    options = _options()
    config.parse_config(["-c", os.environ["ODOO_RC"]], setup_logging=False)
    for domain in options.domains or DOMAINS:
        bench = importlib.import_module(f"benchmarks.{domain}")
        print(f"\n{domain}: {bench.__doc__}\n{HEAD}{'growth':>8}", flush=True)
        smallest = {}
        for size in options.sizes:
            for cost in _measure(bench, size):
                first = smallest.setdefault(cost.name, cost)
                print(_row(cost, first), flush=True)


def _options():
    parser = argparse.ArgumentParser(prog="setup/bench", description=__doc__)
    parser.add_argument("domains", nargs="*", metavar="domain", help=", ".join(DOMAINS))
    parser.add_argument(
        "--sizes",
        type=lambda text: sorted(int(size) for size in text.split(",")),
        default=[1_000, 10_000, 100_000],
        help="numbers of records, comma-separated",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=measuring.REPETITIONS,
        help="how often each is measured, after one round to warm up",
    )
    options = parser.parse_args()
    measuring.REPETITIONS = options.rounds
    if unknown := set(options.domains) - set(DOMAINS):
        parser.error(f"no such domain: {', '.join(unknown)}")
    return options


def _measure(bench, size):
    """Yield the costs in a database of its own, which goes when they are known."""
    with layers.lock():
        template = layers.with_addon()
    with database.passing_clone(template, "bench") as name:
        registry = Registry(name)
        with registry.cursor() as cr:
            user = bench.seed(api.Environment(cr, SUPERUSER_ID, {}), size)
            # as the web client asks
            context = {"allowed_company_ids": user.company_id.ids}
            env = api.Environment(cr, user.id, context)
            yield from _costs(bench, env, size)
            cr.rollback()
        registry.delete(name)
        sql_db.close_db(name)


def _costs(bench, env, size):
    """What goes on over many commits measures itself: it can't be undone in between."""
    if hasattr(bench, "measure"):
        yield from bench.measure(env, size)
    for wanted in getattr(bench, "MEASURES", ()):
        yield measuring.measure(env, size, wanted)


def _row(cost, first):
    growth = cost.milliseconds / first.milliseconds
    floor = f"{cost.floor:10.2f}{cost.ratio:8.1f}" if cost.floor else " " * 18
    return (
        f"{cost.name:<22}{cost.size:>9,}{cost.queries:>9.1f}{cost.milliseconds:>10.1f}"
        f"{floor}{growth:>7.1f}x"
    )


if __name__ == "__main__":
    sys.exit(main())
