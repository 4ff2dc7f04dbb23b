"""Households: one owner for all clients, and K for all of them together."""

from __future__ import annotations

import pytest

from plans import Work, found, plan_of
from samehands.audit import check
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


def family() -> Instance:
    """Return a household of a, b and c, of whom c has no task, and d, who lives alone."""
    return instance_of(
        [
            client(id, household=home)
            for id, home in zip("abcd", ["H", "H", "H", None], strict=True)
        ],
        [worker(id) for id in ("w1", "w2", "w3")],
        [task(f"t{id}", id, minutes=10) for id in "abd"],
    )


def served(owners: str, doers: str, work: list[Work] | None = None, **continuity: object) -> Plan:
    """Return a plan with the owners of a, b, c, d and the workers of three tasks, by number."""
    policy = {"continuity": {"household": True, **continuity}, "handoffs": {"minutes": 5}}
    done = {f"t{id}": f"w{who}" for id, who in zip("abd", doers, strict=True)}
    jobs: list[Work] = [(who, id[1:], "task", id, 0, 10) for id, who in done.items()]
    return plan_of(
        family(),
        Policy.model_validate(policy),
        {id: None if who == "-" else f"w{who}" for id, who in zip("abcd", owners, strict=True)},
        done,
        [*jobs, *(work or [])],
    )


@pytest.mark.rule("continuity", "feasible")
def test_one_worker_for_a_household_breaks_nothing() -> None:
    assert check(family(), served("1112", "112", k=1)) == []


@pytest.mark.rule("continuity", "infeasible")
@pytest.mark.parametrize(
    ("owners", "by", "who"), [("1122", 1, "w1, w2"), ("12-2", 2, "w1, w2, nobody")]
)
def test_a_household_with_several_owners(owners: str, by: int, who: str) -> None:
    plan = served(owners, f"{owners[:2]}2", k="unlimited")
    violations = [v for v in check(family(), plan) if v.rule == "continuity"]
    assert [(v.who, v.by, v.unit) for v in violations] == [({"household": "H"}, by, "owners")]
    assert violations[0].sentence == f"household H has more than one owner: {who}"
    off = plan.policy.model_copy(update={"continuity": Policy().continuity})
    assert [v for v in check(family(), plan, off) if v.who.get("household")] == []


def test_a_household_meets_no_more_workers_than_one_client_may() -> None:
    # w2 comes for a and w3 for b: with the owner three workers, where each client meets two. Both
    # get to know a and b, who have work, and not c.
    visits: list[Work] = [
        (who, id, "handoff", None, 0, 5) for who in ("w2", "w3") for id in ("a", "b")
    ]
    crowded = served("1111", "231", visits, k=2)
    assert found(family(), crowded) == [("continuity", {"household": "H"}, None, 1, "workers")]
    assert str(check(family(), crowded)[0]) == (
        "continuity: household H (owner w1) meets 3 worker(s) where 2 may serve"
    )
    assert check(family(), served("1111", "231", visits, k=3)) == []


def test_whoever_comes_to_a_household_owes_a_handoff_for_each_client_with_work() -> None:
    lacking = served("1111", "211", [("w2", "a", "handoff", None, 0, 5)], k=2)
    assert found(family(), lacking) == [
        ("handoffs", {"client": "b", "worker": "w2"}, None, 5, "minutes")
    ]
