"""Service: undone tasks, clients without an owner, and service levels."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, plan_of, with_owner, with_policy, with_task
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


@pytest.mark.rule("service", "infeasible")
def test_a_task_left_undone_where_that_is_forbidden() -> None:
    plan = with_task(legal_plan(), "t6", None)
    who = {"client": "c3", "task": "t6"}
    assert found(office(), plan) == [("service", who, None, 1, "tasks")]
    assert free_of("service", office(), plan)


@pytest.mark.rule("service", "infeasible")
def test_a_client_left_without_an_owner_where_that_is_forbidden() -> None:
    plan = with_owner(legal_plan(), "c4", None)
    assert found(office(), plan) == [("service", {"client": "c4"}, None, 1, "clients")]
    assert free_of("service", office(), plan)


@pytest.mark.rule("service", "feasible")
def test_priced_both_may_be_left() -> None:
    plan = with_owner(with_task(legal_plan(), "t6", None), "c4", None)
    assert found(office(), with_policy(plan, "service", undone="priced")) == []


@pytest.mark.rule("service", "infeasible")
@pytest.mark.parametrize(
    ("level", "undone", "above"),
    [
        (0.0, 10, 0),
        (0.7, 3, 0),  # floor(0.3 x 10) = 3, though 1 - 0.7 is a little less than 0.3 in binary
        (0.7, 4, 1),
        (0.71, 3, 1),  # floor(2.9) = 2
        (1.0, 1, 1),
    ],
)
def test_levels_limit_the_undone_tasks_of_a_kind(level: float, undone: int, above: int) -> None:
    ids = [f"t{number}" for number in range(10)]
    instance = instance_of([client("c")], [worker("w")], [task(id, "c", minutes=0) for id in ids])
    levels = {"intake": level, "a kind that no task has": 1.0}
    policy = Policy.model_validate({"service": {"levels": levels}})
    plan = plan_of(instance, policy, {"c": "w"}, dict.fromkeys(ids[undone:], "w"), [])
    expected = [("service", {"kind": "intake"}, None, above, "tasks")]
    assert found(instance, plan) == (expected if above else [])
    assert free_of("service", instance, plan)
