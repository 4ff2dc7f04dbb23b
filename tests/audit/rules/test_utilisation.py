"""Utilisation: the ceiling, and gaps between groups of workers."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, plan_of, with_policy
from samehands.audit import check
from samehands.model.errors import InputError
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


@pytest.mark.rule("utilisation", "infeasible")
def test_more_minutes_than_the_ceiling() -> None:
    # w1 works 60 + 45 + 5 + 15 = 125 of 400 min; the ceiling is 123.6, so 123 whole minutes.
    plan = with_policy(legal_plan(), "utilisation", ceiling=0.309)
    assert found(office(), plan) == [("utilisation", {"worker": "w1"}, None, 2, "minutes")]
    assert free_of("utilisation", office(), plan)


@pytest.mark.rule("utilisation", "feasible")
def test_exactly_at_the_ceiling() -> None:
    assert found(office(), with_policy(legal_plan(), "utilisation", ceiling=0.3125)) == []


@pytest.mark.rule("utilisation", "infeasible")
def test_a_group_with_more_task_minutes_than_the_others() -> None:
    # Unit A: (60 + 45 + 10) + 40 = 155 standard minutes of 400 + 298 = 698 regular ones; the
    # others 30 of 1200. 155/698 - 30/1200 = 0.22206 - 0.025 = 0.19706, above 0.1 by 0.09706.
    plan = with_policy(legal_plan(), "utilisation", gaps=[{"group": "unit:A", "limit": 0.1}])
    assert found(office(), plan) == [("utilisation", {"group": "unit:A"}, None, 98, "thousandths")]
    assert free_of("utilisation", office(), plan)


@pytest.mark.parametrize(
    ("group", "apart"),
    [
        ("unit:B", 155 / 698 - 30 / 1200),
        ("office:south", (115 + 40) / 1498 - 30 / 400),
        ("language:Spanish", (115 + 30) / 1200 - 40 / 698),
        ("program:CalFresh", 185 / 1498),
    ],
)
def test_groups_by_language_program_office_and_unit(group: str, apart: float) -> None:
    def rules(limit: float) -> list[str]:
        gaps = [{"group": group, "limit": limit}]
        plan = with_policy(legal_plan(), "utilisation", gaps=gaps)
        return [violation[0] for violation in found(office(), plan)]

    assert rules(apart + 1e-9) == []
    assert rules(apart - 1e-9) == ["utilisation"]


@pytest.mark.parametrize(("limit", "broken"), [(0.1, False), (0.0999999999999, True)])
def test_the_limit_is_exact(limit: float, broken: bool) -> None:
    # Two workers of 500 min each, 60 and 10 min of tasks: 0.12 - 0.02 is exactly 0.1.
    instance = instance_of(
        [client("c1"), client("c2")],
        [worker("w1", minutes=100), worker("w2", unit="B", minutes=100)],
        [task("t1", "c1", minutes=60), task("t2", "c2", minutes=10)],
    )
    policy = Policy.model_validate({"utilisation": {"gaps": [{"group": "unit:B", "limit": limit}]}})
    work = [("w1", "c1", "task", "t1", 0, 60), ("w2", "c2", "task", "t2", 0, 10)]
    plan = plan_of(instance, policy, {"c1": "w1", "c2": "w2"}, {"t1": "w1", "t2": "w2"}, work)
    assert (found(instance, plan) != []) is broken


@pytest.mark.parametrize("group", ["unit:nowhere", "language:Klingon", "office:"])
def test_a_group_of_nobody_has_no_gap(group: str) -> None:
    plan = with_policy(legal_plan(), "utilisation", gaps=[{"group": group, "limit": 0.0}])
    assert found(office(), plan) == []


def test_a_group_of_another_kind_is_refused() -> None:
    plan = with_policy(legal_plan(), "utilisation", gaps=[{"group": "age:young", "limit": 0.1}])
    with pytest.raises(InputError, match="unknown group 'age:young'"):
        check(office(), plan)
