"""Diving over columns: fix one agent's column after the other and climb again in between.

The column of the greatest weight in the average is fixed; noise on the weights makes every dive a
different one and takes the place of limited discrepancy search (Sadykov, Vanderbeck, Pessoa, Tahiri
and Uchoa 2019). A dive ends early once its bound is no better than the best assignment known.
"""

from __future__ import annotations

import numpy as np

from ...problem import Ints
from ..compiled import compiled
from ..dual.knapsack import Floats, Knapsacks
from ..dual.volume import Ascent, ascend, find_heaviest, forget, init_ascent


@compiled
def fix(
    knapsacks: Knapsacks, cost: Floats, state: Ascent, agent: int, slot: int, place: Ints
) -> float:
    """Give an agent a column; return what it costs."""
    total = 0.0
    holds = state.columns.holds[agent, slot]
    used = 0
    for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
        unit = knapsacks.unit[entry]
        if holds[unit]:
            place[unit] = entry
            total += cost[entry]
            used += knapsacks.load[entry]
            state.alive[unit] = False
    state.is_open[agent] = False
    if used > knapsacks.regular[agent]:
        total += knapsacks.over_price[knapsacks.over_start[agent] + used - knapsacks.regular[agent]]
    gone = ~state.alive
    for other in range(len(knapsacks.most)):
        if state.is_open[other]:
            forget(state.columns, other, gone)
            for entry in range(knapsacks.start[other], knapsacks.start[other + 1]):
                if gone[knapsacks.unit[entry]]:
                    state.share[entry] = 0.0
    return float(total)


@compiled
def dive(
    knapsacks: Knapsacks,
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
    knapsacks : Knapsacks
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
    state = init_ascent(knapsacks, price, slots, keys)
    place = np.full(len(price), -1, np.int64)
    fixed = bound = 0.0
    step = 0.05
    rounds = 2 * steps
    while state.is_open.any() and state.alive.any():
        bound, step = ascend(
            knapsacks,
            cost,
            left,
            state,
            rounds,
            reach,
            max(step, 0.05),
            weight,
            cutoff - fixed,
            stop,
        )
        rounds = steps
        if fixed + bound >= cutoff or stop[0] != 0:
            break
        agent, slot = find_heaviest(
            state.columns, state.is_open, noise * np.random.random(state.columns.key.shape)
        )
        if agent < 0:
            break
        fixed += fix(knapsacks, cost, state, agent, slot, place)
    return place, fixed + bound


# Diving over pairs: settle the units that the average has all but decided, and climb again.
#
# Softer than whole columns, and better where agents hold many units: a column is then one of very
# many that are nearly as good, but most of its units are in all of them.


ROUNDS = 25
"""Rounds in which all units are settled, about."""

LEAST_SHARE = 0.05
"""Least share of an entry that may be settled."""


@compiled
def copy_capacities(knapsacks: Knapsacks) -> Knapsacks:
    """Return the same knapsacks with room of their own."""
    return Knapsacks(
        knapsacks.start,
        knapsacks.unit,
        knapsacks.load,
        knapsacks.regular.copy(),
        knapsacks.most.copy(),
        knapsacks.over_start,
        knapsacks.over_price,
    )


@compiled
def settle(knapsacks: Knapsacks, state: Ascent, entry: int, agent: int, place: Ints) -> bool:
    """Give an agent a unit if it is to be had and fits; return whether it was."""
    unit: int = knapsacks.unit[entry]
    if not state.alive[unit] or knapsacks.load[entry] > knapsacks.most[agent]:
        return False
    place[unit] = entry
    state.alive[unit] = False
    knapsacks.regular[agent] -= knapsacks.load[entry]
    knapsacks.most[agent] -= knapsacks.load[entry]
    return True


@compiled
def settle_firmest(
    knapsacks: Knapsacks, cost: Floats, state: Ascent, agents: Ints, noise: float, place: Ints
) -> float:
    """Settle the units that the average is surest of; return what they cost, -1 if none is."""
    assign_likeliest = np.flatnonzero(state.share > LEAST_SHARE)
    score = state.share[assign_likeliest] + noise * np.random.random(len(assign_likeliest))
    order = assign_likeliest[np.argsort(-score)]
    most, settled, total = max(1, len(place) // ROUNDS), 0, 0.0
    entry: int
    agent: int
    for entry in order:
        agent = agents[entry]
        if settled == most:
            break
        if settle(knapsacks, state, entry, agent, place):
            settled += 1
            total += cost[entry]
    for place_of in range(len(cost)):
        if not state.alive[knapsacks.unit[place_of]]:
            state.share[place_of] = 0.0
    return float(total) if settled else -1e18


@compiled
def dive_by_pairs(
    knapsacks: Knapsacks,
    cost: Floats,
    left: Floats,
    agents: Ints,
    price: Floats,
    cutoff: float,
    reach: float,
    steps: int,
    noise: float,
    weight: float,
    seed: int,
    stop: Ints,
) -> tuple[Ints, float]:
    """Dive once.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    left : array of shape (units,)
        What it costs to leave each unit.
    agents : array of shape (entries,)
        Agent of each entry.
    price : array of shape (units,)
        Multipliers to begin with.
    cutoff : float
        Cost of the best assignment known.
    reach : float
        See ``ascend``.
    steps : int
        Steps of an ascent between two rounds.
    noise : float
        Most noise on the share of an entry.
    weight : float
        Weight of a new choice in the average.
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
    knapsacks = copy_capacities(knapsacks)
    state = init_ascent(knapsacks, price, 1, np.zeros(len(price), np.int64))
    place = np.full(len(price), -1, np.int64)
    fixed = bound = 0.0
    step, rounds = 0.05, 2 * steps
    while state.alive.any():
        bound, step = ascend(
            knapsacks,
            cost,
            left,
            state,
            rounds,
            reach,
            max(step, 0.05),
            weight,
            cutoff - fixed,
            stop,
        )
        rounds = steps
        if fixed + bound >= cutoff or stop[0] != 0:
            break
        more = settle_firmest(knapsacks, cost, state, agents, noise, place)
        if more < -1e17:
            break
        fixed += more
    return place, fixed + bound
