"""Processes of the lab: each does one piece of work, and stops or ends when the lab does.

They give way to the pages, and are told to stop by a pipe that is closed.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from ..model.errors import SamehandsError
from ..planning.parallel import heed_parent, stop_event
from .progress import Ended, Failed, Note, Progress
from .questions import Question

_NICE = 5
"""How far these processes give way to the pages."""

Work = Callable[[Progress], Note]
"""What is done in a process: says how it gets on, and returns how it ended."""


class LabProcess:
    """A process that does one piece of work.

    Parameters
    ----------
    work : Work
        What is done; it is pickled.
    """

    def __init__(self, work: Work) -> None:
        # Engines hold threads, which a forked process would not survive.
        spawn = multiprocessing.get_context("spawn")
        ears, self._mouth = spawn.Pipe(duplex=False)
        self._ears, mouth = spawn.Pipe(duplex=False)
        self._process = spawn.Process(target=_do, args=(work, ears, mouth))
        self._process.start()
        # Without ends of its own the lab sees when the process closes its, by itself or killed.
        ears.close()
        mouth.close()

    def notes(self) -> Iterator[Note]:
        """Yield what it says until it ends."""
        try:
            while True:
                yield self._ears.recv()
        except EOFError:
            return

    def stop(self) -> None:
        """Ask it to stop: that its pipe is closed is the message."""
        self._mouth.close()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def join(self) -> int | None:
        """Wait for its end, and return its exit code, negative for a signal."""
        self._process.join()
        self._ears.close()
        self._mouth.close()
        return self._process.exitcode


def _do(work: Work, ears: Connection, mouth: Connection) -> None:
    psutil.Process().nice(_NICE)
    heed_parent(ears)
    with Progress(mouth) as progress:
        try:
            note = work(progress)
        except SamehandsError as error:
            note = Failed(str(error))
        except Exception as error:
            # To the page of whoever asked, and nowhere else: the text may name people.
            note = Failed(f"An error in samehands itself: {type(error).__name__}: {error}")
        progress.send(note)


# What is done.


def answer(question: Question, file: Path, progress: Progress) -> Note:
    """Answer a question and write the answer to a file."""
    return question.answer(file, progress)


PREPARED = (("kernel",), ("cp-sat", "lagrangian"))
"""Engines whose machine code is prepared side by side, each part in a process of its own: the parts
take about as long, and a compiler uses one processor."""


def prepare_code(engines: Sequence[str], progress: Progress) -> Note:
    """Compile what engines need where that was never done on this machine."""
    from ..solver.registry import warm_up

    warm_up(stop_event(), engines)
    return Ended("prepared", "none")


class Preparation:
    """Machine code is prepared before the first run, which would spend its time limit on it."""

    def __init__(self) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._processes: list[LabProcess] = []

    def carry_out(self) -> None:
        """Have it done; where it cannot be, runs prepare what they need themselves."""
        with self._lock:
            if self.is_over:
                return
            self._processes += [LabProcess(partial(prepare_code, names)) for names in PREPARED]
        for process in self._processes:
            for _ in process.notes():
                pass
            process.join()
        self.is_over = True

    def kill(self) -> None:
        """End it at once, or never begin."""
        with self._lock:
            self.is_over = True
            for process in self._processes:
                process.kill()
