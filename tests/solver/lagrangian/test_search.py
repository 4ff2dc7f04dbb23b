"""Multipliers climb, dives and searches end in what they say they do."""

from __future__ import annotations

import numpy as np
import pytest

from gap_cases import cheapest, draw_gap
from samehands.problem import SCALE, AssignmentProblem, Prices, evaluate
from samehands.solver import Limits
from samehands.solver.dual.ascent import AscentOptions, Root, solve_dual
from samehands.solver.lagrangian.heuristics import Heuristics, Settings
from samehands.solver.lagrangian.local_search import relink


def _root(problem: AssignmentProblem) -> tuple[Root, Heuristics, list[Prices]]:
    rows = Prices(np.zeros_like(problem.capacity), np.zeros(0, dtype=np.int64))
    keys = np.random.default_rng(0).integers(1, 2**62, problem.items)
    stop, proofs = np.zeros(1, dtype=np.int64), list[Prices]()
    root = solve_dual(problem, rows, AscentOptions(), Limits(), keys, stop, proofs.append)
    return root, Heuristics(root.subproblem, keys, Settings(), 0, stop), proofs


@pytest.mark.parametrize("seed", range(8))
def test_plans_lie_between_bound_and_what_they_say(seed: int) -> None:
    instance = draw_gap(seed)
    problem, optimum = instance.to_problem(), cheapest(instance)
    assert optimum is not None
    root, heuristics, proofs = _root(problem)
    assert len(proofs) >= 2
    assert root.bound <= SCALE * optimum + 1e-6
    assert root.bound >= SCALE * 0.9 * optimum
    found = 0
    for number in range(6):
        for piece in (
            heuristics.dive(number, np.inf),
            heuristics.search(heuristics.assign_likeliest(), number, 5),
        ):
            if np.isfinite(piece.cost):
                x = root.decomposition.uses(piece.place)
                assert SCALE * (evaluate(problem, x).objective or 0) == piece.cost
                found += 1
    assert found >= 6


def test_a_dive_gives_up_where_nothing_better_can_be() -> None:
    problem = draw_gap(1).to_problem()
    root, heuristics, _ = _root(problem)
    assert heuristics.dive(0, root.bound - SCALE).cost == np.inf


def test_a_walk_leads_from_one_plan_to_the_other() -> None:
    problem = draw_gap(2).to_problem()
    _, heuristics, _ = _root(problem)
    one, other = (
        heuristics.assign_likeliest(),
        heuristics.search(heuristics.assign_likeliest(), 3, 5).place,
    )
    data = heuristics.data
    assert relink(data, one, other, 1.0, 1.0).tolist() == other.tolist()
    assert relink(data, one, other, 1.0, 0.0).tolist() == one.tolist()
    between = relink(data, one, other, 1.0, 0.5)
    assert set(np.flatnonzero(between != one)) <= set(np.flatnonzero(other != one))


def test_a_search_never_loses_a_plan_that_it_begins_with() -> None:
    problem = draw_gap(4).to_problem()
    _, heuristics, _ = _root(problem)
    first = heuristics.search(heuristics.assign_likeliest(), 0, 40)
    assert np.isfinite(first.cost)
    assert heuristics.search(first.place, 1, 1).cost <= first.cost
