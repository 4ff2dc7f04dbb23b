"""Ctrl-C and SIGTERM: the best plan is kept, or nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from fake_engines import Double, Solve, nothing_found, until_cancelled
from samehands.cli.interrupt import catch_signals, run_interruptibly
from samehands.planning.result import Result, load_result, require_plan, save_result
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Request, SolveMonitor, registered
from shell import call, command

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


PRESSED_WHILE_LOADING = """
import os, sys

class Presser:
    def find_spec(self, name, path=None, target=None):
        if name == "samehands.cli.instances":
            # Many modules run code from texts while they are loaded, as dataclasses do.
            exec("os.kill(os.getpid(), int(os.environ['PRESSED']))")

sys.meta_path.insert(0, Presser())
"""
BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@contextmanager
def signalled(seconds: float, number: int = signal.SIGINT) -> Generator[None, None, None]:
    """Send a signal to this process after a while, by default that of Ctrl-C."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), number))
    timer.start()
    try:
        yield
    finally:
        timer.join()


def _pressed(solve: Solve, number: int = signal.SIGINT) -> Double:
    """Return an engine at whose beginning a signal comes."""

    def press(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        os.kill(os.getpid(), number)
        return solve(problem, request, monitor)

    return Double(press)


@BOTH
def test_the_best_plan_is_written(small: Path, tmp_path: Path, number: int) -> None:
    out = tmp_path / "plan.json"
    with registered(_pressed(until_cancelled, number)):
        ran = call("solve", small, "--engine", "double", "--out", out, "--json")
    assert ran.code == 0
    assert "stopping" in ran.err
    assert (ran.data["status"], ran.data["limit"]) == ("feasible", "interrupted")
    assert require_plan(load_result(out)).owners.height == 3


def test_without_a_plan_the_code_is_4(small: Path, tmp_path: Path) -> None:
    def wait(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        monitor.limits.cancel.wait(30.0)
        return nothing_found(problem, request, monitor)

    policy = tmp_path / "nobody_works.toml"
    text = "[service]\nlevels = { intake = 1.0 }\n[utilisation]\nceiling = 0.0\n"
    policy.write_text(text, encoding="utf-8")
    with registered(_pressed(wait)):
        ran = call("solve", small, "--policy", policy, "--engine", "double", "--json")
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


@BOTH
def test_what_is_read_is_left(
    small: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def interrupted(*_: object) -> None:
        signal.raise_signal(number)

    monkeypatch.setattr("samehands.cli.options.read", interrupted)
    ran = call("describe", small)
    assert (ran.code, ran.out, ran.err) == (130, "", "")


@BOTH
def test_what_is_loaded_is_left(small: Path, tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "sitecustomize.py").write_text(PRESSED_WHILE_LOADING, encoding="utf-8")
    run = subprocess.run(
        command("describe", small),
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PRESSED": str(int(number))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


@BOTH
def test_a_signal_that_python_drops_is_heeded_before_work_begins(number: signal.Signals) -> None:
    class Dropping:
        def __del__(self) -> None:
            with suppress(KeyboardInterrupt):
                signal.raise_signal(number)

    with catch_signals():
        del_me = Dropping()
        del del_me
        with pytest.raises(KeyboardInterrupt):
            run_interruptibly(lambda cancel: None)
    with catch_signals():
        assert run_interruptibly(lambda cancel: "done") == "done"


PRESSED_AT_THE_END = """
import atexit, os
from samehands.cli import main

atexit.register(lambda: os.kill(os.getpid(), int(os.environ["PRESSED"])))
main()
"""


@BOTH
def test_a_signal_after_the_answer_is_written_changes_nothing(
    small: Path, number: signal.Signals
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PRESSED_AT_THE_END, "describe", small, "--json"],
        env={**os.environ, "PRESSED": str(int(number))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)


@BOTH
def test_a_signal_while_the_answer_is_written_loses_nothing(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def interrupted(result: Result, file: Path) -> None:
        signal.raise_signal(number)
        save_result(result, file)

    monkeypatch.setattr("samehands.cli.solve.save_result", interrupted)
    out = tmp_path / "plan.json"
    ran = call("solve", small, "--engine", "least-loaded", "--out", out, "--json")
    assert (ran.code, ran.data["has_plan"]) == (0, True)
    assert load_result(out).has_plan


def test_a_second_one_ends_it_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    assert call("generate", "unit", "--seed", "1", "--out", tmp_path / "unit").code == 0
    scenarios = tmp_path / "reforms.toml"
    reforms = [
        f'[[reform]]\nname = "{cap}"\nchanges = [{{ set = "caseload.cap", to = {cap} }}]\n'
        for cap in (400, 450, 500)
    ]
    scenarios.write_text("".join(reforms), encoding="utf-8")
    line = command("what-if", tmp_path / "unit", scenarios, "--jobs", "2", "--time-limit", "40")
    run = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    # The two workers, and the process that keeps their resources.
    _wait_until(lambda: run.poll() is not None or len(_group(run.pid)) >= 4)
    # Two that come while the process does not get to run are one to it.
    while run.poll() is None:
        os.kill(run.pid, signal.SIGTERM)
        time.sleep(0.3)
    run.communicate()
    assert run.returncode == 130
    _wait_until(lambda: not _group(run.pid))


def _wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about")


def _group(number: int) -> list[int]:
    """Return the living processes of a session."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[3]) == number:
                found.append(int(stat.parent.name))
    return found


def test_afterwards_signals_are_what_they_were() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with catch_signals(), signalled(0.1):
        assert run_interruptibly(lambda cancel: cancel.wait(30.0))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


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
