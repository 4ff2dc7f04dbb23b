"""Ctrl-C: the best plan is kept, or nothing is left behind."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from doubles import Double, nothing_found, until_cancelled
from samehands.cli.interrupt import interruptible
from samehands.planning.result_json import load_result
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Request, Watch, registered
from shell import call


@contextmanager
def ctrl_c(seconds: float) -> Iterator[None]:
    """Press Ctrl-C after a while."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        yield
    finally:
        timer.join()


def test_the_best_plan_is_written(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    with registered(Double(until_cancelled)), ctrl_c(1.0):
        ran = call("solve", small, "--engine", "double", "--out", out, "--json")
    assert ran.code == 0
    assert "stopping" in ran.err
    assert (ran.data["status"], ran.data["limit"]) == ("feasible", "interrupted")
    assert load_result(out).plan.owners.height == 3


def test_without_a_plan_the_code_is_4(small: Path) -> None:
    def wait(problem: AssignmentProblem, request: Request, watch: Watch) -> Answer:
        watch.limits.cancel.wait(30.0)
        return nothing_found(problem, request, watch)

    with registered(Double(wait)), ctrl_c(1.0):
        ran = call("solve", small, "--engine", "double", "--json")
    assert (ran.code, ran.data["has_plan"]) == (4, False)


def test_afterwards_ctrl_c_is_what_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with ctrl_c(0.1):
        assert interruptible(lambda cancel: cancel.wait(30.0))
    assert signal.getsignal(signal.SIGINT) == before


def test_errors_of_the_work_come_through() -> None:
    def fail(cancel: threading.Event) -> None:
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        interruptible(fail)


def test_another_thread_has_no_signals_to_take() -> None:
    got: list[int] = []
    thread = threading.Thread(target=lambda: got.append(interruptible(lambda cancel: 3)))
    thread.start()
    thread.join()
    assert got == [3]
