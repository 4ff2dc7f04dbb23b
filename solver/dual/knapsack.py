"""One exact 0/1 knapsack an agent, by dynamic programming over what is used so far.

An agent earns ``price - cost`` for every unit it takes. It holds ``regular`` for nothing and up to
``most`` at the price of its slacks. All amounts of money are floating-point numbers that hold whole
numbers: they are exact below 2**53, and machines add and compare them several at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...problem import Bools, Ints
from ..compiled import compiled

Floats = npt.NDArray[np.float64]

CORE = 20
"""Half as many units as are tried together around the critical one."""


class Knapsacks(NamedTuple):
    """The agents as knapsacks; entry e is a unit at an agent.

    Parameters
    ----------
    start : array of shape (agents + 1,)
        The entries of agent w are ``start[w]`` to ``start[w + 1] - 1``.
    unit, load : arrays of shape (entries,)
        Unit of each entry, and what it uses of the row that is kept.
    regular, most : arrays of shape (agents,)
        What each agent holds without and with all its slacks.
    over_start : array of shape (agents + 1,)
        Where the prices of each agent's overload begin.
    over_price : array of shape (all overloads,)
        What it costs to hold 0, 1, ... more than ``regular``.
    """

    start: Ints
    unit: Ints
    load: Ints
    regular: Ints
    most: Ints
    over_start: Ints
    over_price: Floats


class Desk(NamedTuple):
    """Room to work on one knapsack.

    Parameters
    ----------
    table : array of shape (most units + 1, most capacity + 1)
        Best earnings from a unit on, by what is used before it.
    profit, ratio : arrays of shape (most units,)
        What each unit earns, and its loss for each unit of load.
    weight, entry : arrays of shape (most units,)
        Load and entry of each unit.
    """

    table: Floats
    profit: Floats
    ratio: Floats
    weight: Ints
    entry: Ints


@compiled
def desk_for(sacks: Knapsacks) -> Desk:
    """Return room for the largest knapsack."""
    units = 1
    for agent in range(len(sacks.most)):
        units = max(units, sacks.start[agent + 1] - sacks.start[agent])
    table = np.empty((units + 1, sacks.most.max() + 1))
    whole = np.empty(units, np.int64)
    return Desk(table, np.empty(units), np.empty(units), whole, np.empty(units, np.int64))


@compiled
def gather(
    sacks: Knapsacks, cost: Floats, price: Floats, alive: Bools, agent: int, desk: Desk
) -> int:
    """Put the units on the desk that earn something and fit; return how many."""
    count = 0
    for entry in range(sacks.start[agent], sacks.start[agent + 1]):
        unit = sacks.unit[entry]
        profit = price[unit] - cost[entry]
        if profit > 0.0 and alive[unit] and sacks.load[entry] <= sacks.most[agent]:
            desk.profit[count] = profit
            desk.weight[count] = sacks.load[entry]
            desk.entry[count] = entry
            count += 1
    return count


@compiled
def exchange(desk: Desk, one: int, other: int) -> None:
    """Exchange two places on the desk."""
    desk.profit[one], desk.profit[other] = desk.profit[other], desk.profit[one]
    desk.ratio[one], desk.ratio[other] = desk.ratio[other], desk.ratio[one]
    desk.weight[one], desk.weight[other] = desk.weight[other], desk.weight[one]
    desk.entry[one], desk.entry[other] = desk.entry[other], desk.entry[one]


@compiled
def halves(desk: Desk, low: int, high: int) -> int:
    """Move the better units of a stretch to its front; return where the others begin.

    The first of the others is the pivot, and no better than any unit before it.
    """
    exchange(desk, (low + high) // 2, high - 1)
    pivot, middle = desk.ratio[high - 1], low
    for place in range(low, high - 1):
        if desk.ratio[place] < pivot:
            exchange(desk, place, middle)
            middle += 1
    exchange(desk, middle, high - 1)
    return middle


@compiled
def fractional(desk: Desk, count: int, most: int) -> tuple[float, float]:
    """Return what the fractional knapsack earns, and its critical earnings a unit of load.

    The second is 0 where everything fits (Dantzig 1957; Balas and Zemel 1980).
    """
    low, high, space, value = 0, count, most, 0.0
    while low < high:
        middle = halves(desk, low, high)
        weight = desk.weight[low:middle].sum()
        if weight > space:
            high = middle
            continue
        value += desk.profit[low:middle].sum()
        space -= weight
        if desk.weight[middle] > space:
            return value - desk.ratio[middle] * space, -desk.ratio[middle]
        value += desk.profit[middle]
        space -= desk.weight[middle]
        low = middle + 1
    return value, 0.0


@compiled
def sure_value(desk: Desk, count: int, room: int, rate: float) -> float:
    """Return what some knapsack earns: the best of a core, with all clearly better units.

    The core are the units that gain or lose least at the critical rate (Pisinger 1997).
    """
    gain = desk.profit[:count] - rate * desk.weight[:count]
    size = min(count, 2 * CORE) - 1
    margin = np.partition(np.abs(gain), size)[size]
    sure = 0.0
    for place in range(count):
        if gain[place] > margin:
            room -= desk.weight[place]
            sure += desk.profit[place]
    if room < 0:
        return 0.0
    best, before = np.zeros(room + 1), np.zeros(room + 1)
    for place in range(count):
        weight, profit = desk.weight[place], desk.profit[place]
        if abs(gain[place]) <= margin and weight <= room:
            before[:] = best
            target, source = best[weight:], before[: room + 1 - weight]
            for used in range(len(target)):
                target[used] = max(target[used], source[used] + profit)
    return sure + float(best[room])


@compiled
def shrink(
    desk: Desk, count: int, regular: int, most: int, chosen: Bools
) -> tuple[int, int, float]:
    """Settle units that are in every or in no best knapsack.

    A unit is out if the fractional knapsack that must hold it earns less than some knapsack, and
    in if the one that must not hold it does.

    Parameters
    ----------
    desk : Desk
        Units on it; those that stay are moved to the front.
    count : int
        How many units.
    regular, most : int
        What the agent holds without and with slacks.
    chosen : boolean array of shape (entries,)
        Takes the units that are in.

    Returns
    -------
    count, used : int
        How many units stay, and what those that are in use.
    earned : float
        What those that are in earn.
    """
    for place in range(count):
        desk.ratio[place] = -desk.profit[place] / max(desk.weight[place], 1e-9)
    linear, rate = fractional(desk, count, most)
    if rate == 0.0:
        return count, 0, 0.0
    sure = sure_value(desk, count, regular, rate)
    spare = linear - sure + 1e-6 * (1.0 + linear)
    kept, used, earned = 0, 0, 0.0
    for place in range(count):
        gain = desk.profit[place] - rate * desk.weight[place]
        if gain > spare:
            chosen[desk.entry[place]] = True
            used += desk.weight[place]
            earned += desk.profit[place]
        elif gain >= -spare:
            desk.profit[kept] = desk.profit[place]
            desk.weight[kept] = desk.weight[place]
            desk.entry[kept] = desk.entry[place]
            kept += 1
    return kept, used, earned


@compiled
def fill(sacks: Knapsacks, agent: int, desk: Desk, count: int, base: int) -> None:
    """Fill the table of one agent for the units on the desk, from an amount used on."""
    width, free = sacks.most[agent] + 1, max(sacks.regular[agent] + 1, base)
    last = desk.table[count]
    last[base:free] = 0.0
    over = sacks.over_start[agent] - sacks.regular[agent]
    for used in range(free, width):
        last[used] = -sacks.over_price[over + used]
    for place in range(count - 1, -1, -1):
        profit = desk.profit[place]
        after, before = desk.table[place + 1, base:width], desk.table[place, base:width]
        taken = after[desk.weight[place] :]
        for used in range(len(taken)):
            before[used] = max(after[used], profit + taken[used])
        before[len(taken) :] = after[len(taken) :]


@compiled
def pack(
    sacks: Knapsacks,
    cost: Floats,
    price: Floats,
    alive: Bools,
    agent: int,
    desk: Desk,
    chosen: Bools,
) -> float:
    """Solve the knapsack of one agent.

    Parameters
    ----------
    sacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    price : array of shape (units,)
        What each unit is worth to whoever takes it.
    alive : boolean array of shape (units,)
        Which units are to be had.
    agent : int
        The agent.
    desk : Desk
        Room to work.
    chosen : boolean array of shape (entries,)
        Takes the agent's choice.

    Returns
    -------
    float
        Its earnings.
    """
    chosen[sacks.start[agent] : sacks.start[agent + 1]] = False
    count = gather(sacks, cost, price, alive, agent, desk)
    base, earned = 0, 0.0
    if sacks.regular[agent] >= 0:
        regular, most = sacks.regular[agent], sacks.most[agent]
        count, base, earned = shrink(desk, count, regular, most, chosen)
    fill(sacks, agent, desk, count, base)
    used = base
    for place in range(count):
        if desk.table[place, used] != desk.table[place + 1, used]:
            chosen[desk.entry[place]] = True
            used += desk.weight[place]
    return float(desk.table[0, base]) + earned
