"""The solves of one call: how the time is divided, what begins, and what a cancel reaches."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from agencies import agency
from patient_work import MOST_SECONDS, Patient
from samehands.model import InputError, Policy
from samehands.planning.many_solves import Job, ManySolves
from samehands.planning.parallel import TimeBudget
from samehands.solver import SolveOptions

PARENT = """
import sys
from pathlib import Path
from patient_work import Patient
from samehands.planning.many_solves import ManySolves
from samehands.solver import SolveOptions

if __name__ == "__main__":
    with ManySolves(SolveOptions(time_limit=None), jobs=2) as many:
        many.all([Patient(Path(sys.argv[1]))] * 3)
"""


def _wait_for(number: int, folder: Path) -> list[int]:
    """Return the processes that have begun, once there are so many."""
    end = time.monotonic() + MOST_SECONDS
    while len(found := [int(file.name) for file in folder.iterdir()]) < number:
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def _are_gone(processes: list[int]) -> bool:
    end = time.monotonic() + MOST_SECONDS / 2
    while time.monotonic() < end:
        if not any(psutil.pid_exists(each) for each in processes):
            return True
        time.sleep(0.05)
    return False


def test_what_one_solve_leaves_over_goes_to_the_next() -> None:
    budget = TimeBudget(100.0)
    first, second = budget.left(1 / 4), budget.left(1 / 3)
    assert first is not None and 24 < first <= 25
    assert second is not None and 33 < second <= 100 / 3
    assert TimeBudget(None).left() is None
    # The last second goes to one solve, not to a tenth each of ten.
    assert (TimeBudget(0.5).left(0.1) or 0) > 0.4
    assert TimeBudget(100.0, started=time.monotonic() - 101).is_over()


def test_what_there_is_no_time_for_does_not_begin() -> None:
    toy, told = agency("toy"), list[str]()
    budget = TimeBudget(1000.0)
    jobs = [Job(name, toy, Policy()) for name in ("one", "two", "three")]

    def stop(name: str) -> None:
        told.append(name)
        if name == "two":
            budget.end = time.monotonic()

    many = ManySolves(SolveOptions("least-loaded", threads=1), on_stage=stop, budget=budget)
    first, second, third = many.results(jobs)
    assert told == ["one", "two"]
    assert first.has_plan and second.has_plan
    assert (third.status, third.limit, third.plan) == ("no_plan", "time", None)


def test_after_a_cancel_nothing_begins() -> None:
    stop = threading.Event()
    many = ManySolves(SolveOptions("least-loaded", threads=1, cancel=stop))
    job = Job("one", agency("toy"), Policy())
    assert many.all([job])[0] is not None
    stop.set()
    assert many.all([job, job]) == [None, None]
    assert [each.limit for each in many.results([job])] == ["interrupted"]


def test_a_cancel_reaches_other_processes_and_leaves_none_behind(tmp_path: Path) -> None:
    stop = threading.Event()

    def cancel() -> None:
        _wait_for(2, tmp_path)
        stop.set()

    threading.Thread(target=cancel).start()
    with ManySolves(SolveOptions(time_limit=None, cancel=stop), jobs=2) as many:
        found = many.all([Patient(tmp_path)] * 4)
    processes = [int(file.name) for file in tmp_path.iterdir()]
    assert sorted(each for each in found if each) == [(one, True) for one in sorted(processes)]
    assert len(processes) == 2 and found.count(None) == 2
    assert _are_gone(processes)


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script, begun = tmp_path / "parent.py", tmp_path / "begun"
    begun.mkdir()
    script.write_text(PARENT)
    support = str(Path(sys.modules["patient_work"].__file__ or "").parent)
    parent = subprocess.Popen(
        [sys.executable, script, begun], env={"PYTHONPATH": support, "PATH": ""}
    )
    try:
        processes = _wait_for(2, begun)
    finally:
        parent.kill()
        parent.wait()
    assert _are_gone(processes)


def test_an_executor_is_given_no_more_than_it_does_at_a_time(tmp_path: Path) -> None:
    job = Job("one", agency("toy"), Policy())
    options = SolveOptions("least-loaded", threads=1)
    with ThreadPoolExecutor(2) as pool, ManySolves(options, jobs=2, executor=pool) as many:
        found = many.all([job] * 3)
        assert not pool.submit(bool).result()
    assert len({each.objective for each in found if each}) == 1
    assert None not in found


def test_a_number_of_processes_is_checked_with_everything_else() -> None:
    with pytest.raises(InputError) as caught:
        ManySolves.of(None, {"jobs": 0, "threads": 0, "timelimit": 3})
    assert {fault.field for fault in caught.value.problems} == {"jobs", "threads", "timelimit"}
