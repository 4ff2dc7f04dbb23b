"""When to stop: one clock from the question to the plan, a gap, an amount of work, a cancel."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..problem import Limit

_Thing = TypeVar("_Thing")

_OFTEN = 1024
"""Things between two looks at the clock."""


_LOOK = 0.05
"""Seconds between two looks at the clock while another thread works."""

_GRACE = 0.5
"""Seconds after the limits in which work that heeds them may end by itself."""


MORE = 1.5
"""Seconds of a processor that lenient limits leave beyond the time limit."""

_FAREWELL = 5.0
"""Most seconds for which the end of the process waits for work that was left to its threads."""

_left: list[threading.Thread] = []
"""Threads with work that did not end in time."""


@atexit.register
def _join_left() -> None:
    """Wait for what was left: a thread that dies inside a C++ library takes the process along."""
    ends = time.monotonic() + _FAREWELL
    for thread in _left:
        thread.join(max(0.0, ends - time.monotonic()))


class OverError(Exception):
    """The limits were reached in the middle of something that is worth nothing unless it ends."""


class Until(threading.Event):
    """Set once something is so, or once the caller cancels.

    Parameters
    ----------
    cancel : threading.Event
        The caller's.
    is_so : callable
        Asked at every look.
    """

    def __init__(self, cancel: threading.Event, is_so: Callable[[], bool]) -> None:
        super().__init__()
        self._cancel = cancel
        self._is_so = is_so

    def is_set(self) -> bool:
        """Whether there is something better to do, or nothing more."""
        return self._cancel.is_set() or self._is_so()


@dataclass(frozen=True)
class Limits:
    """When a solve stops.

    Parameters
    ----------
    seconds : float or None
        Wall-clock time from ``started``; None for no limit.
    gap : float
        Relative gap at which the solve may stop; 0 asks for a proof.
    work : float or None
        Deterministic work of the engine, in its own unit; None for no limit.
    cancel : threading.Event
        Set it from any thread to stop the solve; the best assignment so far is kept.
    started : float
        ``time.monotonic()`` when the solve was asked for.
    """

    seconds: float | None = None
    gap: float = 0.0
    work: float | None = None
    cancel: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Return the seconds since the solve was asked for."""
        return time.monotonic() - self.started

    def left(self) -> float | None:
        """Return the seconds that are left, never below zero; None for no limit."""
        return None if self.seconds is None else max(0.0, self.seconds - self.elapsed())

    def left_until(self, ends: float | None) -> float | None:
        """Return the seconds left of a part that ends so long after the start; None for no end."""
        known = [] if ends is None else [max(0.0, ends - self.elapsed())]
        left = self.left()
        return min([*known, left]) if left is not None else min(known, default=None)

    def until(self, is_so: Callable[[], bool]) -> Limits:
        """Return limits that are reached once something is so, too."""
        return replace(self, cancel=Until(self.cancel, is_so))

    def is_over(self) -> bool:
        """Whether time is up or the solve was cancelled."""
        return self.cancel.is_set() or self.left() == 0.0

    @property
    def reached(self) -> Limit:
        """What has ended the solve, where it is over: a cancel, else the time."""
        return "interrupted" if self.cancel.is_set() else "time"

    def check(self) -> None:
        """Go on while there is time.

        Raises
        ------
        OverError
            If time is up or the solve was cancelled.
        """
        if self.is_over():
            raise OverError

    def each_in_time(self, things: Iterable[_Thing]) -> Iterator[_Thing]:
        """Yield things one by one.

        Raises
        ------
        OverError
            If time is up or the solve was cancelled before the last of them.
        """
        for number, thing in enumerate(things):
            if number % _OFTEN == 0:
                self.check()
            yield thing

    def run(self, work: Callable[[], _Thing], stop: Callable[[], object] | None = None) -> _Thing:
        """Return what work gives that is done in a thread of its own.

        Work that looks at the clock itself ends by itself; what goes on beyond the limits, such as
        a solver in its presolve or a compiler, is left to its thread.

        Parameters
        ----------
        work : callable
            What is to be done.
        stop : callable or None
            Asks the work to end; called again and again once the limits are reached.

        Raises
        ------
        OverError
            If it has not ended soon after time was up or the solve was cancelled.
        """
        given: list[_Thing] = []
        failed: list[BaseException] = []

        def do() -> None:
            try:
                given.append(work())
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=do, daemon=True)
        thread.start()
        while thread.is_alive() and not self.is_over():
            thread.join(_LOOK)
        ends = time.monotonic() + _GRACE
        while thread.is_alive() and time.monotonic() < ends:
            if stop is not None:
                stop()
            thread.join(_LOOK)
        if failed:
            raise failed[0]
        if not given:
            _left[:] = [thread, *(other for other in _left if other.is_alive())]
            raise OverError
        return given[0]


@dataclass(frozen=True)
class LenientLimits(Limits):
    """Limits that leave a little more to work that is worth nothing unless it ends.

    It is counted by the processor, so that a machine with much to do takes nothing of it.
    """

    spent: float = field(default_factory=time.thread_time)

    def is_over(self) -> bool:
        """Whether the solve was cancelled, or time is up and what is left to this thread too."""
        if self.cancel.is_set():
            return True
        return super().is_over() and time.thread_time() - self.spent > MORE
