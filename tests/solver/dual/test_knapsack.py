"""Every knapsack is solved exactly, whatever is settled before."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from knapsack_cases import draw_sacks, plain_best, plain_earnings
from samehands.solver.dual.knapsack import (
    CORE,
    collect_units,
    fix_units,
    make_workspace,
    solve_fractional,
    solve_knapsack,
)


@pytest.mark.parametrize("seed", range(60))
def test_the_best_choice_is_found(seed: int) -> None:
    knapsacks, cost, price = draw_sacks(Random(seed))
    workspace, alive = make_workspace(knapsacks), np.ones(len(price), dtype=np.bool_)
    alive[seed % len(price)] = seed % 3 > 0
    chosen = np.ones(len(cost), dtype=np.bool_)
    gain = np.where(alive[knapsacks.unit], price[knapsacks.unit] - cost, -1e9)
    for agent in range(len(knapsacks.most)):
        earned = solve_knapsack(knapsacks, cost, price, alive, agent, workspace, chosen)
        mine = range(int(knapsacks.start[agent]), int(knapsacks.start[agent + 1]))
        assert earned == plain_best(knapsacks, gain, agent)
        assert plain_earnings(knapsacks, gain, agent, [e for e in mine if chosen[e]]) == earned


@pytest.mark.parametrize("seed", range(20))
def test_settling_units_changes_nothing(seed: int) -> None:
    rng = Random(seed)
    knapsacks, cost, price = draw_sacks(rng, agents=1, units=6 * CORE)
    most = int(knapsacks.load.sum()) // 3
    knapsacks = knapsacks._replace(
        regular=np.array([most]),
        most=np.array([most]),
        over_start=np.array([0, 1]),
        over_price=np.zeros(2),
    )
    workspace, alive = make_workspace(knapsacks), np.ones(len(price), dtype=np.bool_)
    chosen = np.zeros(len(cost), dtype=np.bool_)
    earned = solve_knapsack(knapsacks, cost, price, alive, 0, workspace, chosen)
    table = np.zeros(most + 1)
    for entry, load in enumerate(knapsacks.load.tolist()):
        gain = price[knapsacks.unit[entry]] - cost[entry]
        table[load:] = np.maximum(table[load:], table[: most + 1 - load] + gain)
    assert earned == table[most]
    assert int(knapsacks.load[chosen].sum()) <= most
    assert float((price[knapsacks.unit] - cost)[chosen].sum()) == earned
    count = collect_units(knapsacks, cost, price, alive, 0, workspace)
    kept, used, _ = fix_units(workspace, count, most, most, chosen)
    assert kept < count
    assert used <= most


@pytest.mark.parametrize("seed", range(20))
def test_the_fractional_knapsack_is_that_of_sorted_units(seed: int) -> None:
    knapsacks, cost, price = draw_sacks(Random(seed), agents=1, units=30)
    workspace, alive = make_workspace(knapsacks), np.ones(len(price), dtype=np.bool_)
    most = 40
    count = collect_units(
        knapsacks._replace(most=np.array([most])), cost, price, alive, 0, workspace
    )
    workspace.ratio[:count] = -workspace.profit[:count] / np.maximum(workspace.weight[:count], 1e-9)
    units = sorted(
        zip(
            workspace.ratio[:count], workspace.profit[:count], workspace.weight[:count], strict=True
        )
    )
    space, expected = float(most), 0.0
    for _, profit, weight in units:
        part = min(1.0, space / max(weight, 1e-9))
        expected += part * profit
        space -= part * weight
    value, rate = solve_fractional(workspace, count, most)
    assert value == pytest.approx(expected)
    assert rate >= 0.0
