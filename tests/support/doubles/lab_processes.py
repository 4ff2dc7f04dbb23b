"""Processes of the lab that are none: the same work by a thread, which is there at once."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

from samehands.lab import runs
from samehands.lab.processes import Work
from samehands.lab.progress import Note, Progress


class ThreadProcess:
    """Does its work in this process, and says what a process would say; it cannot be stopped."""

    def __init__(self, work: Work) -> None:
        self._ears, self._mouth = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._do, args=(work,), daemon=True)
        self._thread.start()

    def _do(self, work: Work) -> None:
        with self._mouth, Progress(self._mouth) as progress:
            progress.send(work(progress))

    def notes(self) -> Iterator[Note]:
        """Yield what it says until it ends."""
        try:
            while True:
                yield self._ears.recv()
        except EOFError:
            return

    def kill(self) -> None:
        """Leave it to itself: a lab that ends asks for this."""

    def join(self) -> int:
        """Wait for its end, which is always a good one."""
        self._thread.join()
        self._ears.close()
        return 0


@contextmanager
def answered_at_hand() -> Generator[None]:
    """Have runs answered within this process while the block lasts: starting one takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "LabProcess", ThreadProcess)
        yield
