"""The rise of the bound when an entry is forced in or out, against trying every choice."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from knapsack_cases import draw_sacks, plain_best
from samehands.solver.dual.fixing import NEVER, kept_pairs, rises


@pytest.mark.parametrize("seed", range(30))
def test_rises_are_exact(seed: int) -> None:
    sacks, cost, price = draw_sacks(Random(seed), units=6)
    gain = price[sacks.unit] - cost
    rise = rises(sacks, cost, price)
    for agent in range(len(sacks.most)):
        best = plain_best(sacks, gain, agent)
        for entry in range(int(sacks.start[agent]), int(sacks.start[agent + 1])):
            inside = plain_best(sacks, gain, agent, {entry: True})
            assert rise[0, entry] == (NEVER if inside == -np.inf else best - inside)
            assert rise[1, entry] == best - plain_best(sacks, gain, agent, {entry: False})


def test_a_pair_stays_if_any_of_its_entries_may_be_used() -> None:
    rise = np.array([1.0, 5.0, 4.0, 2.0])
    kept = kept_pairs(np.array([0, 1, 1, 2]), rise, 4.5, 4)
    assert kept.tolist() == [True, True, True, False]
