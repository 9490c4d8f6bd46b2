"""Recency, frequency and monetary value of customers: scores of 1 to 5, and classes.

The scores are quintiles as in A. M. Hughes, Strategic Database Marketing (1994), with
one difference: customers with the same value share the average of their ranks, so equal
customers are never told apart. The classes are the usual names of marketing for the
fields of a grid of recency against the mean of the two other scores.
"""

from itertools import pairwise

SCORES = 5

CHAMPION, LOYAL, POTENTIAL, NEW, PROMISING, ATTENTION, SLEEPY, AT_RISK = (
    "champion",
    "loyal",
    "potential",
    "new",
    "promising",
    "attention",
    "sleepy",
    "at_risk",
)
CANT_LOSE, HIBERNATING, LOST, NONE = "cant_lose", "hibernating", "lost", "none"

# rows by recency, 5 first; columns by value, 1 first
GRID = (
    (NEW, POTENTIAL, POTENTIAL, CHAMPION, CHAMPION),
    (PROMISING, POTENTIAL, POTENTIAL, LOYAL, CHAMPION),
    (SLEEPY, SLEEPY, ATTENTION, LOYAL, LOYAL),
    (HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANT_LOSE),
    (LOST, HIBERNATING, AT_RISK, CANT_LOSE, CANT_LOSE),
)


def get_value_score(frequency, monetary):
    """Return the mean of the two scores as a score, a half rounded up.

    >>> get_value_score(4, 5), get_value_score(1, 2), get_value_score(3, 3)
    (5, 2, 3)
    """
    return (frequency + monetary + 1) // 2


def get_class(recency, frequency, monetary):
    """Return the class of three scores; every combination has exactly one.

    >>> get_class(5, 5, 5), get_class(1, 1, 1), get_class(1, 5, 5), get_class(5, 1, 1)
    ('champion', 'lost', 'cant_lose', 'new')
    """
    return GRID[SCORES - recency][get_value_score(frequency, monetary) - 1]


def score_by_rank(values, larger_is_better=True):
    """Return the score of each value among all of them, ties by their average rank.

    With n values, the one of average rank r scores ``floor(5 (r - 1/2) / n) + 1``.

    >>> score_by_rank([10, 20, 30, 40, 50])
    [1, 2, 3, 4, 5]
    >>> score_by_rank([3, 1, 2, 5, 4], larger_is_better=False)
    [3, 5, 4, 1, 2]
    >>> score_by_rank([7, 7, 7, 7, 100])
    [3, 3, 3, 3, 5]
    >>> score_by_rank([])
    []
    """
    ranks = {}
    for value in values:
        beaten = sum((v < value) if larger_is_better else (v > value) for v in values)
        ties = values.count(value)
        ranks[value] = beaten + (ties + 1) / 2
    return [int(SCORES * (ranks[v] - 0.5) / len(values)) + 1 for v in values]


def score_by_limits(value, limits, larger_is_better=True):
    """Return the score of a value by four limits of one's own, from score 1 upwards.

    A limit belongs to the better score: from 1,000 on means 1,000 as well.

    >>> [score_by_limits(v, (100, 500, 1000, 5000)) for v in (99, 100, 999, 1000, 5000)]
    [1, 2, 3, 4, 5]

    Where less is better, as for the days since the last purchase, limits fall.

    >>> [score_by_limits(v, (365, 180, 90, 30), False) for v in (366, 365, 180, 31, 30)]
    [1, 2, 3, 4, 5]
    """
    if larger_is_better:
        return 1 + sum(value >= limit for limit in limits)
    return 1 + sum(value <= limit for limit in limits)


def read_limits(text, larger_is_better=True):
    """Return the four limits that a person typed, or None where they are not usable.

    >>> read_limits("100; 500; 1 000; 5 000")
    (100.0, 500.0, 1000.0, 5000.0)
    >>> read_limits("365;180;90;30", larger_is_better=False)
    (365.0, 180.0, 90.0, 30.0)
    >>> read_limits("1;2;3"), read_limits("4;3;2;1"), read_limits("a;b;c;d")
    (None, None, None)
    """
    parts = text.replace("；", ";").replace(" ", "").split(";")
    try:
        limits = tuple(float(part) for part in parts)
    except ValueError:
        return None
    ordered = limits if larger_is_better else limits[::-1]
    is_rising = all(low < high for low, high in pairwise(ordered))
    return limits if len(limits) == SCORES - 1 and is_rising else None
