"""The record of one solve: best objective and bound, the trace, and who is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ..problem import Limit, Point, Status
from .limits import Limits

# What an engine tells while it works; one callback, never called concurrently.


@dataclass(frozen=True)
class Started:
    """A solve has begun.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    engine : str
        Name of the engine.
    """

    seconds: float
    engine: str


@dataclass(frozen=True)
class Built:
    """The problem is there and the engine begins.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    items, agents, pairs, rows : int
        Size of the problem; rows are counted once an agent.
    """

    seconds: float
    items: int
    agents: int
    pairs: int
    rows: int


@dataclass(frozen=True)
class Incumbent:
    """A better assignment was found.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    objective : int
        Its objective.
    bound : int or None
        Best bound so far.
    """

    seconds: float
    objective: int
    bound: int | None


@dataclass(frozen=True)
class Bound:
    """A better bound was proven.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    objective : int or None
        Best objective so far.
    bound : int
        The bound.
    """

    seconds: float
    objective: int | None
    bound: int


@dataclass(frozen=True)
class Compiling:
    """Functions that the engine needs are being compiled, as on a machine that never had them.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    what : str
        What they do.
    """

    seconds: float
    what: str


@dataclass(frozen=True)
class Finished:
    """The engine has stopped.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    status : Status
        What is known.
    limit : Limit
        What stopped it.
    """

    seconds: float
    status: Status
    limit: Limit


Event = Started | Built | Compiling | Incumbent | Bound | Finished
"""Anything an engine tells."""

Listener = Callable[[Event], None]
"""Takes events; called by one thread at a time."""


class SolveMonitor:
    """Collects improvements from any thread and passes them on one at a time.

    Parameters
    ----------
    limits : Limits
        Whose clock counts.
    listener : Listener or None
        Who is told.
    """

    def __init__(self, limits: Limits, listener: Listener | None = None) -> None:
        self.limits = limits
        self.objective: int | None = None
        self.bound: int | None = None
        self._listener = listener
        self._points: list[Point] = []
        self._lock = threading.RLock()

    def inner(
        self, cut: Callable[[int], int] | None = None, limits: Limits | None = None
    ) -> SolveMonitor:
        """Return a monitor that passes what is better on to this one.

        Parameters
        ----------
        cut : callable or None
            Makes of an inner bound one that holds here; None where every bound does.
        limits : Limits or None
            Its limits; None for the same.
        """

        def relay(event: Event) -> None:
            if isinstance(event, Incumbent):
                self.new_incumbent(event.objective)
            elif isinstance(event, Bound):
                self.new_bound(event.bound if cut is None else cut(event.bound))
            elif isinstance(event, Compiling):
                self.emit(event)

        return SolveMonitor(limits or self.limits, relay)

    def close(self) -> None:
        """Pass nothing on any more: what is still found comes too late."""
        with self._lock:
            self._listener = None

    @property
    def is_closed(self) -> bool:
        """Whether what is found and what is proven are within the gap asked for."""
        if self.objective is None or self.bound is None:
            return False
        return self.objective - self.bound <= self.limits.gap * max(self.objective, 1)

    @property
    def trace(self) -> tuple[Point, ...]:
        """Every improvement so far, in order."""
        with self._lock:
            return tuple(self._points)

    def new_incumbent(self, objective: int) -> bool:
        """Take note of an assignment; return whether it is the best so far."""
        with self._lock:
            if self.objective is not None and objective >= self.objective:
                return False
            self.objective = objective
            seconds = self._note()
            self.emit(Incumbent(seconds, objective, self.bound))
            return True

    def new_bound(self, bound: int) -> None:
        """Take note of a bound; weaker ones are passed over."""
        with self._lock:
            if self.bound is not None and bound <= self.bound:
                return
            self.bound = bound
            seconds = self._note()
            self.emit(Bound(seconds, self.objective, bound))

    def emit(self, event: Event) -> None:
        """Pass an event on."""
        with self._lock:
            if self._listener is not None:
                self._listener(event)

    def _note(self) -> float:
        seconds = self.limits.elapsed()
        self._points.append(Point(seconds, self.objective, self.bound))
        return seconds
