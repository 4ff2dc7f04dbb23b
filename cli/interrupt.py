"""Ctrl-C and SIGTERM: what is read is left, what is solved is stopped and kept, then written."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

_QUIT = 130
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LOOK = 0.1
"""Seconds between two looks at whether a signal has come."""
_MESSAGE = "\nstopping; the best plan so far is kept (Ctrl-C again to quit at once)\n"

_early = threading.Event()
"""Set where a signal came before any work: Python drops what is raised in some of its callbacks."""

_asked: list[threading.Event] = []
"""The event of the command's work, once that has begun; it stays while the answer is written."""


@contextmanager
def catch_signals() -> Generator[None, None, None]:
    """Catch Ctrl-C and SIGTERM for one command.

    Before its work begins, both raise a KeyboardInterrupt. From then on the first one asks the work
    to stop, and the answer is written all the same; the second one ends the process at once, with
    the processes that it started.
    """
    # Only the main thread may take signals; called from another one, there is nothing to catch.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in _SIGNALS}
    try:
        yield
    finally:
        _early.clear()
        _asked.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def run_interruptibly(work: Callable[[threading.Event], T]) -> T:
    """Do work that a signal asks to stop.

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
    _asked[:] = [cancel]
    if _early.is_set():
        raise KeyboardInterrupt
    done: Future[T] = Future()

    def target() -> None:
        try:
            done.set_result(work(cancel))
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=target, daemon=True).start()
    # The system may give a signal to any thread, and the main one hears of it only when it wakes.
    while not done.done():
        wait([done], _LOOK)
    return done.result()


def _stop(number: int, frame: FrameType | None) -> None:
    if not _asked:
        _early.set()
        raise KeyboardInterrupt
    if _asked[0].is_set():
        for child in multiprocessing.active_children():
            child.kill()
        os._exit(_QUIT)
    _asked[0].set()
    with suppress(OSError, ValueError):
        sys.stderr.write(_MESSAGE)
