"""The best plan that an exact engine proves is the best of all plans."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings

from answers import EXACT, ask, audited, legal_cost, optimum
from brute_force import best, planned, score
from draws import examples, share
from samehands.audit import check_with_cost, recompute_cost
from samehands.model.checks.policy import policy_problems
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.policy_order import policy_fields
from samehands.model.rules import RULES, RuleId
from samehands.model.sections import Breakpoint
from strategies import cases, sources
from tiny_agencies import FORMULATIONS, Case, draw_case

CASES_WANTED = share(20)
"""In so many cases, at least, each rule makes a difference."""

MOST_CASES = 320
"""If so many cases are not enough, a rule hardly ever matters or is not in force at all."""


def _best(instance: Instance, policy: Policy) -> int | None:
    """Return the cost of the best of all plans, which the audit confirms; None without any."""
    found = best(instance, policy)
    if found is None:
        return None
    assert legal_cost(instance, found[1]) == found[0]
    return found[0]


def _agree(instance: Instance, policy: Policy) -> int | None:
    """Return the least cost, on which brute force and engine must agree."""
    least = _best(instance, policy)
    assert optimum(instance, policy) == least
    return least


@pytest.mark.slow
@pytest.mark.parametrize("formulation", FORMULATIONS)
def test_exact_engines_prove_the_best_of_all_plans(formulation: str) -> None:
    @settings(max_examples=examples(15))
    @given(cases(formulation))
    def agrees(case: Case) -> None:
        least = _best(*case)
        for engine in EXACT:
            lowered, said = ask(*case, engine)
            assert said.objective == least == audited(lowered, said)

    agrees()
    assert Policy().as_formulation(formulation).formulation in formulation


@pytest.mark.slow
def test_each_rule_makes_a_difference_in_twenty_cases() -> None:
    bites: Counter[RuleId] = Counter()
    seed = 0
    while min(bites[rule] for rule in RULES) < CASES_WANTED and seed < MOST_CASES:
        instance, policy = draw_case(Random(seed), FORMULATIONS[seed % len(FORMULATIONS)], 0.05)
        least = _agree(instance, policy)
        for rule in _still_wanted(policy, bites):
            relaxed = best(instance, policy.without(rule))
            if (None if relaxed is None else relaxed[0]) != least:
                _agree(instance, policy.without(rule))
                bites[rule] += 1
        seed += 1
    sys.stdout.write(f"{seed} cases; in which each rule matters: {dict(bites)}\n")
    assert {rule: bites[rule] for rule in RULES} == dict.fromkeys(RULES, CASES_WANTED)


def _with(policy: Policy, **fields: object) -> Policy:
    """Return a policy with fields set, as ``rule__field``."""
    for name, value in fields.items():
        policy = policy_fields()[name.replace("__", ".")].replaced(policy, value)
    return policy


UNEVEN = (Breakpoint(above=0.5, price=0.5), Breakpoint(above=1.0, price=1.25))

PRICED: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "uneven caseloads": (
        {"caseload__enabled": True, "caseload__breakpoints": UNEVEN},
        {"caseload__breakpoints": ()},
    ),
    "owners without the language": (
        {"language__enabled": True, "language__match": "interpreter", "language__owner_price": 2.5},
        {"language__owner_price": 0.0},
    ),
    "minutes through interpreters": (
        {
            "language__enabled": True,
            "language__match": "interpreter",
            "language__interpreter_price": 1.0,
        },
        {"language__interpreter_price": 0.0},
    ),
    "owners who lack a program": (
        {
            "skills__enabled": True,
            "skills__bundle_integrity": False,
            "moves__enabled": False,
            "skills__owner_price": 2.5,
        },
        {"skills__owner_price": 0.0},
    ),
}
"""What has a price: the fields that switch it on, and those that switch it off."""


@pytest.mark.slow
@pytest.mark.parametrize("what", PRICED)
def test_each_price_makes_a_difference_in_twenty_cases(what: str) -> None:
    bites = seed = 0
    while bites < CASES_WANTED and seed < MOST_CASES:
        formulation = FORMULATIONS[seed % len(FORMULATIONS)]
        instance, policy = draw_case(Random(seed), formulation, 0.05)
        on = _with(policy, **PRICED[what][0])
        off = _with(on, **PRICED[what][1])
        least, relaxed = _agree(instance, on), _best(instance, off)
        assert least is None or (relaxed is not None and relaxed <= least)
        if relaxed != least:
            assert optimum(instance, off) == relaxed
            bites += 1
        seed += 1
    sys.stdout.write(f"{seed} cases; in which {what} matter: {bites}\n")
    assert bites >= CASES_WANTED


@pytest.mark.slow
@pytest.mark.parametrize("field", ["cap", "caps", "breakpoints"])
def test_shares_of_a_caseload_make_a_difference_in_twenty_cases(field: str) -> None:
    fields: dict[str, object] = {"cap": None, "caps": {}, "breakpoints": ()}
    on = {"cap": 2.0, "caps": {"A": 2, "B": 2}, "breakpoints": UNEVEN}[field]
    bites = seed = 0
    while bites < CASES_WANTED and seed < MOST_CASES:
        formulation = FORMULATIONS[seed % len(FORMULATIONS)]
        instance, policy = draw_case(Random(seed), formulation, 0.05)
        section = {**fields, field: on, "enabled": True}
        policy = _with(policy, **{f"caseload__{name}": value for name, value in section.items()})
        whole = instance.workers.with_columns(caseload_share=pl.lit(None, dtype=pl.Float64))
        if _agree(instance, policy) != _best(replace(instance, workers=whole), policy):
            bites += 1
        seed += 1
    sys.stdout.write(f"{seed} cases; in which shares matter with {field}: {bites}\n")
    assert bites >= CASES_WANTED


@pytest.mark.slow
def test_households_make_a_difference_in_twenty_cases() -> None:
    bites = seed = 0
    while bites < CASES_WANTED and seed < MOST_CASES:
        formulation = FORMULATIONS[seed % len(FORMULATIONS)]
        instance, policy = draw_case(Random(seed), formulation, 0.05)
        instance = replace(instance, clients=instance.clients.with_columns(household=pl.lit("H")))
        on = _with(policy, continuity__enabled=True, continuity__household=True)
        least = _agree(instance, on)
        relaxed = _best(instance, _with(on, continuity__household=False))
        assert least is None or (relaxed is not None and relaxed <= least)
        bites += relaxed != least
        seed += 1
    sys.stdout.write(f"{seed} cases; in which households matter: {bites}\n")
    assert bites >= CASES_WANTED


def _still_wanted(policy: Policy, bites: Counter[RuleId]) -> list[RuleId]:
    return [rule for rule in RULES if policy.section(rule).enabled and bites[rule] < CASES_WANTED]


@settings(max_examples=examples(60))
@given(sources())
def test_brute_force_judges_plans_as_the_audit_does(rng: Random) -> None:
    instance, policy = draw_case(rng)
    anybody = [None, *instance.workers["id"].to_list()]
    owners = {id: rng.choice(anybody) for id in instance.clients["id"]}
    doers = {id: rng.choice(anybody) for id in instance.tasks["id"]}
    plan = planned(instance, policy, owners, doers)
    least = score(instance, policy, owners, doers)
    if plan is None:
        assert least is None
    else:
        violations, costs = check_with_cost(instance, plan)
        assert costs is not None
        assert (None if violations else costs.total) == least


@settings(max_examples=examples(30))
@given(cases())
def test_drawn_policies_are_valid_for_their_agencies(case: Case) -> None:
    instance, policy = case
    assert policy_problems(policy, instance) == []


@pytest.mark.slow
def test_former_owners_make_a_difference_in_twenty_cases() -> None:
    """An emptied cell would make the change free of price and of minutes."""
    bites = seed = 0
    while bites < CASES_WANTED and seed < MOST_CASES:
        formulation = FORMULATIONS[seed % len(FORMULATIONS)]
        instance, policy = draw_case(Random(seed), formulation, 0.05)
        seed += 1
        if not instance.former.height:
            continue
        left = pl.col("worker").is_in(instance.former["id"].implode())
        emptied = replace(
            instance, clients=instance.clients.with_columns(worker=pl.when(~left).then("worker"))
        )
        least, free = _agree(instance, policy), _best(emptied, policy)
        assert least is None or (free is not None and free <= least)
        bites += free != least
    sys.stdout.write(f"{seed} cases; in which former owners matter: {bites}\n")
    assert bites >= CASES_WANTED


@pytest.mark.slow
def test_what_is_overdue_on_arrival_makes_a_difference_in_twenty_cases() -> None:
    """Counted as due in period 0, it would be cheaper."""
    bites = seed = 0
    while bites < CASES_WANTED and seed < MOST_CASES:
        formulation = FORMULATIONS[seed % len(FORMULATIONS)]
        instance, policy = draw_case(Random(seed), formulation, 0.05)
        seed += 1
        if not (instance.tasks["due"] < 0).any():
            continue
        punctual = replace(instance, tasks=instance.tasks.with_columns(pl.col("due").clip(0)))
        least, clipped = _agree(instance, policy), best(punctual, policy)
        assert (least is None) == (clipped is None)
        if least is not None and clipped is not None:
            assert clipped[0] <= least <= recompute_cost(instance, clipped[1]).total
            bites += clipped[0] < least
    sys.stdout.write(f"{seed} cases; in which what is overdue on arrival matters: {bites}\n")
    assert bites >= CASES_WANTED
