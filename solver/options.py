"""How hard to try: the one set of options of a solve, from the command line to the engine."""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from .limits import Limits
from .monitor import Listener
from .registry import AUTOMATIC, engine_names, find_engine

MOST_THREADS = 1024
"""More threads are taken for a slip."""


def count_processors() -> int:
    """Return how many processors this process may use; not every system can bar it from some."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class SolveOptions:
    """Options of a call that solves, once or many times.

    Parameters
    ----------
    engine : str
        Name of an engine, or ``auto``.
    time_limit : float or None
        Seconds for the whole call: a call with several solves divides them; None for no limit.
    gap : float
        Relative gap at which a solve may stop; 0 asks for a proof.
    seed : int
        Seed of everything random.
    threads : int or None
        Threads of the engine; None for all processors.
    work_limit : float or None
        Deterministic work of the engine, in its own unit; None for no limit.
    on_event : callable or None
        Takes the events of the solve; called by one thread at a time.
    cancel : threading.Event or None
        Set it from another thread to stop; what was found so far is kept.
    """

    engine: str = AUTOMATIC
    time_limit: float | None = 60.0
    gap: float = 0.0
    seed: int = 0
    threads: int | None = None
    work_limit: float | None = None
    on_event: Listener | None = None
    cancel: threading.Event | None = None

    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong with the options: the field, and what would be right."""
        mistyped = [*_mistyped(self)]
        if mistyped:
            return mistyped
        names = ", ".join((AUTOMATIC, *engine_names()))
        known = self.engine == AUTOMATIC or find_engine(self.engine) is not None
        checks: list[tuple[bool, str, Callable[[], str]]] = [
            (known, "engine", lambda: f"unknown engine {self.engine!r}; choose one of {names}"),
            (
                _is_positive(self.time_limit),
                "time_limit",
                lambda: f"{self.time_limit} is not a time limit; it must be seconds above 0",
            ),
            (
                math.isfinite(self.gap) and 0 <= self.gap < 1,
                "gap",
                lambda: f"{self.gap} is not a gap; it must be a fraction from 0 to below 1",
            ),
            (
                0 <= self.seed < 2**31,
                "seed",
                lambda: f"{self.seed} is not a seed; it must be from 0 to {2**31 - 1}",
            ),
            (
                self.threads is None or 1 <= self.threads <= MOST_THREADS,
                "threads",
                lambda: (
                    f"{self.threads} is not a number of threads; "
                    f"it must be from 1 to {MOST_THREADS}"
                ),
            ),
            (
                _is_positive(self.work_limit),
                "work_limit",
                lambda: f"{self.work_limit} is not a work limit; it must be above 0",
            ),
        ]
        return [(field, words()) for ok, field, words in checks if not ok]

    @property
    def thread_count(self) -> int:
        """Threads to use: as asked for, else all processors that this process may use."""
        return self.threads or count_processors()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel.is_set()

    def within(self, seconds: float | None) -> SolveOptions:
        """Return the options with so many seconds at most; None takes none away."""
        if seconds is None or (self.time_limit is not None and self.time_limit <= seconds):
            return self
        return replace(self, time_limit=seconds)

    def limits(self, started: float | None = None) -> Limits:
        """Return when a solve stops that was asked for at ``started`` (``time.monotonic()``)."""
        return Limits(
            seconds=self.time_limit,
            gap=self.gap,
            work=self.work_limit,
            cancel=self.cancel or threading.Event(),
            started=time.monotonic() if started is None else started,
        )


def _mistyped(options: SolveOptions) -> Iterator[tuple[str, str]]:
    """Yield the fields that hold something of a wrong type."""
    for field, (kinds, wanted) in _TYPES.items():
        value = getattr(options, field)
        if isinstance(value, bool) or not isinstance(value, kinds):
            says = f"{value!r:.60} is of the type {type(value).__name__}; it must be {wanted}"
            yield field, says
    for field, method, wanted in (
        ("on_event", "__call__", "a function of an event"),
        ("cancel", "is_set", "a threading.Event"),
    ):
        value = getattr(options, field)
        if value is not None and not hasattr(value, method):
            yield field, f"of the type {type(value).__name__}; it must be {wanted}"


_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "engine": ((str,), "the name of an engine"),
    "time_limit": ((int, float, type(None)), "a number of seconds, or None"),
    "gap": ((int, float), "a fraction"),
    "seed": ((int,), "a whole number"),
    "threads": ((int, type(None)), "a whole number, or None"),
    "work_limit": ((int, float, type(None)), "a number, or None"),
}
"""What the fields may hold; true and false are no numbers here."""


def _is_positive(value: float | None) -> bool:
    return value is None or (math.isfinite(value) and value > 0)
