"""An ascent ends by itself, also where there is nothing to rise to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from samehands.problem import Prices
from samehands.solver import Limits
from samehands.solver.compilation import example_problem
from samehands.solver.dual.ascent import AscentOptions, BackgroundDualAscent, solve_dual


def _ignore(prices: Prices, bound: int) -> None:
    """Take prices that nobody asked for."""


def test_an_ascent_beside_a_search_ends_at_bound_0() -> None:
    problem = example_problem()
    free = replace(problem, pair_cost=np.zeros_like(problem.pair_cost))
    rows = Prices(np.zeros_like(free.capacity), np.zeros(0, dtype=np.int64))
    every = np.ones(free.pairs, dtype=np.bool_)
    with BackgroundDualAscent(free, rows, every, Limits(), _ignore, bool) as ascent:
        assert ascent.wait(120.0)


def test_an_ascent_at_the_root_ends_at_bound_0_before_its_steps_are_gone() -> None:
    problem = example_problem()
    free = replace(problem, pair_cost=np.zeros_like(problem.pair_cost))
    rows = Prices(np.zeros_like(free.capacity), np.zeros(0, dtype=np.int64))
    proofs, stop = list[Prices](), np.zeros(1, dtype=np.int64)
    keys, options = np.arange(1, 5, dtype=np.int64), AscentOptions()
    root = solve_dual(free, rows, options, Limits(), keys, stop, proofs.append)
    assert root.bound == 0.0
    assert len(proofs) < 5
