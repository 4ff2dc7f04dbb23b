"""Prices prove bounds: against every assignment of small problems, for any prices at all."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_problem
from draws import draws, share
from plain_problem import every_assignment
from samehands.problem import SCALE, AssignmentProblem, Ints, Prices, evaluate
from samehands.solver import Limits
from samehands.solver.linear.relaxation import Relaxation
from samehands.solver.prices import priced

PROBLEMS = len(draws(400))


def _random_prices(rng: Random, problem: AssignmentProblem) -> Prices:
    high = rng.choice([0, 3, 30, 300]) * SCALE

    def draw(shape: tuple[int, ...]) -> Ints:
        flat = [rng.randint(0, high) for _ in range(int(np.prod(shape)))]
        return np.array(flat, dtype=np.int64).reshape(shape)

    return Prices(draw(problem.capacity.shape), draw(problem.global_limit.shape))


def _legal(problem: AssignmentProblem) -> list[tuple[Ints, int]]:
    found: list[tuple[Ints, int]] = []
    for each in every_assignment(problem):
        x = np.array(each, dtype=np.int64)
        objective = evaluate(problem, x).objective
        if objective is not None:
            found.append((x, objective))
    return found


def test_no_assignment_costs_less_than_any_prices_prove() -> None:
    tight = legal = grouped = 0
    for seed in range(PROBLEMS):
        rng = Random(seed)
        problem = draw_problem(rng)
        assignments = _legal(problem)
        for _ in range(3):
            result = priced(problem, _random_prices(rng, problem))
            for x, objective in assignments:
                assert result.bound <= objective * SCALE
                used = np.flatnonzero(x)
                if used.size:
                    least = result.bound + int(result.regret[used].max())
                    assert least <= objective * SCALE
        if assignments:
            legal += 1
            grouped += problem.groups > 0
            best = min(objective for _, objective in assignments)
            nothing = Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
            tight += priced(problem, nothing).bound == best * SCALE
    assert legal >= PROBLEMS // 4
    assert grouped >= PROBLEMS // 10
    assert tight >= PROBLEMS // 40


def test_the_prices_of_the_relaxation_prove_what_it_is_worth() -> None:
    """Where no group is looser in the pricing than in the linear program, the two bounds meet."""
    met = 0
    for seed in range(PROBLEMS):
        problem = draw_problem(Random(seed))
        if problem.groups or problem.open_price.any():
            continue
        linear = Relaxation(problem).solve(Limits())
        if linear is None or not linear.is_complete:
            continue
        proved = priced(problem, linear.prices).bound / SCALE
        assert proved <= linear.objective + 1e-3 * (1 + abs(linear.objective))
        met += abs(proved - linear.objective) <= 0.01 * (1 + abs(linear.objective))
    assert met >= share(20)
