"""The windows of an instance, against sums over its tasks one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from draws import examples
from random_plans import instances
from samehands.metrics.hardness import Windows, tightest_days, tightest_windows
from samehands.model import Instance
from tables import client, instance_of, task, worker


@settings(max_examples=examples(50))
@given(instance=instances())
def test_work_and_room_are_what_lies_inside(instance: Instance) -> None:
    windows, last = Windows.of_instance(instance), instance.calendar.last
    tasks = instance.tasks.select("release", "due", "minutes").rows()
    for first in range(last + 1):
        for end in range(last + 1):
            inside = [m for a, p, m in tasks if first <= a and max(0, min(p, last)) <= end]
            room = int(instance.capacity[:, first : end + 1].sum())
            assert windows.work[first, end] == (sum(inside) if first <= end else 0)
            assert windows.room[first, end] == room


@settings(max_examples=examples(50))
@given(instance=instances())
def test_no_window_that_ends_on_a_day_is_fuller(instance: Instance) -> None:
    windows = Windows.of_instance(instance)
    days = tightest_days(windows, instance)
    assert sorted(days["period"]) == list(range(instance.calendar.periods))
    for period, first in days.select("period", "first").iter_rows():
        loads = windows.load[: period + 1, period]
        assert loads[first] == loads.max()
        assert first == max(a for a in range(period + 1) if loads[a] == loads.max())


def test_long_windows_and_windows_that_overlap_are_left_out() -> None:
    work = [(0, 0, 50), (0, 1, 90), (1, 1, 60), (3, 3, 10), (2, 7, 500)]
    tasks = [
        task(f"t{n}", "c1", release=a, due=p, minutes=minutes)
        for n, (a, p, minutes) in enumerate(work)
    ]
    instance = instance_of([client("c1")], [worker("w1", minutes=100)], tasks, periods=8)
    table = tightest_windows(Windows.of_instance(instance))
    # The six periods from 2 to 7 are one window too long.
    assert table.rows() == [
        (0, 7, 710, 800, 710 / 800),
        (0, 1, 200, 200, 1.0),
        (3, 3, 10, 100, 0.1),
    ]


def test_equal_days_begin_with_the_shorter_one() -> None:
    tasks = [task("t1", "c1", release=1, due=1, minutes=20)]
    minutes = [100, 50, 0, 80]
    instance = instance_of([client("c1")], [worker("w1", minutes=minutes)], tasks, periods=4)
    days = tightest_days(Windows.of_instance(instance), instance)
    assert days.rows() == [
        (2, 0, 1, 1, pytest.approx(0.4)),
        (1, 50, 0, 1, pytest.approx(0.4)),
        (3, 80, 0, 1, pytest.approx(20 / 130)),
        (0, 100, 0, 0, 0.0),
    ]
