"""Limits: what is worth nothing unless it ends is given up soon after a cancel."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from samehands.solver import Limits
from samehands.solver.limits import MORE, LenientLimits, OverError


def test_things_are_given_up_soon_after_a_cancel() -> None:
    cancel = threading.Event()
    seen = 0

    def count() -> Iterator[int]:
        number = 0
        while True:
            if number == 5_000:
                cancel.set()
            yield number
            number += 1

    with pytest.raises(OverError):
        for number in Limits(cancel=cancel).each_in_time(count()):
            seen = number
    assert 5_000 <= seen < 7_500


def test_all_things_come_where_there_is_time() -> None:
    assert list(Limits(seconds=60.0).each_in_time(range(3_000))) == list(range(3_000))
    nothing: list[int] = []
    assert list(Limits(seconds=0.0).each_in_time(nothing)) == []


@pytest.mark.parametrize("stop", ["time", "cancel"])
def test_work_that_never_ends_is_left_to_its_thread(stop: str) -> None:
    limits = Limits(seconds=0.2 if stop == "time" else None)
    if stop == "cancel":
        threading.Timer(0.2, limits.cancel.set).start()
    hung = threading.Event()
    with pytest.raises(OverError):
        limits.run(lambda: hung.wait(600.0))
    hung.set()
    assert limits.is_over()


def test_work_gives_what_it_gives_and_fails_as_it_fails() -> None:
    def fail() -> None:
        raise ArithmeticError("of the work")

    assert Limits().run(lambda: 7) == 7
    with pytest.raises(ArithmeticError, match="of the work"):
        Limits().run(fail)


def test_a_process_ends_well_with_a_solver_left_to_its_thread() -> None:
    """A thread that takes the interpreter back while it ends is unwound through C++, and aborts."""
    done = subprocess.run(
        [sys.executable, "-c", _LEAVE], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "left\n"), done.stderr


_LEAVE = """
import numpy as np
from samehands.solver import Limits
from samehands.solver.highs import HighsModel, Program
from samehands.solver.limits import MORE, LenientLimits, OverError

rng = np.random.default_rng(3)
matrix = rng.integers(0, 100, (5, 60)).astype(float)
row, column = np.nonzero(matrix)
side = np.floor(matrix.sum(axis=1) / 2)
model = HighsModel()
model.load(
    Program(
        cost=np.ones(60),
        lower=np.zeros(60),
        upper=np.ones(60),
        whole=np.ones(60, dtype=bool),
        row=row,
        column=column,
        value=matrix[row, column],
        row_lower=side,
        row_upper=side,
    )
)
model.set_gap(0.0, 0.0, proves=True)
try:
    Limits(seconds=0.5).run(lambda: model.run(Limits(seconds=3.0)))
except OverError:
    print("left")
"""


def test_a_busy_machine_takes_nothing_of_what_is_left_to_work_that_must_end() -> None:
    """Time of the wall passes, that of the processor does not."""
    lenient = LenientLimits(seconds=0.01)
    time.sleep(0.05)
    assert Limits(seconds=0.01, started=lenient.started).is_over() and not lenient.is_over()
    ends = time.thread_time() + MORE
    while time.thread_time() < ends + 0.05:
        pass
    assert lenient.is_over()
    lenient = LenientLimits(seconds=None)
    lenient.cancel.set()
    assert lenient.is_over()


def test_limits_until_something_are_reached_by_it_and_by_the_caller() -> None:
    cancel, is_so = threading.Event(), threading.Event()
    limits = Limits(seconds=60.0, cancel=cancel)
    until = limits.until(is_so.is_set)
    assert not until.is_over()
    is_so.set()
    assert until.is_over()
    assert not limits.is_over()
    is_so.clear()
    assert not until.is_over()
    cancel.set()
    assert until.is_over()
