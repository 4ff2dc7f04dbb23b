"""Multipliers of "each unit once", by the volume algorithm (Barahona and Anbil 2000).

A subgradient method that steps from the best multipliers so far along the violation of an average
of the choices; the average comes close to a primal solution of the relaxation, and the columns in
it are remembered with their weights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Bools, Ints
from ..compiled import ZERO, allocation_free, allocation_free_part
from .knapsack import Floats, Knapsacks, Workspace, make_workspace, solve_knapsack

GROWTH, SHRINKAGE = 1.1, 0.67
"""Change of the step after an improvement, and after patience is gone."""

PATIENCE = 10
"""Steps without improvement until the step shrinks."""

LEAST_WEIGHT = 1e-3
"""Columns of less weight in the average count as forgotten."""


class Columns(NamedTuple):
    """What the agents chose of late, and with what weight in the average.

    An agent's choice is known by the exclusive or of one random key per unit, so that the same
    choice is found again without comparing units.

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
        Scratch array: by how much the average misses each unit.
    alive : boolean array of shape (units,)
        Units still to be placed.
    is_open : boolean array of shape (agents,)
        Agents that still take units.
    space : Workspace
        Scratch arrays.
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
    space: Workspace
    columns: Columns


class Pace(NamedTuple):
    """How an ascent goes; all numbers but the first are floats, for compiled code.

    Parameters
    ----------
    steps : int
        Most steps.
    reach : float
        How far above the best bound the target of a step lies.
    step : float
        Length of the first step.
    weight : float
        Weight of a new choice in the average.
    enough : float
        A bound beyond which an ascent has no purpose.
    """

    steps: int
    reach: float
    step: float
    weight: float
    enough: float = np.inf


def init_ascent(knapsacks: Knapsacks, price: Floats, slots: int, keys: Ints) -> Ascent:
    """Return the state of an ascent that begins with some multipliers and an empty average.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    price : array of shape (units,)
        Multipliers to begin with.
    slots : int
        Columns remembered per agent.
    keys : array of shape (units,)
        Random keys of the units.

    Returns
    -------
    Ascent
        With arrays of its own.
    """
    units, entries, agents = len(price), len(knapsacks.unit), len(knapsacks.most)
    return Ascent(
        price.copy(),
        price.copy(),
        np.zeros(entries),
        np.zeros(entries, dtype=np.bool_),
        np.zeros(units),
        np.ones(units, dtype=np.bool_),
        np.ones(agents, dtype=np.bool_),
        make_workspace(knapsacks),
        Columns(
            np.zeros((agents, slots), dtype=np.int64),
            np.zeros((agents, slots)),
            np.zeros((agents, slots, units), dtype=np.bool_),
            keys,
        ),
    )


def forget_columns(columns: Columns, is_open: Bools, gone: Ints) -> None:
    """Drop the columns of open agents that hold a unit that is gone; the rest weigh 1 per agent.

    Parameters
    ----------
    columns : Columns
        The columns.
    is_open : boolean array of shape (agents,)
        Agents that still take units.
    gone : array of shape (units that are gone,)
        Units; those that were gone before need not be named again.
    """
    lost = columns.holds[:, :, gone].any(axis=2) & is_open[:, None]
    columns.weight[lost] = 0.0
    total = columns.weight.sum(axis=1)
    columns.weight[is_open] /= np.where(total > 0.0, total, 1.0)[is_open, None]


def find_heaviest(columns: Columns, is_open: Bools, noise: Floats) -> tuple[int, int] | None:
    """Return agent and slot of the heaviest column of an open agent; None if there is none.

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
    tuple of int or None
        The column.
    """
    counts = is_open[:, None] & (columns.weight > LEAST_WEIGHT)
    if not counts.any():
        return None
    agent, slot = divmod(
        int(np.where(counts, columns.weight + noise, -1.0).argmax()), counts.shape[1]
    )
    return agent, slot


@allocation_free_part
def _find_slot(columns: Columns, agent: int, key: int) -> int:
    """Return the slot of a key, else the slot of least weight, which is emptied."""
    least = 0
    for slot in range(columns.key.shape[1]):
        if columns.key[agent, slot] == key and columns.weight[agent, slot] > 0.0:
            return slot
        if columns.weight[agent, slot] < columns.weight[agent, least]:
            least = slot
    columns.weight[agent, least] = 0.0
    columns.key[agent, least] = key
    for unit in range(columns.holds.shape[2]):
        columns.holds[agent, least, unit] = False
    return least


