"""How a time limit is divided: building, the engine, what follows it, and several solves."""

from __future__ import annotations

from dataclasses import replace

from ..solver import Limits
from .parallel import GRACE

_AFTER = 2.1
"""How much longer lowering, settling owners, lifting a plan and auditing it take than lowering
alone: measured on offices, where it matters."""

_LIFTING = 0.5
"""Lifting a plan and auditing it against lowering, likewise."""

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

    Returns
    -------
    float
        Seconds; of what follows the engine no more than a share of the limit.
    """
    return lowering + _at_most((_AFTER - 1) * lowering, time_limit)


def keep_for_lifting(time_limit: float | None, lowering: float) -> float:
    """Return the seconds that lifting the plan and auditing it will take.

    Parameters
    ----------
    time_limit, lowering
        As for ``keep_back``.

    Returns
    -------
    float
        Seconds, a share of the limit at most.
    """
    return _at_most(_LIFTING * lowering, time_limit)


def _at_most(seconds: float, time_limit: float | None) -> float:
    return seconds if time_limit is None else min(seconds, _MOST_AFTER * time_limit)


def limits_of_building(limits: Limits) -> Limits:
    """Return the limits of building, beyond which no plan is to be had."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=limits.seconds + GRACE)


_LEAST_IN_ALL = 2.8
"""How much longer lowering, a first plan, lifting and auditing it take than lowering alone: 2.2
times client-based on offices, 3 times by teams."""


def is_too_late(limits: Limits, *, has_start: bool) -> bool:
    """Whether a plan, once the problem is there, would come far beyond the limits.

    Better a moment late, as every call may be by 5 % and a second, than nothing at all.
    """
    if limits.cancel.is_set():
        return not has_start
    ends = _LEAST_IN_ALL * limits.elapsed()
    return limits.seconds is not None and ends > limits.seconds * 1.05 + 1.0


_ENOUGH = 1.3
"""How often what a solve takes beside its engine must fit into its time, or fewer begin."""

_UNSEEN = 2.0
"""Lifting and auditing against building, assumed where no plan has shown it."""


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

    @property
    def is_long(self) -> bool:
        """Whether even the shortest took so long that nothing like it goes beyond a limit."""
        return self.least > GRACE

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

        Returns
        -------
        int
            So many, or as few as there is time for; one at least.
        """
        least = _ENOUGH * self.least
        return rounds if left is None or not least else max(min(rounds, int(left / least)), 1)
