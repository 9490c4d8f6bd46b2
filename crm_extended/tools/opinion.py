"""What the answers to a question on a scale mean, alone and together."""

from collections import Counter
from math import sqrt
from typing import NamedTuple

# with fewer answers a result says more about chance than about customers
ENOUGH = 10
# standard errors on each side of a result within which 95 % of them lie
Z = 1.959964


class Scale(NamedTuple):
    """Scores from ``low`` to ``high``: from where they are positive, up to where not.

    What is in between is neutral.
    """

    low: int
    high: int
    positive: int
    negative: int

    def parse(self, text):
        """Return the score that somebody entered, or None where it is none.

        Only plain digits are one: no sign, no spaces, no digits of other scripts.

        >>> [SCALES["nps"].parse(text) for text in ("0", "10", "11", "-1", "abc")]
        [0, 10, None, None, None]
        >>> [SCALES["ces"].parse(text) for text in ("0", "７", "7.0", " 7", None)]
        [None, None, None, None, None]
        """
        text = text or ""
        if not (text.isascii() and text.isdigit()) or str(int(text[:3])) != text:
            return None
        score = int(text)
        return score if self.low <= score <= self.high else None

    def judge(self, score):
        """Return whether a score is ``positive``, ``neutral`` or ``negative``.

        >>> [SCALES["nps"].judge(score) for score in (6, 7, 9)]
        ['negative', 'neutral', 'positive']
        """
        if score >= self.positive:
            return "positive"
        return "negative" if score <= self.negative else "neutral"


SCALES = {
    # Reichheld, "The One Number You Need to Grow", Harvard Business Review 12/2003:
    # promoters give 9 or 10, detractors 0 to 6
    "nps": Scale(0, 10, positive=9, negative=6),
    # the share of the two best of five, as is usual ("top two boxes")
    "csat": Scale(1, 5, positive=4, negative=2),
    # CES 2.0 of CEB, 2013: from 1, strongly disagree, to 7, strongly agree
    "ces": Scale(1, 7, positive=5, negative=3),
}
# Answers that are added before the limits of a result are worked out, so that ten equal
# ones do not look as if they left no doubt. NPS: 3/4 promoters and detractors each of 3
# (Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician
# 70, 2016, p. 365-372). Shares: two for and two against (Agresti and Coull,
# "Approximate is Better than Exact", The American Statistician 52, 1998, p. 119-126).
ADDED = {
    "nps": {100: 0.75, 0: 1.5, -100: 0.75},
    "csat": {100: 2, 0: 2},
    "ces": {},
}


class Result(NamedTuple):
    """What ``count`` answers say: their mean, its standard error and 95 % limits."""

    count: int
    value: float
    error: float
    low: float
    high: float


def get_value(kind, score):
    """Return what a score counts in the result, which is the mean of the values.

    >>> [get_value("nps", score) for score in (0, 6, 7, 8, 9, 10)]
    [-100, -100, 0, 0, 100, 100]
    >>> [get_value("csat", score) for score in (1, 3, 4, 5)]
    [0, 0, 100, 100]
    >>> get_value("ces", 6)
    6
    """
    if kind == "ces":
        return score
    worst = -100 if kind == "nps" else 0
    return {"positive": 100, "neutral": 0, "negative": worst}[SCALES[kind].judge(score)]


def summarize(kind, scores):
    """Return the :class:`Result` of a ``Counter`` of scores, or None for too few.

    The standard error is that of a mean: the standard deviation of the values by the
    square root of their number. For the NPS, whose values are 100, 0 and -100, that
    is sqrt((promoters + detractors - (promoters - detractors)^2) / n) with shares
    (Rocks 2016, section 2).

    >>> half = Counter({10: 50, 7: 20, 3: 30})
    >>> "%d %.1f %.3f %.1f %.1f" % summarize("nps", half)
    '100 20.0 8.718 2.7 36.2'
    >>> summarize("nps", Counter({10: 9}))
    >>> "%d %.1f %.3f %.1f %.1f" % summarize("nps", Counter({10: 10}))
    '10 100.0 0.000 47.5 100.0'
    >>> "%d %.1f %.3f %.1f %.1f" % summarize("csat", Counter({5: 8, 1: 4}))
    '12 66.7 13.608 38.8 86.2'
    >>> "%d %.2f %.3f %.2f %.2f" % summarize("ces", Counter({7: 8, 4: 2}))
    '10 6.40 0.379 5.66 7.00'
    """
    values = Counter()
    for score, count in scores.items():
        values[get_value(kind, score)] += count
    count = sum(values.values())
    if count < ENOUGH:
        return None
    value, error = _get_mean(values)
    center, spread = _get_mean(values + Counter(ADDED[kind]))
    least, most = _get_limits(kind)
    low = max(least, center - Z * spread)
    high = min(most, center + Z * spread)
    return Result(count, value, error, low, high)


def _get_mean(values):
    """Return the mean of weighted values, and its standard error."""
    total = sum(values.values())
    mean = sum(value * weight for value, weight in values.items()) / total
    squares = sum((value - mean) ** 2 * weight for value, weight in values.items())
    return mean, sqrt(squares / total / total)


def _get_limits(kind):
    scale = SCALES[kind]
    return get_value(kind, scale.low), get_value(kind, scale.high)
