"""Groups that go whole are one item: no optimum changes but where loose ends are named."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from drawn_groups import draw_led
from drawn_problems import draw_assignment
from draws import draws, share
from plain_problem import every_assignment
from price_bound import compute_price_bound
from random_prices import random_prices
from samehands.problem import SCALE, AssignmentProblem, Fusion, checked, evaluate, fuse_groups
from samehands.problem.presolve.blocks import blocks
from samehands.solver.prices import NEVER, priced

SEEDS = [*draws(1200), 214, 276, 421, 456, 518, 595]
"""The last six are problems in which it pays to leave an item of a group for want of room."""


def _optimum(problem: AssignmentProblem) -> int | None:
    costs = (evaluate(problem, np.array(x)).objective for x in every_assignment(problem))
    return min((cost for cost in costs if cost is not None), default=None)


def _drawn(seed: int) -> tuple[Random, Fusion]:
    rng = Random(seed)
    return rng, fuse_groups(draw_led(rng))


def test_split_and_gather_keep_the_cost() -> None:
    smaller = legal = 0
    for seed in SEEDS:
        rng, found = _drawn(seed)
        checked(found.problem)
        smaller += found.is_smaller
        assert found.is_smaller == (found.problem.groups < found.original.groups)
        for _ in range(3):
            x = draw_assignment(rng, found.problem)
            cost = evaluate(found.problem, x).objective
            again = found.expand(x)
            assert evaluate(found.original, again).objective == cost
            assert np.array_equal(found.reduce(again), x)
            legal += cost is not None
    assert smaller >= len(SEEDS) // 4
    assert legal >= len(SEEDS) // 2


def test_fusing_changes_no_optimum_but_where_it_says_so() -> None:
    exact = infeasible = loose = 0
    for seed in SEEDS:
        _, found = _drawn(seed)
        if not found.is_smaller or found.original.pairs > 8:
            continue
        best, least = _optimum(found.original), _optimum(found.problem)
        if found.loose.pair.size:
            loose += best != least
        else:
            assert best == least
            exact += 1
            infeasible += best is None
    assert exact >= len(SEEDS) // 5
    assert infeasible >= share(5)
    assert loose >= share(3)


def test_where_leaving_is_cheap_a_group_stays_as_it_is() -> None:
    """Groups of which it pays to leave an item beside its lead, though there is room."""
    partial = 0
    for seed in SEEDS:
        problem = draw_led(Random(seed), dear=0.0)
        led = problem.group_lead >= 0
        led[problem.group[(problem.group >= 0) & ~problem.bound]] = False
        if problem.pairs > 6 or not led.any():
            continue
        blindly = blocks(problem, led).problem()
        if _optimum(blindly) != _optimum(problem):
            found = fuse_groups(problem)
            assert found.problem.groups > blindly.groups or found.loose.pair.size
            partial += 1
    assert partial >= share(10)


def test_prices_prove_as_much_of_the_original() -> None:
    """Of rows where an item is not dearer to do than to leave; of items always."""
    equal = items = 0
    for seed in SEEDS:
        rng, found = _drawn(seed)
        if not found.is_smaller:
            continue
        prices = random_prices(rng, found.problem)
        one, other = priced(found.problem, prices), priced(found.original, prices)
        if (one.best < NEVER).all() and (other.group < NEVER).all():
            assert other.bound <= one.bound
            equal += other.bound == one.bound
        kept = rng.randrange(found.problem.rows.rows)
        rows = prices.rows.copy()
        rows[:, kept] = 0
        drawn = [rng.randint(-SCALE, 60 * SCALE) for _ in range(found.problem.items)]
        prices = replace(prices, rows=rows, items=np.array(drawn, dtype=np.int64), kept=kept)
        spread = found.expand_prices(prices)
        assert compute_price_bound(found.original, spread) <= compute_price_bound(
            found.problem, prices
        )
        items += compute_price_bound(found.original, spread) == compute_price_bound(
            found.problem, prices
        )
    assert equal >= share(100)
    assert items >= share(100)


def test_whoever_has_no_time_fuses_nothing() -> None:
    given_up = 0
    for seed in range(60):
        problem = draw_led(Random(seed))
        found = fuse_groups(problem, lambda: True)
        assert not found.is_smaller and found.problem is problem
        assert not len(found.loose.pair)
        given_up += fuse_groups(problem).is_smaller
    assert given_up >= 10
