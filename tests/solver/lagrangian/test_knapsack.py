"""Every knapsack is solved exactly, whatever is settled before."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from knapsack_cases import draw_sacks, plain_best, plain_earnings
from samehands.solver.dual.knapsack import CORE, desk_for, fractional, gather, pack, shrink


@pytest.mark.parametrize("seed", range(60))
def test_the_best_choice_is_found(seed: int) -> None:
    sacks, cost, price = draw_sacks(Random(seed))
    desk, alive = desk_for(sacks), np.ones(len(price), dtype=np.bool_)
    alive[seed % len(price)] = seed % 3 > 0
    chosen = np.ones(len(cost), dtype=np.bool_)
    gain = np.where(alive[sacks.unit], price[sacks.unit] - cost, -1e9)
    for agent in range(len(sacks.most)):
        earned = pack(sacks, cost, price, alive, agent, desk, chosen)
        mine = range(int(sacks.start[agent]), int(sacks.start[agent + 1]))
        assert earned == plain_best(sacks, gain, agent)
        assert plain_earnings(sacks, gain, agent, [e for e in mine if chosen[e]]) == earned


@pytest.mark.parametrize("seed", range(20))
def test_settling_units_changes_nothing(seed: int) -> None:
    rng = Random(seed)
    sacks, cost, price = draw_sacks(rng, agents=1, units=6 * CORE)
    most = int(sacks.load.sum()) // 3
    sacks = sacks._replace(
        regular=np.array([most]),
        most=np.array([most]),
        over_start=np.array([0, 1]),
        over_price=np.zeros(2),
    )
    desk, alive = desk_for(sacks), np.ones(len(price), dtype=np.bool_)
    chosen = np.zeros(len(cost), dtype=np.bool_)
    earned = pack(sacks, cost, price, alive, 0, desk, chosen)
    table = np.zeros(most + 1)
    for entry, load in enumerate(sacks.load.tolist()):
        gain = price[sacks.unit[entry]] - cost[entry]
        table[load:] = np.maximum(table[load:], table[: most + 1 - load] + gain)
    assert earned == table[most]
    assert int(sacks.load[chosen].sum()) <= most
    assert float((price[sacks.unit] - cost)[chosen].sum()) == earned
    count = gather(sacks, cost, price, alive, 0, desk)
    kept, used, _ = shrink(desk, count, most, most, chosen)
    assert kept < count
    assert used <= most


@pytest.mark.parametrize("seed", range(20))
def test_the_fractional_knapsack_is_that_of_sorted_units(seed: int) -> None:
    sacks, cost, price = draw_sacks(Random(seed), agents=1, units=30)
    desk, alive = desk_for(sacks), np.ones(len(price), dtype=np.bool_)
    most = 40
    count = gather(sacks._replace(most=np.array([most])), cost, price, alive, 0, desk)
    desk.ratio[:count] = -desk.profit[:count] / np.maximum(desk.weight[:count], 1e-9)
    units = sorted(zip(desk.ratio[:count], desk.profit[:count], desk.weight[:count], strict=True))
    space, expected = float(most), 0.0
    for _, profit, weight in units:
        part = min(1.0, space / max(weight, 1e-9))
        expected += part * profit
        space -= part * weight
    value, rate = fractional(desk, count, most)
    assert value == pytest.approx(expected)
    assert rate >= 0.0
