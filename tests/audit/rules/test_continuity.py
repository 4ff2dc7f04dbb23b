"""Continuity: at most K workers, the owner included, exempt kinds left out."""

from __future__ import annotations

import pytest

from plans import (
    Work,
    found,
    free_of,
    legal_plan,
    office,
    plan_of,
    with_policy,
    with_task,
    with_work,
)
from samehands.audit import Pieces, check, count_pieces
from samehands.metrics import measure
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


def by_another() -> Plan:
    """Return the legal plan with task t1 of c1, owned by w1, done by w4."""
    return with_work(
        with_task(legal_plan(), "t1", "w4"),
        remove=[("w1", "c1", "task", "t1", 0, 60)],
        add=[("w4", "c1", "task", "t1", 0, 60), ("w4", "c1", "handoff", None, 0, 5)],
    )


def three() -> Instance:
    """Return one client with three tasks of 10 minutes and four workers."""
    return instance_of(
        [client("c", groups=["elderly", "homeless"])],
        [worker(id) for id in ("w1", "w2", "w3", "w4")],
        [task("t1", "c", minutes=10), task("t2", "c", minutes=0), task("t3", "c", minutes=10)],
    )


def served(owner: str | None, by: str, **continuity: object) -> list[tuple[dict[str, str], int]]:
    """Return what continuity finds if each task in turn is done by the worker of that number."""
    done = {f"t{number}": f"w{who}" for number, who in enumerate(by, 1) if who != "-"}
    work: list[Work] = [(who, "c", "task", id, 0, 10) for id, who in done.items() if id != "t2"]
    policy = Policy.model_validate({"continuity": continuity})
    plan = plan_of(three(), policy, {"c": owner}, done, work)
    violations = found(three(), plan)
    assert all(rule == "continuity" and unit == "workers" for rule, _, _, _, unit in violations)
    return [(who, by) for _, who, _, by, _ in violations]


@pytest.mark.rule("continuity", "infeasible")
def test_a_task_by_another_than_the_owner() -> None:
    assert found(office(), by_another()) == [("continuity", {"client": "c1"}, None, 1, "workers")]
    assert free_of("continuity", office(), by_another())


@pytest.mark.rule("continuity", "feasible")
def test_a_team_of_two() -> None:
    assert found(office(), with_policy(by_another(), "continuity", k=2)) == []


def test_every_worker_above_k_counts() -> None:
    assert served("w4", "123", k=1) == [({"client": "c"}, 3)]
    assert served("w4", "123", k=2) == [({"client": "c"}, 2)]
    assert served("w3", "123", k=2) == [({"client": "c"}, 1)]
    assert served("w3", "123", k=3) == []
    assert served("w3", "123", k="unlimited") == []


def test_the_owner_counts_with_or_without_work() -> None:
    assert served("w1", "222", k=1) == [({"client": "c"}, 1)]
    assert served("w1", "222", k=2) == []
    assert served("w1", "---", k=1) == []


def test_without_an_owner() -> None:
    assert served(None, "111", k=1) == [({"client": "c"}, 1)]
    assert served(None, "---", k=1) == []
    assert served(None, "112", k=2) == []
    assert served(None, "123", k=2) == [({"client": "c"}, 1)]


def test_a_task_without_minutes_counts_like_any_other() -> None:
    assert served("w1", "121", k=1) == [({"client": "c"}, 1)]


def test_exempt_kinds_do_not_count() -> None:
    assert served(None, "123", k=1, exempt_kinds=["intake"]) == []


@pytest.mark.parametrize(
    ("by_group", "above"),
    [
        ({}, 2),
        ({"refugee": 9}, 2),
        ({"elderly": 2}, 1),
        ({"elderly": 3}, 0),
        ({"elderly": 3, "homeless": 2}, 1),
        ({"elderly": "unlimited"}, 0),
        ({"elderly": "unlimited", "homeless": 2}, 1),
    ],
)
def test_the_smallest_k_of_the_listed_groups(by_group: dict[str, object], above: int) -> None:
    expected = [({"client": "c"}, above)] if above else []
    assert served("w1", "123", k=1, k_by_group=by_group) == expected


def test_groups_of_other_clients_change_nothing() -> None:
    assert served("w1", "123", k=2, k_by_group={"refugee": 1}) == [({"client": "c"}, 1)]


def test_pieces_are_counted_and_no_plan_is_refused_for_them() -> None:
    instance = instance_of(
        [client("c", worker="w")],
        [worker("w", minutes=100)],
        [task("t", "c", minutes=60), task("u", "c", minutes=5), task("v", "c", minutes=90)],
    )
    rows = [("t", 0, 50), ("t", 2, 10), ("u", 0, 5), ("v", 1, 45), ("v", 3, 45)]
    work = [("w", "c", "task", *row) for row in rows]
    plan = plan_of(instance, Policy(), {"c": "w"}, dict.fromkeys("tuv", "w"), work)
    assert check(instance, plan) == []
    assert count_pieces(plan, Policy()) == Pieces(tasks=2, short=1, least=15)
    strict = Policy.model_validate({"continuity": {"piece": 46}})
    assert count_pieces(plan, strict) == Pieces(tasks=2, short=3, least=46)
    assert count_pieces(plan, strict.without("continuity")) == Pieces(2, 0, 0)
    assert measure(instance, plan).value("tasks_in_pieces") == 2
    assert measure(instance, plan).value("short_pieces") == 1
