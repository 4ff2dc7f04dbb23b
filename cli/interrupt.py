"""Ctrl-C while a command works: stop it and keep the best plan."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

_MESSAGE = "\nstopping; the best plan so far is kept (Ctrl-C again to quit at once)\n"


def run_interruptibly(work: Callable[[threading.Event], T]) -> T:
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
