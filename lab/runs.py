"""Runs: questions that wait for their turn, each answered in a process of its own.

Engines use all processors, so one run is answered at a time and the others wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from queue import SimpleQueue
from typing import Literal

from ..explanation import Explanation
from ..model.instance import Instance
from ..planning import Result
from ..report.tables import count, state
from .processes import LabProcess, Preparation, answer
from .progress import Begun, Doing, Ended, Failed, Improved, Note, Preparing
from .questions import (
    Answer,
    ExplainQuestion,
    Question,
    SolveQuestion,
    ended_with,
    seconds_of,
    trace_of,
)

Status = Literal["waiting", "running", "stopping", "done", "failed", "interrupted"]
"""``done`` with an answer, also where that was stopped; ``interrupted`` without one, because it was
asked to stop; ``failed`` without one for another reason."""

_OVER: tuple[Status, ...] = ("done", "failed", "interrupted")
"""Nothing changes any more."""

_PREFIX = "run-"
"""What the files of answers are called, with the numbers of their runs."""

GRACE = 30.0
"""Seconds in which a run that is told to stop has to write what it has."""


@dataclass(frozen=True)
class RunState:
    """What is known about a run at one moment.

    Parameters
    ----------
    status : str
        How far it is.
    words : str
        The same as a sentence, which changes only where something else is done.
    points : tuple of Improved
        Cost and bound as they became better.
    seconds : float or None
        Since it began to solve, None before; of a run that has ended, until then.
    left : float or None
        Seconds of its time limit that are left, by the clock; None where it does not count.
    ended : Ended or None
        What its answer says, where there is one.
    prepared : tuple of str
        Machine code that had to be prepared first.
    """

    status: Status
    words: str
    points: tuple[Improved, ...]
    seconds: float | None
    left: float | None
    ended: Ended | None
    prepared: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in _OVER

    @property
    def cost(self) -> float | None:
        """Cost of the best plan so far, in minutes; of the answer where there is one."""
        if self.ended is not None:
            return self.ended.cost
        return self.points[-1].cost if self.points else None

    @property
    def bound(self) -> float | None:
        """Best bound so far, in minutes; that of the answer where there is one."""
        if self.ended is not None:
            return self.ended.bound
        return self.points[-1].bound if self.points else None

    @property
    def gap(self) -> float | None:
        """Cost less bound, in minutes; None where either is unknown."""
        return None if self.cost is None or self.bound is None else self.cost - self.bound


class Run:
    """One question, from the moment it is asked.

    Parameters
    ----------
    number : int
        Its number, from 1.
    question : Question
        What is asked.
    instance : Instance
        The tables that it is about, changes made; those that are loaded may be others by now.
    file : pathlib.Path
        Where the answer is written.
    say_waiting : callable
        Says what it waits for.
    """

    def __init__(
        self,
        number: int,
        question: Question,
        instance: Instance,
        file: Path,
        say_waiting: Callable[[Run], str],
    ) -> None:
        self.number = number
        self.question = question
        self.instance = instance
        self.file = file
        self.status: Status = "waiting"
        self._say_waiting = say_waiting
        self._lock = threading.RLock()
        self._process: LabProcess | None = None
        self._stopped = threading.Event()
        self._words = ""
        self._points: list[Improved] = []
        self._began: float | None = None
        self._finished: float | None = None
        self._ended: Ended | None = None
        self._prepared: list[str] = []

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in _OVER

    def state(self) -> RunState:
        """Return what is known now."""
        with self._lock:
            words, left, seconds = self._words, None, None
            if self._began is not None:
                seconds = (self._finished or time.monotonic()) - self._began
                limit = self.question.options.time_limit
                if not self.is_over and limit is not None:
                    left = max(limit - seconds, 0.0)
            if self.status == "waiting":
                words = self._say_waiting(self)
            return RunState(
                self.status,
                words,
                tuple(self._points),
                seconds,
                left,
                self._ended,
                tuple(self._prepared),
            )

    def restore(self, answer: Answer, text: str) -> None:
        """Take an answer that was found before, and its file."""
        with self._lock:
            self.file.write_text(text, encoding="utf-8")
            self._points = trace_of(answer)
            self._end_with(ended_with(answer))
            self._began = time.monotonic() - seconds_of(answer)
            self.answer = answer

    @property
    def has_result(self) -> bool:
        """Whether it is a solve that has been answered."""
        return self.status == "done" and isinstance(self.question, SolveQuestion)

    @property
    def result(self) -> Result | None:
        """What a solve found; None where there is none, or something else was asked."""
        return self.answer if self.has_result and isinstance(self.answer, Result) else None

    @property
    def explanation(self) -> Explanation | None:
        """What an explanation found; None where there is none, or something else was asked."""
        is_there = self.status == "done" and isinstance(self.question, ExplainQuestion)
        return self.answer if is_there and isinstance(self.answer, Explanation) else None

    @cached_property
    def answer(self) -> Answer:
        """What was found; of a run that is done alone."""
        return self.question.kind.from_json(self.file.read_text("utf-8"))

    def stop(self) -> None:
        """Ask it to stop and to keep its best plan; one that waits never begins."""
        with self._lock:
            if self.status == "waiting":
                self._end("interrupted", "Stopped before it began.")
            elif self.status == "running" and self._process is not None:
                self.status = "stopping"
                self._stopped.set()
                self._words = "Stopping; the best plan so far is kept."
                self._process.stop()
                timer = threading.Timer(GRACE, self._process.kill)
                timer.daemon = True
                timer.start()

    def kill(self) -> None:
        """End its process at once, if it has one."""
        with self._lock:
            if self._process is not None and not self.is_over:
                self._process.kill()

    def carry_out(self) -> None:
        """Have it answered, unless it was stopped before; return when that has ended."""
        with self._lock:
            if self.status != "waiting":
                return
            self.status, self._words = "running", "Starting, and reading the tables."
            try:
                self._process = LabProcess(partial(answer, self.question, self.file))
            except OSError as error:
                self._end("failed", f"The system could not start a process: {error.strerror}.")
                return
        for note in self._process.notes():
            with self._lock:
                self._take(note)
        code = self._process.join()
        with self._lock:
            if not self.is_over:
                self._end(*_ended_without(code, self._stopped.is_set()))

    def _take(self, note: Note) -> None:
        if isinstance(note, Begun):
            self._began = time.monotonic()
        elif isinstance(note, Doing):
            if self.status == "running":
                self._words = note.words
        elif isinstance(note, Preparing):
            self._prepared.append(note.what)
        elif isinstance(note, Improved):
            self._points.append(note)
        elif isinstance(note, Failed):
            self._end("failed", note.words)
        else:
            self._end_with(note)
            if self._began is not None and self._finished is not None and note.cost is not None:
                # What the cost leaves open is settled at the end, which may make it lower.
                seconds = self._finished - self._began
                self._points.append(Improved(seconds, note.cost, note.bound))

    def _end_with(self, note: Ended) -> None:
        self._ended = note
        self._end("done", f"Done: {state(note.status, note.limit)}.")

    def _end(self, status: Status, words: str) -> None:
        self.status, self._words, self._finished = status, words, time.monotonic()


@dataclass(frozen=True)
class Answered:
    """A question that was answered before.

    Parameters
    ----------
    question : Question
        What was asked.
    instance : Instance
        The tables that it is about, changes made.
    answer : Result or Explanation
        What was found.
    text : str
        The same as the run has written it.
    start : int or None
        Number of the run from whose plan it began.
    """

    question: Question
    instance: Instance
    answer: Answer
    text: str
    start: int | None


class Runs:
    """Runs in the order in which they were asked for.

    Parameters
    ----------
    folder : pathlib.Path
        Where answers are written, made when the first one is; whoever gave it removes it.
    at_once : int
        Runs at a time.

    Attributes
    ----------
    is_closing : threading.Event
        Set where pages that follow runs are to be told nothing more.
    """

    def __init__(self, folder: Path, at_once: int = 1) -> None:
        self.is_closing = threading.Event()
        self._folder = folder
        self._runs: dict[int, Run] = {}
        self._lock = threading.Lock()
        self._preparation: Preparation | None = None
        self._waiting: SimpleQueue[Run | Preparation | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def __iter__(self) -> Iterator[Run]:
        return iter(tuple(self._runs.values()))

    def prepare(self) -> None:
        """Prepare machine code before anything is asked; where it is there that takes seconds."""
        self._preparation = Preparation()
        self._waiting.put(self._preparation)

    def submit(self, question: Question, instance: Instance) -> Run:
        """Ask a question about tables; it is answered when those before it are."""
        with self._lock:
            run = self._add(max(self._runs, default=0) + 1, question, instance)
        self._waiting.put(run)
        return run

    def restore(self, answered: Mapping[int, Answered]) -> None:
        """Take runs that were answered before, by their numbers; if one is taken, at the end."""
        with self._lock:
            later = max(self._runs) if self._runs.keys() & answered.keys() else 0
            for number, each in answered.items():
                question = each.question
                if isinstance(question, SolveQuestion) and each.start is not None:
                    question = replace(question, start=self._file(each.start + later))
                self._add(number + later, question, each.instance).restore(each.answer, each.text)

    def _add(self, number: int, question: Question, instance: Instance) -> Run:
        self._folder.mkdir(parents=True, exist_ok=True)
        run = Run(number, question, instance, self._file(number), self._say_waiting)
        self._runs[number] = run
        return run

    def _file(self, number: int) -> Path:
        return self._folder / f"{_PREFIX}{number}.json"

    def find(self, number: int) -> Run | None:
        """Return the run of a number, None where there is none."""
        return self._runs.get(number)

    def close(self) -> None:
        """End all runs at once; nothing of those that are not done is kept."""
        self.is_closing.set()
        # Those that wait first, so that none of them begins.
        for run in reversed([*self]):
            run.stop()
            run.kill()
        if self._preparation is not None:
            self._preparation.kill()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _say_waiting(self, run: Run) -> str:
        ahead = sum(not other.is_over and other.number < run.number for other in self)
        if ahead:
            return f"Waiting; {count(ahead, 'run is', 'runs are')} ahead of it."
        if self._preparation is not None and not self._preparation.is_over:
            return (
                "Waiting for machine code: it is loaded, or prepared where this machine never had "
                "it, which takes some minutes."
            )
        return "Waiting."

    def _serve(self) -> None:
        while (work := self._waiting.get()) is not None:
            work.carry_out()


def number_of(file: Path) -> int:
    """Return the number of the run that a file of answers belongs to."""
    return int(file.stem.removeprefix(_PREFIX))


# What is said about runs.


def _ended_without(code: int | None, was_stopped: bool) -> tuple[Status, str]:
    """Return how a run ended whose process said nothing of its end."""
    if was_stopped:
        says = f"It did not stop within {GRACE:g} seconds and was ended; no plan of it is kept."
        return "interrupted", says
    how = f"by signal {-code}" if code is not None and code < 0 else f"with the code {code}"
    says = f"The process of this run was ended from outside, {how}; nothing of it is kept."
    return "failed", f"{says} Perhaps memory ran out."
