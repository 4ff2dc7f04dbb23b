"""How the time limit of one solve is divided: building, the engine, and what follows it."""

from __future__ import annotations

from dataclasses import replace

from ..solver import Limits
from .parallel import GRACE

_AFTER = 2.4
"""How much longer lowering, settling owners, lifting a plan and auditing it take than lowering
alone: measured on offices, where it matters."""

_MOST_AFTER = 0.38
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
    return limits.seconds is not None and 2.5 * limits.elapsed() > limits.seconds + 2 * GRACE
