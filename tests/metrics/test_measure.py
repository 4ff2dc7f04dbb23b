"""The whole table: its names, what is empty, and random plans counted once more in plain loops."""

from __future__ import annotations

from itertools import groupby
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import examples
from measured import instance_of, office, only, plan_of, shared_plan
from samehands.metrics import CATALOGUE, measure
from samehands.model.instance import Instance
from samehands.model.plan import Plan

LAST = 2
SPLIT = tuple(
    f"{stem}_by_{key}"
    for stem, keys in (
        ("utilisation", ["language"]),
        ("clients_owned", ["language"]),
        ("standing_minutes", ["unit", "language"]),
        ("caseload", ["unit", "language"]),
    )
    for key in keys
)


def test_catalogue_and_table_name_the_same_metrics_in_the_same_order() -> None:
    values = measure(office(), shared_plan()).values
    assert list(dict.fromkeys(value.name for value in values)) == list(CATALOGUE)
    for value in values:
        definition = CATALOGUE[value.name]
        assert (value.group, value.unit, value.better) == (
            definition.group,
            definition.unit,
            definition.better,
        )
    whole = [value.name for value in values if value.breakdown is None]
    assert whole == [name for name in CATALOGUE if name not in SPLIT]


def test_every_metric_is_defined_in_one_sentence() -> None:
    for name, definition in CATALOGUE.items():
        assert name == definition.name
        assert name.isidentifier() and name == name.lower()
        assert definition.formula.endswith(".")
        assert definition.unit
    groups = [definition.group for definition in CATALOGUE.values()]
    assert [group for group, _ in groupby(groups)] == [
        "continuity",
        "whole-person",
        "timeliness",
        "workload",
        "fairness",
        "language",
    ]


def test_empty_instance_has_no_numbers() -> None:
    instance = instance_of(21)
    metrics = measure(instance, plan_of(instance, {}, {}))
    assert {value.value for value in metrics.values} == {None}
    assert {value.n for value in metrics.values} == {0}
    assert len(metrics.values) == len(CATALOGUE) - len(SPLIT)


@pytest.mark.parametrize(
    "instance",
    [
        only(office(), workers=[]),
        only(office(), tasks=[]),
        only(office(), workers=[], tasks=[]),
    ],
)
def test_workers_and_tasks_may_be_missing(instance: Instance) -> None:
    metrics = measure(instance, plan_of(instance, {}, {}))
    assert all(value.value is None for value in metrics.values if value.n == 0)
    assert metrics.value("clients_without_owner") == 4


@st.composite
def measured_plans(draw: st.DrawFn) -> tuple[Instance, Plan]:
    """Draw an instance and any plan for it, legal or not."""
    workers = [f"w{i}" for i in range(draw(st.integers(1, 3)))]
    clients = [f"c{i}" for i in range(draw(st.integers(1, 3)))]
    maybe = st.sampled_from([None, *workers])
    minutes = st.lists(st.integers(0, 60), min_size=LAST + 1, max_size=LAST + 1)
    period = st.integers(0, LAST)
    tasks = [
        (f"t{i}", draw(st.sampled_from(clients)), "P", "call", draw(st.integers(0, 50)), 0,
         draw(st.integers(-2, LAST + 2)), draw(st.booleans()))
        for i in range(draw(st.integers(0, 7)))
    ]  # fmt: skip
    instance = instance_of(
        LAST + 1,
        [(c, "", draw(st.sampled_from(["x", "y"])), ["P"], draw(maybe), []) for c in clients],
        [(w, "", "", draw(st.sampled_from([["x"], ["x", "y"]])), ["P"], draw(minutes))
         for w in workers],
        tasks,
    )  # fmt: skip
    spent = st.dictionaries(period, st.integers(1, 50), max_size=LAST + 1)
    chosen = {str(task[0]): (draw(maybe), draw(spent)) for task in tasks}
    done = {task: (worker, amounts) for task, (worker, amounts) in chosen.items() if worker}
    owners = {client: owner for client in clients if (owner := draw(maybe))}
    return instance, plan_of(instance, owners, done)