@allocation_free_part
def _remember_choices(knapsacks: Knapsacks, state: Ascent, weight: float) -> None:
    """Give what every open agent chose its weight; older columns fade."""
    columns, unit = state.columns, knapsacks.unit
    for agent in range(len(state.is_open)):
        if not state.is_open[agent]:
            continue
        key: int = ZERO
        for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
            if state.chosen[entry]:
                key = int(key ^ columns.unit_key[unit[entry]])
        for slot in range(columns.weight.shape[1]):
            columns.weight[agent, slot] *= 1.0 - weight
        slot = _find_slot(columns, agent, key)
        # Weight 0 tells that the slot was emptied, so that what it holds is to be written down.
        if columns.weight[agent, slot] == 0.0:
            for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
                if state.chosen[entry]:
                    columns.holds[agent, slot, unit[entry]] = True
        columns.weight[agent, slot] += weight


@allocation_free_part
def _solve_relaxation(
    knapsacks: Knapsacks, cost: Floats, leave_cost: Floats, state: Ascent, price: Floats
) -> float:
    """Solve every open knapsack; return the bound on what is still to be placed."""
    total = 0.0
    for unit in range(len(price)):
        if state.alive[unit]:
            total += min(price[unit], leave_cost[unit])
    for agent in range(len(knapsacks.most)):
        if state.is_open[agent]:
            total -= solve_knapsack(
                knapsacks, cost, price, state.alive, agent, state.space, state.chosen
            )
    return total


@allocation_free_part
def _update_violation(knapsacks: Knapsacks, leave_cost: Floats, state: Ascent) -> float:
    """Set by how much the average misses each unit; return the square of its length."""
    for unit in range(len(leave_cost)):
        state.violation[unit] = 1.0 if state.alive[unit] else 0.0
    for agent in range(len(knapsacks.most)):
        if state.is_open[agent]:
            for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
                state.violation[knapsacks.unit[entry]] -= state.share[entry]
    total = 0.0
    for unit in range(len(leave_cost)):
        value = state.violation[unit]
        # A price never rises above what leaving the unit costs.
        if not state.alive[unit] or (value > 0.0 and state.best[unit] >= leave_cost[unit]):
            state.violation[unit] = value = 0.0
        total += value * value
    return total


@allocation_free_part
def _update_average(knapsacks: Knapsacks, state: Ascent, weight: float) -> None:
    """Move the average towards what is chosen."""
    for agent in range(len(knapsacks.most)):
        if state.is_open[agent]:
            for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
                new = weight if state.chosen[entry] else 0.0
                state.share[entry] = new + (1.0 - weight) * state.share[entry]


@allocation_free_part
def _has_average(state: Ascent) -> bool:
    """Return whether there is an average of choices yet."""
    total = 0.0
    for entry in range(len(state.share)):
        total += state.share[entry]
    return total > 0.0


@allocation_free
def ascend(
    knapsacks: Knapsacks, cost: Floats, leave_cost: Floats, state: Ascent, pace: Pace, stop: Ints
) -> tuple[float, float]:
    """Raise the bound for some steps.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    leave_cost : array of shape (units,)
        What it costs to leave each unit unassigned.
    state : Ascent
        Where the ascent begins and ends.
    pace : Pace
        How it goes.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    bound, step : float
        The best bound on what is still to be placed, and the length that steps have now.
    """
    best = _solve_relaxation(knapsacks, cost, leave_cost, state, state.best)
    if not _has_average(state):
        _update_average(knapsacks, state, 1.0)
    idle, step = 0, pace.step
    for _ in range(pace.steps):
        _remember_choices(knapsacks, state, pace.weight)
        length = _update_violation(knapsacks, leave_cost, state)
        if length < 1e-9 or best >= pace.enough or stop[0] != 0:
            break
        # Polyak's step: as far as the target lies above the bound, over the squared length.
        rate = step * pace.reach / length
        for unit in range(len(leave_cost)):
            price = np.rint(state.best[unit] + rate * state.violation[unit])
            state.trial[unit] = min(price, leave_cost[unit])
        bound = _solve_relaxation(knapsacks, cost, leave_cost, state, state.trial)
        _update_average(knapsacks, state, pace.weight)
        idle += 1
        if bound > best:
            best, idle = bound, 0
            for unit in range(len(leave_cost)):
                state.best[unit] = state.trial[unit]
            step = min(step * GROWTH, 1.0)
        elif idle >= PATIENCE:
            idle = 0
            step *= SHRINKAGE
    return best, step
