"""What the cost leaves open goes to the clients, and the cost stays."""

from __future__ import annotations

import threading
from dataclasses import astuple, replace
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

import tables
from draws import draws, share
from legal_assignments import random_plan
from samehands.formulations import Lowered, lower
from samehands.generator import generate
from samehands.model import Policy
from samehands.model.policy import Formulation
from samehands.planning import Result, solve
from samehands.planning.second_stage import (
    SCATTERED,
    SEARCHES,
    SecondObjective,
    improve_for_clients,
    search_for_clients,
    span,
)
from samehands.planning.second_stage import Figures as Counts
from samehands.planning.settle import settle_owners
from samehands.problem import Ints, evaluate
from samehands.solver import Limits
from samehands.solver.second_objective import improve_second
from samehands.solver.second_objective.neighbourhood import improve_teams
from tiny_agencies import draw_case

Figures = tuple[int, int, int]


def _figures(lowered: Lowered, x: Ints) -> Figures:
    """Return interpreted contacts, workers met and hand-offs, counted in plain loops."""
    view, problem = lowered.view, lowered.problem
    agent = {int(problem.pair_item[k]): int(problem.pair_agent[k]) for k in np.flatnonzero(x)}
    interpreted, met, strangers = 0, set[tuple[int, int]](), set[tuple[int, int]]()
    for task, client in enumerate(view.client.tolist()):
        worker = agent.get(view.clients + task)
        if worker is None:
            continue
        speaks = view.worker_languages[worker, view.client_language[client]]
        interpreted += bool(view.contact[task] and not speaks)
        met.add((client, worker))
        if agent.get(client) != worker:
            strangers.add((client, worker))
    return interpreted, len(met), len(strangers)


def test_no_plan_gets_dearer_or_worse_for_its_clients() -> None:
    better, seen = 0, set[Formulation]()
    for seed in draws(400):
        rng = Random(seed)
        instance, policy = draw_case(rng, times=2)
        lowered = lower(instance, policy)
        x = random_plan(rng, lowered.problem, range(lowered.problem.items))
        if x is None:
            continue
        y, has_ended = improve_for_clients(lowered, x, Limits())
        before, after = (evaluate(lowered.problem, each).objective for each in (x, y))
        assert before is not None
        assert after is not None
        assert has_ended
        assert after <= before
        assert _figures(lowered, y) <= _figures(lowered, x)
        again, _ = improve_for_clients(lowered, x, Limits())
        assert (again == y).all()
        better += _figures(lowered, y) < _figures(lowered, x)
        seen.add(policy.formulation)
    assert better > share(40)
    assert seen == {"client-based", "team", "hybrid", "task-based"}


def test_ties_of_owners_make_nothing_worse_that_costs_the_same() -> None:
    seen = 0
    for seed in draws(400):
        rng = Random(seed)
        instance, policy = draw_case(rng, times=2)
        lowered = lower(instance, policy)
        x = random_plan(rng, lowered.problem, range(lowered.problem.items))
        if x is None:
            continue
        x, _ = improve_for_clients(lowered, x, Limits())
        y, saved, _ = settle_owners(lowered, x, lambda: False)
        if not saved:
            assert _figures(lowered, y) <= _figures(lowered, x)
            seen += 1
    assert seen > share(60)


def test_what_is_closed_or_fixed_stays_where_it_is() -> None:
    kept = 0
    for seed in draws(200):
        rng = Random(seed)
        lowered = lower(*draw_case(rng, times=2))
        x = random_plan(rng, lowered.problem, range(lowered.problem.items))
        if x is None:
            continue
        problem = lowered.problem
        free = np.array([rng.random() < 0.5 for _ in range(problem.items)], dtype=np.bool_)
        y, _ = improve_for_clients(lowered, x, Limits(), free=free)
        fixed = ~free[problem.pair_item]
        assert (y[fixed] == x[fixed]).all()
        shut = np.array([rng.random() < 0.5 for _ in range(problem.pairs)], dtype=np.bool_)
        shut &= x == 0
        z, _ = improve_for_clients(lowered, x, Limits(), open_pairs=~shut)
        assert not z[shut].any()
        kept += bool((y != x).any())
    assert kept >= share(15)


def test_tiny_plans_are_mostly_the_best_of_all_that_cost_no_more() -> None:
    best = seen = 0
    for seed in draws(600):
        rng = Random(seed)
        lowered = lower(*draw_case(rng))
        problem = lowered.problem
        ranges = [
            [-1, *range(int(first), int(end))]
            for first, end in zip(problem.pair_start[:-1], problem.pair_start[1:], strict=True)
        ]
        if np.prod([float(len(each)) for each in ranges]) > 1500:
            continue
        plans: list[tuple[int, Figures, Ints]] = []
        for chosen in product(*ranges):
            x = np.zeros(problem.pairs, dtype=np.int64)
            x[[pair for pair in chosen if pair >= 0]] = 1
            cost = evaluate(problem, x).objective
            if cost is not None:
                plans.append((cost, _figures(lowered, x), x))
        least = min((cost for cost, _, _ in plans), default=0)
        # What is left undone stays so: plans that do the same are compared.
        same: dict[bytes, list[tuple[Figures, Ints]]] = {}
        for cost, figures, x in plans:
            if cost == least:
                done = np.isin(np.arange(problem.items), problem.pair_item[x > 0])
                same.setdefault(done.tobytes(), []).append((figures, x))
        for optimal in same.values():
            target, worst = (choose(optimal, key=lambda each: each[0]) for choose in (min, max))
            if target[0] == worst[0]:
                continue
            found = search_for_clients(lowered, worst[1], Limits())
            y, tried = found.x, found.seen
            assert min(astuple(each)[:3] for each in tried) == _figures(lowered, y)
            assert evaluate(problem, y).objective == least
            assert _figures(lowered, y) >= target[0]
            seen += 1
            best += _figures(lowered, y) == target[0]
    assert seen >= share(15)
    assert best >= 0.6 * seen


