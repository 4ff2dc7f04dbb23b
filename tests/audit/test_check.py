"""The check of a whole plan: its form, its consistency, the order of what is found."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from plans import (
    Found,
    found,
    legal_plan,
    office,
    plan_of,
    with_owner,
    with_policy,
    with_task,
    with_work,
    work_table,
)
from samehands.audit import check
from samehands.audit.rules import VIOLATIONS
from samehands.model.calendar import Calendar
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.model.rules import RULES
from samehands.model.tables import empty


def rows(who: dict[str, str], by: int = 1) -> list[Found]:
    """Return the one fault of form expected."""
    return [("plan", who, None, by, "rows")]


def test_the_legal_plan_is_legal() -> None:
    assert check(office(), legal_plan()) == []


def test_every_rule_stands_in_the_table_in_the_order_of_the_policy() -> None:
    assert tuple(VIOLATIONS) == RULES


def test_an_instance_without_anybody() -> None:
    nothing = Instance(empty("clients"), empty("workers"), empty("tasks"), Calendar())
    for policy in (Policy(), legal_plan().policy):
        assert check(nothing, plan_of(nothing, policy, {}, {}, [])) == []


def test_another_policy_may_be_asked() -> None:
    plan = legal_plan()
    other = with_policy(plan, "pool", enabled=False).policy
    assert check(office(), plan, other) == []
    stricter = with_policy(plan, "utilisation", ceiling=0.3).policy
    assert [v.rule for v in check(office(), plan, stricter)] == ["utilisation"]
    assert check(office(), plan) == []


def test_faults_of_the_plan_come_first_then_the_rules_in_order() -> None:
    plan = with_work(
        with_task(with_owner(legal_plan(), "c4", "w5"), "t6", None),
        remove=[("w1", "c2", "handoff", None, 2, 5), ("w3", "c3", "task", "t5", 0, 30)],
        add=[("w3", "c3", "task", "t5", 0, 31)],
    )
    rules = [violation[0] for violation in found(office(), plan)]
    assert rules == ["plan", "skills", "service", "handoffs"]


def test_a_column_that_is_missing_or_mistyped() -> None:
    plan = legal_plan()
    expected: list[Found] = [("plan", {}, None, 1, "columns")]
    for wrong in (
        replace(plan, owners=plan.owners.drop("owner")),
        replace(plan, assignments=plan.assignments.with_columns(worker=pl.lit(1))),
        replace(plan, work=plan.work.drop("minutes")),
        replace(plan, work=plan.work.with_columns(pl.col("period").cast(pl.Float64))),
    ):
        assert found(office(), wrong) == expected


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    plan = legal_plan()
    turned = Plan(
        plan.policy,
        plan.owners.reverse().select("owner_today", "client", "owner"),
        plan.assignments.reverse(),
        plan.work.reverse(),
    )
    assert check(office(), turned) == []


def test_rows_missing_doubled_or_unknown() -> None:
    plan = legal_plan()
    owners, tasks = plan.owners, plan.assignments
    instance = office()
    assert found(instance, replace(plan, owners=owners[1:])) == rows({"client": "c1"})
    assert found(instance, replace(plan, assignments=tasks[:-1])) == rows({"task": "t6"})
    thrice = pl.concat([owners, owners[:1], owners[:1]])
    assert found(instance, replace(plan, owners=thrice)) == rows({"client": "c1"}, 2)
    twice = pl.concat([tasks, tasks[-1:]])
    assert found(instance, replace(plan, assignments=twice)) == rows({"task": "t6"})
    strange = pl.concat([owners, owners[:1].with_columns(client=pl.lit("x"))])
    assert found(instance, replace(plan, owners=strange)) == rows({"client": "x"})
    nobody = pl.concat([tasks, tasks[:1].with_columns(task=pl.lit(None, dtype=pl.String))])
    assert found(instance, replace(plan, assignments=nobody)) == rows({})


def test_workers_that_do_not_exist() -> None:
    assert found(office(), with_owner(legal_plan(), "c1", "x")) == rows({"worker": "x"})
    assert found(office(), with_task(legal_plan(), "t6", "x")) == rows({"worker": "x"})


@pytest.mark.parametrize(
    ("row", "who"),
    [
        (("x", "c1", "task", "t1", 0, 60), {"worker": "x"}),
        (("w1", "x", "task", "t1", 0, 60), {"client": "x"}),
        (("w1", "c1", "task", "x", 0, 60), {"task": "x"}),
        (("w1", "c1", "rest", None, 0, 60), {"client": "c1", "worker": "w1"}),
        (("w1", "c1", "task", None, 0, 60), {"client": "c1", "worker": "w1"}),
        (("w1", "c1", "handoff", "t1", 0, 60), {"client": "c1", "worker": "w1", "task": "t1"}),
        (("w1", "c1", "task", "t1", 4, 60), {"client": "c1", "worker": "w1", "task": "t1"}),
        (("w1", "c1", "task", "t1", -1, 60), {"client": "c1", "worker": "w1", "task": "t1"}),
        (("w1", "c1", "task", "t1", None, 60), {"client": "c1", "worker": "w1", "task": "t1"}),
        (("w1", "c1", "task", "t1", 0, 0), {"client": "c1", "worker": "w1", "task": "t1"}),
        (("w1", "c1", "task", "t1", 0, -60), {"client": "c1", "worker": "w1", "task": "t1"}),
        (("w1", "c1", "task", "t1", 0, 2**62), {"client": "c1", "worker": "w1", "task": "t1"}),
    ],
)
def test_work_that_cannot_be(
    row: tuple[str, str, str, str | None, int, int], who: dict[str, str]
) -> None:
    plan = legal_plan()
    wrong = pl.concat([plan.work[1:], work_table([row])])
    when = row[4] if len(who) > 1 else None
    assert found(office(), replace(plan, work=wrong)) == [("plan", who, when, 1, "rows")]


def test_today_s_owner_misstated() -> None:
    plan = legal_plan()
    forged = plan.owners.with_columns(
        owner_today=pl.when(pl.col("client") == "c2").then(pl.lit("w2")).otherwise("owner_today")
    )
    # The instance counts: c2 still changes from w1 to w2, so its transfer is still owed.
    expected = [("plan", {"client": "c2"}, None, 1, "owners")]
    assert found(office(), replace(plan, owners=forged)) == expected
    unknown = plan.owners.with_columns(owner_today=pl.lit(None, dtype=pl.String))
    assert [v[1]["client"] for v in found(office(), replace(plan, owners=unknown))] == [
        "c1",
        "c2",
        "c5",
    ]


def test_work_on_a_task_left_undone() -> None:
    plan = with_policy(with_task(legal_plan(), "t5", None), "service", enabled=False)
    plan = with_policy(plan, "utilisation", gaps=[])
    who = {"client": "c3", "worker": "w3", "task": "t5"}
    assert found(office(), plan) == [("plan", who, None, 30, "minutes")]


def test_work_by_another_than_the_assigned_worker() -> None:
    plan = with_work(
        legal_plan(),
        remove=[("w1", "c1", "task", "t2", 1, 45)],
        add=[("w1", "c1", "task", "t2", 1, 25), ("w2", "c1", "task", "t2", 2, 20)],
    )
    who = {"client": "c1", "worker": "w2", "task": "t2"}
    assert found(office(), plan) == [("plan", who, None, 20, "minutes")]


def test_work_for_another_than_the_task_s_client() -> None:
    plan = with_work(
        legal_plan(),
        remove=[("w3", "c3", "task", "t5", 0, 30)],
        add=[("w3", "c1", "task", "t5", 0, 30)],
    )
    who = {"client": "c1", "worker": "w3", "task": "t5"}
    assert found(office(), plan) == [("plan", who, None, 30, "minutes")]


@pytest.mark.parametrize(("minutes", "by"), [(25, 5), (36, 6)])
def test_more_or_fewer_minutes_than_a_task_takes(minutes: int, by: int) -> None:
    plan = with_work(
        legal_plan(),
        remove=[("w3", "c3", "task", "t5", 0, 30)],
        add=[("w3", "c3", "task", "t5", 0, minutes)],
    )
    who = {"client": "c3", "worker": "w3", "task": "t5"}
    assert found(office(), plan) == [("plan", who, None, by, "minutes")]


def test_a_done_task_without_work() -> None:
    plan = with_work(legal_plan(), remove=[("w3", "c3", "task", "t5", 0, 30)])
    who = {"client": "c3", "worker": "w3", "task": "t5"}
    assert found(office(), plan) == [("plan", who, None, 30, "minutes")]


def test_work_before_its_release() -> None:
    plan = with_work(
        legal_plan(),
        remove=[("w1", "c1", "task", "t2", 1, 45), ("w1", "c1", "task", "t1", 0, 60)],
        add=[("w1", "c1", "task", "t2", 0, 45), ("w1", "c1", "task", "t1", 1, 60)],
    )
    who = {"client": "c1", "worker": "w1", "task": "t2"}
    assert found(office(), plan) == [("plan", who, 0, 45, "minutes")]


def test_switching_minutes_before_the_client_s_first_release() -> None:
    instance = office()
    later = instance.tasks.with_columns(
        release=pl.when(pl.col("client") == "c2").then(1).otherwise("release").cast(pl.Int64)
    )
    plan = with_work(
        legal_plan(),
        remove=[("w2", "c2", "task", "t3", 0, 40), ("w1", "c2", "handoff", None, 2, 5)],
        add=[("w2", "c2", "task", "t3", 2, 40), ("w1", "c2", "handoff", None, 0, 5)],
    )
    assert found(replace(instance, tasks=later), plan) == [
        ("plan", {"client": "c2", "worker": "w1"}, 0, 5, "minutes"),
        ("plan", {"client": "c2", "worker": "w2"}, 0, 15, "minutes"),
    ]
