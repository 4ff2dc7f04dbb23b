"""Local search: shifts, swaps and ejection chains, with penalties that adapt.

Rounds of descent and kicks. Every agent may hold more than it can at a penalty; the penalty of an
agent rises while it is overloaded and falls while nobody is, so that the search crosses the border
of what is possible again and again (Yagiura, Ibaraki and Glover 2004, 2006). Candidates are the
pairs under which the Lagrangian bound rises least.
"""

from __future__ import annotations

import numpy as np

from ...problem import Ints
from ..compiled import allocation_free, allocation_free_part
from .search_state import (
    NOWHERE,
    SearchData,
    SearchState,
    get_cost,
    init_state,
    move_unit,
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

KICK = 3
"""Moves of a kick."""


@allocation_free_part
def _shift(data: SearchData, state: SearchState, unit: int) -> bool:
    """Make the best shift of a unit if it saves anything."""
    old: int = state.place[unit]
    gain = shift_gain(data, state, unit, NOWHERE) if old >= 0 else 0.0
    best = NOWHERE
    for rank in range(data.near.shape[1]):
        entry: int = data.near[unit, rank]
        if entry < 0:
            break
        if old >= 0 and data.agent[entry] == data.agent[old]:
            continue
        other = shift_gain(data, state, unit, entry)
        if other > gain:
            gain, best = other, entry
    if gain <= TINY:
        return False
    move_unit(data, state, unit, best)
    return True


@allocation_free_part
def _swap(data: SearchData, state: SearchState, unit: int) -> bool:
    """Make the best swap of a unit with another one if it saves anything."""
    old: int = state.place[unit]
    gain, best, partner = TINY, NOWHERE, NOWHERE
    for rank in range(data.near.shape[1]):
        entry: int = data.near[unit, rank]
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
    back = NOWHERE if old < 0 else data.table[partner, data.agent[old]]
    move_unit(data, state, partner, back)
    move_unit(data, state, unit, best)
    return True


@allocation_free_part
def _place_ejected(
    data: SearchData, state: SearchState, ejected: int, agent: int, old: int, gain: float
) -> bool:
    """Move an ejected unit to a third agent if that costs less than what was gained."""
    for rank in range(data.near.shape[1]):
        third: int = data.near[ejected, rank]
        if third < 0:
            break
        where: int = data.agent[third]
        if where == agent or (old >= 0 and where == data.agent[old]):
            continue
        load: int = data.knapsacks.load[third]
        if gain - data.cost[third] - penalty_delta(data, state, where, load) > TINY:
            move_unit(data, state, ejected, third)
            return True
    return False


@allocation_free_part
def _eject(data: SearchData, state: SearchState, unit: int) -> bool:
    """Move a unit, and one that it ejects to a third agent, if it saves anything."""
    old: int = state.place[unit]
    base, load = get_cost(data, unit, old), data.knapsacks.load
    if old >= 0:
        base -= penalty_delta(data, state, data.agent[old], -load[old])
    for rank in range(data.near.shape[1]):
        entry: int = data.near[unit, rank]
        if entry < 0:
            break
        agent: int = data.agent[entry]
        if old >= 0 and agent == data.agent[old]:
            continue
        for position in range(state.size[agent]):
            ejected: int = state.member[agent, position]
            given: int = state.place[ejected]
            gain = base - data.cost[entry] + data.cost[given]
            gain -= penalty_delta(data, state, agent, load[entry] - load[given])
            if gain > TINY and _place_ejected(data, state, ejected, agent, old, gain):
                move_unit(data, state, unit, entry)
                return True
    return False


@allocation_free
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


@allocation_free
def _relink(data: SearchData, state: SearchState, guide: Ints, apart: Ints, fewest: int) -> None:
    """Move units to where the guide has them, the best shift first, until so few are apart."""
    for count in range(len(apart), fewest, -1):
        best, gain = 0, -np.inf
        for index in range(count):
            unit: int = apart[index]
            other = shift_gain(data, state, unit, guide[unit])
            if other > gain:
                best, gain = index, other
        chosen: int = apart[best]
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
