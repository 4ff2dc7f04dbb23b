"""The rise of the bound when an entry is forced in or out, against trying every choice."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from knapsack_cases import draw_sacks, plain_best
from samehands.solver.dual.knapsack import NEVER, compute_rises, make_workspace
from samehands.solver.dual.subproblem import select_pairs


@pytest.mark.parametrize("seed", range(30))
def test_rises_are_exact(seed: int) -> None:
    knapsacks, cost, price = draw_sacks(Random(seed), units=6)
    gain = price[knapsacks.unit] - cost
    rise, alive = np.empty((2, len(cost))), np.ones(len(price), dtype=np.bool_)
    compute_rises(knapsacks, cost, price, alive, make_workspace(knapsacks), rise)
    for agent in range(len(knapsacks.most)):
        best = plain_best(knapsacks, gain, agent)
        for entry in range(int(knapsacks.start[agent]), int(knapsacks.start[agent + 1])):
            inside = plain_best(knapsacks, gain, agent, {entry: True})
            assert rise[0, entry] == (NEVER if inside == -np.inf else best - inside)
            assert rise[1, entry] == best - plain_best(knapsacks, gain, agent, {entry: False})


def test_a_pair_stays_if_any_of_its_entries_may_be_used() -> None:
    rise = np.array([1.0, 5.0, 4.0, 2.0])
    kept = select_pairs(np.array([0, 1, 1, 2]), rise, 4.5, 4)
    assert kept.tolist() == [True, True, True, False]
