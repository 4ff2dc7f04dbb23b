"""Timeliness of a plan worked by hand."""

from __future__ import annotations

import pytest

from measured import client_of, instance_of, office, plan_of, shared_plan, worker_of
from plans import with_policy
from samehands.metrics import Metrics, measure


@pytest.fixture(scope="module")
def shared() -> Metrics:
    return measure(office(), shared_plan())


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("on_time_rate", 4 / 5, 5),  # t2 is late; t5 falls due after the calendar
        ("urgent_on_time_rate", 1, 1),  # t4
        # t2: 20 minutes in period 2, due 1; hand-off of c3: 5 minutes in period 3, due 2
        ("late_minutes", 20 + 5, 6),
        ("tasks_late", 1, 6),
        ("periods_late_mean", 1 / 5, 5),
        ("periods_late_max", 1, 5),
        ("tasks_undone", 1, 6),
        ("undone_minutes", 25, 6),
        ("periods_to_process_mean", 2 / 5, 5),  # t2 alone ends after its release
        ("tasks_due_later", 1, 6),
    ],
)
def test_by_hand(shared: Metrics, name: str, value: float, n: int) -> None:
    assert shared.value(name) == pytest.approx(value)
    assert shared.get(name).n == n


def test_on_time_by_program_and_kind(shared: Metrics) -> None:
    parts = {key: (part.value, part.n) for key, part in shared.parts("on_time_rate").items()}
    assert parts == {
        "program:P": (1, 4),
        "program:Q": (0, 1),
        "kind:call": (1, 1),
        "kind:change": (0.5, 2),
        "kind:immediate_need": (1, 1),
        "kind:intake": (1, 1),
    }


def test_undone_is_not_on_time() -> None:
    metrics = measure(office(), plan_of(office(), {}, {}))
    assert metrics.value("on_time_rate") == 0
    assert metrics.value("tasks_undone") == 6
    assert metrics.value("tasks_late") == 0
    assert metrics.value("late_minutes") == 0
    assert metrics.value("periods_to_process_mean") is None


def test_the_policy_says_which_kinds_are_urgent() -> None:
    metrics = measure(office(), with_policy(shared_plan(), "deadlines", urgent_kinds=("change",)))
    urgent = metrics.get("urgent_on_time_rate")
    assert (urgent.value, urgent.n) == (0.5, 2)
    none = with_policy(shared_plan(), "deadlines", urgent_kinds=())
    assert measure(office(), none).value("urgent_on_time_rate") is None


def test_each_late_minute_counts_its_own_periods() -> None:
    task = ("t", "c", "P", "call", 20, 0, 1, True)
    instance = instance_of(4, [client_of("c")], [worker_of("A", [10] * 4)], [task])
    plan = plan_of(instance, {}, {"t": ("A", {1: 5, 2: 10, 3: 5})})
    metrics = measure(instance, plan)
    assert metrics.value("late_minutes") == 10 * 1 + 5 * 2
    assert metrics.value("periods_late_max") == 2


def test_switching_without_tasks_is_never_late() -> None:
    instance = instance_of(4, [client_of("c", "B")], [worker_of("A", [60] * 4)])
    plan = plan_of(instance, {"c": "A"}, {}, [("A", "c", "transfer", 3, 15)])
    late = measure(instance, plan).get("late_minutes")
    assert (late.value, late.n) == (None, 0)


def test_what_is_overdue_on_arrival_is_counted_apart() -> None:
    tasks = [
        ("old", "c", "P", "call", 20, 0, -3, True),
        ("left", "c", "P", "call", 5, 0, -1, True),
        ("new", "c", "P", "call", 10, 0, 1, True),
    ]
    instance = instance_of(4, [client_of("c")], [worker_of("A", [10] * 4)], tasks)
    plan = plan_of(instance, {}, {"old": ("A", {0: 10, 2: 10}), "new": ("A", {1: 10})})
    metrics = measure(instance, plan)
    wanted = {
        "on_time_rate": (1, 1),  # new alone falls due inside the calendar
        "tasks_late": (0, 3),
        "periods_late_mean": (0, 1),
        "late_minutes": (10 * 2, 3),  # old goes on for two days more
        "backlog_tasks": (2, 3),
        "backlog_minutes": (25, 3),
        "backlog_minute_periods": (20 * 3, 3),
        "tasks_due_later": (0, 3),
        "tasks_undone": (1, 3),
    }
    found = {name: (metrics.value(name), metrics.get(name).n) for name in wanted}
    assert found == wanted
