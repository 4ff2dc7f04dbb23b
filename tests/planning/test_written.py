"""Every public answer goes into plain data and JSON and comes back the same, and has a schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from draws import share
from json_schema import faults
from samehands.explanation import Explanation, explain
from samehands.generator import generate
from samehands.model import InputError, Instance, Plan, Policy
from samehands.planning import (
    ClientPlan,
    Comparison,
    PlanSummary,
    Result,
    WorkerPlan,
    compare_formulations,
    describe_worker,
    explain_client,
    solve,
    summarise_plan,
)
from samehands.planning.revalue import today
from samehands.planning.written import AnswerAbout, OwnAnswer, WrittenAnswer
from samehands.rebalancing import Absence, Events, Rebalance, rebalance
from samehands.scenarios import (
    BreakEven,
    Curve,
    Fairness,
    Frontier,
    Reform,
    ShadowPrices,
    Staffing,
    WhatIf,
    best_hiring,
    break_even,
    fewest_staff,
    frontier,
    price_of_fairness,
    shadow_prices,
    sweep,
    what_if,
)
from samehands.simulation import Simulation, simulate
from samehands.solver import SolveOptions
from tables import frame, worker
from tiny_agencies import draw_case

QUICK = SolveOptions(engine="least-loaded", threads=1, time_limit=None)
PROVING = SolveOptions(engine="milp", threads=1, time_limit=None)


def _what_if(instance: Instance, policy: Policy, checks: bool = False) -> WhatIf:
    reforms = [
        Reform("cap", [{"set": "caseload.cap", "to": 1}], "What if nobody owns two?"),
        Reform("more", [{"add_fte": 1.5}], answers=("cost", "coc")),
        Reform("same", []),
    ]
    # Halving and doubling every price takes a hundred solves a side, so it is done for one reform.
    asked = reforms[1:2] if checks else reforms
    return what_if(instance, policy, asked, QUICK, with_ranges=checks, with_sensitivity=checks)


def _rebalance(instance: Instance, policy: Policy) -> Rebalance:
    first = instance.workers["id"][0]
    joins = frame("workers", [worker("zz", office=instance.workers["office"][0])])
    events = Events(
        joins=joins.with_columns(minutes=joins["minutes"].list.first()),
        absent=(Absence(first, 0, 0),),
        excluded=("zz",),
    )
    loose = policy.model_copy(update={"service": Policy().service, "moves": Policy().moves})
    return rebalance(instance, loose, events, QUICK, max_changes=1)


def _shadow_prices(instance: Instance, policy: Policy) -> ShadowPrices:
    found = shadow_prices(instance, policy, PROVING)
    if not found.has_prices:
        return found
    return replace(found, hiring=best_hiring(instance, policy, found, 2, 1, QUICK))


def _staffing(instance: Instance, policy: Policy) -> Staffing:
    if not instance.capacity.any():
        return Staffing(())
    return fewest_staff(instance, policy, step=0.001, options=QUICK)


def _simulation(instance: Instance, policy: Policy) -> Simulation:
    # Of a drawn agency most clients could have nobody; months are those of a whole one.
    return simulate(*generate("toy", 1), months=1, replications=2)


def _plan(instance: Instance, policy: Policy) -> Plan:
    return today(instance, policy).plan


MAKERS: Mapping[type[WrittenAnswer], Callable[[Instance, Policy], WrittenAnswer]] = {
    Result: lambda instance, policy: solve(instance, policy, PROVING),
    Comparison: lambda instance, policy: compare_formulations(instance, policy, options=QUICK),
    Curve: lambda instance, policy: sweep(instance, policy, "overtime.limit", [0, 2], QUICK),
    Frontier: lambda instance, policy: frontier(instance, policy, (1, "unlimited"), QUICK),
    Fairness: lambda instance, policy: price_of_fairness(instance, policy, None, [1.0], QUICK),
    Staffing: _staffing,
    BreakEven: lambda instance, policy: break_even(instance, policy, QUICK, most=3, seeds=[0]),
    ShadowPrices: _shadow_prices,
    WhatIf: _what_if,
    Rebalance: _rebalance,
    Simulation: _simulation,
    Explanation: lambda instance, policy: explain(instance, policy, PROVING),
    PlanSummary: lambda instance, policy: summarise_plan(instance, _plan(instance, policy)),
    WorkerPlan: lambda instance, policy: describe_worker(
        instance, _plan(instance, policy), instance.workers["id"][-1]
    ),
    ClientPlan: lambda instance, policy: explain_client(
        instance, _plan(instance, policy), instance.clients["id"][-1]
    ),
}


def _text(answer: WrittenAnswer, instance: Instance) -> str:
    if isinstance(answer, OwnAnswer):
        return answer.to_json()
    assert isinstance(answer, AnswerAbout)
    return answer.to_json(instance)


@pytest.mark.parametrize("kind", MAKERS)
def test_it_comes_back_equal_and_byte_for_byte_and_passes_its_schema(
    kind: type[WrittenAnswer],
) -> None:
    for seed in range(max(2, share(20))):
        instance, policy = draw_case(Random(f"written {seed}"))
        _assert_comes_back(MAKERS[kind](instance, policy), instance)


def _assert_comes_back(answer: WrittenAnswer, instance: Instance) -> None:
    text = _text(answer, instance)
    again = type(answer).from_json(text)
    assert again == answer
    assert _text(again, instance) == text
    assert faults(type(answer).json_schema(), json.loads(text)) == []


def test_ranges_and_changed_assumptions_come_back_too() -> None:
    for seed in range(max(2, share(10))):
        instance, policy = draw_case(Random(f"written {seed}"))
        answer = _what_if(instance, policy, checks=True)
        assert all(outcome.checks for outcome in answer.outcomes)
        _assert_comes_back(answer, instance)


@pytest.mark.parametrize("kind", MAKERS)
def test_other_versions_and_fields_are_refused_by_name(kind: type[WrittenAnswer]) -> None:
    instance, policy = draw_case(Random("refused"), "client-based", off=0.0)
    policy = policy.model_copy(update={"service": Policy().service})
    data: dict[str, Any] = json.loads(_text(MAKERS[kind](instance, policy), instance))
    with pytest.raises(InputError, match="2 is a version that this samehands does not read"):
        kind.from_dict({**data, "version": 2, "new": 1})
    with pytest.raises(InputError, match="unknown field 'news'"):
        kind.from_dict({**data, "news": 1})
    wrongs: list[object] = [None, [], "x", {}]
    for wrong in wrongs:
        with pytest.raises(InputError):
            kind.from_dict(wrong)


def test_faults_inside_are_named_by_their_place() -> None:
    instance, policy = draw_case(Random("faults"), "client-based", off=0.0)
    policy = policy.model_copy(update={"service": Policy().service})
    data: dict[str, Any] = json.loads(_what_if(instance, policy).to_json())
    data["reforms"][1]["changes"] = [{"add_fte": -1}]
    data["baseline"]["policy"]["moves"]["k"] = 3
    data["tables"]["tasks"][0]["minutes"] = -1
    data["reforms"][0]["result"]["plan"]["work"] = 3
    with pytest.raises(InputError) as caught:
        WhatIf.from_dict(data)
    assert {(one.table, one.field) for one in caught.value.problems} == {
        ("changes", "reforms.changes[0].add_fte"),
        ("policy", "baseline.moves.k"),
        ("tasks", "minutes"),
        ("plan", "reforms.result.work"),
    }
