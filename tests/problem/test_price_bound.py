"""Prices on bare problems: two codes agree, and no assignment costs less."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_problem
from draws import draws, share
from plain_problem import every_assignment
from price_bound import compute_price_bound
from random_prices import random_prices
from samehands.audit.certificate.knapsack import (
    Block,
    OverloadCost,
    solve_block_knapsack,
    solve_knapsack,
)
from samehands.problem import SCALE, AssignmentProblem, Prices, evaluate
from samehands.solver.prices import NEVER, priced


def _with_items(rng: Random, problem: AssignmentProblem) -> Prices:
    """Draw prices of items of any sign, and a row to keep."""
    drawn = random_prices(rng, problem)
    kept = rng.randrange(problem.rows.rows)
    rows = drawn.rows.copy()
    rows[:, kept] = 0
    items = [rng.randint(-3 * SCALE, 12 * SCALE) for _ in range(problem.items)]
    return replace(drawn, rows=rows, items=np.array(items, dtype=np.int64), kept=kept)


def test_two_codes_find_the_same_bound() -> None:
    compared = 0
    for seed in draws(300):
        rng = Random(seed)
        problem = draw_problem(rng)
        prices = random_prices(rng, problem)
        expected = priced(problem, prices)
        if (expected.best < NEVER).all() and (expected.group < NEVER).all():
            assert compute_price_bound(problem, prices) == expected.bound
            compared += 1
    assert compared >= share(150)


def test_no_assignment_costs_less_than_prices_of_either_kind_prove() -> None:
    legal = above = 0
    for seed in draws(250):
        rng = Random(seed)
        problem = draw_problem(rng)
        assignments = (np.array(x, dtype=np.int64) for x in every_assignment(problem))
        costs = [evaluate(problem, x).objective for x in assignments]
        least = min((cost for cost in costs if cost is not None), default=None)
        if least is None:
            continue
        legal += 1
        rows = [compute_price_bound(problem, random_prices(rng, problem)) for _ in range(3)]
        items = [compute_price_bound(problem, _with_items(rng, problem)) for _ in range(6)]
        assert max(rows + items) <= least * SCALE
        above += max(items) > 0
    assert legal >= share(100)
    assert above >= share(20)


@pytest.mark.parametrize(
    "change",
    [
        {"rows": -1},
        {"global_rows": np.zeros(99, dtype=np.int64)},
        {"items": np.zeros(1, dtype=np.int64)},
        {"kept": 0},
    ],
)
def test_prices_that_do_not_belong_are_refused(change: dict[str, object]) -> None:
    problem = draw_problem(Random(1))
    prices = random_prices(Random(1), problem)
    if change == {"rows": -1}:
        change = {"rows": np.full_like(prices.rows, -1)}
    with pytest.raises(ValueError, match="price"):
        compute_price_bound(problem, replace(prices, **change))  # type: ignore[arg-type]


def test_knapsacks_are_exact() -> None:
    for seed in draws(200):
        rng = Random(seed)
        size = rng.randint(0, 6)
        worth = [rng.randint(-3, 20) for _ in range(size)]
        load = [rng.choice([0, 1, 2, 3, 5, 8]) for _ in range(size)]
        capacity = rng.randint(0, 15)
        least = max(
            sum(w for w, there in zip(worth, chosen, strict=True) if there)
            for chosen in product([False, True], repeat=size)
            if sum(a for a, there in zip(load, chosen, strict=True) if there) <= capacity
        )
        assert solve_knapsack(worth, load, capacity) == least


def test_huge_knapsacks_are_bounded_from_above() -> None:
    assert solve_knapsack([10, 9, 2**61], [10**10, 10**10, 10**10], 2 * 10**10) >= 2**61 + 10
    assert solve_knapsack([5, 4], [-3, 2], 0) == 9


def test_blocks_are_exact() -> None:
    """Against every choice of blocks and of what may come with them."""
    above = 0
    for seed in draws(300):
        rng = Random(seed)
        blocks = [
            Block(
                rng.randint(-15, 12),
                rng.choice([0, 1, 3, 5]),
                [(rng.randint(-2, 12), rng.choice([0, 1, 2, 4])) for _ in range(rng.randint(0, 2))],
            )
            for _ in range(rng.randint(0, 3))
        ]
        overs = [
            OverloadCost(
                rng.randint(-2, 9), [(rng.randint(0, 4), rng.choice([1, 3, 99])) for _ in "ab"]
            )
            for _ in range(rng.randint(0, 2))
        ]
        capacity = rng.randint(0, 14)
        best = max(
            sum(worth for worth, _ in chosen) - sum(_over_cost(over, load) for over in overs)
            for chosen in _choices(blocks)
            if (load := sum(load for _, load in chosen)) <= capacity
        )
        assert solve_block_knapsack(blocks, capacity, overs) == best
        above += best > 0
    assert above >= share(100)


def _choices(blocks: list[Block]) -> list[list[tuple[int, int]]]:
    ways = [[list[tuple[int, int]]()] for _ in blocks]
    for mine, block in zip(ways, blocks, strict=True):
        for taken in product([False, True], repeat=len(block.options)):
            chosen = [each for each, there in zip(block.options, taken, strict=True) if there]
            mine.append([(block.worth, block.load), *chosen])
    return [[part for way in chosen for part in way] for chosen in product(*ways)]


def _over_cost(over: OverloadCost, load: int) -> int:
    """Return the least price of slacks that carry a load, unit by unit."""
    units = sorted(price for price, most in over.steps for _ in range(most))
    return sum(units[: max(load - over.free, 0)])
