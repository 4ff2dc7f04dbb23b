"""Continuity of a plan worked by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from measured import client_of, instance_of, office, plan_of, shared_plan, worker_of
from samehands.metrics import Metrics, measure

Done = dict[str, tuple[str, dict[int, int]]]


@pytest.fixture(scope="module")
def shared() -> Metrics:
    return measure(office(), shared_plan())


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        # done: c1 by A (t1), B (t3), A (t2, finished in period 2); c2 by A; c3 by B
        ("workers_per_client_mean", (2 + 1 + 1) / 3, 3),
        ("workers_per_client_p90", 2, 3),  # the third of three: 9/10 of 3 is 2.7
        ("workers_per_client_max", 2, 3),
        ("clients_with_one_worker", 2 / 3, 3),
        ("tasks_with_owner", 3 / 5, 5),  # t1, t2, t4; t3 is B's, t6 has no owner
        ("contacts_with_owner", 2 / 3, 3),  # t1, t4 of t1, t3, t4
        # c1 alone has two or more done tasks: A B A, N = 3, M = 2, n_i = 2, 1
        ("coc", (4 + 1 - 3) / 6, 1),
        ("secon", 0, 1),
        ("upc", 2 / 3, 1),
        ("k_index", 1 / 2, 1),
        ("hhi", 5 / 9, 1),
        ("mmci", 1.1 / 2.1, 1),
        ("clients_without_index", 3, 4),
        ("switches_per_100", 100, 2),
        ("hand_offs", 2, 6),  # B at c1, B at c3
        ("tellings_mean", (2 + 1) / 2, 2),  # c1 tells A and B, c2 tells A
        ("owner_changes", 1, 4),  # c2 from B to A
        ("forced_changes", 0, 4),
        ("chosen_changes", 1, 4),
        ("first_owners", 0, 4),
        ("clients_without_owner", 1, 4),  # c3
    ],
)
def test_by_hand(shared: Metrics, name: str, value: float, n: int) -> None:
    assert shared.value(name) == pytest.approx(value)
    assert shared.get(name).n == n


def test_first_owner_is_no_change() -> None:
    metrics = measure(office(), plan_of(office(), {"c1": "A", "c2": "B", "c3": "C"}, {}))
    assert metrics.value("first_owners") == 1  # c3
    assert metrics.value("owner_changes") == 0
    assert metrics.value("clients_without_owner") == 1  # c4, A's today


def test_a_change_is_forced_where_the_owner_has_left() -> None:
    left = replace(
        office(),
        clients=office().clients.with_columns(worker=pl.col("worker").replace("B", "Z")),
        former=pl.DataFrame({"id": ["Z"]}),
    )
    metrics = measure(left, plan_of(left, {"c1": "B", "c2": "A", "c3": "C"}, {}))
    # c1 goes from A to B by choice, c2 from Z to A because Z is not there.
    names = ("owner_changes", "forced_changes", "chosen_changes")
    assert [metrics.value(name) for name in names] == [2, 1, 1]


def secon_of(tasks: list[tuple[str, int, int]], done: Done) -> float:
    """Return the SECON of one client with tasks of id, release and due."""
    rows = [(id, "c", "P", "call", 5, release, due, True) for id, release, due in tasks]
    workers = [worker_of("A", [60] * 3), worker_of("B", [60] * 3)]
    instance = instance_of(3, [client_of("c")], workers, rows)
    value = measure(instance, plan_of(instance, {}, done)).value("secon")
    assert value is not None
    return value


def test_order_is_last_period_worked_then_due_then_id() -> None:
    three = [("t1", 0, 2), ("t2", 0, 2), ("t3", 0, 2)]
    # all end in period 0 and fall due together: t1 A, t2 B, t3 A
    by_id = {"t1": ("A", {0: 5}), "t2": ("B", {0: 5}), "t3": ("A", {0: 5})}
    assert secon_of(three, by_id) == 0
    # t2 falls due first: t2 B, t1 A, t3 A
    assert secon_of([("t1", 0, 2), ("t2", 0, 1), ("t3", 0, 2)], by_id) == 0.5
    # t2 ends last, though it began first: t1 A, t3 A, t2 B
    ends = {"t1": ("A", {1: 5}), "t2": ("B", {0: 3, 2: 2}), "t3": ("A", {1: 5})}
    assert secon_of([("t1", 0, 2), ("t2", 0, 0), ("t3", 0, 2)], ends) == 0.5


def test_task_without_minutes_stands_at_its_release() -> None:
    done: Done = {"t1": ("A", {0: 5}), "t2": ("B", {}), "t3": ("A", {1: 5})}
    assert secon_of([("t1", 0, 2), ("t2", 2, 2), ("t3", 0, 2)], done) == 0.5  # A A B
    assert secon_of([("t1", 0, 1), ("t2", 0, 2), ("t3", 0, 2)], done) == 0  # A B A
