"""What the process of a run says while it works, and how it says it."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from ..model.policy import MILLI
from ..solver import Bound, Built, Compiling, Event, Finished, Incumbent

_EVERY = 0.25
"""Seconds between two looks at whether cost or bound have become better."""


@dataclass(frozen=True)
class Begun:
    """The tables are read; from now on the time limit counts."""


@dataclass(frozen=True)
class Doing:
    """What is being done.

    Parameters
    ----------
    words : str
        A sentence.
    """

    words: str


@dataclass(frozen=True)
class Improved:
    """Cost of the best plan and best bound so far.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    cost, bound : float or None
        In minutes; None for unknown.
    """

    seconds: float
    cost: float | None
    bound: float | None


@dataclass(frozen=True)
class Ended:
    """The answer is written.

    Parameters
    ----------
    status : str
        What is known.
    limit : str
        What stopped it, ``none`` for nothing.
    cost, bound : float or None
        Those of the answer, in minutes; None for none.
    """

    status: str
    limit: str
    cost: float | None = None
    bound: float | None = None


@dataclass(frozen=True)
class Failed:
    """There is no answer.

    Parameters
    ----------
    words : str
        Why.
    """

    words: str


@dataclass(frozen=True)
class Preparing:
    """Machine code has to be prepared, which this machine never had.

    Parameters
    ----------
    what : str
        What it does.
    """

    what: str


Note = Begun | Doing | Improved | Preparing | Ended | Failed
"""Anything the process of a run says."""


class Progress:
    """Says how a run gets on, to the process that started it.

    Costs and bounds may become better a thousand times in a second: of these only the last ones are
    said, by a thread that looks four times in a second. Use it in a ``with`` block.

    Parameters
    ----------
    mouth : Connection
        What is said goes here.
    """

    def __init__(self, mouth: Connection) -> None:
        self._mouth = mouth
        self._latest: deque[Incumbent | Bound] = deque(maxlen=1)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._repeat, daemon=True)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def begin(self) -> None:
        """Say that the time limit counts from now on."""
        self.send(Begun())
        self.say("Building the problem.")

    def say(self, words: str) -> None:
        """Say what is being done."""
        self.send(Doing(words))

    def listen(self, event: Event) -> None:
        """Take an event of the one solve that there is."""
        if isinstance(event, Incumbent | Bound):
            self._latest.append(event)
        elif isinstance(event, Built):
            self.say("Looking for better plans.")
        elif isinstance(event, Finished):
            self.say("Settling what the cost leaves open, and checking the plan.")
        else:
            self.listen_for_compiling(event)

    def listen_for_compiling(self, event: Event) -> None:
        """Take an event of one of many solves: curves of them all would say nothing."""
        if isinstance(event, Compiling):
            self.send(Preparing(event.what))

    def send(self, note: Note) -> None:
        """Say something, after the cost and the bound that came before it."""
        # Where nobody listens any more, this process is about to end, too.
        with self._lock, suppress(OSError):
            self._send_latest()
            self._mouth.send(note)

    def _repeat(self) -> None:
        while not self._ended.wait(_EVERY):
            with self._lock, suppress(OSError):
                self._send_latest()

    def _send_latest(self) -> None:
        with suppress(IndexError):
            self._mouth.send(_improved(self._latest.pop()))


def _improved(event: Incumbent | Bound) -> Improved:
    cost, bound = event.objective, event.bound
    return Improved(
        event.seconds,
        None if cost is None else cost / MILLI,
        None if bound is None else bound / MILLI,
    )
