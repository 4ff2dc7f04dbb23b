"""What one solve found and proved is known to those that are related to it."""

from __future__ import annotations

from math import inf
from random import Random

import pytest

from agencies import agency
from draws import draws
from samehands.audit import check, recompute_cost, verify_certificate
from samehands.model.policy import MILLI, Policy
from samehands.planning import Result, solve
from samehands.planning.interval import dominates
from samehands.planning.sharing import lend_certificate, share, value_plan
from tiny_agencies import draw_case


def _solved(rules: dict[str, object]) -> Result:
    return solve(agency("toy"), Policy.model_validate(rules), engine="kernel", threads=1)


def _without_proof(result: Result) -> Result:
    update = {"bound": None, "bound_kind": "none", "certified_bound": None, "certificate": None}
    return result.model_copy(update={**update, "status": "feasible"})


def test_the_prices_of_the_baseline_and_of_owners_bound_a_cap() -> None:
    instance, base, capped = agency("toy"), _solved({}), _solved({"caseload": {"cap": 5}})
    policy = capped.policy
    found = lend_certificate((instance, policy), _without_proof(capped), base)
    assert found.objective is not None and found.certified_bound is not None
    without = instance.clients.height - 5 * instance.workers.height
    assert 500 * without <= found.certified_bound <= found.objective
    assert found.bound == found.certified_bound and found.bound_kind == "certified"
    assert found.certificate is not None
    proven = verify_certificate(instance, policy, found.certificate).bound
    assert proven == found.certified_bound * MILLI


def test_a_result_with_better_prices_keeps_them() -> None:
    base, capped = _solved({}), _solved({"caseload": {"cap": 5}})
    question = (agency("toy"), base.policy)
    assert lend_certificate(question, base, capped) is base


@pytest.mark.parametrize("match", ["required", "ignored"])
def test_prices_never_prove_more_than_the_optimum(match: str) -> None:
    base, other = _solved({}), _solved({"language": {"match": match}})
    assert other.status == "optimal"
    found = lend_certificate((agency("toy"), other.policy), _without_proof(other), base)
    assert found.certified_bound is not None and other.objective is not None
    assert found.certified_bound <= other.objective


STANDARDS = ("client-based", "team-2", "team-3", "hybrid", "task-based")


def _or(amount: float | None, unknown: float) -> float:
    return unknown if amount is None else amount


@pytest.mark.parametrize("seed", draws(100))
def test_no_question_is_left_dearer_than_one_that_it_relaxes(seed: int) -> None:
    """The greedy is as bad as can be, and knows nothing of the other questions."""
    instance, drawn = draw_case(Random(seed))
    policies = [drawn.as_formulation(name) for name in STANDARDS]
    policies += [drawn.as_formulation("team-2").without("caseload"), drawn.without("moves")]
    questions = [(instance, policy) for policy in policies]
    alone = [solve(*each, engine="least-loaded", threads=1, time_limit=5) for each in questions]
    shared = share(questions, alone)
    for question, before, found in zip(questions, alone, shared, strict=True):
        assert _or(found.objective, inf) <= _or(before.objective, inf)
        assert _or(found.bound, 0.0) >= _or(before.bound, 0.0)
        if found.plan is not None:
            assert found.objective == recompute_cost(instance, found.plan).total / MILLI
            assert check(instance, found.plan) == []
            assert found.plan.policy == question[1]
        assert _or(found.bound, 0.0) <= _or(found.objective, inf)
    for mine, relaxed in zip(questions, shared, strict=True):
        for theirs, stricter in zip(questions, shared, strict=True):
            if mine is not theirs and dominates(mine, theirs) and stricter.has_plan:
                assert _or(relaxed.objective, inf) <= _or(stricter.objective, inf)
                assert _or(stricter.bound, 0.0) >= _or(relaxed.bound, 0.0)


def _strict_and_dear() -> tuple[Result, Result]:
    """Return a client-based plan of the toy, and a task-based one that is said to cost much."""
    instance = agency("toy")
    owned = solve(instance, Policy().as_formulation("client-based"), engine="kernel", threads=1)
    policy = Policy().as_formulation("task-based")
    dear = solve(instance, policy, engine="least-loaded", threads=1)
    return owned, dear.model_copy(update={"objective": 1e9, "status": "feasible"})


def test_a_looser_standard_takes_the_plan_of_a_stricter_one() -> None:
    instance = agency("toy")
    owned, dear = _strict_and_dear()
    strict, loose = share([(instance, owned.policy), (instance, dear.policy)], [owned, dear])
    assert owned.objective is not None and loose.objective is not None
    assert loose.objective <= owned.objective
    assert loose.plan is not None and loose.plan.policy == dear.policy
    assert strict.objective == owned.objective


def test_out_of_time_what_has_no_plan_stays_without_and_what_has_one_does_not() -> None:
    instance = agency("toy")
    owned, dear = _strict_and_dear()
    none = dear.model_copy(update={"objective": None, "plan": None, "status": "no_plan"})
    questions = [(instance, owned.policy), (instance, dear.policy)]
    assert share(questions, [owned, none], lambda: True)[1].plan is None
    assert share(questions, [owned, none], lambda: False)[1].objective == owned.objective
    assert share(questions, [owned, dear], lambda: True)[1].objective == owned.objective


def test_moves_are_those_of_the_plan_that_is_taken_over() -> None:
    instance = agency("toy")
    dear = _solved({}).model_copy(update={"objective": 1e9})
    other = _solved({"moves": {"change_price": 0.0}})
    assert other.plan is not None
    found = value_plan((instance, dear.policy), dear, other.plan)
    assert found.plan is not None and found.objective != dear.objective
    moved = {each.client: each.owner for each in found.moves}
    rows = found.plan.owners.select("client", "owner_today", "owner").iter_rows()
    assert moved == {client: owner for client, today, owner in rows if today not in (None, owner)}
    assert moved != {each.client: each.owner for each in dear.moves}
