"""Pools of agents: alone nothing changes, together they have the sum, and the way back is known."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from samehands.problem import SCALE, Prices, evaluate, pool_agents
from samehands.solver.prices import priced


def test_who_is_alone_in_a_pool_is_as_before() -> None:
    legal = 0
    for seed in draws(300):
        rng = Random(seed)
        drawn = draw_problem(rng)
        # Whether an agent is used at all has no price among pools.
        problem = replace(drawn, open_price=np.zeros_like(drawn.open_price))
        x = draw_assignment(rng, problem)
        pools = pool_agents(problem, np.arange(problem.agents))
        same = evaluate(problem, x)
        assert evaluate(pools.problem, pools.reduce(x)).objective == same.objective
        if same.objective is not None:
            assert np.array_equal(pools.expand(pools.reduce(x), x), x)
        rows = np.array(
            [[rng.choice([0, SCALE]) for _ in row] for row in problem.capacity], dtype=np.int64
        ).reshape(problem.capacity.shape)
        prices = Prices(rows, np.zeros_like(problem.global_limit))
        assert priced(pools.problem, prices).bound == priced(problem, prices).bound
        legal += same.objective is not None
    assert legal >= share(20)


def test_one_pool_has_what_all_have_together_and_items_stay_where_they_were() -> None:
    for seed in draws(100):
        rng = Random(seed)
        problem = draw_problem(rng)
        pools = pool_agents(problem, np.zeros(problem.agents, dtype=np.int64))
        assert np.array_equal(pools.problem.capacity[0], problem.capacity.sum(axis=0))
        assert pools.problem.pairs == int((np.diff(problem.pair_start) > 0).sum())
        single = (problem.count == 1) & (problem.group < 0)
        x = draw_assignment(rng, problem) * single[problem.pair_item]
        x = np.minimum(x, 1)
        assert np.array_equal(pools.expand(pools.reduce(x), x), x)
