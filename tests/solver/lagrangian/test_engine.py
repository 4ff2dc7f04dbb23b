"""The engine as a whole: proofs, plans, limits, refusals."""

from __future__ import annotations

import threading
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from drawn_problems import draw_problem
from gap_cases import cheapest, gap, instances
from plain_problem import plain_optimum
from samehands.benchmarks.instances.gap import GapInstance
from samehands.problem import SCALE, Answer, AssignmentProblem
from samehands.solver import (
    Feature,
    Limits,
    RefusedError,
    Request,
    SolveMonitor,
    run,
    used_features,
)
from samehands.solver.dual.decomposition import prove_bound
from samehands.solver.lagrangian import Lagrangian
from samehands.solver.lagrangian.heuristics import Settings


def _ask(
    problem: AssignmentProblem,
    limits: Limits | None = None,
    request: Request | None = None,
    settings: Settings | None = None,
) -> Answer:
    monitor = SolveMonitor(limits or Limits())
    return run(Lagrangian(settings), problem, request or Request(), monitor)


def _tight(seed: int, agents: int = 5, jobs: int = 40) -> GapInstance:
    """Return an instance of large items with costs that fall as loads rise."""
    rng = Random(seed)
    loads = [[rng.randint(1, 100) for _ in range(jobs)] for _ in range(agents)]
    costs = [[111 - load + rng.randint(-10, 10) for load in row] for row in loads]
    return gap(costs, loads, [int(0.8 * sum(row) / agents) for row in loads])


@hypothesis_settings(max_examples=8, deadline=None)
@given(instances())
def test_small_problems_are_solved(instance: GapInstance) -> None:
    optimum = cheapest(instance)
    said = _ask(instance.to_problem())
    assert said.status == ("infeasible" if optimum is None else "optimal")
    assert said.objective == optimum


def test_prices_prove_what_was_said() -> None:
    """Where the bound is not closed by the last program, the prices prove it to the unit."""
    problem = _tight(3).to_problem()
    said = _ask(problem, Limits(work=3))
    assert said.prices is not None
    assert said.prices.items is not None
    bound = prove_bound(problem, said.prices)
    assert bound is not None
    assert said.bound == -(-bound // SCALE)
    assert said.limit == "work"
    assert said.status == "feasible"
    assert said.objective is not None
    assert said.bound is not None
    assert said.objective - said.bound <= 0.02 * said.objective


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_and_work_give_the_same_plan(threads: int) -> None:
    problem = _tight(4).to_problem()
    one, other = (_ask(problem, Limits(work=8), Request(5, threads)) for _ in range(2))
    assert one.x is not None
    assert other.x is not None
    assert np.array_equal(one.x, other.x)
    assert one.bound == other.bound


def test_a_start_is_never_lost() -> None:
    problem = _tight(5).to_problem()
    best = _ask(problem, Limits(work=12))
    again = _ask(problem, Limits(work=1), Request(start=best.x))
    assert best.objective is not None
    assert again.objective is not None
    assert again.objective <= best.objective


def test_each_step_can_be_left_out() -> None:
    problem = _tight(6, 4, 16).to_problem()
    optimum = _ask(problem).objective
    for settings in (Settings(dive=False), Settings(search=False), Settings(fix=False)):
        said = _ask(problem, Limits(work=20), settings=settings)
        assert said.bound is not None
        assert optimum is not None
        assert said.bound <= optimum
        assert said.objective is None or said.objective >= optimum


def test_a_cancel_ends_the_work() -> None:
    problem, limits = _tight(7, 10, 120).to_problem(), Limits()
    _ask(_tight(1, 2, 6).to_problem(), Limits(work=1))
    threading.Timer(0.5, limits.cancel.set).start()
    said = _ask(problem, limits, Request(0, 2))
    assert said.limit == "interrupted" or said.status == "optimal"


def test_what_it_does_not_serve_is_refused_by_name() -> None:
    refused = 0
    for seed in range(40):
        problem = draw_problem(Random(seed))
        if Feature.OPEN_PRICES in used_features(problem):
            refused += 1
            with pytest.raises(RefusedError, match=Feature.OPEN_PRICES):
                _ask(problem)
    assert refused


def test_parts_beyond_knapsacks_are_priced_or_left_to_the_kernel() -> None:
    seen: set[Feature] = set()
    for seed in range(60):
        problem = draw_problem(Random(seed))
        if Feature.OPEN_PRICES in used_features(problem):
            continue
        optimum = plain_optimum(problem)
        said = _ask(problem)
        assert said.status == ("infeasible" if optimum is None else "optimal")
        assert said.objective == optimum
        seen |= used_features(problem)
    assert seen == Lagrangian.features


def test_what_is_impossible_is_proven_or_left_open() -> None:
    problem = gap([[1, 1], [1, 1]], [[3, 3], [9, 9]], [5, 5]).to_problem()
    assert _ask(problem).status == "infeasible"
    assert _ask(problem, Limits(seconds=0.0)).status == "no_plan"
