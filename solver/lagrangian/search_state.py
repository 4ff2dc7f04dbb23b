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


class Game(NamedTuple):
    """What does not change during a search.

    Parameters
    ----------
    sacks : Knapsacks
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

    sacks: Knapsacks
    cost: Floats
    left: Floats
    agent: Ints
    table: Ints
    near: Ints


class Seats(NamedTuple):
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
    seat : array of shape (units,)
        Place of each unit among its agent's.
    penalty : array of shape (agents,)
        Price of holding one more than possible.
    """

    place: Ints
    used: Ints
    member: Ints
    size: Ints
    seat: Ints
    penalty: Floats


@compiled
def seat_all(game: Game, place: Ints, penalty: float) -> Seats:
    """Return the state for a place of every unit."""
    units, agents = game.table.shape
    seats = Seats(
        np.full(units, -1, np.int64),
        np.zeros(agents, np.int64),
        np.empty((agents, units), np.int64),
        np.zeros(agents, np.int64),
        np.zeros(units, np.int64),
        np.full(agents, penalty),
    )
    for unit in range(units):
        move(game, seats, unit, place[unit])
    return seats


@compiled
def move(game: Game, seats: Seats, unit: int, entry: int) -> None:
    """Move a unit to an entry, or to none where it is -1."""
    old: int = seats.place[unit]
    if old >= 0:
        agent: int = game.agent[old]
        seats.used[agent] -= game.sacks.load[old]
        seats.size[agent] -= 1
        last = seats.member[agent, seats.size[agent]]
        seats.member[agent, seats.seat[unit]] = last
        seats.seat[last] = seats.seat[unit]
    seats.place[unit] = entry
    if entry >= 0:
        agent = game.agent[entry]
        seats.used[agent] += game.sacks.load[entry]
        seats.member[agent, seats.size[agent]] = unit
        seats.seat[unit] = seats.size[agent]
        seats.size[agent] += 1


@compiled
def burden(game: Game, seats: Seats, agent: int, more: int) -> float:
    """Return by how much slacks and penalty of an agent grow when it holds so much more."""
    return held(game, seats, agent, seats.used[agent] + more) - held(
        game, seats, agent, seats.used[agent]
    )


@compiled
def held(game: Game, seats: Seats, agent: int, used: int) -> float:
    """Return slacks and penalty of an agent that holds so much."""
    sacks = game.sacks
    regular, most = sacks.regular[agent], sacks.most[agent]
    if used <= regular:
        return 0.0
    over = sacks.over_price[sacks.over_start[agent] + min(used, most) - regular]
    return float(over + seats.penalty[agent] * max(0, used - most))


@compiled
def price_of(game: Game, unit: int, entry: int) -> float:
    """Return the cost of a unit at an entry, or of leaving it where that is -1."""
    return float(game.left[unit]) if entry < 0 else float(game.cost[entry])


@compiled
def total(game: Game, seats: Seats) -> tuple[float, int]:
    """Return the cost without penalties, and by how much agents are overloaded in all."""
    cost, over = 0.0, 0
    for unit in range(len(seats.place)):
        cost += price_of(game, unit, seats.place[unit])
    for agent in range(len(seats.used)):
        most = game.sacks.most[agent]
        cost += held(game, seats, agent, min(seats.used[agent], most))
        over += max(0, seats.used[agent] - most)
    return cost, over


@compiled
def shift_gain(game: Game, seats: Seats, unit: int, entry: int) -> float:
    """Return what is saved by moving a unit to an entry of another agent, or to none."""
    old: int = seats.place[unit]
    gain = price_of(game, unit, old) - price_of(game, unit, entry)
    if old >= 0:
        gain -= burden(game, seats, game.agent[old], -game.sacks.load[old])
    if entry >= 0:
        gain -= burden(game, seats, game.agent[entry], game.sacks.load[entry])
    return gain


@compiled
def swap_gain(game: Game, seats: Seats, unit: int, entry: int, other: int) -> float:
    """Return what is saved when a unit takes an entry and another one of that agent its place."""
    old: int = seats.place[unit]
    given: int = seats.place[other]
    back: int = -1 if old < 0 else game.table[other, game.agent[old]]
    if old >= 0 and back < 0:
        return -np.inf
    gain = price_of(game, unit, old) - price_of(game, unit, entry)
    gain += price_of(game, other, given) - price_of(game, other, back)
    load = game.sacks.load
    gain -= burden(game, seats, game.agent[entry], load[entry] - load[given])
    if old >= 0:
        gain -= burden(game, seats, game.agent[old], load[back] - load[old])
    return gain
