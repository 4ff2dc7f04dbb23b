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
from .knapsack import Floats, Knapsacks, Workspace, make_workspace, solve_knapsack

# Columns: what an agent chose of late, and with what weight in the average.
#
# An agent's choice is known by the exclusive or of one random key a unit, so that the same choice
# is
# found again without comparing units.


class Columns(NamedTuple):
    """The columns of every agent.

    Parameters
    ----------
    key : array of shape (agents, slots)
        Key of each column.
    weight : array of shape (agents, slots)
        Its weight in the agent's average; 0 where the slot is empty.
    holds : boolean array of shape (agents, slots, units)
        Which units it holds.
    unit_key : array of shape (units,)
        Random key of each unit.
    """

    key: Ints
    weight: Floats
    holds: Bools
    unit_key: Ints


@compiled
def make_columns(agents: int, slots: int, keys: Ints) -> Columns:
    """Return room for so many columns an agent."""
    return Columns(
        np.zeros((agents, slots), np.int64),
        np.zeros((agents, slots)),
        np.zeros((agents, slots, len(keys)), np.bool_),
        keys,
    )


@compiled
def find_slot(columns: Columns, agent: int, key: int) -> int:
    """Return the slot of a key, else the slot of least weight, which is emptied."""
    least = 0
    for slot in range(columns.key.shape[1]):
        if columns.key[agent, slot] == key and columns.weight[agent, slot] > 0.0:
            return slot
        if columns.weight[agent, slot] < columns.weight[agent, least]:
            least = slot
    columns.weight[agent, least] = 0.0
    columns.key[agent, least] = key
    columns.holds[agent, least, :] = False
    return least


@compiled
def remember(
    start: Ints, unit: Ints, chosen: Bools, is_open: Bools, columns: Columns, weight: float
) -> None:
    """Give what every open agent chose its weight; older columns fade."""
    for agent in range(len(is_open)):
        if not is_open[agent]:
            continue
        key: int = 0
        for entry in range(start[agent], start[agent + 1]):
            if chosen[entry]:
                key = int(key ^ columns.unit_key[unit[entry]])
        columns.weight[agent, :] *= 1.0 - weight
        slot = find_slot(columns, agent, key)
        if columns.weight[agent, slot] == 0.0:
            for entry in range(start[agent], start[agent + 1]):
                if chosen[entry]:
                    columns.holds[agent, slot, unit[entry]] = True
        columns.weight[agent, slot] += weight


@compiled
def forget(columns: Columns, agent: int, gone: Bools) -> None:
    """Drop the columns of an agent that hold a unit that is gone; the rest weigh 1 in all."""
    total = 0.0
    for slot in range(columns.key.shape[1]):
        if columns.weight[agent, slot] > 0.0 and (columns.holds[agent, slot] & gone).any():
            columns.weight[agent, slot] = 0.0
        total += columns.weight[agent, slot]
    if total > 0.0:
        columns.weight[agent, :] /= total


@compiled
def find_heaviest(columns: Columns, is_open: Bools, noise: Floats) -> tuple[int, int]:
    """Return agent and slot of the heaviest column of an open agent; (-1, -1) if there is none.

    Parameters
    ----------
    columns : Columns
        The columns.
    is_open : boolean array of shape (agents,)
        Agents that count.
    noise : array of shape (agents, slots)
        Added to the weights.

    Returns
    -------
    agent, slot : int
        The column.
    """
    most, at, place = 0.0, -1, -1
    for agent in range(len(is_open)):
        if is_open[agent]:
            for slot in range(columns.key.shape[1]):
                weight = columns.weight[agent, slot]
                if weight > 1e-3 and weight + noise[agent, slot] > most:
                    most, at, place = weight + noise[agent, slot], agent, slot
    return at, place


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
    workspace : Workspace
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
    workspace: Workspace
    columns: Columns


@compiled
def init_ascent(knapsacks: Knapsacks, price: Floats, slots: int, keys: Ints) -> Ascent:
    """Return the state of an ascent that begins with some multipliers."""
    units, entries, agents = len(price), len(knapsacks.unit), len(knapsacks.most)
    return Ascent(
        price.copy(),
        price.copy(),
        np.zeros(entries),
        np.zeros(entries, np.bool_),
        np.zeros(units),
        np.ones(units, np.bool_),
        np.ones(agents, np.bool_),
        make_workspace(knapsacks),
        make_columns(agents, slots, keys),
    )


@compiled
def solve_relaxation(
    knapsacks: Knapsacks, cost: Floats, left: Floats, state: Ascent, price: Floats
) -> float:
    """Solve every open knapsack; return the bound on what is still to be placed."""
    total = 0.0
    for unit in range(len(price)):
        if state.alive[unit]:
            total += min(price[unit], left[unit])
    for agent in range(len(knapsacks.most)):
        if state.is_open[agent]:
            total -= solve_knapsack(
                knapsacks, cost, price, state.alive, agent, state.workspace, state.chosen
            )
    return total


@compiled
def compute_violation(knapsacks: Knapsacks, left: Floats, state: Ascent) -> float:
    """Set by how much the average misses each unit; return the square of its length."""
    for unit in range(len(left)):
        state.violation[unit] = 1.0 if state.alive[unit] else 0.0
    for agent in range(len(knapsacks.most)):
        if state.is_open[agent]:
            for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
                state.violation[knapsacks.unit[entry]] -= state.share[entry]
    total = 0.0
    for unit in range(len(left)):
        value = state.violation[unit]
        if not state.alive[unit] or (value > 0.0 and state.best[unit] >= left[unit]):
            state.violation[unit] = value = 0.0
        total += value * value
    return total


@compiled
def update_average(knapsacks: Knapsacks, state: Ascent, weight: float) -> None:
    """Move the average towards what is chosen."""
    for agent in range(len(knapsacks.most)):
        if state.is_open[agent]:
            for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
                new = weight if state.chosen[entry] else 0.0
                state.share[entry] = new + (1.0 - weight) * state.share[entry]


@compiled
def ascend(
    knapsacks: Knapsacks,
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
    knapsacks : Knapsacks
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
    best = solve_relaxation(knapsacks, cost, left, state, state.best)
    if not state.share.any():
        update_average(knapsacks, state, 1.0)
    idle = 0
    for _ in range(steps):
        remember(
            knapsacks.start, knapsacks.unit, state.chosen, state.is_open, state.columns, weight
        )
        length = compute_violation(knapsacks, left, state)
        if length < 1e-9 or best >= enough or stop[0] != 0:
            break
        pace = step * reach / length
        for unit in range(len(left)):
            price = np.rint(state.best[unit] + pace * state.violation[unit])
            state.trial[unit] = min(price, left[unit])
        bound = solve_relaxation(knapsacks, cost, left, state, state.trial)
        update_average(knapsacks, state, weight)
        idle += 1
        if bound > best:
            best, idle = bound, 0
            state.best[:] = state.trial
            step = min(step * GREEN, 1.0)
        elif idle >= PATIENCE:
            idle = 0
            step *= RED
    return best, step
