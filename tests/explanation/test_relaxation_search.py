"""What is late in a plan is left undone."""

from __future__ import annotations

from agencies import agency
from samehands.audit import check
from samehands.explanation.facts import find_facts
from samehands.explanation.late_work import drop_late
from samehands.explanation.oracle import (
    Oracle,
    forbid_undone_and_late,
    price_undone_and_late,
)
from samehands.explanation.relaxation_search import RelaxationSearch
from samehands.metrics.timeliness import list_on_time_tasks
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.planning.many_solves import ManySolves
from samehands.planning.result import require_plan
from samehands.solver import SolveOptions

REQUIRED = Policy.model_validate({"language": {"match": "required"}})
PUNCTUAL = Policy.model_validate({"deadlines": {"late": "forbidden"}})


def test_all_that_is_late_is_undone_and_nothing_else() -> None:
    instance = agency("unit")
    plan = require_plan(solve(instance, Policy(), engine="least-loaded"))
    punctual = list_on_time_tasks(instance, plan)
    assert len(punctual) < plan.assignments["worker"].drop_nulls().len()
    made = drop_late(instance, plan, PUNCTUAL)
    assert made is not None and check(instance, made) == []
    assert set(made.assignments.drop_nulls("worker")["task"].to_list()) == punctual
    assert made.owners.equals(plan.owners)


def test_a_plan_that_breaks_more_than_deadlines_is_of_no_use() -> None:
    instance = agency("unit")
    plan = require_plan(solve(instance, Policy(), engine="least-loaded"))
    capped = PUNCTUAL.model_copy(
        update={"caseload": PUNCTUAL.caseload.model_copy(update={"cap": 1.0})}
    )
    assert drop_late(instance, plan, capped) is None


def test_out_of_time_there_is_still_the_way_out_of_the_plan() -> None:
    instance, policy = agency("unit"), forbid_undone_and_late(REQUIRED)
    best = solve(instance, price_undone_and_late(policy), engine="least-loaded")
    oracle = Oracle(ManySolves(SolveOptions(engine="cp-sat", threads=1, time_limit=0.0)))
    search = RelaxationSearch(oracle, instance, policy, best)
    (way,) = search.find_ways_out(find_facts(instance, policy), None)
    assert way.kind == "undone" and not way.is_smallest
    undone, unowned = way.sizes
    assert undone > 0 and unowned >= require_plan(best).owners["owner"].null_count() > 0
