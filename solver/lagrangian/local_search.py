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
    Game,
    Seats,
    burden,
    move,
    price_of,
    seat_all,
    shift_gain,
    swap_gain,
    total,
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
def shift(game: Game, seats: Seats, unit: int) -> bool:
    """Make the best shift of a unit if it saves anything."""
    old: int = seats.place[unit]
    gain = shift_gain(game, seats, unit, -1) if old >= 0 else 0.0
    best = -1
    entry: int
    for entry in game.near[unit]:
        if entry < 0:
            break
        if old >= 0 and game.agent[entry] == game.agent[old]:
            continue
        other = shift_gain(game, seats, unit, entry)
        if other > gain:
            gain, best = other, entry
    if gain <= TINY:
        return False
    move(game, seats, unit, best)
    return True


@compiled
def swap(game: Game, seats: Seats, unit: int) -> bool:
    """Make the best swap of a unit with another one if it saves anything."""
    old: int = seats.place[unit]
    gain, best, partner = TINY, -1, -1
    entry: int
    for entry in game.near[unit]:
        if entry < 0:
            break
        agent: int = game.agent[entry]
        if old >= 0 and agent == game.agent[old]:
            continue
        for seat in range(seats.size[agent]):
            other = seats.member[agent, seat]
            saved = swap_gain(game, seats, unit, entry, other)
            if saved > gain:
                gain, best, partner = saved, entry, other
    if best < 0:
        return False
    back = -1 if old < 0 else game.table[partner, game.agent[old]]
    move(game, seats, partner, back)
    move(game, seats, unit, best)
    return True


@compiled
def eject(game: Game, seats: Seats, unit: int) -> bool:
    """Move a unit, and one that it ejects to a third agent, if it saves anything."""
    old: int = seats.place[unit]
    base = price_of(game, unit, old)
    if old >= 0:
        base -= burden(game, seats, game.agent[old], -game.sacks.load[old])
    entry: int
    for entry in game.near[unit]:
        if entry < 0:
            break
        agent: int = game.agent[entry]
        if old >= 0 and agent == game.agent[old]:
            continue
        for seat in range(seats.size[agent]):
            ejected: int = seats.member[agent, seat]
            given: int = seats.place[ejected]
            gain = base - game.cost[entry] + game.cost[given]
            gain -= burden(game, seats, agent, game.sacks.load[entry] - game.sacks.load[given])
            if gain > TINY and _settle(game, seats, ejected, agent, old, gain):
                move(game, seats, unit, entry)
                return True
    return False


@compiled
def _settle(game: Game, seats: Seats, ejected: int, agent: int, old: int, gain: float) -> bool:
    """Move an ejected unit to a third agent if that costs less than what was gained."""
    third: int
    for third in game.near[ejected]:
        if third < 0:
            break
        where: int = game.agent[third]
        if where == agent or (old >= 0 and where == game.agent[old]):
            continue
        more = game.cost[third] + burden(game, seats, where, game.sacks.load[third])
        if gain - more > TINY:
            move(game, seats, ejected, third)
            return True
    return False


@compiled
def descend(game: Game, seats: Seats, stop: Ints) -> None:
    """Make shifts and swaps while they save anything, ejections where nothing else does."""
    order = np.random.permutation(len(seats.place))
    for _ in range(PASSES):
        moved = False
        for unit in order:
            if shift(game, seats, unit) or swap(game, seats, unit):
                moved = True
        if not moved:
            for unit in order:
                if eject(game, seats, unit):
                    moved = True
        if not moved or stop[0] != 0:
            break


@compiled
def adapt(game: Game, seats: Seats, over: int, base: float) -> None:
    """Raise the penalties of overloaded agents; lower all while there are none."""
    for agent in range(len(seats.used)):
        if over == 0:
            seats.penalty[agent] = max(seats.penalty[agent] * FALL, base / SPAN)
        elif seats.used[agent] > game.sacks.most[agent]:
            seats.penalty[agent] = min(seats.penalty[agent] * RISE, base * SPAN)


@compiled
def kick(game: Game, seats: Seats, times: int) -> None:
    """Move some units at random."""
    for _ in range(times):
        unit = np.random.randint(len(seats.place))
        count = 0
        while count < game.near.shape[1] and game.near[unit, count] >= 0:
            count += 1
        if count > 0:
            move(game, seats, unit, game.near[unit, np.random.randint(count)])


@compiled
def improve(
    game: Game, place: Ints, penalty: float, rounds: int, times: int, seed: int, stop: Ints
) -> tuple[Ints, float]:
    """Search around an assignment.

    Parameters
    ----------
    game : Game
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
    seats = seat_all(game, place, penalty)
    best, least = seats.place.copy(), np.inf
    stuck = 0
    for _ in range(rounds):
        descend(game, seats, stop)
        cost, over = total(game, seats)
        if over == 0 and cost < least - TINY:
            best, least = seats.place.copy(), cost
        adapt(game, seats, over, penalty)
        if stop[0] != 0:
            break
        stuck = 0 if over == 0 else stuck + 1
        if stuck % PATIENCE == 0:
            kick(game, seats, times)
    if least == np.inf:
        best = seats.place.copy()
    return best, least


@compiled
def walk(game: Game, place: Ints, guide: Ints, penalty: float, share: float) -> Ints:
    """Return an assignment on the way from one to another, by the best shifts (path relinking).

    Parameters
    ----------
    game : Game
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
    seats = seat_all(game, place, penalty)
    apart = np.flatnonzero(place != guide)
    for left in range(len(apart), int((1.0 - share) * len(apart)), -1):
        best, gain = 0, -np.inf
        for index in range(left):
            unit: int = apart[index]
            entry: int = guide[unit]
            other = shift_gain(game, seats, unit, entry)
            if other > gain:
                best, gain = index, other
        chosen: int = apart[best]
        target: int = guide[chosen]
        move(game, seats, chosen, target)
        apart[best] = apart[left - 1]
    return seats.place.copy()
