"""Who sits where: the state of the local search, and what a move changes.

Every agent may hold more than it can at a penalty; the penalty of each agent goes up while it is
overloaded and down while nobody is (Yagiura, Ibaraki and Glover 2004).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import compiled
from ..dual.knapsack import Floats, Knapsacks


class SearchData(NamedTuple):
    """What does not change during a search.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    left : array of shape (units,)
        What it costs to leave each unit.
    agent : array of shape (entries,)
        Agent of each entry.
    table : array of shape (units, agents)
        Entry of each unit at each agent, -1 where there is none.
    near : array of shape (units, most candidates)
        Entries of each unit worth a try, the best first, then -1.
    """

    knapsacks: Knapsacks
    cost: Floats
    left: Floats
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
        Place of each unit among its agent's.
    penalty : array of shape (agents,)
        Price of holding one more than possible.
    """

    place: Ints
    used: Ints
    member: Ints
    size: Ints
    position: Ints
    penalty: Floats


@compiled
def init_state(data: SearchData, place: Ints, penalty: float) -> SearchState:
    """Return the state for a place of every unit."""
    units, agents = data.table.shape
    state = SearchState(
        np.full(units, -1, np.int64),
        np.zeros(agents, np.int64),
        np.empty((agents, units), np.int64),
        np.zeros(agents, np.int64),
        np.zeros(units, np.int64),
        np.full(agents, penalty),
    )
    for unit in range(units):
        move(data, state, unit, place[unit])
    return state


@compiled
def move(data: SearchData, state: SearchState, unit: int, entry: int) -> None:
    """Move a unit to an entry, or to none where it is -1."""
    old: int = state.place[unit]
    if old >= 0:
        agent: int = data.agent[old]
        state.used[agent] -= data.knapsacks.load[old]
        state.size[agent] -= 1
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


@compiled
def penalty_delta(data: SearchData, state: SearchState, agent: int, more: int) -> float:
    """Return by how much slacks and penalty of an agent grow when it holds so much more."""
    return penalty_cost(data, state, agent, state.used[agent] + more) - penalty_cost(
        data, state, agent, state.used[agent]
    )


@compiled
def penalty_cost(data: SearchData, state: SearchState, agent: int, used: int) -> float:
    """Return slacks and penalty of an agent that holds so much."""
    knapsacks = data.knapsacks
    regular, most = knapsacks.regular[agent], knapsacks.most[agent]
    if used <= regular:
        return 0.0
    over = knapsacks.over_price[knapsacks.over_start[agent] + min(used, most) - regular]
    return float(over + state.penalty[agent] * max(0, used - most))


@compiled
def cost_of(data: SearchData, unit: int, entry: int) -> float:
    """Return the cost of a unit at an entry, or of leaving it where that is -1."""
    return float(data.left[unit]) if entry < 0 else float(data.cost[entry])


@compiled
def sum_costs(data: SearchData, state: SearchState) -> tuple[float, int]:
    """Return the cost without penalties, and by how much agents are overloaded in all."""
    cost, over = 0.0, 0
    for unit in range(len(state.place)):
        cost += cost_of(data, unit, state.place[unit])
    for agent in range(len(state.used)):
        most = data.knapsacks.most[agent]
        cost += penalty_cost(data, state, agent, min(state.used[agent], most))
        over += max(0, state.used[agent] - most)
    return cost, over


@compiled
def shift_gain(data: SearchData, state: SearchState, unit: int, entry: int) -> float:
    """Return what is saved by moving a unit to an entry of another agent, or to none."""
    old: int = state.place[unit]
    gain = cost_of(data, unit, old) - cost_of(data, unit, entry)
    if old >= 0:
        gain -= penalty_delta(data, state, data.agent[old], -data.knapsacks.load[old])
    if entry >= 0:
        gain -= penalty_delta(data, state, data.agent[entry], data.knapsacks.load[entry])
    return gain


@compiled
def swap_gain(data: SearchData, state: SearchState, unit: int, entry: int, other: int) -> float:
    """Return what is saved when a unit takes an entry and another one of that agent its place."""
    old: int = state.place[unit]
    given: int = state.place[other]
    back: int = -1 if old < 0 else data.table[other, data.agent[old]]
    if old >= 0 and back < 0:
        return -np.inf
    gain = cost_of(data, unit, old) - cost_of(data, unit, entry)
    gain += cost_of(data, other, given) - cost_of(data, other, back)
    load = data.knapsacks.load
    gain -= penalty_delta(data, state, data.agent[entry], load[entry] - load[given])
    if old >= 0:
        gain -= penalty_delta(data, state, data.agent[old], load[back] - load[old])
    return gain
