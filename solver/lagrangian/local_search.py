"""Local search: shifts, swaps and ejection chains, with penalties that adapt.

Rounds of descent and kicks. Every agent may hold more than it can at a penalty; the penalty of an
agent rises while it is overloaded and falls while nobody is, so that the search crosses the border
of what is possible again and again (Yagiura, Ibaraki and Glover 2004, 2006). Candidates are the
pairs under which the Lagrangian bound rises least.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from ...problem import Ints
from ..compiled import compiled, compiled_part
from ..dual.knapsack import Floats, Knapsacks
from ..dual.subproblem import Subproblem

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

KICK = 3
"""Moves of a kick."""

NOWHERE = cast(int, np.int64(-1))
"""Instead of an entry: the unit is left unassigned. It is of the type of all entries: with a
literal, the functions that take it would be compiled twice."""


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


@compiled
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


@compiled_part
def _penalty_cost(data: SearchData, state: SearchState, agent: int, used: int) -> float:
    """Return slacks and penalty of an agent that holds so much."""
    knapsacks = data.knapsacks
    regular, most = knapsacks.regular[agent], knapsacks.most[agent]
    if used <= regular:
        return 0.0
    over = knapsacks.over_price[knapsacks.over_start[agent] + min(used, most) - regular]
    return float(over + state.penalty[agent] * max(0, used - most))


@compiled_part
def _penalty_delta(data: SearchData, state: SearchState, agent: int, more: int) -> float:
    """Return by how much slacks and penalty of an agent grow when it holds so much more."""
    used = state.used[agent]
    return _penalty_cost(data, state, agent, used + more) - _penalty_cost(data, state, agent, used)


@compiled_part
def _get_cost(data: SearchData, unit: int, entry: int) -> float:
    """Return the cost of a unit at an entry, or of leaving it where that is ``NOWHERE``."""
    return float(data.leave_cost[unit]) if entry < 0 else float(data.cost[entry])


@compiled_part
def _shift_gain(data: SearchData, state: SearchState, unit: int, entry: int) -> float:
    """Return what is saved by moving a unit to an entry of another agent, or to none."""
    old: int = state.place[unit]
    gain = _get_cost(data, unit, old) - _get_cost(data, unit, entry)
    if old >= 0:
        gain -= _penalty_delta(data, state, data.agent[old], -data.knapsacks.load[old])
    if entry >= 0:
        gain -= _penalty_delta(data, state, data.agent[entry], data.knapsacks.load[entry])
    return gain


@compiled_part
def _swap_gain(data: SearchData, state: SearchState, unit: int, entry: int, other: int) -> float:
    """Return what is saved when a unit takes an entry and another one of that agent its place."""
    old: int = state.place[unit]
    given: int = state.place[other]
    back: int = NOWHERE if old < 0 else data.table[other, data.agent[old]]
    if old >= 0 and back < 0:
        return -np.inf
    gain = _get_cost(data, unit, old) - _get_cost(data, unit, entry)
    gain += _get_cost(data, other, given) - _get_cost(data, other, back)
    load = data.knapsacks.load
    gain -= _penalty_delta(data, state, data.agent[entry], load[entry] - load[given])
    if old >= 0:
        gain -= _penalty_delta(data, state, data.agent[old], load[back] - load[old])
    return gain


@compiled_part
def _shift(data: SearchData, state: SearchState, unit: int) -> bool:
    """Make the best shift of a unit if it saves anything."""
    old: int = state.place[unit]
    gain = _shift_gain(data, state, unit, NOWHERE) if old >= 0 else 0.0
    best = NOWHERE
    for rank in range(data.near.shape[1]):
        entry = data.near[unit, rank]
        if entry < 0:
            break
        if old >= 0 and data.agent[entry] == data.agent[old]:
            continue
        other = _shift_gain(data, state, unit, entry)
        if other > gain:
            gain, best = other, entry
    if gain <= TINY:
        return False
    move_unit(data, state, unit, best)
    return True


@compiled_part
def _swap(data: SearchData, state: SearchState, unit: int) -> bool:
    """Make the best swap of a unit with another one if it saves anything."""
    old: int = state.place[unit]
    gain, best, partner = TINY, NOWHERE, NOWHERE
    for rank in range(data.near.shape[1]):
        entry = data.near[unit, rank]
        if entry < 0:
            break
        agent: int = data.agent[entry]
        if old >= 0 and agent == data.agent[old]:
            continue
        for position in range(state.size[agent]):
            other = state.member[agent, position]
            saved = _swap_gain(data, state, unit, entry, other)
            if saved > gain:
                gain, best, partner = saved, entry, other
    if best < 0:
        return False
    back = NOWHERE if old < 0 else data.table[partner, data.agent[old]]
    move_unit(data, state, partner, back)
    move_unit(data, state, unit, best)
    return True


@compiled_part
def _place_ejected(
    data: SearchData, state: SearchState, ejected: int, agent: int, old: int, gain: float
) -> bool:
    """Move an ejected unit to a third agent if that costs less than what was gained."""
    for rank in range(data.near.shape[1]):
        third = data.near[ejected, rank]
        if third < 0:
            break
        where: int = data.agent[third]
        if where == agent or (old >= 0 and where == data.agent[old]):
            continue
        load = data.knapsacks.load[third]
        if gain - data.cost[third] - _penalty_delta(data, state, where, load) > TINY:
            move_unit(data, state, ejected, third)
            return True
    return False


@compiled_part
def _eject(data: SearchData, state: SearchState, unit: int) -> bool:
    """Move a unit, and one that it ejects to a third agent, if it saves anything."""
    old: int = state.place[unit]
    base, load = _get_cost(data, unit, old), data.knapsacks.load
    if old >= 0:
        base -= _penalty_delta(data, state, data.agent[old], -load[old])
    for rank in range(data.near.shape[1]):
        entry = data.near[unit, rank]
        if entry < 0:
            break
        agent: int = data.agent[entry]
        if old >= 0 and agent == data.agent[old]:
            continue
        for position in range(state.size[agent]):
            ejected: int = state.member[agent, position]
            given: int = state.place[ejected]
            gain = base - data.cost[entry] + data.cost[given]
            gain -= _penalty_delta(data, state, agent, load[entry] - load[given])
            if gain > TINY and _place_ejected(data, state, ejected, agent, old, gain):
                move_unit(data, state, unit, entry)
                return True
    return False


@compiled
def descend(data: SearchData, state: SearchState, order: Ints, stop: Ints) -> None:
    """Make shifts and swaps while they save anything, ejections where nothing else does.

    Parameters
    ----------
    data : SearchData
        What does not change.
    state : SearchState
        Where the descent begins and ends.
    order : array of shape (units,)
        The units in the order in which they have their turn.
    stop : array of shape (1,)
        Not zero once all work is to end.
    """
    for _ in range(PASSES):
        moved = False
        for unit in order:
            if _shift(data, state, unit) or _swap(data, state, unit):
                moved = True
        if not moved:
            for unit in order:
                if _eject(data, state, unit):
                    moved = True
        if not moved or stop[0] != 0:
            break


def sum_costs(data: SearchData, state: SearchState) -> tuple[float, int]:
    """Return the cost without penalties, and by how much agents are overloaded in all."""
    knapsacks, assigned = data.knapsacks, state.place >= 0
    cost = data.cost[state.place[assigned]].sum() + data.leave_cost[~assigned].sum()
    over = np.minimum(state.used, knapsacks.most) - knapsacks.regular
    slacks = knapsacks.over_price[knapsacks.over_start[:-1] + np.maximum(over, 0)]
    cost += slacks[over > 0].sum()
    return float(cost), int(np.maximum(state.used - knapsacks.most, 0).sum())


def adapt_penalties(data: SearchData, state: SearchState, over: int, base: float) -> None:
    """Raise the penalties of overloaded agents; lower all while there are none."""
    if over == 0:
        np.maximum(state.penalty * FALL, base / SPAN, out=state.penalty)
    else:
        raised = np.minimum(state.penalty * RISE, base * SPAN)
        np.copyto(state.penalty, raised, where=state.used > data.knapsacks.most)


def kick(data: SearchData, state: SearchState, rng: np.random.Generator) -> None:
    """Move some units at random."""
    for unit in rng.integers(len(state.place), size=KICK).tolist():
        near = data.near[unit]
        count = int((near >= 0).sum())
        if count > 0:
            move_unit(data, state, unit, int(near[rng.integers(count)]))


def improve(
    data: SearchData, place: Ints, penalty: float, rounds: int, seed: int, stop: Ints
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
    rng = np.random.default_rng(seed)
    state = init_state(data, place, penalty)
    best, least, stuck = state.place.copy(), np.inf, 0
    for _ in range(rounds):
        descend(data, state, rng.permutation(len(place)), stop)
        cost, over = sum_costs(data, state)
        if over == 0 and cost < least - TINY:
            best, least = state.place.copy(), cost
        adapt_penalties(data, state, over, penalty)
        if stop[0] != 0:
            break
        stuck = 0 if over == 0 else stuck + 1
        if stuck % PATIENCE == 0:
            kick(data, state, rng)
    return (state.place if least == np.inf else best), float(least)


@compiled
def _relink(data: SearchData, state: SearchState, guide: Ints, apart: Ints, fewest: int) -> None:
    """Move units to where the guide has them, the best shift first, until so few are apart."""
    for count in range(len(apart), fewest, -1):
        best, gain = 0, -np.inf
        for index in range(count):
            unit = apart[index]
            other = _shift_gain(data, state, unit, guide[unit])
            if other > gain:
                best, gain = index, other
        chosen = apart[best]
        move_unit(data, state, chosen, guide[chosen])
        apart[best] = apart[count - 1]


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
    _relink(data, state, guide, apart, int((1.0 - share) * len(apart)))
    return state.place
