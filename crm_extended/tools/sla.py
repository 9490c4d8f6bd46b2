"""How a promise stands at a given moment, told from its spans and clocks alone."""

from typing import NamedTuple

NONE, ON_TRACK, AT_RISK, MISSED, MET = "none", "on_track", "at_risk", "missed", "met"
PAUSED = "paused"
# a thousandth of a second, in hours: less is an error of rounding
NOTHING = 1e-3 / 3600


class Span(NamedTuple):
    """A time in which clocks run, or are paused; ``stop`` is None while it lasts.

    ``hours`` are those worked in a span that is over, as they were counted when it
    ended; ``working_time`` counts the others (:class:`working_time.WorkingTime`).
    """

    start: object
    stop: object
    is_running: bool
    hours: float
    working_time: object

    def spent(self, since, until=None):
        """Return the hours worked in the span between two moments."""
        if not self.is_running:
            return 0.0
        start, stop = max(self.start, since), self.stop
        if until is not None:
            stop = min(until, stop) if stop else until
        if (start, stop) == (self.start, self.stop):
            return self.hours
        return self.working_time.hours_between(start, stop)


def reach(spans, since, hours):
    """Return the moment at which ``hours`` have run since then, or None.

    There is none while a clock is paused: nobody knows for how long.

    >>> from datetime import datetime, timedelta
    >>> class Always:
    ...     '''Round the clock, as a WorkingTime would say.'''
    ...     def add(self, start, hours):
    ...         return start + timedelta(hours=hours)
    ...     def hours_between(self, start, stop):
    ...         return (stop - start) / timedelta(hours=1)
    >>> always = Always()
    >>> at = lambda hour: datetime(2026, 3, 9) + timedelta(hours=hour)
    >>> first = Span(at(8), at(10), True, 2.0, always)
    >>> paused = Span(at(10), at(13), False, 3.0, always)
    >>> print(reach([Span(at(8), None, True, 0, always)], at(8), 4))
    2026-03-09 12:00:00
    >>> print(reach([first, paused._replace(stop=None)], at(8), 4))
    None
    >>> print(reach([first, paused._replace(stop=None)], at(8), 1))
    2026-03-09 09:00:00

    Once it runs again, the moment has moved by what was worked in the pause.

    >>> spans = [first, paused, Span(at(13), None, True, 0, always)]
    >>> print(reach(spans, at(8), 4), reach(spans, at(9), 4), sep=" | ")
    2026-03-09 15:00:00 | 2026-03-09 16:00:00
    >>> spend(spans, at(8), at(14))
    3.0
    """
    left = hours
    for span in spans:
        if not span.is_running or (span.stop and span.stop <= since):
            continue
        start = max(span.start, since)
        if span.stop:
            spent = span.spent(since)
            if spent < left - NOTHING:
                left -= spent
                continue
        end = span.working_time.add(start, left)
        return min(end or span.stop, span.stop) if span.stop else end
    return None


def spend(spans, since, until):
    """Return the hours that have run between two moments."""
    return sum(
        span.spent(since, until)
        for span in spans
        if span.start < until and not (span.stop and span.stop <= since)
    )


class Clock(NamedTuple):
    """One promised moment: when to worry, when it is late, and when it was kept.

    Moments are of any one type that can be compared. ``deadline`` is None while the
    clock is paused before it is late, ``stopped`` as long as it is not, ``warning``
    where nobody is to worry before. ``calls`` are moments at which somebody is told.
    """

    deadline: object
    warning: object = None
    stopped: object = None
    calls: tuple = ()

    def is_missed(self, now):
        return self.deadline is not None and (self.stopped or now) > self.deadline

    def state(self, now):
        if self.is_missed(now):
            return MISSED
        return AT_RISK if self.warning and now >= self.warning else ON_TRACK

    def next_check(self, now):
        """Return the next moment at which something is to be done, or None."""
        moments = [self.warning, self.deadline]
        changes = [m for m in moments if m and m >= now]
        return min([*changes, *self.calls], default=None)


class Standing(NamedTuple):
    """What the clocks of a promise come to."""

    state: str = NONE
    deadline: object = None
    next_check: object = None
    is_missed: bool = False


def judge(clocks, now, is_paused=False):
    """Return how the promise with these clocks stands at ``now``.

    The state is the worst of the running clocks; once none runs, it says whether all
    of them were kept. The deadline is the earliest that still runs.

    >>> answer = Clock(warning=6, deadline=8)
    >>> solve = Clock(warning=30, deadline=40)
    >>> judge([answer, solve], now=5)
    Standing(state='on_track', deadline=8, next_check=6, is_missed=False)
    >>> judge([answer, solve], now=7)
    Standing(state='at_risk', deadline=8, next_check=8, is_missed=False)
    >>> judge([answer, solve], now=9)
    Standing(state='missed', deadline=8, next_check=30, is_missed=True)

    A late answer stays on the record after it was given.

    >>> judge([answer._replace(stopped=9), solve], now=10)
    Standing(state='on_track', deadline=40, next_check=30, is_missed=True)
    >>> judge([answer._replace(stopped=7), solve._replace(stopped=39)], now=99)
    Standing(state='met', deadline=None, next_check=None, is_missed=False)
    >>> judge([], now=1)
    Standing(state='none', deadline=None, next_check=None, is_missed=False)

    While it is paused nothing falls due, and somebody who was to be told is told later.

    >>> judge([answer._replace(deadline=None, warning=None)], now=9, is_paused=True)
    Standing(state='paused', deadline=None, next_check=None, is_missed=False)
    >>> judge([solve._replace(calls=(20, 35))], now=25)
    Standing(state='on_track', deadline=40, next_check=20, is_missed=False)
    """
    if not clocks:
        return Standing()
    is_missed = any(clock.is_missed(now) for clock in clocks)
    running = [clock for clock in clocks if not clock.stopped]
    if not running:
        return Standing(MISSED if is_missed else MET, is_missed=is_missed)
    if is_paused:
        return Standing(PAUSED, is_missed=is_missed)
    states = {clock.state(now) for clock in running}
    checks = [clock.next_check(now) for clock in running]
    return Standing(
        state=next(state for state in (MISSED, AT_RISK, ON_TRACK) if state in states),
        deadline=min((c.deadline for c in running if c.deadline), default=None),
        next_check=min((check for check in checks if check), default=None),
        is_missed=is_missed,
    )
