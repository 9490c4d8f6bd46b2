"""How a promise stands at a given moment, told from its clocks alone."""

from typing import NamedTuple

NONE, ON_TRACK, AT_RISK, MISSED, MET = "none", "on_track", "at_risk", "missed", "met"


class Clock(NamedTuple):
    """One promised moment: when to worry, when it is late, and when it was kept.

    Moments are of any one type that can be compared; ``stopped`` is None as long as
    the clock runs, ``warning`` is None where nobody is to worry before it is late.
    """

    deadline: object
    warning: object = None
    stopped: object = None

    def is_missed(self, now):
        return (self.stopped or now) > self.deadline

    def state(self, now):
        if self.is_missed(now):
            return MISSED
        return AT_RISK if self.warning and now >= self.warning else ON_TRACK

    def next_change(self, now):
        """Return the next moment at which the state changes by itself, or None."""
        moments = [self.warning, self.deadline]
        return min((m for m in moments if m and m >= now), default=None)


class Standing(NamedTuple):
    """What the clocks of a promise come to."""

    state: str = NONE
    deadline: object = None
    next_check: object = None
    is_missed: bool = False


def judge(clocks, now):
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
    """
    if not clocks:
        return Standing()
    is_missed = any(clock.is_missed(now) for clock in clocks)
    running = [clock for clock in clocks if not clock.stopped]
    if not running:
        return Standing(MISSED if is_missed else MET, is_missed=is_missed)
    states = {clock.state(now) for clock in running}
    checks = [clock.next_change(now) for clock in running]
    return Standing(
        state=next(state for state in (MISSED, AT_RISK, ON_TRACK) if state in states),
        deadline=min(clock.deadline for clock in running),
        next_check=min((check for check in checks if check), default=None),
        is_missed=is_missed,
    )
