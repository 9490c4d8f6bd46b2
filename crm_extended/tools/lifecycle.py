"""Where a customer stands between the first purchase and the last, day by day.

Whole stretches follow from the days of the purchases and four terms, so any past day
can be told again. The database works the same out in SQL for all customers at once;
this is the form that a person can read and a test can compare with.
"""

from datetime import date, timedelta
from typing import NamedTuple

PROSPECT, NEW, ACTIVE, AT_RISK, LAPSED, WON_BACK, LOST = (
    "prospect",
    "new",
    "active",
    "at_risk",
    "lapsed",
    "won_back",
    "lost",
)


class Terms(NamedTuple):
    """Days: how long one counts as new, and when silence means what."""

    new: int = 90
    at_risk: int = 180
    lapsed: int = 365
    lost: int = 1095


class Stretch(NamedTuple):
    """A state from one day on, up to the next stretch."""

    date_from: date
    state: str


def get_stretches(purchases, terms=Terms()):  # noqa: B008 - it can't be changed
    """Return the stretches of a customer with these days of purchases.

    New from the first purchase on, and won back from a purchase on that follows a
    lapse, for as many days as a customer is new; active otherwise. Then silence counts
    from the last purchase.

    >>> for stretch in get_stretches([date(2024, 1, 1), date(2024, 3, 1)]):
    ...     print(stretch.date_from, stretch.state)
    2024-01-01 new
    2024-03-31 active
    2024-08-28 at_risk
    2025-03-01 lapsed
    2027-03-01 lost
    >>> get_stretches([date(2020, 1, 1), date(2024, 1, 1)])[-5].state
    'won_back'
    >>> get_stretches([])
    []
    """
    found = []
    fresh, start, last = NEW, None, None
    for day in sorted(set(purchases)):
        if last and day - last >= timedelta(terms.lapsed):
            fresh, start = WON_BACK, day
        start, last = start or day, day
        until = start + timedelta(terms.new)
        found = [stretch for stretch in found if stretch.date_from < day]
        found += [Stretch(day, fresh)] if day < until else []
        found += [
            Stretch(max(day, until), ACTIVE),
            Stretch(day + timedelta(terms.at_risk), AT_RISK),
            Stretch(day + timedelta(terms.lapsed), LAPSED),
            Stretch(day + timedelta(terms.lost), LOST),
        ]
    return _join(found)


def get_state(purchases, day, terms=Terms()):  # noqa: B008 - it can't be changed
    """Return the state on a day: a prospect before the first purchase.

    >>> bought = [date(2024, 1, 1)]
    >>> get_state(bought, date(2023, 12, 31)), get_state(bought, date(2024, 3, 30))
    ('prospect', 'new')
    >>> get_state(bought, date(2024, 3, 31)), get_state(bought, date(2024, 6, 29))
    ('active', 'at_risk')
    """
    states = [s.state for s in get_stretches(purchases, terms) if s.date_from <= day]
    return states[-1] if states else PROSPECT


def _join(stretches):
    """Leave out what says the same as the stretch before it."""
    joined = []
    for stretch in stretches:
        if not joined or joined[-1].state != stretch.state:
            joined.append(stretch)
    return joined
