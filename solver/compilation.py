"""Compiling and loading in a thread beside a solve, within its limits.

Compiling takes seconds, which no time limit and no cancel could end. So an engine names the
functions that it needs as a ``CompiledCode``, which is compiled or loaded in a thread of its own,
begins with what needs none, and waits no longer than its limits allow.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
from numba.core import event

from ..problem import AssignmentProblem, Ints, empty, sparse
from .limits import Limits
from .monitor import Compiling, SolveMonitor

_LOOK = 0.05
"""Seconds between two looks at the clock."""

_LEAVING = 5.0
"""Most seconds that the end of the process waits for a compilation to be given up."""


class _GivenUpError(BaseException):
    """The process ends: no exception that numba would take for a fault of the function."""


class CompiledCode:
    """Compiled functions that belong together: compiled or loaded once per process.

    Parameters
    ----------
    name : str
        What they do, for the user.
    run_example : callable
        Calls each of them once, with all the types that it will be called with.
    """

    def __init__(self, name: str, run_example: Callable[[], object]) -> None:
        self.name = name
        self.is_compiling = False
        self.watchers: list[Callable[[], None]] = []
        self._run_example = run_example
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._error: Exception | None = None

    def start(self) -> None:
        """Begin to compile or load in a thread, at the first call."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name=self.name)
                self._thread.start()

    def wait(self, limits: Limits, seconds: float | None = None) -> bool:
        """Wait until the functions are ready.

        Parameters
        ----------
        limits : Limits
            Those of the caller; nobody waits longer.
        seconds : float or None
            Most seconds to wait; None for as long as the limits allow.

        Returns
        -------
        bool
            Whether they are ready.

        Raises
        ------
        RuntimeError
            If they cannot be compiled.
        """
        self.start()
        ends = None if seconds is None else limits.elapsed() + seconds
        while not self._ended.wait(_LOOK):
            if limits.is_over() or limits.left_until(ends) == 0.0:
                return False
        if self._error is not None:
            raise RuntimeError(f"cannot compile: {self.name}") from self._error
        return True

    @property
    def is_ready(self) -> bool:
        """Whether the functions can be called without a wait."""
        return self._ended.is_set()

    def note_compiling(self) -> None:
        """Take note that they are being compiled, not loaded, and tell who waits."""
        if not self.is_compiling:
            self.is_compiling = True
            for tell in list(self.watchers):
                tell()

    def give_up(self, ends: float) -> None:
        """Wait until a compilation is given up, or the moment ``ends`` has come."""
        if self._thread is not None:
            self._thread.join(max(0.0, ends - time.monotonic()))

    def _run(self) -> None:
        _compiling[threading.get_ident()] = self
        try:
            self._run_example()
        except Exception as error:
            self._error = error
        except _GivenUpError:
            return
        finally:
            del _compiling[threading.get_ident()]
        self._ended.set()


@contextmanager
def tell_compiling(code: CompiledCode, monitor: SolveMonitor) -> Generator[None]:
    """Tell the listener of a solve, once, if functions are being compiled or begin to be."""
    told = threading.Event()

    def tell() -> None:
        if not told.is_set():
            told.set()
            monitor.emit(Compiling(monitor.limits.elapsed(), code.name))

    code.watchers.append(tell)
    try:
        if code.is_compiling and not code.is_ready:
            tell()
        yield
    finally:
        code.watchers.remove(tell)


def wait_for(code: CompiledCode, monitor: SolveMonitor, seconds: float | None = None) -> bool:
    """Wait until functions are ready, and tell if they are being compiled.

    Parameters
    ----------
    code : CompiledCode
        The functions.
    monitor : SolveMonitor
        Limits of the caller, and who is told.
    seconds : float or None
        Most seconds to wait; None for as long as the limits allow.

    Returns
    -------
    bool
        Whether they are ready.
    """
    with tell_compiling(code, monitor):
        return code.wait(monitor.limits, seconds)


def example_problem() -> AssignmentProblem:
    """Return a problem of four items and two agents, to run compiled functions on."""
    items, agents = 4, 2
    pairs = items * agents
    none = np.zeros(0, dtype=np.int64)
    first, once = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    return AssignmentProblem(
        agents=agents,
        count=np.ones(items, dtype=np.int64),
        required=np.ones(items, dtype=np.bool_),
        unassigned_price=np.zeros(items, dtype=np.int64),
        pair_start=np.arange(0, pairs + 1, agents, dtype=np.int64),
        pair_agent=np.tile(np.arange(agents, dtype=np.int64), items),
        pair_cost=np.array([3, 5, 4, 2, 6, 1, 2, 7], dtype=np.int64),
        pair_profile=np.zeros(pairs, dtype=np.int64),
        profiles=sparse(first, first, once, 1, 1),
        rows=sparse(first, first, once, 1, 1),
        capacity=np.full((agents, 1), 2, dtype=np.int64),
        relief=empty(0, 1),
        slack_price=none,
        slack_limit=np.zeros((agents, 0), dtype=np.int64),
        group=np.full(items, -1, dtype=np.int64),
        bound=np.zeros(items, dtype=np.bool_),
        group_limit=none,
        group_lead=none,
        join_price=none,
        join_profile=none,
        global_pairs=empty(0, pairs),
        global_unassigned=empty(0, items),
        global_limit=none,
        open_price=np.zeros(agents, dtype=np.int64),
    )


_compiling: dict[int, CompiledCode] = {}
_is_leaving = threading.Event()


class _Listener(event.Listener):
    """Takes note of functions that are compiled, not loaded, and gives up when the process ends."""

    def on_start(self, event: Any) -> None:
        """Look whose thread it is."""
        code = _compiling.get(threading.get_ident())
        if code is not None:
            code.note_compiling()
            if _is_leaving.is_set():
                raise _GivenUpError

    def on_end(self, event: Any) -> None:
        """Do nothing."""


_events: Any = event
_events.register("numba:run_pass", _Listener())


@atexit.register
def _leave() -> None:
    """Give up what is being compiled: threads that outlive the interpreter may end it badly."""
    _is_leaving.set()
    ends = time.monotonic() + _LEAVING
    for code in list(_compiling.values()):
        code.give_up(ends)


class Stoppable(Protocol):
    """What may be over: ``Limits``, or a step with less time."""

    def is_over(self) -> bool:
        """Whether to stop."""
        ...


class StopFlag:
    """Tells compiled code, which cannot look at the clock, to stop; use it in a ``with`` block.

    Parameters
    ----------
    limits : Stoppable
        Says when to stop.
    """

    def __init__(self, limits: Stoppable) -> None:
        self._limits = limits
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self.stop: Ints = np.zeros(1, dtype=np.int64)
        """Not zero once all work is to end."""

    def __enter__(self) -> StopFlag:
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
