"""One measure: how many queries, how long, and how long plain SQL takes for it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

REPETITIONS = 5


@dataclass
class Measure:
    """Something a person or a job does, as ``run(env)``, and the same as ``floor``.

    ``per`` divides what ``run`` costs, where it does many things in one call.
    ``floor`` is a SELECT, or a callable with a cursor for what writes; None where
    plain SQL has no counterpart. ``prepare(env)`` is run once before and not undone.
    """

    name: str
    run: Callable
    floor: str | Callable | None = None
    per: int = 1
    prepare: Callable | None = None


@dataclass
class Cost:
    """What a measure cost at one size."""

    name: str
    size: int
    queries: float
    milliseconds: float
    floor: float | None

    @property
    def ratio(self):
        """How many times longer than plain SQL."""
        return self.milliseconds / self.floor if self.floor else None


def measure(env, size, wanted):
    """Run a measure from a cold record cache, undo it each time, return its cost."""
    if wanted.prepare:
        wanted.prepare(env)
    rounds = [_one_round(env, wanted.run) for _round in range(REPETITIONS + 1)]
    queries, _warming_up = rounds[-1][0], rounds.pop(0)
    times = [seconds for _queries, seconds in rounds]
    return Cost(
        wanted.name,
        size,
        queries / wanted.per,
        1000 * statistics.median(times) / wanted.per,
        _floor(env.cr, wanted),
    )


def _one_round(env, run):
    env.invalidate_all()
    with env.cr.savepoint(flush=False) as savepoint:
        queries, start = env.cr.sql_log_count, time.perf_counter()
        run(env)
        env.flush_all()
        spent = time.perf_counter() - start, env.cr.sql_log_count - queries
        savepoint.rollback()
        env.invalidate_all(flush=False)
    return spent[1], spent[0]


def _floor(cr, wanted):
    if not wanted.floor:
        return None
    times = []
    for _round in range(REPETITIONS):
        with cr.savepoint(flush=False) as savepoint:
            start = time.perf_counter()
            if callable(wanted.floor):
                wanted.floor(cr)
            else:
                cr.execute(wanted.floor)
                cr.fetchall()
            times.append(time.perf_counter() - start)
            savepoint.rollback()
    return 1000 * statistics.median(times) / wanted.per
