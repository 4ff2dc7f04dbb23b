"""Diving over columns: fix one agent's column after the other and climb again in between.

The column of the greatest weight in the average is fixed; noise on the weights makes every dive a
different one and takes the place of limited discrepancy search (Sadykov, Vanderbeck, Pessoa, Tahiri
and Uchoa 2019). A dive ends early once its bound is no better than the best assignment known.
"""

from __future__ import annotations

import numpy as np

from ...problem import Ints
from ..compiled import compiled
from .columns import forget, heaviest
from .knapsack import Floats, Knapsacks
from .multipliers import Ascent, ascend, ascent_from


@compiled
def fix(sacks: Knapsacks, cost: Floats, state: Ascent, agent: int, slot: int, place: Ints) -> float:
    """Give an agent a column; return what it costs."""
    total = 0.0
    holds = state.columns.holds[agent, slot]
    used = 0
    for entry in range(sacks.start[agent], sacks.start[agent + 1]):
        unit = sacks.unit[entry]
        if holds[unit]:
            place[unit] = entry
            total += cost[entry]
            used += sacks.load[entry]
            state.alive[unit] = False
    state.is_open[agent] = False
    if used > sacks.regular[agent]:
        total += sacks.over_price[sacks.over_start[agent] + used - sacks.regular[agent]]
    gone = ~state.alive
    for other in range(len(sacks.most)):
        if state.is_open[other]:
            forget(state.columns, other, gone)
            for entry in range(sacks.start[other], sacks.start[other + 1]):
                if gone[sacks.unit[entry]]:
                    state.share[entry] = 0.0
    return float(total)


@compiled
def dive(
    sacks: Knapsacks,
    cost: Floats,
    left: Floats,
    price: Floats,
    cutoff: float,
    reach: float,
    steps: int,
    noise: float,
    weight: float,
    keys: Ints,
    slots: int,
    seed: int,
    stop: Ints,
) -> tuple[Ints, float]:
    """Dive once.

    Parameters
    ----------
    sacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    left : array of shape (units,)
        What it costs to leave each unit.
    price : array of shape (units,)
        Multipliers to begin with.
    cutoff : float
        Cost of the best assignment known.
    reach : float
        See ``ascend``.
    steps : int
        Steps of an ascent between two fixings.
    noise : float
        Most noise on the weight of a column.
    weight : float
        Weight of a new choice in the average.
    keys : array of shape (units,)
        Random keys of the units.
    slots : int
        Columns remembered an agent.
    seed : int
        Seed of the noise.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    place : array of shape (units,)
        Entry of every unit, -1 where it has none.
    bound : float
        Bound at the end of the dive.
    """
    np.random.seed(seed)
    state = ascent_from(sacks, price, slots, keys)
    place = np.full(len(price), -1, np.int64)
    fixed = bound = 0.0
    step = 0.05
    rounds = 2 * steps
    while state.is_open.any() and state.alive.any():
        bound, step = ascend(
            sacks, cost, left, state, rounds, reach, max(step, 0.05), weight, cutoff - fixed, stop
        )
        rounds = steps
        if fixed + bound >= cutoff or stop[0] != 0:
            break
        agent, slot = heaviest(
            state.columns, state.is_open, noise * np.random.random(state.columns.key.shape)
        )
        if agent < 0:
            break
        fixed += fix(sacks, cost, state, agent, slot, place)
    return place, fixed + bound
