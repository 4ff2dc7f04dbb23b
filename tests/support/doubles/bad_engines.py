"""Engines that do what none should, as a plugin of the benchmarks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numba
import numpy as np

from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Engine, Feature, Request, SolveMonitor

NOTES = "SAMEHANDS_TEST_NOTES"
"""Environment variable with the file in which engines note what they did."""

SLEEP = [sys.executable, "-c", "import time; time.sleep(1000)"]
"""A process that outlives every test unless it is ended."""


class Double(Engine):
    """An engine that serves everything, in its own way.

    Parameters
    ----------
    name : str
        Its name.
    act : callable
        What it does with a problem.
    features : frozenset of Feature
        What it says it serves.
    """

    def __init__(
        self,
        name: str,
        act: Callable[[AssignmentProblem, SolveMonitor], Answer],
        features: frozenset[Feature] = frozenset(Feature),
    ) -> None:
        self.name = name
        self.features = features
        self._act = act

    def missing(self) -> str | None:
        """Return None."""
        return None

    def version(self) -> str:
        """Return a version."""
        return "1"

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Do what this double does."""
        return self._act(problem, monitor)


def _raise(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    raise RuntimeError("planted fault")


def _hang(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    monitor.new_bound(7)
    while True:
        time.sleep(0.05)


def _spawn(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    """Start two processes, the second in a session of its own, and wait for ever."""
    subprocess.Popen(SLEEP)
    subprocess.Popen(SLEEP, start_new_session=True)
    return _hang(problem, monitor)


def _eat(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    hoard: list[bytes] = []
    while True:
        hoard.append(b"x" * 2**24)


def _ask_for_too_much(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    np.ones(2**44)
    return _no_answer("no_plan")


def _kill(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    os.kill(os.getpid(), signal.SIGKILL)
    return _no_answer("no_plan")


def _leave(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    os.write(2, b"planted words")
    os._exit(0)


def _assign_nothing(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    """Leave unassigned even what must be assigned, or claim that each pair is used twice."""
    times = 0 if problem.required.any() else 2
    x = np.full(problem.pairs, times, dtype=np.int64)
    return Answer("optimal", "none", x, 0, 0)


def _give_up(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    return _no_answer("infeasible")


def _compile(problem: AssignmentProblem, monitor: SolveMonitor) -> Answer:
    """Compile a function that is kept nowhere, and note that it was done."""
    compiled = cast(Callable[[int], int], numba.njit(_successor))
    assert compiled(1) == 2
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
        notes.write("compiled\n")
    return _no_answer("no_plan")


def _successor(number: int) -> int:
    return number + 1


def _no_answer(status: str) -> Answer:
    return Answer("infeasible" if status == "infeasible" else "no_plan", "none", None, None, None)


ENGINES: list[Engine] = [
    Double("raises", _raise),
    Double("hangs", _hang),
    Double("spawns", _spawn),
    Double("eats", _eat),
    Double("asks-for-too-much", _ask_for_too_much),
    Double("kills-itself", _kill),
    Double("leaves", _leave),
    Double("assigns-nothing", _assign_nothing),
    Double("gives-up", _give_up),
    Double("compiles", _compile),
    Double("serves-nothing", _give_up, frozenset()),
]
