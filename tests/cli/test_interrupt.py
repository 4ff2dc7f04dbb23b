"""Ctrl-C: the best plan is kept, or nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fake_engines import Double, nothing_found, until_cancelled
from samehands.cli.interrupt import run_interruptibly
from samehands.planning.result import load_result
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Request, SolveMonitor, registered
from shell import call

PRESSED_AT_FIRST_BOUND = """
import os, signal
from samehands.cli import main
from samehands.cli.progress import Progress
from samehands.solver import Bound

def press(self, event, pressed=[]):
    if isinstance(event, Bound) and not pressed:
        pressed.append(True)
        os.kill(os.getpid(), signal.SIGINT)

Progress.__call__ = press
main()
"""


@contextmanager
def ctrl_c(seconds: float) -> Generator[None, None, None]:
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
    def wait(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        monitor.limits.cancel.wait(30.0)
        return nothing_found(problem, request, monitor)

    with registered(Double(wait)), ctrl_c(1.0):
        ran = call("solve", small, "--engine", "double", "--json")
    assert (ran.code, ran.data["has_plan"]) == (4, False)


@pytest.mark.parametrize("engine", ["cp-sat", "kernel"])
def test_engines_survive_it_at_work(tmp_path: Path, engine: str) -> None:
    assert call("generate", "toy", "--seed", "1", "--out", tmp_path / "toy").code == 0
    arguments = ("solve", str(tmp_path / "toy"), "--engine", engine, "--json")
    run = subprocess.run(
        [sys.executable, "-c", PRESSED_AT_FIRST_BOUND, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "stopping" in run.stderr
    assert json.loads(run.stdout)["has_plan"] is True


def test_afterwards_ctrl_c_is_what_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with ctrl_c(0.1):
        assert run_interruptibly(lambda cancel: cancel.wait(30.0))
    assert signal.getsignal(signal.SIGINT) == before


def test_errors_of_the_work_come_through() -> None:
    def fail(cancel: threading.Event) -> None:
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        run_interruptibly(fail)


def test_another_thread_has_no_signals_to_take() -> None:
    got: list[int] = []
    thread = threading.Thread(target=lambda: got.append(run_interruptibly(lambda cancel: 3)))
    thread.start()
    thread.join()
    assert got == [3]
