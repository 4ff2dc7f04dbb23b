"""Runs wait for their turn, are answered in processes of their own, stop, and end with the lab."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from patient_questions import patient
from samehands.lab import runs as runs_module
from samehands.lab.questions import SolveQuestion
from samehands.lab.runs import Run, Runs
from samehands.model.io.read import read
from samehands.planning import solve
from samehands.solver import SolveOptions
from tables import csv_folder, instance

_PATIENCE = 60.0


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Runs]:
    opened = Runs(tmp_path / "runs")
    yield opened
    opened.close()


def _wait(is_so: Callable[[], object]) -> None:
    ends = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def _process(run: Run) -> psutil.Process:
    """Return the process of a patient question, once it waits."""
    _wait(lambda: [each for each in run.file.parent.iterdir() if each.name.isdigit()])
    (file,) = (each for each in run.file.parent.iterdir() if each.name.isdigit())
    file.unlink()
    return psutil.Process(int(file.name))


def test_a_result_is_the_same_as_that_of_a_call(queue: Runs, tmp_path: Path) -> None:
    tables = csv_folder(tmp_path / "small")
    known, policy = read(tables)
    options = SolveOptions(time_limit=20, engine="least-loaded", threads=1)
    question = SolveQuestion("as is", tables, "small", (), policy, False, options)
    run = queue.submit(question, known)
    bad = queue.submit(
        SolveQuestion("gone", tmp_path / "gone", "gone", (), policy, False, options), known
    )
    assert bad.state().words == "Waiting; 1 run is ahead of it."
    _wait(lambda: run.is_over)
    found, called = run.result, solve(known, policy, options)
    assert found is not None and found.plan is not None and called.plan is not None
    assert found.plan.to_dict() == called.plan.to_dict()
    state = run.state()
    assert (state.status, state.cost, state.bound) == ("done", found.objective, found.bound)
    assert state.words.startswith("Done: ") and state.left is None and state.is_over
    assert run.explanation is None
    _wait(lambda: bad.is_over)
    assert bad.status == "failed" and "gone" in bad.state().words
    assert bad.result is None


def test_a_run_that_is_stopped_keeps_what_it_has_and_one_that_waits_never_begins(
    queue: Runs,
) -> None:
    first, second, third = (queue.submit(patient(Path("no")), instance()) for _ in range(3))
    process = _process(first)
    assert process.nice() > psutil.Process().nice()
    _wait(lambda: first.state().points)
    now = first.state()
    assert (now.status, now.cost, now.bound, now.gap) == ("running", 100.0, 40.0, 60.0)
    assert now.left is not None and now.seconds is not None and now.left > 50
    assert third.state().words == "Waiting; 2 runs are ahead of it."
    second.stop()
    assert (second.status, third.state().words) == ("interrupted", "Waiting; 1 run is ahead of it.")
    first.stop()
    _wait(lambda: first.is_over)
    assert (first.status, first.state().words) == ("done", "Done: feasible, interrupted.")
    # A process that somebody ends from outside is no answer, and the lab goes on.
    _process(third).kill()
    _wait(lambda: third.is_over)
    assert third.status == "failed"
    assert "ended from outside, by signal 9" in third.state().words


def test_one_that_does_not_stop_is_ended_after_a_while(
    queue: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "GRACE", 0.2)
    run = queue.submit(patient(Path("no"), is_deaf=True), instance())
    process = _process(run)
    run.stop()
    assert run.state().words == "Stopping; the best plan so far is kept."
    _wait(lambda: run.is_over)
    assert run.status == "interrupted" and "no plan of it is kept" in run.state().words
    assert not process.is_running()


_LAB = """
import sys
from pathlib import Path
from patient_questions import patient
from samehands.lab.runs import Runs
from tables import instance
if __name__ == "__main__":
    Runs(Path(sys.argv[1])).submit(patient(Path("no"), is_deaf=True), instance())
    sys.stdin.read()
"""


def test_the_process_of_a_run_ends_with_a_lab_that_is_killed(tmp_path: Path) -> None:
    script, folder = tmp_path / "small_lab.py", tmp_path / "runs"
    places = [place for place in sys.path if place]
    script.write_text(f"import sys\nsys.path[:0] = {places!r}\n{_LAB}", encoding="utf-8")
    lab = subprocess.Popen([sys.executable, script, folder], stdin=subprocess.PIPE)
    _wait(lambda: folder.exists() and [each for each in folder.iterdir() if each.name.isdigit()])
    (file,) = (each for each in folder.iterdir() if each.name.isdigit())
    run = psutil.Process(int(file.name))
    lab.kill()
    lab.communicate()
    _, alive = psutil.wait_procs([run], _PATIENCE)
    assert not alive


def test_runs_wait_for_machine_code_and_a_lab_that_closes_does_not(tmp_path: Path) -> None:
    opened = Runs(tmp_path / "runs")
    opened.prepare()
    run = opened.submit(patient(Path("no")), instance())
    assert run.state().words.startswith("Waiting for machine code")
    began = time.process_time()
    opened.close()
    assert (run.status, run.state().words) == ("interrupted", "Stopped before it began.")
    assert time.process_time() - began < 5
    children = [" ".join(each.cmdline()) for each in psutil.Process().children()]
    assert not [words for words in children if "spawn_main" in words]
