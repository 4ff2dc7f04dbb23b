"""Solves under watch: what does not end in time is named with the lines that it stands in."""

from __future__ import annotations

import faulthandler
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TypeVar

from samehands.formulations import lower
from samehands.model.errors import UnsupportedError
from samehands.model.policy import MILLI
from samehands.planning import Result, solve
from samehands.planning.answer import answer_problem
from samehands.solver import SolveOptions
from tiny_agencies import Case

T = TypeVar("T")


def run_watched(work: Callable[[], T], seconds: float) -> T:
    """Return what work gives.

    Raises
    ------
    AssertionError
        If it does not end within so many seconds; it says where all threads stand.
    """
    given: list[T] = []
    failed: list[BaseException] = []

    def do() -> None:
        try:
            given.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not given:
        with TemporaryFile("w+", encoding="utf-8") as file:
            faulthandler.dump_traceback(file)
            file.seek(0)
            raise AssertionError(f"not ended after {seconds:g} s\n{file.read()}")
    return given[0]


@dataclass(frozen=True)
class Watched:
    """One solve.

    Parameters
    ----------
    seconds : float
        How long it took.
    result : Result or None
        None where the engine does not serve the question.
    """

    seconds: float
    result: Result | None


def solve_watched(case: Case, engine: str, limit: float, threads: int | None = None) -> Watched:
    """Solve a question with an engine, which may be late by ten limits and half a minute.

    That is far more than any solve may be: on a machine with much to do only what hangs is found.
    """

    def work() -> Watched:
        began = time.monotonic()
        try:
            found = solve(*case, engine=engine, time_limit=limit, threads=threads)
        except UnsupportedError:
            found = None
        return Watched(time.monotonic() - began, found)

    return run_watched(work, 10 * limit + 30)


def greedy_cost(case: Case) -> float | None:
    """Return what the greedy rule's plan costs without any limit; None where it finds none."""
    asked = SolveOptions(engine="least-loaded", time_limit=None)
    cost = answer_problem(lower(*case).problem, asked, prices=False).objective
    return None if cost is None else cost / MILLI


def is_dearer(result: Result | None, greedy: float | None) -> bool:
    """Whether a result is dearer than the greedy rule's plan, or lacks one where that has one.

    Where a machine with much to do spent the limit on building, nothing was asked of an engine.
    """
    if result is None or greedy is None or result.engine_reason.startswith("not begun"):
        return False
    return result.objective is None or result.objective > greedy
