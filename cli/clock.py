"""When the command began: loading the program is a part of the time that it takes."""

from __future__ import annotations

import time

_began: list[float] = []

_STARTING = 5.0
"""Most seconds that count as starting the process: it may have done something else before."""


def start_clock() -> None:
    """Take note that the command begins now, counting what starting this process took."""
    _began[:] = [time.monotonic() - min(time.process_time(), _STARTING)]


def seconds_since_start() -> float | None:
    """Return the seconds since the command began; None where no process began with it."""
    return time.monotonic() - _began[0] if _began else None


_FREE = 0.5
"""Seconds before the solves that no time limit counts: what loading takes on most machines."""

_MOST = 0.5
"""Share of a time limit that what comes before the solves takes away at most."""


def left_of(limit: float) -> float:
    """Return what is left of a time limit of the command for its solves.

    Parameters
    ----------
    limit : float
        Seconds; one that is no limit at all stays as it is.

    Returns
    -------
    float
        Seconds, half of the limit at least.
    """
    before = max((seconds_since_start() or 0.0) - _FREE, 0.0)
    return max(limit - before, limit * (1 - _MOST)) if limit > 0 else limit
