"""Exit codes, and what ends with which."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from ..model.errors import EngineUnavailableError, InputError, InternalError, UnsupportedError

DONE = 0
"""Done, and audited where there is a plan."""
BAD_INPUT = 2
"""Input, usage, a file that cannot be written, unsupported, or an engine that is missing."""
INFEASIBLE = 3
"""Proven: no plan keeps all rules."""
NO_PLAN = 4
"""No plan within the limit."""
VIOLATIONS = 5
"""The audit found violations, or another cost than the file states."""
INTERNAL = 70
"""A bug."""
QUIT = 130
"""Interrupted where there is nothing to keep."""

_OF_STATUS = {"optimal": DONE, "feasible": DONE, "infeasible": INFEASIBLE, "no_plan": NO_PLAN}


def exit_code(*statuses: str) -> int:
    """Return the exit code of solves by their statuses: that of the gravest."""
    return max((_OF_STATUS[status] for status in statuses), default=DONE)


def error_code(error: BaseException) -> int:
    """Return the exit code of a command that ended with an error."""
    if isinstance(error, KeyboardInterrupt):
        return QUIT
    if isinstance(error, InternalError):
        return INTERNAL
    mine = (InputError, UnsupportedError, EngineUnavailableError, OSError)
    return BAD_INPUT if isinstance(error, mine) else INTERNAL


# Ctrl-C while a solve runs: stop it and keep the best plan.


T = TypeVar("T")

_MESSAGE = "\nstopping; the best plan so far is kept (Ctrl-C again to quit at once)\n"


def interruptible(work: Callable[[threading.Event], T]) -> T:
    """Do work that the first Ctrl-C asks to stop; a second one ends the process at once.

    The work runs in a thread of its own, because an engine keeps its thread so busy that no signal
    gets through.

    Parameters
    ----------
    work : callable
        Takes an event and stops soon after it is set.

    Returns
    -------
    object
        What the work returns; what it raises is raised.
    """
    cancel = threading.Event()
    done: Future[T] = Future()

    def target() -> None:
        try:
            done.set_result(work(cancel))
        except BaseException as error:
            done.set_exception(error)

    with _handler(cancel):
        threading.Thread(target=target, daemon=True).start()
        return done.result()


@contextmanager
def _handler(cancel: threading.Event) -> Generator[None, None, None]:
    def stop(number: int, frame: FrameType | None) -> None:
        cancel.set()
        signal.signal(number, signal.SIG_DFL)
        sys.stderr.write(_MESSAGE)

    # Only the main thread may take signals; called from another one, there is nothing to catch.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
