"""Counting in working time: when a number of working hours or days is used up."""

from bisect import bisect_right
from datetime import UTC, datetime, time, timedelta
from operator import itemgetter

FIRST_LOOK = timedelta(weeks=4)
LAST_LOOK = timedelta(weeks=520)


class WorkingTime:
    """The working time of one calendar, looked up only as far as it is needed.

    ``load(start, stop)`` returns the working intervals between two moments, in order
    and without overlap. What was looked up once serves every later question. Moments
    are naive and in UTC; ``zone`` says when a day begins.

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

    The other way round, and in whole days: they end when work does.

    >>> working_time.hours_between(friday, datetime(2026, 3, 9, 16))
    8.0
    >>> working_time.hours_between(datetime(2026, 3, 7), datetime(2026, 3, 8))
    0.0
    >>> print(working_time.add_days(friday, days=2))
    2026-03-10 17:00:00
    >>> print(working_time.add_days(datetime(2026, 3, 7), days=1))
    2026-03-09 17:00:00

    A calendar that is never open has no end to offer.

    >>> never = WorkingTime(lambda start, stop: [])
    >>> print(never.add(friday, hours=1), never.add_days(friday, days=1))
    None None
    """

    def __init__(self, load, zone=UTC):
        self._load = load
        self._zone = zone
        self._intervals = []
        self._from = self._to = None
        # thousands of new requests share a few answers
        self._ends = {}

    def add(self, start, hours):
        """Return when ``hours`` of working time after ``start`` are over, or None."""
        key = (start, hours)
        if key not in self._ends:
            self._ends[key] = self._find_end(start, hours)
        return self._ends[key]

    def _find_end(self, start, hours):
        left = timedelta(seconds=round(hours * 3600))
        for opens, closes in self._walk(start):
            used = closes - max(opens, start)
            if used >= left:
                return max(opens, start) + left
            left -= used
        return None

    def hours_between(self, start, stop):
        """Return how many hours are worked from one moment to another."""
        total = timedelta()
        for opens, closes in self._walk(start) if start < stop else ():
            if opens >= stop:
                break
            total += min(closes, stop) - max(opens, start)
        return total / timedelta(hours=1)

    def add_days(self, start, days):
        """Return when the given number of working days after the day of ``start`` end.

        The day of ``start`` is not one of them, however early it is. None where nobody
        works as long.
        """
        today, counted, end = self.get_day(start), set(), None
        for opens, closes in self._split_by_day(self._walk(start)):
            day = self.get_day(opens)
            if day > today:
                counted.add(day)
                if len(counted) > days:
                    break
                end = closes
        return end if len(counted) >= days else None

    def get_day(self, moment):
        """Return the date at a moment, where the calendar is."""
        return moment.replace(tzinfo=UTC).astimezone(self._zone).date()

    def _split_by_day(self, intervals):
        """Yield the intervals cut at midnight, where the calendar is."""
        for opens, closes in intervals:
            start = opens
            while self.get_day(start) < self.get_day(closes):
                midnight = self.get_midnight(self.get_day(start) + timedelta(days=1))
                if midnight >= closes:
                    break
                yield start, midnight
                start = midnight
            yield start, closes

    def get_midnight(self, day):
        """Return the moment at which a day begins, where the calendar is."""
        midnight = datetime.combine(day, time())
        # zones of pytz have to be asked, those of Python have not
        localize = getattr(self._zone, "localize", None)
        local = localize(midnight) if localize else midnight.replace(tzinfo=self._zone)
        return local.astimezone(UTC).replace(tzinfo=None)

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
