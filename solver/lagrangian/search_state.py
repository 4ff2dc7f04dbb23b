"""The state of the local search, and what a move changes.

Every agent may hold more than it can at a penalty; what an agent costs beyond its units are the
prices of its slacks and that penalty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import MINUS, allocation_free, allocation_free_part
from ..dual.knapsack import Floats, Knapsacks
from ..dual.subproblem import Subproblem

NOWHERE = MINUS
"""Instead of an entry: the unit is left unassigned."""


class SearchData(NamedTuple):
    """What does not change during a search.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    leave_cost : array of shape (units,)
        What it costs to leave each unit unassigned.
    agent : array of shape (entries,)
        Agent of each entry.
    table : array of shape (units, agents)
        Entry of each unit at each agent, -1 where there is none.
    near : array of shape (units, most candidates)
        Entries of each unit worth a try, the best first, then -1.
    """

    knapsacks: Knapsacks
    cost: Floats
    leave_cost: Floats
    agent: Ints
    table: Ints
    near: Ints


class SearchState(NamedTuple):
    """What a search changes.

    Parameters
    ----------
    place : array of shape (units,)
        Entry of each unit, -1 where it has none.
    used : array of shape (agents,)
        What each agent holds.
    member : array of shape (agents, units)
        Units of each agent, in any order.
    size : array of shape (agents,)
        How many.
    position : array of shape (units,)
        Where each unit stands among its agent's members.
    penalty : array of shape (agents,)
        Price of holding one more than possible.
    """

    place: Ints
    used: Ints
    member: Ints
    size: Ints
    position: Ints
    penalty: Floats


def make_data(subproblem: Subproblem, candidates: int) -> SearchData:
    """Return what does not change during a search.

    Parameters
    ----------
    subproblem : Subproblem
        What is to be placed, and where.
    candidates : int
        Most entries per unit that are tried: those under which the bound rises least.

    Returns
    -------
    SearchData
        The tables of the search.
    """
    units, agents = len(subproblem.price), len(subproblem.knapsacks.most)
    table = np.full((units, agents), -1, dtype=np.int64)
    table[subproblem.knapsacks.unit, subproblem.agent] = np.arange(len(subproblem.rise))
    order = np.lexsort((subproblem.rise, subproblem.knapsacks.unit))
    unit = subproblem.knapsacks.unit[order]
    rank = np.arange(len(order)) - np.searchsorted(unit, unit)
    near = np.full((units, min(agents, candidates)), -1, dtype=np.int64)
    first = (rank < near.shape[1]) & (subproblem.rise[order] < 2.0**50)
    near[unit[first], rank[first]] = order[first]
    return SearchData(
        subproblem.knapsacks,
        subproblem.cost,
        subproblem.leave_cost,
        subproblem.agent,
        table,
        near,
    )


def init_state(data: SearchData, place: Ints, penalty: float) -> SearchState:
    """Return the state for an assignment.

    Parameters
    ----------
    data : SearchData
        What does not change.
    place : array of shape (units,)
        Entry of each unit, -1 where it has none.
    penalty : float
        Price of one unit of overload, for all agents.

    Returns
    -------
    SearchState
        With arrays of its own.
    """
    units, agents = data.table.shape
    unit = np.flatnonzero(place >= 0)
    agent = data.agent[place[unit]]
    unit = unit[np.argsort(agent, kind="stable")]
    agent = data.agent[place[unit]]
    size = np.bincount(agent, minlength=agents).astype(np.int64)
    position = np.zeros(units, dtype=np.int64)
    position[unit] = np.arange(len(unit)) - np.repeat(np.cumsum(size) - size, size)
    member = np.zeros((agents, units), dtype=np.int64)
    member[agent, position[unit]] = unit
    used = np.zeros(agents, dtype=np.int64)
    np.add.at(used, agent, data.knapsacks.load[place[unit]])
    return SearchState(place.copy(), used, member, size, position, np.full(agents, penalty))


@allocation_free
def move_unit(data: SearchData, state: SearchState, unit: int, entry: int) -> None:
    """Move a unit to an entry, or to none where it is ``NOWHERE``."""
    old: int = state.place[unit]
    if old >= 0:
        agent: int = data.agent[old]
        state.used[agent] -= data.knapsacks.load[old]
        state.size[agent] -= 1
        # The last of the agent's members takes the position that becomes free.
        last = state.member[agent, state.size[agent]]
        state.member[agent, state.position[unit]] = last
        state.position[last] = state.position[unit]
    state.place[unit] = entry
    if entry >= 0:
        agent = data.agent[entry]
        state.used[agent] += data.knapsacks.load[entry]
        state.member[agent, state.size[agent]] = unit
        state.position[unit] = state.size[agent]
        state.size[agent] += 1


@allocation_free_part
def _penalty_cost(data: SearchData, state: SearchState, agent: int, used: int) -> float:
    """Return slacks and penalty of an agent that holds so much."""
    knapsacks = data.knapsacks
    regular, most = knapsacks.regular[agent], knapsacks.most[agent]
    if used <= regular:
        return 0.0
    over = knapsacks.over_price[knapsacks.over_start[agent] + min(used, most) - regular]
    return float(over + state.penalty[agent] * max(0, used - most))


@allocation_free_part
def penalty_delta(data: SearchData, state: SearchState, agent: int, more: int) -> float:
    """Return by how much slacks and penalty of an agent grow when it holds so much more."""
    used = state.used[agent]
    return _penalty_cost(data, state, agent, used + more) - _penalty_cost(data, state, agent, used)


@allocation_free_part
def get_cost(data: SearchData, unit: int, entry: int) -> float:
    """Return the cost of a unit at an entry, or of leaving it where that is ``NOWHERE``."""
    return float(data.leave_cost[unit]) if entry < 0 else float(data.cost[entry])


@allocation_free_part
def shift_gain(data: SearchData, state: SearchState, unit: int, entry: int) -> float:
    """Return what is saved by moving a unit to an entry of another agent, or to none."""
    old: int = state.place[unit]
    gain = get_cost(data, unit, old) - get_cost(data, unit, entry)
    if old >= 0:
        gain -= penalty_delta(data, state, data.agent[old], -data.knapsacks.load[old])
    if entry >= 0:
        gain -= penalty_delta(data, state, data.agent[entry], data.knapsacks.load[entry])
    return gain


@allocation_free_part
def swap_gain(data: SearchData, state: SearchState, unit: int, entry: int, other: int) -> float:
    """Return what is saved when a unit takes an entry and another one of that agent its place."""
    old: int = state.place[unit]
    given: int = state.place[other]
    back: int = NOWHERE if old < 0 else data.table[other, data.agent[old]]
    if old >= 0 and back < 0:
        return -np.inf
    gain = get_cost(data, unit, old) - get_cost(data, unit, entry)
    gain += get_cost(data, other, given) - get_cost(data, other, back)
    load = data.knapsacks.load
    gain -= penalty_delta(data, state, data.agent[entry], load[entry] - load[given])
    if old >= 0:
        gain -= penalty_delta(data, state, data.agent[old], load[back] - load[old])
    return gain


def sum_costs(data: SearchData, state: SearchState) -> tuple[float, int]:
    """Return the cost without penalties, and by how much agents are overloaded in all."""
    knapsacks, assigned = data.knapsacks, state.place >= 0
    cost = data.cost[state.place[assigned]].sum() + data.leave_cost[~assigned].sum()
    over = np.minimum(state.used, knapsacks.most) - knapsacks.regular
    slacks = knapsacks.over_price[knapsacks.over_start[:-1] + np.maximum(over, 0)]
    cost += slacks[over > 0].sum()
    return float(cost), int(np.maximum(state.used - knapsacks.most, 0).sum())