@settings(max_examples=examples(60))
@given(measured_plans())
def test_plain_loops_count_the_same(case: tuple[Instance, Plan]) -> None:
    instance, plan = case
    metrics = measure(instance, plan)
    owner = dict(plan.owners.select("client", "owner").iter_rows())
    worker = dict(plan.assignments.iter_rows())
    work = list(plan.work.iter_rows(named=True))
    tasks = list(instance.tasks.iter_rows(named=True))
    done = [task for task in tasks if worker[task["id"]]]
    due = {task["id"]: max(0, min(task["due"], LAST)) for task in tasks}
    overdue = {task["id"]: -task["due"] for task in tasks if task["due"] < 0}

    def finish(task: str) -> int:
        return max([row["period"] for row in work if row["task"] == task], default=0)

    spent: dict[tuple[str, int], int] = {}
    for row in work:
        cell = row["worker"], row["period"]
        spent[cell] = spent.get(cell, 0) + row["minutes"]
    regular = dict(instance.workers.select("id", "minutes").iter_rows())
    inside = [task for task in tasks if 0 <= task["due"] <= LAST]
    on_time = [task for task in done if task in inside and finish(task["id"]) <= task["due"]]
    strangers = {
        (task["client"], worker[task["id"]])
        for task in done
        if worker[task["id"]] != owner[task["client"]]
    }
    overtime = sum(max(0, minutes - regular[w][t]) for (w, t), minutes in spent.items())
    late = sum(row["minutes"] * max(0, row["period"] - due[row["task"]]) for row in work)
    loads = {w: sum(m for (other, _), m in spent.items() if other == w) for w in regular}
    used = [loads[w] / sum(regular[w]) for w in regular if sum(regular[w])]

    assert metrics.value("on_time_rate") == (
        pytest.approx(len(on_time) / len(inside)) if inside else None
    )
    assert (metrics.value("hand_offs") or 0) == len(strangers)
    assert metrics.value("overtime_minutes") == overtime
    assert (metrics.value("late_minutes") or 0) == late
    assert (metrics.value("tasks_late") or 0) == sum(
        finish(task["id"]) > due[task["id"]] for task in done if task["id"] not in overdue
    )
    assert (metrics.value("backlog_tasks") or 0) == len(overdue)
    assert (metrics.value("backlog_minutes") or 0) == sum(
        task["minutes"] for task in tasks if task["id"] in overdue
    )
    assert (metrics.value("backlog_minute_periods") or 0) == sum(
        row["minutes"] * overdue.get(row["task"], 0) for row in work
    )
    assert metrics.value("minutes_worked") == sum(loads.values())
    assert metrics.value("utilisation_max") == (pytest.approx(max(used)) if used else None)
    assert metrics.value("tasks_undone") == (len(tasks) - len(done) if tasks else None)
    twice = metrics.get("coc").n + (metrics.value("clients_without_index") or 0)
    assert twice == instance.clients.height


@settings(max_examples=examples(30))
@given(measured_plans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case: tuple[Instance, Plan], chance: Random) -> None:
    instance, plan = case

    def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.sample(fraction=1, shuffle=True, seed=chance.randrange(1000))

    mixed = Instance(
        shuffled(instance.clients),
        shuffled(instance.workers),
        shuffled(instance.tasks),
        instance.calendar,
    )
    same = Plan(plan.policy, shuffled(plan.owners), shuffled(plan.assignments), shuffled(plan.work))
    other = measure(mixed, same)
    for left, right in zip(measure(instance, plan).values, other.values, strict=True):
        assert (left.name, left.breakdown, left.n) == (right.name, right.breakdown, right.n)
        assert left.value == pytest.approx(right.value)
