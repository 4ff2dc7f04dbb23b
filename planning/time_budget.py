"""The time of one call, divided among its solves."""

from __future__ import annotations

import threading
import time

from ..solver import OverError

_LEAST = 0.05
"""Seconds below which nothing begins any more."""

_SLICE = 1.0
"""Seconds that each part gets at least, so that the last ones are not begun in vain."""


class TimeBudget:
    """The time that a call has left.

    Parameters
    ----------
    seconds : float or None
        Seconds from ``started`` on; None for no limit.
    cancel : threading.Event or None
        Set it to end everything.
    started : float or None
        When the call began, by ``time.monotonic()``; now by default.
    """

    def __init__(
        self,
        seconds: float | None,
        cancel: threading.Event | None = None,
        started: float | None = None,
    ) -> None:
        began = time.monotonic() if started is None else started
        self.end = None if seconds is None else began + seconds
        self.cancel = cancel or threading.Event()

    def left(self, share: float = 1.0) -> float | None:
        """Return a share of the seconds left (of the last ones all), None without a limit."""
        if self.cancel.is_set():
            return 0.0
        if self.end is None:
            return None
        left = max(self.end - time.monotonic(), 0.0)
        return max(left * share, min(left, _SLICE))

    def part(self, share: float) -> TimeBudget:
        """Return a budget with a share of the time left."""
        return TimeBudget(self.left(share), self.cancel)

    def is_over(self, needed: float = _LEAST) -> bool:
        """Whether there is not the time left that something needs."""
        left = self.left()
        return left is not None and left < max(needed, _LEAST)

    def check(self) -> None:
        """Go on while there is time.

        Raises
        ------
        OverError
            If time is up or the call was cancelled.
        """
        if self.left() == 0.0:
            raise OverError
