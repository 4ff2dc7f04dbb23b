"""Compiled local search: shifts, swaps and ejection chains, with penalties that adapt.

Rounds of descent and kicks; penalties rise where an agent is overloaded and fall while nobody is,
so that the search crosses the border of what is possible again and again (Yagiura, Ibaraki and
Glover 2004, 2006). Candidates are the pairs under which the Lagrangian bound rises least.
"""

from __future__ import annotations

import numpy as np

from ...problem import Ints
from ..compiled import compiled
from .search_state import (
    SearchData,
    SearchState,
    cost_of,
    init_state,
    move,
    penalty_delta,
    shift_gain,
    sum_costs,
    swap_gain,
)

TINY = 0.5
"""Gains below it are none: money comes in whole numbers, and penalties are not exact."""

PASSES = 10
"""Most passes over all units in one descent."""

RISE, FALL = 1.3, 0.85
"""What becomes of a penalty after an overload, and without one."""

PATIENCE = 12
"""Descents in a row that may end overloaded before a kick."""

SPAN = 100.0
"""How far a penalty may move from where it began."""


@compiled
def shift(data: SearchData, state: SearchState, unit: int) -> bool:
    """Make the best shift of a unit if it saves anything."""
    old: int = state.place[unit]
    gain = shift_gain(data, state, unit, -1) if old >= 0 else 0.0
    best = -1
    entry: int
    for entry in data.near[unit]:
        if entry < 0:
            break
        if old >= 0 and data.agent[entry] == data.agent[old]:
            continue
        other = shift_gain(data, state, unit, entry)
        if other > gain:
            gain, best = other, entry
    if gain <= TINY:
        return False
    move(data, state, unit, best)
    return True


@compiled
def swap(data: SearchData, state: SearchState, unit: int) -> bool:
    """Make the best swap of a unit with another one if it saves anything."""
    old: int = state.place[unit]
    gain, best, partner = TINY, -1, -1
    entry: int
    for entry in data.near[unit]:
        if entry < 0:
            break
        agent: int = data.agent[entry]
        if old >= 0 and agent == data.agent[old]:
            continue
        for position in range(state.size[agent]):
            other = state.member[agent, position]
            saved = swap_gain(data, state, unit, entry, other)
            if saved > gain:
                gain, best, partner = saved, entry, other
    if best < 0:
        return False
    back = -1 if old < 0 else data.table[partner, data.agent[old]]
    move(data, state, partner, back)
    move(data, state, unit, best)
    return True


@compiled
def eject(data: SearchData, state: SearchState, unit: int) -> bool:
    """Move a unit, and one that it ejects to a third agent, if it saves anything."""
    old: int = state.place[unit]
    base = cost_of(data, unit, old)
    if old >= 0:
        base -= penalty_delta(data, state, data.agent[old], -data.knapsacks.load[old])
    entry: int
    for entry in data.near[unit]:
        if entry < 0:
            break
        agent: int = data.agent[entry]
        if old >= 0 and agent == data.agent[old]:
            continue
        for position in range(state.size[agent]):
            ejected: int = state.member[agent, position]
            given: int = state.place[ejected]
            gain = base - data.cost[entry] + data.cost[given]
            gain -= penalty_delta(
                data, state, agent, data.knapsacks.load[entry] - data.knapsacks.load[given]
            )
            if gain > TINY and _place_ejected(data, state, ejected, agent, old, gain):
                move(data, state, unit, entry)
                return True
    return False


@compiled
def _place_ejected(
    data: SearchData, state: SearchState, ejected: int, agent: int, old: int, gain: float
) -> bool:
    """Move an ejected unit to a third agent if that costs less than what was gained."""
    third: int
    for third in data.near[ejected]:
        if third < 0:
            break
        where: int = data.agent[third]
        if where == agent or (old >= 0 and where == data.agent[old]):
            continue
        more = data.cost[third] + penalty_delta(data, state, where, data.knapsacks.load[third])
        if gain - more > TINY:
            move(data, state, ejected, third)
            return True
    return False


@compiled
def descend(data: SearchData, state: SearchState, stop: Ints) -> None:
    """Make shifts and swaps while they save anything, ejections where nothing else does."""
    order = np.random.permutation(len(state.place))
    for _ in range(PASSES):
        moved = False
        for unit in order:
            if shift(data, state, unit) or swap(data, state, unit):
                moved = True
        if not moved:
            for unit in order:
                if eject(data, state, unit):
                    moved = True
        if not moved or stop[0] != 0:
            break


@compiled
def adapt(data: SearchData, state: SearchState, over: int, base: float) -> None:
    """Raise the penalties of overloaded agents; lower all while there are none."""
    for agent in range(len(state.used)):
        if over == 0:
            state.penalty[agent] = max(state.penalty[agent] * FALL, base / SPAN)
        elif state.used[agent] > data.knapsacks.most[agent]:
            state.penalty[agent] = min(state.penalty[agent] * RISE, base * SPAN)


@compiled
def kick(data: SearchData, state: SearchState, times: int) -> None:
    """Move some units at random."""
    for _ in range(times):
        unit = np.random.randint(len(state.place))
        count = 0
        while count < data.near.shape[1] and data.near[unit, count] >= 0:
            count += 1
        if count > 0:
            move(data, state, unit, data.near[unit, np.random.randint(count)])


@compiled
def improve(
    data: SearchData, place: Ints, penalty: float, rounds: int, times: int, seed: int, stop: Ints
) -> tuple[Ints, float]:
    """Search around an assignment.

    Parameters
    ----------
    data : SearchData
        What does not change.
    place : array of shape (units,)
        Entry of each unit, -1 where it has none.
    penalty : float
        Price of one unit of overload to begin with.
    rounds : int
        Descents.
    times : int
        Moves of a kick.
    seed : int
        Seed of everything random.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    place : array of shape (units,)
        The best assignment without overload; the last one where there was none.
    cost : float
        Its cost; infinite where it is overloaded.
    """
    np.random.seed(seed)
    state = init_state(data, place, penalty)
    best, least = state.place.copy(), np.inf
    stuck = 0
    for _ in range(rounds):
        descend(data, state, stop)
        cost, over = sum_costs(data, state)
        if over == 0 and cost < least - TINY:
            best, least = state.place.copy(), cost
        adapt(data, state, over, penalty)
        if stop[0] != 0:
            break
        stuck = 0 if over == 0 else stuck + 1
        if stuck % PATIENCE == 0:
            kick(data, state, times)
    if least == np.inf:
        best = state.place.copy()
    return best, least


@compiled
def relink(data: SearchData, place: Ints, guide: Ints, penalty: float, share: float) -> Ints:
    """Return an assignment on the way from one to another, by the best shifts (path relinking).

    Parameters
    ----------
    data : SearchData
        What does not change.
    place, guide : arrays of shape (units,)
        Where the way begins and where it leads.
    penalty : float
        Price of one unit of overload.
    share : float
        Share of the way.

    Returns
    -------
    array of shape (units,)
        Entry of each unit.
    """
    state = init_state(data, place, penalty)
    apart = np.flatnonzero(place != guide)
    for left in range(len(apart), int((1.0 - share) * len(apart)), -1):
        best, gain = 0, -np.inf
        for index in range(left):
            unit: int = apart[index]
            entry: int = guide[unit]
            other = shift_gain(data, state, unit, entry)
            if other > gain:
                best, gain = index, other
        chosen: int = apart[best]
        target: int = guide[chosen]
        move(data, state, chosen, target)
        apart[best] = apart[left - 1]
    return state.place.copy()
