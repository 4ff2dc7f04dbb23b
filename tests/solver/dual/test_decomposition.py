"""Prices of items prove bounds: for any prices, on any problem that the engine packs."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from plain_problem import plain_optimum
from samehands.problem import SCALE, AssignmentProblem, Ints, Prices
from samehands.solver import Feature, used_features
from samehands.solver.dual.decomposition import decompose, prove_bound, round_up_bound

PROBLEMS = 250


def _served(problem: AssignmentProblem) -> bool:
    return Feature.OPEN_PRICES not in used_features(problem)


def _draw(rng: Random, low: int, high: int, shape: tuple[int, ...]) -> Ints:
    flat = [rng.randint(low, high) for _ in range(int(np.prod(shape)))]
    return np.array(flat, dtype=np.int64).reshape(shape)


def test_no_assignment_costs_less_than_any_prices_prove() -> None:
    seen = tight = 0
    for seed in draws(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        optimum = plain_optimum(problem)
        if optimum is None or not _served(problem):
            continue
        seen += 1
        for kept in range(problem.rows.rows):
            for high in (0, 3 * SCALE):
                rows = _draw(rng, 0, high, problem.capacity.shape)
                rows[:, kept] = 0
                globals_ = _draw(rng, 0, high, problem.global_limit.shape)
                items = _draw(rng, -SCALE, 9 * SCALE, (problem.items,))
                bound = prove_bound(problem, Prices(rows, globals_, items, kept))
                assert bound is not None
                assert bound <= SCALE * optimum
                tight += bound > SCALE * (optimum - 1)
    assert seen >= share(50)
    assert tight >= share(10)


def test_units_and_pairs_say_the_same() -> None:
    for seed in draws(100):
        rng = Random(seed)
        problem = draw_problem(rng)
        rows = Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
        decomposition = decompose(problem, rows)
        for _ in range(5):
            x = draw_assignment(rng, problem)
            assert decomposition.uses(decomposition.places(x)).tolist() == x.tolist()


def test_numbers_too_large_prove_nothing() -> None:
    problem = draw_problem(Random(1), timed=False)
    rows = Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
    huge = Prices(rows.rows, rows.global_rows, np.full(problem.items, 2**60), 0)
    lone = Prices(rows.rows, rows.global_rows, np.full(problem.items, -(2**60)), 0)
    assert prove_bound(problem, lone) is None
    assert prove_bound(problem, huge) is None
    with pytest.raises(ValueError, match="prices of items"):
        prove_bound(problem, rows)


def test_a_bound_is_rounded_up_to_what_an_objective_may_be() -> None:
    assert round_up_bound(6 * SCALE + 1, 1) == 7
    assert round_up_bound(6 * SCALE, 1) == 6
    assert round_up_bound(6 * SCALE + 1, 5) == 10
    assert round_up_bound(-SCALE - 1, 1) == -1
