"""Pairs: who must not meet does not, and others have a price or a gain."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from plans import found, free_of, legal_plan, office, with_owner, with_policy, with_task, with_work
from samehands.audit import find_exclusions, recompute_cost
from samehands.model import SCHEMAS, Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.planning import solve
from tables import client, instance_of, task, worker


def with_pairs(*pairs: tuple[str, str, str]) -> Instance:
    """Return the office with pairs of a client, a worker and a price."""
    rows = [(*pair, "") for pair in pairs]
    return replace(office(), pairs=pl.DataFrame(rows, dict(SCHEMAS["pairs"]), orient="row"))


def call_by_w2() -> Plan:
    """Return the legal plan with the call of c2 done by its owner, w2."""
    return with_work(
        with_task(legal_plan(), "t4", "w2"),
        remove=[("w1", "c2", "task", "t4", 2, 15), ("w1", "c2", "handoff", None, 2, 5)],
        add=[("w2", "c2", "task", "t4", 2, 10)],
    )


@pytest.mark.rule("pairs", "infeasible")
def test_a_worker_whom_the_client_must_not_meet() -> None:
    apart = with_pairs(("c2", "w1", "never"), ("c9", "w1", "never"))
    who = {"client": "c2", "worker": "w1", "task": "t4"}
    assert found(apart, legal_plan()) == [("pairs", who, None, 1, "workers")]
    assert free_of("pairs", apart, legal_plan())
    assert found(apart, call_by_w2()) == []


@pytest.mark.rule("pairs", "infeasible")
def test_an_owner_whom_the_client_must_not_meet() -> None:
    apart = with_pairs(("c1", "w2", "never"))
    plan = with_owner(legal_plan(), "c1", "w2")
    who = {"client": "c1", "worker": "w2"}
    assert ("pairs", who, None, 1, "workers") in found(apart, plan)


@pytest.mark.rule("pairs", "feasible")
def test_prices_and_gains_forbid_nothing() -> None:
    priced = with_pairs(("c2", "w1", "30"), ("c2", "w2", "-30"))
    assert found(priced, legal_plan()) == []
    off = with_policy(legal_plan(), "pairs", enabled=False)
    assert found(with_pairs(("c2", "w1", "never")), off) == []


@pytest.mark.parametrize(
    ("pairs", "minutes"),
    [
        # c2 is owned by w2, who does one task, and w1 does the other.
        ([("c2", "w1", "30")], 30),
        ([("c2", "w2", "30")], 60),
        ([("c2", "w1", "-20")], 40),
        ([("c2", "w2", "-20")], 20),
        ([("c2", "w2", "-20"), ("c2", "w1", "-5")], 15),
        ([("c2", "w2", "-20"), ("c2", "w1", "30")], 50),
        ([("c2", "w3", "-7")], 21),
        ([("c2", "w3", "99"), ("c2", "w1", "0")], 0),
    ],
)
def test_a_pair_costs_for_owning_and_for_each_task(
    pairs: list[tuple[str, str, str]], minutes: int
) -> None:
    plan = legal_plan()
    tasks = office().tasks.filter(client="c2")["id"].to_list()
    assert plan.assignments.filter(pl.col("task").is_in(tasks))["worker"].sort().to_list() == [
        "w1",
        "w2",
    ]
    assert recompute_cost(with_pairs(*pairs), plan).pairs == 1000 * minutes
    off = with_policy(plan, "pairs", enabled=False)
    assert recompute_cost(with_pairs(*pairs), off).pairs == 0


def test_who_must_not_meet_is_excluded_by_that_rule() -> None:
    apart = with_pairs(("c2", "w1", "never"), ("c2", "w3", "never"))
    rows = find_exclusions(apart, legal_plan().policy, ["c2"]).rows()
    # w3 is of another office, which is said first.
    assert ("c2", "w1", "pairs") in rows
    assert ("c2", "w3", "pool") in rows


def test_a_gain_with_who_has_left_is_missed_by_everybody() -> None:
    """Owning and one task cost 10 each; a plan is found, and the bound is certified."""
    agency = instance_of([client("c1", worker="w1")], [worker("w1")], [task("t1", "c1")])
    policy = Policy().without("caseload")
    left = pl.DataFrame({"id": ["x1"]}, dict(SCHEMAS["former"]))
    rows = [("c1", "x1", "-10", "wish"), ("c1", "x1", "never", "kinship")]
    for row, cost in zip(rows, (20, 0), strict=True):
        wish = pl.DataFrame([row], dict(SCHEMAS["pairs"]), orient="row")
        result = solve(replace(agency, pairs=wish, former=left), policy, engine="cp-sat")
        assert (result.objective, result.certified_bound) == (cost, cost)
