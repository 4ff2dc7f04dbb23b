"""Skills: tasks by program, owners by bundle."""

from __future__ import annotations

import pytest

from plans import (
    found,
    free_of,
    legal_plan,
    office,
    plan_of,
    with_owner,
    with_policy,
    with_task,
    with_work,
)
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


@pytest.mark.rule("skills", "feasible")
def test_without_bundle_integrity_an_owner_needs_no_program() -> None:
    plan = with_owner(legal_plan(), "c4", "w5")
    assert found(office(), with_policy(plan, "skills", bundle_integrity=False)) == []


@pytest.mark.rule("skills", "infeasible")
def test_a_task_outside_the_worker_s_programs() -> None:
    by_w5 = with_work(
        with_task(legal_plan(), "t4", "w5"),
        remove=[("w1", "c2", "task", "t4", 2, 15), ("w1", "c2", "handoff", None, 2, 5)],
        add=[("w5", "c2", "task", "t4", 2, 10), ("w5", "c2", "handoff", None, 2, 5)],
    )
    who = {"client": "c2", "worker": "w5", "task": "t4", "program": "CalFresh"}
    assert found(office(), by_w5) == [("skills", who, None, 1, "programs")]
    assert free_of("skills", office(), by_w5)


@pytest.mark.rule("skills", "infeasible")
def test_an_owner_outside_the_bundle() -> None:
    plan = with_owner(legal_plan(), "c4", "w5")
    who = {"client": "c4", "worker": "w5"}
    assert found(office(), plan) == [("skills", who, None, 1, "programs")]
    assert free_of("skills", office(), plan)


def test_each_program_that_an_owner_lacks_counts() -> None:
    instance = instance_of(
        [client("c", programs=["A", "B", "C"])], [worker("w", programs=["B"])], []
    )
    plan = plan_of(instance, Policy(), {"c": "w"}, {}, [])
    assert found(instance, plan) == [
        ("skills", {"client": "c", "worker": "w"}, None, 2, "programs")
    ]


@pytest.mark.parametrize(
    ("enabled", "k", "minutes"),
    [(True, "unlimited", 28), (True, 1, 31), (False, "unlimited", 31)],
)
def test_the_speedup_is_for_pooled_tasks_alone(enabled: bool, k: int | str, minutes: int) -> None:
    # 31 x 0.9 = 27.9, so 28 min.
    instance = instance_of([client("c")], [worker("w")], [task("t", "c", minutes=31)])
    policy = Policy.model_validate(
        {"skills": {"enabled": enabled, "specialist_speedup": 0.1}, "continuity": {"k": k}}
    )
    work = [("w", "c", "task", "t", 0, minutes)]
    assert found(instance, plan_of(instance, policy, {"c": "w"}, {"t": "w"}, work)) == []
