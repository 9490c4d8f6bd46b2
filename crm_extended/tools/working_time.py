"""Counting in working time: when a number of working hours is used up."""

from bisect import bisect_right
from datetime import timedelta
from operator import itemgetter

FIRST_LOOK = timedelta(weeks=4)
LAST_LOOK = timedelta(weeks=520)


class WorkingTime:
    """The working time of one calendar, looked up only as far as it is needed.

    ``load(start, stop)`` returns the working intervals between two moments, in order
    and without overlap. What was looked up once serves every later question.

    >>> from datetime import datetime
    >>> def load(start, stop):
    ...     '''Every day from 8 to 12 and from 13 to 17, but not on weekends.'''
    ...     day = start.replace(hour=0, minute=0)
    ...     while day < stop:
    ...         for hours in ((8, 12), (13, 17)) if day.weekday() < 5 else ():
    ...             opens, closes = (day.replace(hour=hour) for hour in hours)
    ...             if max(opens, start) < min(closes, stop):
    ...                 yield max(opens, start), min(closes, stop)
    ...         day += timedelta(days=1)
    >>> working_time = WorkingTime(load)
    >>> friday = datetime(2026, 3, 6, 16)
    >>> print(working_time.add(friday, hours=8))
    2026-03-09 16:00:00
    >>> print(working_time.add(friday, hours=1))
    2026-03-06 17:00:00
    >>> print(working_time.add(datetime(2026, 3, 7), hours=0.5))
    2026-03-09 08:30:00

    A calendar that is never open has no end to offer.

    >>> print(WorkingTime(lambda start, stop: []).add(friday, hours=1))
    None
    """

    def __init__(self, load):
        self._load = load
        self._intervals = []
        self._from = self._to = None

    def add(self, start, hours):
        """Return when ``hours`` of working time after ``start`` are over, or None."""
        left = timedelta(hours=hours)
        for opens, closes in self._walk(start):
            used = closes - max(opens, start)
            if used >= left:
                return max(opens, start) + left
            left -= used
        return None

    def _walk(self, start):
        """Yield the intervals that end after ``start``, as far as anybody looks."""
        self._look_back_to(start)
        position = bisect_right(self._intervals, start, key=itemgetter(1))
        while True:
            yield from self._intervals[position:]
            position = len(self._intervals)
            if self._to - start > LAST_LOOK:
                return
            self._look_further()

    def _look_back_to(self, start):
        if self._from is None:
            self._from, self._to = start, start + FIRST_LOOK
            self._intervals = list(self._load(self._from, self._to))
        elif start < self._from:
            self._intervals[:0] = self._load(start, self._from)
            self._from = start

    def _look_further(self):
        further = self._to + max(FIRST_LOOK, self._to - self._from)
        self._intervals += self._load(self._to, further)
        self._to = further
