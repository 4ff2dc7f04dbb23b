"""The word to stop, for compiled code that cannot look at the clock."""

from __future__ import annotations

import threading

import numpy as np

from ...problem import Ints
from ..limits import Limits


class Guard:
    """Tells compiled code to stop when the solve is over; use it in a ``with`` block.

    Parameters
    ----------
    limits : Limits
        When the solve is over.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self.stop: Ints = np.zeros(1, dtype=np.int64)
        """Not zero once all work is to end."""

    def __enter__(self) -> Guard:
        """Begin to look at the clock."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _wait(self) -> None:
        while not self._ended.wait(0.02):
            if self._limits.is_over():
                self.stop[0] = 1
                return
