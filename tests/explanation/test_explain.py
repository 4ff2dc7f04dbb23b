"""What ``explain`` says of planted conflicts, held against a second engine."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from answers import answer
from draws import share
from fake_engines import Double, nothing_found
from planted import WAYS, Planted, planted
from samehands.audit import check, recompute_cost
from samehands.changes import apply
from samehands.explanation import Explanation, explain
from samehands.explanation.least_shortage import drop_prices
from samehands.explanation.oracle import forbid_undone_and_late
from samehands.formulations import lower
from samehands.model.instance import Instance
from samehands.model.policy import MILLI, Policy
from samehands.model.rules import RULES, RuleId
from samehands.planning.result import require_plan
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Request, SolveMonitor, SolveOptions, registered
from tables import client, instance_of, task, worker

FIRST, SECOND = "cp-sat", "kernel"


def _second(instance: Instance, policy: Policy) -> bool:
    """Whether the second engine finds a plan; it must know."""
    said = answer(lower(instance, drop_prices(policy)).problem, SECOND)
    assert said.status != "no_plan"
    return said.status != "infeasible"


def _kept(policy: Policy, rules: set[RuleId]) -> Policy:
    kept = forbid_undone_and_late(policy)
    for rule in RULES:
        if rule not in rules:
            kept = kept.without(rule)
    return kept


def _check(hit: Planted, said: Explanation) -> None:
    assert said.verdict == "infeasible" and said.limit == "none"
    conflict = said.conflict
    assert conflict is not None and conflict.is_minimal and conflict.proof == "solved"
    assert set(hit.rules) <= set(conflict.rules)
    assert not _second(hit.instance, _kept(hit.policy, set(conflict.rules)))
    for rule in conflict.rules:
        assert _second(hit.instance, _kept(hit.policy, set(conflict.rules) - {rule})), rule
    for way in said.ways_out:
        instance, policy = apply(way.changes, hit.instance, forbid_undone_and_late(hit.policy))
        assert _second(instance, policy), way.words
        assert way.is_smallest
    assert {"undone"} < {way.kind for way in said.ways_out}
    assert said.result is not None
    undone = require_plan(said.result).assignments["worker"].null_count()
    late = said.result.objective_parts["late"] > 0
    assert undone + require_plan(said.result).owners["owner"].null_count() > 0 or late


@pytest.mark.parametrize("way", WAYS)
def test_planted_conflicts_are_found(way: str) -> None:
    for seed in range(1, 1 + share(10)):
        hit = planted(way, Random(seed))
        said = explain(hit.instance, hit.policy, engine=FIRST, threads=1, time_limit=None)
        _check(hit, said)


@pytest.mark.parametrize("first", [100, 120])
def test_what_is_overdue_on_arrival_has_to_be_done_at_once(first: int) -> None:
    """Of two tasks of 60 minutes the first day of the one worker has room for both or one."""
    backlog = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1", minutes=[first, 400])],
        [task("t1", "c1", minutes=60, due=-3), task("t2", "c2", minutes=60, due=-1)],
        2,
    )
    policy = Policy.model_validate({"overtime": {"limit": 0}})
    said = explain(backlog, policy, engine=FIRST, threads=1, time_limit=None)
    assert said.verdict == ("feasible" if first == 120 else "infeasible")
    if first == 100:
        # Of 120 minutes 20 are a day late; how long they have waited before is no part of it.
        (late,) = (way for way in said.ways_out if way.kind == "late")
        assert (late.sizes, late.is_smallest) == ((20.0,), True)
        assert said.conflict is not None and "deadlines" in said.conflict.rules


def test_late_and_undone_work_are_allowed_with_all_that_goes_with_them() -> None:
    """Of three tasks one fits its day; no minute late may be cheaper than one of overtime."""
    agency = instance_of(
        [client(f"c{at}", worker="w1") for at in range(3)],
        [worker("w1", minutes=[60, 400])],
        [task(f"t{at}", f"c{at}", kind="renewal", minutes=60, due=0) for at in range(3)],
        2,
    )
    policy = Policy.model_validate(
        {
            "overtime": {"limit": 0, "price": 2},
            "deadlines": {"late": "forbidden", "late_price": 1},
            "service": {"levels": {"renewal": 0.9}},
        }
    )
    said = explain(agency, policy, engine=FIRST, threads=1, time_limit=None)
    ways = {way.kind: way for way in said.ways_out}
    assert ways["undone"].words.endswith(
        "0 clients without an owner; service.levels.renewal = 0.3333"
    )
    assert ways["late"].words.endswith("; overtime.price = 1.0")
    for kind in ("late", "undone"):
        changed, loose = apply(ways[kind].changes, agency, forbid_undone_and_late(policy))
        assert _second(changed, loose), kind


def test_where_there_is_a_plan_and_no_time_for_a_better_one_it_is_given() -> None:
    easy = instance_of([client("c1", worker="w1")], [worker("w1")], [task("t1", "c1")])
    cancel = threading.Event()

    def found_and_stopped(
        problem: AssignmentProblem, request: Request, monitor: SolveMonitor
    ) -> Answer:
        cancel.set()
        return nothing_found(problem, request, monitor)

    with registered(Double(found_and_stopped)):
        said = explain(easy, Policy(), engine="double", cancel=cancel)
    assert (said.verdict, said.limit) == ("feasible", "interrupted")
    assert said.result is not None and said.result.plan is not None
    assert check(easy, said.result.plan) == []
    assert said.result.plan.policy == forbid_undone_and_late(Policy())
    assert said.result.objective == recompute_cost(easy, said.result.plan).total / MILLI


@pytest.mark.parametrize("way", ["a caseload cap", "K with bundle integrity"])
def test_side_by_side_it_finds_what_one_after_the_other_finds(way: str) -> None:
    hit = planted(way, Random(1))
    effort = SolveOptions(engine=FIRST, threads=1, time_limit=None)
    here = explain(hit.instance, hit.policy, effort)
    with ThreadPoolExecutor(2) as pool:
        there = explain(hit.instance, hit.policy, effort, jobs=2, executor=pool)
    assert (there.verdict, there.facts, there.conflict) == (here.verdict, here.facts, here.conflict)
    assert [(each.kind, each.changes, each.is_smallest) for each in there.ways_out] == [
        (each.kind, each.changes, each.is_smallest) for each in here.ways_out
    ]
    assert here.result is not None and there.result is not None
    assert there.result.objective == here.result.objective
