"""Merging identical items changes no cost and no optimum, and every answer can be split back."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from plain_problem import plain_optimum
from samehands.problem import (
    SCALE,
    AssignmentProblem,
    Prices,
    Sparse,
    aggregate,
    checked,
    evaluate,
    sparse,
)
from samehands.solver.prices import priced


def _repeated(matrix: Sparse, old: list[int]) -> Sparse:
    """Return a matrix whose columns are those of another, some of them several times."""
    dense = matrix.dense()[:, old]
    row, column = np.nonzero(dense)
    return sparse(row, column, dense[row, column], *dense.shape)


def draw_twins(rng: Random) -> AssignmentProblem:
    """Draw a small problem in which some items outside of groups stand several times."""
    problem = draw_problem(rng)
    items = [
        item
        for item in range(problem.items)
        for _ in range(rng.randint(1, 2) if problem.group[item] < 0 else 1)
    ]
    rng.shuffle(items)
    pairs = [
        pair
        for item in items
        for pair in range(problem.pair_start[item], problem.pair_start[item + 1])
    ]
    lead = [items.index(lead) if lead >= 0 else -1 for lead in problem.group_lead]
    length = np.diff(problem.pair_start)[items]
    return checked(
        replace(
            problem,
            count=np.ones(len(items), dtype=np.int64),
            required=problem.required[items],
            unassigned_price=problem.unassigned_price[items],
            pair_start=np.append(0, np.cumsum(length)),
            pair_agent=problem.pair_agent[pairs],
            pair_cost=problem.pair_cost[pairs],
            pair_profile=problem.pair_profile[pairs],
            group=problem.group[items],
            bound=problem.bound[items],
            group_lead=np.array(lead, dtype=np.int64),
            global_pairs=_repeated(problem.global_pairs, pairs),
            global_unassigned=_repeated(problem.global_unassigned, items),
        )
    )


def test_split_and_gather_keep_the_cost() -> None:
    smaller = legal = 0
    for seed in draws(250):
        rng = Random(seed)
        problem = draw_twins(rng)
        small = aggregate(problem)
        checked(small.problem)
        smaller += small.is_smaller
        assert small.problem.count.sum() == problem.count.sum()
        assert small.is_smaller == (small.problem.items < problem.items)
        for _ in range(4):
            x = draw_assignment(rng, problem)
            gathered = small.reduce(x)
            cost = evaluate(problem, x).objective
            assert evaluate(small.problem, gathered).objective == cost
            again = small.expand(gathered)
            assert evaluate(problem, again).objective == cost
            assert np.array_equal(small.reduce(again), gathered)
            legal += cost is not None
        y = draw_assignment(rng, small.problem)
        assert np.array_equal(small.reduce(small.expand(y)), y)
    assert smaller >= share(120)
    assert legal >= share(250)


def test_merging_changes_no_optimum() -> None:
    infeasible = 0
    for seed in draws(60):
        problem = draw_twins(Random(seed))
        if problem.pairs > 8:
            continue
        best = plain_optimum(problem)
        assert plain_optimum(aggregate(problem).problem) == best
        infeasible += best is None
    assert infeasible >= share(3)


def test_prices_prove_the_same_bound() -> None:
    for seed in draws(200):
        rng = Random(seed)
        problem = draw_twins(rng)
        small = aggregate(problem)
        rows = np.array([[rng.randint(0, 9) for _ in row] for row in problem.capacity])
        rows = rows.reshape(problem.capacity.shape).astype(np.int64) * SCALE
        prices = Prices(rows, np.full_like(problem.global_limit, rng.randint(0, 3)))
        assert small.expand_prices(prices) is prices
        assert priced(small.problem, prices).bound == priced(problem, prices).bound
        items = replace(prices, items=np.arange(small.problem.items), kept=0)
        spread = small.expand_prices(items).items
        assert spread is not None
        assert np.array_equal(spread, small.item)


def test_items_that_differ_in_one_thing_are_kept_apart() -> None:
    problem = draw_problem(Random(3), timed=False)
    one = np.ones(2, dtype=np.int64)
    twins = replace(
        problem,
        agents=1,
        count=one,
        required=np.zeros(2, dtype=np.bool_),
        unassigned_price=5 * one,
        pair_start=np.arange(3),
        pair_agent=0 * one,
        pair_cost=2 * one,
        pair_profile=0 * one,
        group=-one,
        bound=np.ones(2, dtype=np.bool_),
        group_limit=one[:0],
        group_lead=one[:0],
        join_price=one[:0],
        join_profile=one[:0],
        global_pairs=sparse(one - 1, np.arange(2), one, 1, 2),
        global_unassigned=sparse(one - 1, np.arange(2), one, 1, 2),
        global_limit=one[:1],
    )
    assert aggregate(twins).problem.items == 1
    uneven = np.arange(2)
    for change in (
        replace(twins, required=uneven.astype(np.bool_)),
        replace(twins, unassigned_price=uneven),
        replace(twins, pair_agent=uneven, agents=2),
        replace(twins, pair_cost=uneven),
        replace(twins, pair_profile=uneven),
        replace(twins, pair_start=np.array([0, 0, 2])),
        replace(twins, global_pairs=sparse(one - 1, uneven, uneven + 1, 1, 2)),
        replace(twins, global_unassigned=sparse(one - 1, uneven, uneven + 1, 1, 2)),
        replace(twins, group=uneven - 1),
    ):
        assert not aggregate(change).is_smaller
