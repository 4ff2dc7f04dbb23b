"""The record of a solve, and its clock."""

from __future__ import annotations

import threading
import time

from samehands.solver import Bound, Event, Incumbent, Limits, SolveMonitor


def test_only_improvements_count() -> None:
    events: list[Event] = []
    monitor = SolveMonitor(Limits(), events.append)
    assert [monitor.new_incumbent(cost) for cost in (9, 9, 10, 7)] == [True, False, False, True]
    for bound in (1, 1, 0, 3):
        monitor.new_bound(bound)
    assert (monitor.objective, monitor.bound) == (7, 3)
    assert [type(event) for event in events] == [Incumbent, Incumbent, Bound, Bound]
    assert [(p.objective, p.bound) for p in monitor.trace] == [(9, None), (7, None), (7, 1), (7, 3)]


def test_a_cost_of_nothing_is_known() -> None:
    monitor = SolveMonitor(Limits())
    assert monitor.new_incumbent(0)
    monitor.new_bound(0)
    assert (monitor.objective, monitor.bound) == (0, 0)
    assert not monitor.new_incumbent(0)


def test_many_threads_are_told_one_at_a_time() -> None:
    inside, most = 0, 0

    def listen(event: Event) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.0005)
        inside -= 1

    monitor = SolveMonitor(Limits(), listen)

    def find(first: int) -> None:
        for n in range(20):
            monitor.new_incumbent(first - n)

    threads = [threading.Thread(target=find, args=(first,)) for first in (100, 101, 102)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert monitor.objective == 81
    costs = [point.objective for point in monitor.trace]
    assert costs == sorted(costs, key=lambda cost: -(cost or 0))


def test_limits() -> None:
    assert Limits().left() is None
    assert not Limits().is_over()
    early = Limits(seconds=10.0, started=time.monotonic() - 4)
    left = early.left()
    assert left is not None
    assert 5 < left <= 6
    late = Limits(seconds=1.0, started=time.monotonic() - 4)
    assert late.left() == 0.0
    assert late.is_over()
    cancelled = Limits()
    cancelled.cancel.set()
    assert cancelled.is_over()


def test_a_closed_monitor_passes_nothing_on() -> None:
    outer = SolveMonitor(Limits())
    inner = outer.inner()
    inner.new_incumbent(9)
    inner.close()
    inner.new_incumbent(7)
    inner.new_bound(3)
    assert (outer.objective, outer.bound) == (9, None)
