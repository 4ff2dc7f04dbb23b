"""Hand-offs: minutes of each worker other than the owner."""

from __future__ import annotations

import pytest

from plans import (
    Work,
    found,
    free_of,
    legal_plan,
    office,
    with_owner,
    with_policy,
    with_task,
    with_work,
)

HANDOFF: Work = ("w1", "c2", "handoff", None, 2, 5)


@pytest.mark.rule("handoffs", "feasible")
def test_no_minutes_where_none_are_owed() -> None:
    plan = with_policy(with_work(legal_plan(), remove=[HANDOFF]), "handoffs", minutes=0)
    assert found(office(), plan) == []


@pytest.mark.rule("handoffs", "infeasible")
@pytest.mark.parametrize(
    ("add", "by"), [((), 5), ((("w1", "c2", "handoff", None, 1, 3),), 2)], ids=["none", "short"]
)
def test_a_handoff_that_is_missing_or_short(add: tuple[Work, ...], by: int) -> None:
    plan = with_work(legal_plan(), remove=[HANDOFF], add=add)
    who = {"client": "c2", "worker": "w1"}
    assert found(office(), plan) == [("handoffs", who, None, by, "minutes")]
    assert free_of("handoffs", office(), plan)


@pytest.mark.rule("handoffs", "infeasible")
def test_a_handoff_that_nobody_owes() -> None:
    plan = with_work(legal_plan(), add=[("w3", "c3", "handoff", None, 0, 5)])
    who = {"client": "c3", "worker": "w3"}
    assert found(office(), plan) == [("handoffs", who, None, 5, "minutes")]
    assert free_of("handoffs", office(), plan)


def test_two_tasks_by_the_same_worker_owe_once() -> None:
    plan = with_work(
        with_policy(with_task(legal_plan(), "t3", "w1"), "continuity", k=2),
        remove=[("w2", "c2", "task", "t3", 0, 40)],
        add=[("w1", "c2", "task", "t3", 0, 20), ("w1", "c2", "task", "t3", 2, 40)],
    )
    plan = with_policy(plan, "utilisation", ceiling=None, gaps=[])
    assert found(office(), plan) == []


def test_without_an_owner_every_worker_owes_even_for_a_task_of_no_minutes() -> None:
    plan = with_policy(with_owner(legal_plan(), "c3", None), "service", undone="priced")
    plan = with_policy(plan, "continuity", k=2)
    who = {"client": "c3", "worker": "w3"}
    assert found(office(), plan) == [("handoffs", who, None, 5, "minutes")]
    paid = with_work(plan, add=[("w3", "c3", "handoff", None, 0, 5)])
    assert found(office(), paid) == []
    zero = with_task(with_work(plan, remove=[("w3", "c3", "task", "t5", 0, 30)]), "t5", None)
    zero = with_policy(with_policy(zero, "service", enabled=False), "utilisation", gaps=[])
    assert found(office(), zero) == [("handoffs", who, None, 5, "minutes")]
