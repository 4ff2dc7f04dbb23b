"""What is late in a plan is left undone."""

from __future__ import annotations

from agencies import agency
from samehands.audit import check
from samehands.explanation.left_out import left_out
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.planning.rebalance_moves import on_time

PUNCTUAL = Policy.model_validate({"deadlines": {"late": "forbidden"}})


def test_all_that_is_late_is_undone_and_nothing_else() -> None:
    instance = agency("unit")
    plan = solve(instance, Policy(), engine="least-loaded").plan
    punctual = on_time(instance, plan)
    assert len(punctual) < plan.assignments["worker"].drop_nulls().len()
    made = left_out(instance, plan, PUNCTUAL)
    assert made is not None and check(instance, made) == []
    assert set(made.assignments.drop_nulls("worker")["task"].to_list()) == punctual
    assert made.owners.equals(plan.owners)


def test_a_plan_that_breaks_more_than_deadlines_is_of_no_use() -> None:
    instance = agency("unit")
    plan = solve(instance, Policy(), engine="least-loaded").plan
    capped = PUNCTUAL.model_copy(
        update={"caseload": PUNCTUAL.caseload.model_copy(update={"cap": 1.0})}
    )
    assert left_out(instance, plan, capped) is None