def test_searches_side_by_side_find_what_they_find_one_after_the_other() -> None:
    moved = several = 0
    for seed in draws(60):
        lowered = lower(*draw_case(Random(seed), "task-based", times=4))
        x = random_plan(Random(seed), lowered.problem, range(lowered.problem.items))
        if x is None:
            continue
        alone, beside = (search_for_clients(lowered, x, Limits(), threads) for threads in (1, 3))
        assert alone.has_ended
        assert beside.has_ended
        assert (alone.x == beside.x).all()
        assert alone.seen == beside.seen
        moved += bool((alone.x != x).any())
        several += len(set(alone.seen)) > 1
    assert moved >= share(20)
    assert several >= share(3)


@pytest.mark.parametrize("threads", [1, 3])
def test_searches_that_are_cut_short_say_so_and_what_they_raise_is_not_lost(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lowered = lower(*draw_case(Random(3), "task-based", times=6))
    x = random_plan(Random(3), lowered.problem, range(lowered.problem.items))
    assert x is not None
    cancel = threading.Event()
    cancel.set()
    for limits in (Limits(seconds=0.0), Limits(cancel=cancel)):
        found = search_for_clients(lowered, x, limits, threads)
        assert not found.has_ended
        assert found.seen == ()
        assert (found.x == x).all()
    idle = lower(tables.instance_of([tables.client("c1")], [tables.worker("w1")], []), Policy())
    none = search_for_clients(idle, np.ones(1, dtype=np.int64), Limits(seconds=0.0), threads)
    assert none.has_ended
    assert len(none.seen) == SEARCHES

    def fail(self: SecondObjective, *_: object, **__: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(SecondObjective, "teams", fail)
    with pytest.raises(MemoryError, match="no room"):
        search_for_clients(lowered, x, Limits(), threads)


def test_arrays_that_may_be_written_to_need_no_machine_code_of_their_own() -> None:
    lowered = lower(*draw_case(Random(3), "task-based", times=6))
    x = random_plan(Random(3), lowered.problem, range(lowered.problem.items))
    assert x is not None
    every = np.ones(lowered.problem.pairs, dtype=np.bool_)
    for is_writable in (True, False):
        profile = lowered.problem.pair_profile.copy()
        profile.flags.writeable = is_writable
        problem = replace(lowered.problem, pair_profile=profile)
        teams = SecondObjective(replace(lowered, problem=problem)).teams(None, every)
        improve_second(problem, x, teams, Limits())
    compiled: Any = improve_teams
    assert len(compiled.signatures) == 1


def test_where_searches_from_one_plan_differ_others_begin_elsewhere() -> None:
    agreed = differed = beyond = 0
    for seed in range(20):
        rng = Random(seed)
        lowered = lower(*draw_case(rng, "task-based", times=6))
        problem = lowered.problem
        x = random_plan(Random(seed), problem, range(problem.items))
        if x is None:
            continue
        found = search_for_clients(lowered, x, Limits())
        before, after = (evaluate(problem, each).objective for each in (x, found.x))
        assert before is not None and after is not None and after <= before
        near, elsewhere = found.seen[:SEARCHES], found.seen[SEARCHES:]
        if len(set(near)) == 1:
            assert not elsewhere
            agreed += 1
            continue
        assert len(elsewhere) == SCATTERED
        differed += 1
        least, most = span(near, near[0])
        beyond += span(found.seen, near[0]) != (least, most)
    assert agreed >= 5
    assert differed >= 2
    # What the next plan would be like is not what searches from this one tell.
    assert beyond >= 1


def test_the_least_and_the_most_span_all_searches_and_the_result() -> None:
    one, other, after = Counts(1, 5, 3, 4), Counts(2, 4, 3, 4), Counts(1, 6, 0, 4)
    assert span([one], after) == (None, None)
    assert span([one, other], after) == (Counts(1, 4, 0, 4), Counts(2, 6, 3, 4))


def test_a_limit_cuts_it_short_and_the_plan_is_as_it_was() -> None:
    lowered = lower(*draw_case(Random(3), times=2))
    x = np.zeros(lowered.problem.pairs, dtype=np.int64)
    y, has_ended = improve_for_clients(lowered, x, Limits(seconds=0.0))
    assert (y == x).all()
    assert not has_ended


@pytest.mark.parametrize("standard", ["client-based", "team-2", "hybrid", "task-based"])
def test_a_result_says_what_was_gained_and_the_metrics_agree(standard: str) -> None:
    instance, policy = generate("toy", seed=3)
    result = solve(instance, policy.as_formulation(standard), time_limit=8, threads=1)
    stage, metrics = result.second_stage, result.metrics
    assert stage is not None
    assert metrics is not None
    after = stage.after
    assert metrics.value("hand_offs") == after.hand_offs
    assert metrics.value("workers_per_client_mean") == pytest.approx(
        after.workers_seen / after.clients_seen
    )
    before = (stage.before.interpreted_contacts, stage.before.workers_seen, stage.before.hand_offs)
    mine = (after.interpreted_contacts, after.workers_seen, after.hand_offs)
    assert mine <= before or len(result.trace) > 1
    assert Result.from_json(result.to_json(), instance) == result


def test_the_clerks_rule_and_lexicographic_order_have_no_second_stage() -> None:
    instance, policy = generate("toy", seed=3)
    clerk = solve(instance, policy, engine="least-loaded", time_limit=8)
    assert clerk.second_stage is None
    ordered = solve(instance, policy, order="lexicographic", time_limit=8)
    assert ordered.second_stage is None
