"""Multipliers of "each unit once", by the volume algorithm (Barahona and Anbil 2000).

A subgradient method that steps from the best multipliers so far along the violation of an average
of the choices; the average comes close to a primal solution of the relaxation, and the columns in
it are remembered with their weights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Bools, Ints
from ..compiled import compiled
from .columns import Columns, empty_columns, remember
from .knapsack import Desk, Floats, Knapsacks, desk_for, pack

GREEN, RED = 1.1, 0.67
"""Growth of the step after an improvement, and after patience is gone."""

PATIENCE = 10
"""Steps without improvement until the step shrinks."""


class Ascent(NamedTuple):
    """The state of an ascent.

    Parameters
    ----------
    best, trial : arrays of shape (units,)
        The best multipliers so far, and those tried.
    share : array of shape (entries,)
        How far each entry is chosen on average.
    chosen : boolean array of shape (entries,)
        What is chosen under the multipliers tried last.
    violation : array of shape (units,)
        Room to work.
    alive : boolean array of shape (units,)
        Units still to be placed.
    is_open : boolean array of shape (agents,)
        Agents still to be served.
    desk : Desk
        Room to work.
    columns : Columns
        What the agents chose of late.
    """

    best: Floats
    trial: Floats
    share: Floats
    chosen: Bools
    violation: Floats
    alive: Bools
    is_open: Bools
    desk: Desk
    columns: Columns


@compiled
def ascent_from(sacks: Knapsacks, price: Floats, slots: int, keys: Ints) -> Ascent:
    """Return the state of an ascent that begins with some multipliers."""
    units, entries, agents = len(price), len(sacks.unit), len(sacks.most)
    return Ascent(
        price.copy(),
        price.copy(),
        np.zeros(entries),
        np.zeros(entries, np.bool_),
        np.zeros(units),
        np.ones(units, np.bool_),
        np.ones(agents, np.bool_),
        desk_for(sacks),
        empty_columns(agents, slots, keys),
    )


@compiled
def relax(sacks: Knapsacks, cost: Floats, left: Floats, state: Ascent, price: Floats) -> float:
    """Solve every open knapsack; return the bound on what is still to be placed."""
    total = 0.0
    for unit in range(len(price)):
        if state.alive[unit]:
            total += min(price[unit], left[unit])
    for agent in range(len(sacks.most)):
        if state.is_open[agent]:
            total -= pack(sacks, cost, price, state.alive, agent, state.desk, state.chosen)
    return total


@compiled
def violate(sacks: Knapsacks, left: Floats, state: Ascent) -> float:
    """Set by how much the average misses each unit; return the square of its length."""
    for unit in range(len(left)):
        state.violation[unit] = 1.0 if state.alive[unit] else 0.0
    for agent in range(len(sacks.most)):
        if state.is_open[agent]:
            for entry in range(sacks.start[agent], sacks.start[agent + 1]):
                state.violation[sacks.unit[entry]] -= state.share[entry]
    total = 0.0
    for unit in range(len(left)):
        value = state.violation[unit]
        if not state.alive[unit] or (value > 0.0 and state.best[unit] >= left[unit]):
            state.violation[unit] = value = 0.0
        total += value * value
    return total


@compiled
def average(sacks: Knapsacks, state: Ascent, weight: float) -> None:
    """Move the average towards what is chosen."""
    for agent in range(len(sacks.most)):
        if state.is_open[agent]:
            for entry in range(sacks.start[agent], sacks.start[agent + 1]):
                new = weight if state.chosen[entry] else 0.0
                state.share[entry] = new + (1.0 - weight) * state.share[entry]


@compiled
def ascend(
    sacks: Knapsacks,
    cost: Floats,
    left: Floats,
    state: Ascent,
    steps: int,
    reach: float,
    step: float,
    weight: float,
    enough: float,
    stop: Ints,
) -> tuple[float, float]:
    """Climb for some steps.

    Parameters
    ----------
    sacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    left : array of shape (units,)
        What it costs to leave each unit.
    state : Ascent
        Where the climb begins and ends.
    steps : int
        Most steps.
    reach : float
        How far above the best bound the target of a step lies.
    step : float
        Length of the first step.
    weight : float
        Weight of a new choice in the average.
    enough : float
        A bound beyond which climbing has no purpose.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    bound, step : float
        The best bound on what is still to be placed, and the length that steps have now.
    """
    best = relax(sacks, cost, left, state, state.best)
    if not state.share.any():
        average(sacks, state, 1.0)
    idle = 0
    for _ in range(steps):
        remember(sacks.start, sacks.unit, state.chosen, state.is_open, state.columns, weight)
        length = violate(sacks, left, state)
        if length < 1e-9 or best >= enough or stop[0] != 0:
            break
        pace = step * reach / length
        for unit in range(len(left)):
            price = np.rint(state.best[unit] + pace * state.violation[unit])
            state.trial[unit] = min(price, left[unit])
        bound = relax(sacks, cost, left, state, state.trial)
        average(sacks, state, weight)
        idle += 1
        if bound > best:
            best, idle = bound, 0
            state.best[:] = state.trial
            step = min(step * GREEN, 1.0)
        elif idle >= PATIENCE:
            idle = 0
            step *= RED
    return best, step
