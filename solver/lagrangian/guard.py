"""The word to stop, for compiled code that cannot look at the clock."""

from __future__ import annotations

import threading
from typing import Protocol

import numpy as np

from ...problem import Ints


class Ending(Protocol):
    """What may be over: ``Limits``, or a step with less time."""

    def is_over(self) -> bool:
        """Whether to stop."""
        ...


class Guard:
    """Tells compiled code to stop when it is time; use it in a ``with`` block.

    Parameters
    ----------
    ending : Ending
        Says when to stop.
    """

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
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
            if self._ending.is_over():
                self.stop[0] = 1
                return
