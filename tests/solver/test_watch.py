"""The record of a solve, and its clock."""

from __future__ import annotations

import threading
import time

from samehands.solver import Bound, Event, Incumbent, Limits, Watch


def test_only_improvements_count() -> None:
    events: list[Event] = []
    watch = Watch(Limits(), events.append)
    assert [watch.found(cost) for cost in (9, 9, 10, 7)] == [True, False, False, True]
    for bound in (1, 1, 0, 3):
        watch.proved(bound)
    assert (watch.objective, watch.bound) == (7, 3)
    assert [type(event) for event in events] == [Incumbent, Incumbent, Bound, Bound]
    assert [(p.objective, p.bound) for p in watch.trace] == [(9, None), (7, None), (7, 1), (7, 3)]


def test_a_cost_of_nothing_is_known() -> None:
    watch = Watch(Limits())
    assert watch.found(0)
    watch.proved(0)
    assert (watch.objective, watch.bound) == (0, 0)
    assert not watch.found(0)


def test_many_threads_are_told_one_at_a_time() -> None:
    inside, most = 0, 0

    def listen(event: Event) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.0005)
        inside -= 1

    watch = Watch(Limits(), listen)

    def find(first: int) -> None:
        for n in range(20):
            watch.found(first - n)

    threads = [threading.Thread(target=find, args=(first,)) for first in (100, 101, 102)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert watch.objective == 81
    costs = [point.objective for point in watch.trace]
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
