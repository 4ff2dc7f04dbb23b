"""Moves: transfers, limits on changes, frozen clients."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from plans import Work, found, free_of, legal_plan, office, with_owner, with_policy, with_work
from samehands.audit import recompute_cost
from samehands.model.plan import Plan

TRANSFER: Work = ("w2", "c2", "transfer", None, 0, 15)


def moved() -> Plan:
    """Return the legal plan with c5 moved from w4 to w1 as well: the second change."""
    return with_work(
        with_owner(legal_plan(), "c5", "w1"), add=[("w1", "c5", "transfer", None, 0, 15)]
    )


@pytest.mark.rule("moves", "feasible")
def test_two_changes_where_two_may() -> None:
    plan = with_policy(moved(), "moves", limit=2, limit_share=None, frozen=[])
    assert found(office(), plan) == []


@pytest.mark.rule("moves", "feasible")
def test_a_change_that_is_forced_counts_against_no_limit() -> None:
    # c2 goes from w1 to w2 by choice. c5 goes to w1, because its owner w7 has left.
    left = replace(
        office(),
        clients=office().clients.with_columns(worker=pl.col("worker").replace("w4", "w7")),
        former=pl.DataFrame({"id": ["w7"]}),
    )
    plan = replace(
        moved(), owners=moved().owners.with_columns(pl.col("owner_today").replace("w4", "w7"))
    )
    for section in ({"limit": 1, "frozen": ["c5"]}, {"limit_share": 0.5}):
        fields = {"limit": None, "limit_share": None, "frozen": [], **section}
        assert found(left, with_policy(plan, "moves", **fields)) == []
    # Two clients are owned by workers who are there, so 0.49 of them are none.
    over = found(left, with_policy(plan, "moves", limit=None, limit_share=0.49, frozen=[]))
    assert over == [("moves", {}, None, 1, "changes")]
    costs = recompute_cost(left, plan)
    assert (costs.change, costs.forced) == (30_000, 30_000)
    # The transfer of the forced change is owed like any other.
    lazy = with_work(plan, remove=[("w1", "c5", "transfer", None, 0, 15)])
    who = {"client": "c5", "worker": "w1"}
    free = with_policy(lazy, "moves", limit=None, limit_share=None, frozen=[])
    assert found(left, free) == [("moves", who, None, 15, "minutes")]


@pytest.mark.rule("moves", "infeasible")
@pytest.mark.parametrize(
    ("add", "by"), [([], 15), ([("w2", "c2", "transfer", None, 1, 9)], 6)], ids=["none", "short"]
)
def test_a_transfer_that_is_missing_or_short(add: list[Work], by: int) -> None:
    # w2 is away in period 1, so the short transfer is done in period 2.
    add = [(*row[:4], 2, row[5]) for row in add]
    plan = with_work(legal_plan(), remove=[TRANSFER], add=add)
    who = {"client": "c2", "worker": "w2"}
    assert found(office(), plan) == [("moves", who, None, by, "minutes")]
    assert free_of("moves", office(), plan)


@pytest.mark.rule("moves", "infeasible")
def test_a_transfer_that_nobody_owes() -> None:
    plan = with_work(
        legal_plan(),
        add=[("w3", "c3", "transfer", None, 0, 15), ("w4", "c5", "transfer", None, 0, 1)],
    )
    # c3 gets its first owner, which is no change; c5 keeps its owner.
    assert found(office(), plan) == [
        ("moves", {"client": "c3", "worker": "w3"}, None, 15, "minutes"),
        ("moves", {"client": "c5", "worker": "w4"}, None, 1, "minutes"),
    ]
    assert free_of("moves", office(), plan)


def test_a_transfer_by_another_than_the_new_owner() -> None:
    plan = with_work(legal_plan(), remove=[TRANSFER], add=[("w1", "c2", "transfer", None, 0, 15)])
    assert found(office(), plan) == [
        ("moves", {"client": "c2", "worker": "w2"}, None, 15, "minutes"),
        ("moves", {"client": "c2", "worker": "w1"}, None, 15, "minutes"),
    ]


@pytest.mark.rule("moves", "infeasible")
@pytest.mark.parametrize(
    ("limit", "share", "above"),
    [(1, None, [1]), (None, 0.6, [1]), (None, 0.67, []), (0, 0.34, [2, 1])],
)
def test_more_changes_than_the_limits(
    limit: int | None, share: float | None, above: list[int]
) -> None:
    # Three clients are owned today: 0.6 x 3 = 1.8, 0.67 x 3 = 2.01, 0.34 x 3 = 1.02.
    plan = with_policy(moved(), "moves", limit=limit, limit_share=share, frozen=[])
    assert found(office(), plan) == [("moves", {}, None, by, "changes") for by in above]
    assert free_of("moves", office(), plan)


@pytest.mark.rule("moves", "infeasible")
def test_a_frozen_client_that_moves() -> None:
    plan = with_policy(moved(), "moves", limit=None, limit_share=None)
    who = {"client": "c5", "worker": "w1"}
    assert found(office(), plan) == [("moves", who, None, 1, "changes")]
    assert free_of("moves", office(), plan)


def test_a_frozen_client_may_lose_its_owner_or_get_a_first_one() -> None:
    plan = with_policy(with_owner(legal_plan(), "c5", None), "service", undone="priced")
    assert found(office(), plan) == []
    assert found(office(), with_policy(legal_plan(), "moves", frozen=["c3", "c4", "c5"])) == []


def test_today_s_owner_may_be_dropped_without_a_change() -> None:
    plan = with_policy(with_owner(legal_plan(), "c5", None), "service", undone="priced")
    assert found(office(), with_policy(plan, "moves", limit=1)) == []


@pytest.mark.rule("moves", "feasible")
def test_what_is_fixed_and_stays() -> None:
    owners, tasks = {"c5": "w4", "x9": "w1"}, {"x9": "w1"}
    plan = with_policy(legal_plan(), "moves", fixed_owners=owners, fixed_tasks=tasks)
    assert found(office(), plan) == []


@pytest.mark.rule("moves", "infeasible")
def test_a_fixed_owner_or_worker_who_is_not_there() -> None:
    done = dict(legal_plan().assignments.iter_rows())
    task, worker = next((task, worker) for task, worker in done.items() if worker == "w1")
    client = office().task(task).client
    plan = with_policy(legal_plan(), "moves", fixed_owners={"c5": "w1"}, fixed_tasks={task: "w9"})
    assert worker != "w9" and found(office(), plan) == [
        ("moves", {"client": "c5", "worker": "w1"}, None, 1, "owners"),
        ("moves", {"client": client, "worker": "w9", "task": task}, None, 1, "tasks"),
    ]
    assert free_of("moves", office(), plan)
    nobody = with_policy(with_owner(legal_plan(), "c5", None), "service", undone="priced")
    nobody = with_policy(nobody, "moves", fixed_owners={"c5": "w4"})
    assert found(office(), nobody) == [
        ("moves", {"client": "c5", "worker": "w4"}, None, 1, "owners")
    ]
