"""The least shortage against all plans of tiny agencies, and what its prices prove by the audit."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import polars as pl

from brute_force import best
from draws import draws, share
from samehands.audit import check, verify_certificate
from samehands.explanation import explain
from samehands.explanation.least_shortage import (
    LeastShortage,
    certify_shortage,
    find_least_shortage,
    price_undone_only,
)
from samehands.explanation.oracle import forbid_undone_and_late
from samehands.explanation.reasons import find_worth
from samehands.model.checks.cells import NEVER
from samehands.model.instance import Instance
from samehands.model.policy import MILLI, Policy
from samehands.solver import SolveOptions
from tables import client, instance_of, task, worker
from tiny_agencies import draw_case

OPTIONS = SolveOptions(threads=1, time_limit=None)


def _drawn(seed: int) -> tuple[Instance, Policy]:
    instance, policy = draw_case(Random(seed), off=0.5)
    policy = forbid_undone_and_late(policy)
    service = policy.service.model_copy(update={"enabled": True})
    return instance, policy.model_copy(update={"service": service})


def _check(instance: Instance, policy: Policy, found: LeastShortage) -> None:
    """Whatever is claimed holds of all plans, and has passed the audit."""
    there_is = best(instance, policy) is not None
    assert found.there_is in (None, there_is)
    if found.plan is not None:
        assert check(instance, found.plan) == []
        assert (found.plan.policy == policy) == (found.most == 0)
    if found.certificate is not None:
        loose = price_undone_only(policy)
        barred = replace(instance, pairs=instance.pairs.filter(pl.col("price") == NEVER))
        proven = verify_certificate(barred, loose, found.certificate)
        assert proven.bound is not None and proven.bound / MILLI == found.least
        least = best(barred, loose)
        # Who is fixed must be served also where the rest may be left, and then there is no plan.
        assert least is None or found.least <= least[0] / MILLI


def test_the_least_shortage_never_contradicts_all_plans_and_mostly_decides() -> None:
    decided: list[bool | None] = []
    for seed in draws(200):
        instance, policy = _drawn(seed)
        found = find_least_shortage(instance, policy, OPTIONS)
        _check(instance, policy, found)
        decided.append(found.there_is)
    assert decided.count(True) >= share(30) and decided.count(False) >= share(80)
    assert decided.count(None) <= 0.1 * len(decided)


def test_found_closely_it_is_between_bound_and_plan() -> None:
    for seed in draws(60):
        instance, policy = _drawn(seed)
        found = find_least_shortage(instance, policy, OPTIONS, closely=True)
        _check(instance, policy, found)
        assert found.most is None or found.least <= found.most


def _short() -> tuple[Instance, Policy]:
    """Two Spanish-speaking clients of 60 minutes each, and one worker of 70 who speaks it."""
    some = instance_of(
        [client(f"c{at}", worker="w1", language="Spanish") for at in (1, 2)],
        [
            worker("w1", minutes=70, languages=["English", "Spanish"]),
            worker("w2", minutes=70, languages=["English"]),
        ],
        [task(f"t{at}", f"c{at}", minutes=60) for at in (1, 2)],
        periods=1,
    )
    return some, Policy.model_validate(
        {"language": {"match": "required"}, "overtime": {"limit": 0}}
    )


def test_reasons_name_whose_minutes_are_scarce_and_what_is_left() -> None:
    some, policy = _short()
    said = explain(some, policy, engine="kernel", threads=1, time_limit=None)
    assert said.verdict == "infeasible" and said.shortfall is not None
    # 120 minutes are needed of 70; of two tasks of 60 one is left whole.
    assert (said.shortfall.least, said.shortfall.most) == (50.0, 60.0)
    (scarce,) = said.shortfall.scarce
    assert scarce.workers == ("w1",) and scarce.languages == ("English", "Spanish")
    (left,) = said.shortfall.left
    assert (left.language, left.tasks, left.minutes) == ("Spanish", 1, 60)
    assert said.shortfall.certificate is not None
    worth = find_worth(some, said.shortfall.certificate)
    assert worth.tolist() == [[1.0], [0.0]]


def test_prices_of_one_question_prove_another_where_they_can() -> None:
    some, policy = _short()
    strict = forbid_undone_and_late(policy)
    found = find_least_shortage(some, strict, OPTIONS)
    assert found.certificate is not None
    assert certify_shortage(some, strict.without("pool"), found.certificate) == found.least
    assert certify_shortage(some, strict.without("language"), found.certificate) == 0
