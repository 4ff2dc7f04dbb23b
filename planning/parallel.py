"""What the solves of one call share: its time, and processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection, wait

from ..solver import OverError

_LEAST = 0.05
"""Seconds below which nothing begins any more."""

GRACE = 0.4
"""Seconds beyond the limit in which what every answer needs may still be built."""

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
        """Go on building while there is time, or hardly any was given.

        Raises
        ------
        OverError
            If time has been up for ``GRACE``, or the call was cancelled.
        """
        late = self.end is not None and time.monotonic() > self.end + GRACE
        if late or self.cancel.is_set():
            raise OverError


# Processes told to stop stop, and all end with their parent.


_STOPPED = threading.Event()
"""Set in a worker once its parent wants no more, or is gone."""


def stop_event() -> threading.Event:
    """Return the event that tells the solves of a worker to stop."""
    return _STOPPED


class WorkerProcesses:
    """An executor whose running calls can be told to stop.

    Every worker holds the reading end of one pipe. Nothing is ever written to it: that its other
    end is closed, by hand or because the parent was killed, is the message.

    Parameters
    ----------
    number : int
        Processes.
    """

    def __init__(self, number: int) -> None:
        # Engines hold threads, which a forked process would not survive.
        spawn = multiprocessing.get_context("spawn")
        self._ears, self._mouth = spawn.Pipe(duplex=False)
        self.executor = ProcessPoolExecutor(
            number, mp_context=spawn, initializer=heed_parent, initargs=(self._ears,)
        )

    def stop(self) -> None:
        """Ask every solve to stop and to keep its best plan."""
        self._mouth.close()

    def close(self) -> None:
        """End all workers at once: what they had to give has been taken, or is not waited for."""
        self.stop()
        mine = dict(getattr(self.executor, "_processes", None) or {})
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in mine.values():
            process.kill()
        for process in mine.values():
            process.join()
        self.executor.shutdown(wait=True)
        self._ears.close()


def heed_parent(ears: Connection) -> None:
    """Leave Ctrl-C to the parent; stop when it closes its end of a pipe, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_heed, args=(ears,), daemon=True).start()


def _heed(ears: Connection) -> None:
    parent = multiprocessing.parent_process()
    wait([ears] if parent is None else [ears, parent.sentinel])
    _STOPPED.set()
    if parent is not None:
        parent.join()
        os._exit(1)
