"""Plans in parts: worked by hand, and in agreement with the metrics of the whole."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings

from draws import examples
from measured import office, shared_plan
from random_plans import plans
from samehands.metrics import Metrics, measure
from samehands.metrics.breakdowns import ENDS, PARTS, break_down
from samehands.model.instance import Instance
from samehands.model.plan import Plan


@pytest.fixture(scope="module")
def shared() -> dict[str, pl.DataFrame]:
    return break_down(office(), shared_plan())


def _rows(frame: pl.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return frame.select(names).rows()


def test_load_by_worker(shared: dict[str, pl.DataFrame]) -> None:
    # A: 40 + 10 + 20 + 60 on tasks and 15 of transfer, 110 of them in period 0, which has 100.
    # B: 30 on a task and two hand-offs of 5, one of them in period 3, which has nothing.
    found = _rows(shared["load"], "worker", "regular", "worked", "overtime", "utilisation")
    assert found == [("A", 400, 145, 10, 145 / 400), ("B", 100, 40, 5, 0.4), ("C", 0, 0, 0, None)]


def test_caseload_by_worker_today_and_planned(shared: dict[str, pl.DataFrame]) -> None:
    # c1 and c4 stay with A, c2 comes from B, c3 has nobody.
    found = _rows(shared["caseload"], "worker", "clients_today", "clients", "new_clients")
    assert found == [("A", 2, 3, 1), ("B", 1, 0, 0), ("C", 0, 0, 0)]


def test_workers_per_client(shared: dict[str, pl.DataFrame]) -> None:
    # c2 and c3 see one worker, c1 sees both; c4 has no task.
    assert shared["workers_per_client"].rows() == [(1, 2), (2, 1)]


def test_how_tasks_end(shared: dict[str, pl.DataFrame]) -> None:
    # t2 of Q is done in period 2, due 1; t5, a call due after the calendar, stays undone.
    found = _rows(shared["timeliness"], "part", "tasks", *ENDS, "due", "on_time_rate", "days_mean")
    assert found == [
        ("P", 5, 4, 0, 0, 1, 4, 1.0, 0.0),
        ("Q", 1, 0, 1, 0, 0, 1, 0.0, 2.0),
        ("call", 2, 1, 0, 0, 1, 1, 1.0, 0.0),
        ("change", 2, 1, 1, 0, 0, 2, 0.5, 1.0),
        ("immediate_need", 1, 1, 0, 0, 0, 1, 1.0, 0.0),
        ("intake", 1, 1, 0, 0, 0, 1, 1.0, 0.0),
    ]
    assert shared["timeliness"]["by"].to_list() == ["program"] * 2 + ["kind"] * 4


def test_minutes_by_day(shared: dict[str, pl.DataFrame]) -> None:
    days = [(0, 150, 110, 10), (1, 150, 50, 0), (2, 100, 20, 0), (3, 100, 5, 5)]
    assert shared["days"].rows() == days
    of_b = shared["worker_days"].filter(pl.col("worker") == "B")
    assert _rows(of_b, "regular", "worked", "overtime") == [
        (50, 0, 0),
        (50, 35, 0),
        (0, 0, 0),
        (0, 5, 5),
    ]


def test_quantities_by_part(shared: dict[str, pl.DataFrame]) -> None:
    names = ("by", "part", "clients", "one_worker", "several_workers", "changed", "unowned")
    assert _rows(shared["parts"], *names) == [
        ("office", "north", 3, 1, 1, 1, 0),
        ("office", "south", 1, 1, 0, 0, 1),
        ("bundle", "P", 1, 1, 0, 0, 1),
        ("bundle", "P + Q", 2, 1, 1, 1, 0),
        ("bundle", "no program", 1, 0, 0, 0, 0),
        ("language", "English", 3, 2, 0, 1, 1),
        ("language", "Spanish", 1, 0, 1, 0, 0),
    ]
    # Of the contacts of c1, who speaks Spanish, B does one; that of c2 is in English.
    north = shared["parts"].row(0, named=True)
    assert (north["tasks"], north["contacts"], north["interpreted"]) == (5, 3, 1)


@settings(max_examples=examples(100))
@given(plans())
def test_parts_add_up_to_the_metrics_of_the_whole(drawn: tuple[Instance, Plan]) -> None:
    instance, plan = drawn
    found, whole = break_down(instance, plan), measure(instance, plan)
    for by in ("program", "kind"):
        tasks = found["timeliness"].filter(pl.col("by") == by)
        assert tasks["tasks"].sum() == instance.tasks.height
        assert (tasks["tasks"] == sum(tasks[end] for end in ENDS)).all()
        assert _is(whole, "tasks_late", tasks["late"])
        assert _is(whole, "tasks_undone", tasks["undone"])
        rates = dict(tasks.filter(pl.col("due") > 0).select("part", "on_time_rate").iter_rows())
        parts = whole.parts("on_time_rate").items()
        assert rates == {
            key.partition(":")[2]: pytest.approx(each.value)
            for key, each in parts
            if key.startswith(f"{by}:")
        }
    for frame in (found["load"], found["days"], found["worker_days"]):
        assert _is(whole, "overtime_minutes", frame["overtime"])
        assert _is(whole, "minutes_worked", frame["worked"])
        assert frame["regular"].sum() == instance.without_leaves().capacity.sum()
    seen = found["workers_per_client"]
    assert seen["clients"].sum() == whole.get("workers_per_client_mean").n
    assert seen.height == (whole.value("workers_per_client_max") or 0)
    _check_parts(instance, found["parts"], whole)


def _check_parts(instance: Instance, frame: pl.DataFrame, whole: Metrics) -> None:
    for by in PARTS[:-1]:
        part = frame.filter(pl.col("by") == by)
        assert part["clients"].sum() == instance.clients.height
        assert part["tasks"].sum() == instance.tasks.height
        assert _is(whole, "owner_changes", part["changed"])
        assert _is(whole, "clients_without_owner", part["unowned"])
        assert _is(whole, "tasks_late", part["late"])
        assert _is(whole, "interpreted_contacts", part["interpreted"])
    groups = frame.filter(pl.col("by") == "group")
    assert groups["clients"].sum() == instance.clients["groups"].list.len().sum()


def _is(whole: Metrics, name: str, column: pl.Series) -> bool:
    """Return whether a column adds up to a metric; one that rests on nothing is None."""
    return column.sum() == (whole.value(name) or 0)
