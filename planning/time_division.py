"""How a time limit is divided: building, the engine, what follows it, and several solves."""

from __future__ import annotations

from dataclasses import replace

from ..solver import Limits
from .parallel import GRACE

_AFTER = 2.4
"""How much longer lowering, settling owners, lifting a plan and auditing it take than lowering
alone: measured on offices, where it matters."""

_MOST_AFTER = 0.45
"""Share of a time limit beyond which no more is kept back for that: a plan comes first."""


def keep_back(time_limit: float | None, lowering: float) -> float:
    """Return the seconds that lowering has taken and that what follows the engine will take.

    Parameters
    ----------
    time_limit : float or None
        The time limit in seconds, None for none.
    lowering : float
        Seconds that building the problem took.
    """
    after = (_AFTER - 1) * lowering
    if time_limit is not None:
        after = min(after, _MOST_AFTER * time_limit)
    return lowering + after


def limits_of_building(limits: Limits) -> Limits:
    """Return the limits of building, beyond which no plan is to be had."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=limits.seconds + GRACE)


def is_too_late(limits: Limits, *, has_start: bool) -> bool:
    """Whether a plan, once the problem is there, would come far beyond the limits.

    The least that makes a plan, lifts it and audits it takes one and a half times as long as
    lowering did, by teams twice: better a moment late than nothing at all.
    """
    if limits.cancel.is_set():
        return not has_start
    return limits.seconds is not None and 2.8 * limits.elapsed() > limits.seconds + 2 * GRACE


_ENOUGH = 1.3
"""Times what a solve takes beside its engine that it must have, or fewer begin."""

_UNSEEN = 2.0
"""What follows an engine takes, against building, where there was no plan to show it."""


class Preparing:
    """What the solves of one call take beside their engines, however little time each is given."""

    def __init__(self) -> None:
        self._seconds: list[float] = []

    @property
    def is_known(self) -> bool:
        """Whether any solve has shown it."""
        return bool(self._seconds)

    @property
    def least(self) -> float:
        """Seconds of the shortest one; 0 where nothing is known."""
        return min(self._seconds, default=0.0)

    def note(self, before: float, after: float | None) -> None:
        """Take note of a solve.

        Parameters
        ----------
        before : float
            Seconds of building.
        after : float or None
            Seconds of lifting and auditing; None where there was no plan.
        """
        self._seconds.append(before + (_UNSEEN * before if after is None else after))

    def rounds_in(self, left: float | None, rounds: int) -> int:
        """Return in how many rounds the time left is to be divided: better few plans than none.

        Parameters
        ----------
        left : float or None
            Seconds left; None for no limit.
        rounds : int
            Rounds that were to be done.
        """
        least = _ENOUGH * self.least
        return rounds if left is None or not least else max(min(rounds, int(left / least)), 1)
