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


class Workspace(NamedTuple):
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
def make_workspace(knapsacks: Knapsacks) -> Workspace:
    """Return room for the largest knapsack."""
    units = 1
    for agent in range(len(knapsacks.most)):
        units = max(units, knapsacks.start[agent + 1] - knapsacks.start[agent])
    table = np.empty((units + 1, knapsacks.most.max() + 1))
    whole = np.empty(units, np.int64)
    return Workspace(table, np.empty(units), np.empty(units), whole, np.empty(units, np.int64))


@compiled
def collect_units(
    knapsacks: Knapsacks,
    cost: Floats,
    price: Floats,
    alive: Bools,
    agent: int,
    workspace: Workspace,
) -> int:
    """Put the units on the desk that earn something and fit; return how many."""
    count = 0
    for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
        unit = knapsacks.unit[entry]
        profit = price[unit] - cost[entry]
        if profit > 0.0 and alive[unit] and knapsacks.load[entry] <= knapsacks.most[agent]:
            workspace.profit[count] = profit
            workspace.weight[count] = knapsacks.load[entry]
            workspace.entry[count] = entry
            count += 1
    return count


@compiled
def exchange(workspace: Workspace, one: int, other: int) -> None:
    """Exchange two places on the desk."""
    workspace.profit[one], workspace.profit[other] = workspace.profit[other], workspace.profit[one]
    workspace.ratio[one], workspace.ratio[other] = workspace.ratio[other], workspace.ratio[one]
    workspace.weight[one], workspace.weight[other] = workspace.weight[other], workspace.weight[one]
    workspace.entry[one], workspace.entry[other] = workspace.entry[other], workspace.entry[one]


@compiled
def partition_units(workspace: Workspace, low: int, high: int) -> int:
    """Move the better units of a stretch to its front; return where the others begin.

    The first of the others is the pivot, and no better than any unit before it.
    """
    exchange(workspace, (low + high) // 2, high - 1)
    pivot, middle = workspace.ratio[high - 1], low
    for place in range(low, high - 1):
        if workspace.ratio[place] < pivot:
            exchange(workspace, place, middle)
            middle += 1
    exchange(workspace, middle, high - 1)
    return middle


@compiled
def solve_fractional(workspace: Workspace, count: int, most: int) -> tuple[float, float]:
    """Return what the fractional knapsack earns, and its critical earnings a unit of load.

    The second is 0 where everything fits (Dantzig 1957; Balas and Zemel 1980).
    """
    low, high, space, value = 0, count, most, 0.0
    while low < high:
        middle = partition_units(workspace, low, high)
        weight = workspace.weight[low:middle].sum()
        if weight > space:
            high = middle
            continue
        value += workspace.profit[low:middle].sum()
        space -= weight
        if workspace.weight[middle] > space:
            return value - workspace.ratio[middle] * space, -workspace.ratio[middle]
        value += workspace.profit[middle]
        space -= workspace.weight[middle]
        low = middle + 1
    return value, 0.0


@compiled
def solve_core(workspace: Workspace, count: int, room: int, rate: float) -> float:
    """Return what some knapsack earns: the best of a core, with all clearly better units.

    The core are the units that gain or lose least at the critical rate (Pisinger 1997).
    """
    gain = workspace.profit[:count] - rate * workspace.weight[:count]
    size = min(count, 2 * CORE) - 1
    margin = np.partition(np.abs(gain), size)[size]
    sure = 0.0
    for place in range(count):
        if gain[place] > margin:
            room -= workspace.weight[place]
            sure += workspace.profit[place]
    if room < 0:
        return 0.0
    best, before = np.zeros(room + 1), np.zeros(room + 1)
    for place in range(count):
        weight, profit = workspace.weight[place], workspace.profit[place]
        if abs(gain[place]) <= margin and weight <= room:
            before[:] = best
            target, source = best[weight:], before[: room + 1 - weight]
            for used in range(len(target)):
                target[used] = max(target[used], source[used] + profit)
    return sure + float(best[room])


@compiled
def fix_units(
    workspace: Workspace, count: int, regular: int, most: int, chosen: Bools
) -> tuple[int, int, float]:
    """Settle units that are in every or in no best knapsack.

    A unit is out if the fractional knapsack that must hold it earns less than some knapsack, and
    in if the one that must not hold it does.

    Parameters
    ----------
    workspace : Workspace
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
        workspace.ratio[place] = -workspace.profit[place] / max(workspace.weight[place], 1e-9)
    linear, rate = solve_fractional(workspace, count, most)
    if rate == 0.0:
        return count, 0, 0.0
    sure = solve_core(workspace, count, regular, rate)
    spare = linear - sure + 1e-6 * (1.0 + linear)
    kept, used, earned = 0, 0, 0.0
    for place in range(count):
        gain = workspace.profit[place] - rate * workspace.weight[place]
        if gain > spare:
            chosen[workspace.entry[place]] = True
            used += workspace.weight[place]
            earned += workspace.profit[place]
        elif gain >= -spare:
            workspace.profit[kept] = workspace.profit[place]
            workspace.weight[kept] = workspace.weight[place]
            workspace.entry[kept] = workspace.entry[place]
            kept += 1
    return kept, used, earned


@compiled
def fill_table(
    knapsacks: Knapsacks, agent: int, workspace: Workspace, count: int, base: int
) -> None:
    """Fill the table of one agent for the units on the desk, from an amount used on."""
    width, free = knapsacks.most[agent] + 1, max(knapsacks.regular[agent] + 1, base)
    last = workspace.table[count]
    last[base:free] = 0.0
    over = knapsacks.over_start[agent] - knapsacks.regular[agent]
    for used in range(free, width):
        last[used] = -knapsacks.over_price[over + used]
    for place in range(count - 1, -1, -1):
        profit = workspace.profit[place]
        after, before = workspace.table[place + 1, base:width], workspace.table[place, base:width]
        taken = after[workspace.weight[place] :]
        for used in range(len(taken)):
            before[used] = max(after[used], profit + taken[used])
        before[len(taken) :] = after[len(taken) :]


@compiled
def solve_knapsack(
    knapsacks: Knapsacks,
    cost: Floats,
    price: Floats,
    alive: Bools,
    agent: int,
    workspace: Workspace,
    chosen: Bools,
) -> float:
    """Solve the knapsack of one agent.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    price : array of shape (units,)
        What each unit is worth to whoever takes it.
    alive : boolean array of shape (units,)
        Which units are to be had.
    agent : int
        The agent.
    workspace : Workspace
        Room to work.
    chosen : boolean array of shape (entries,)
        Takes the agent's choice.

    Returns
    -------
    float
        Its earnings.
    """
    chosen[knapsacks.start[agent] : knapsacks.start[agent + 1]] = False
    count = collect_units(knapsacks, cost, price, alive, agent, workspace)
    base, earned = 0, 0.0
    if knapsacks.regular[agent] >= 0:
        regular, most = knapsacks.regular[agent], knapsacks.most[agent]
        count, base, earned = fix_units(workspace, count, regular, most, chosen)
    fill_table(knapsacks, agent, workspace, count, base)
    used = base
    for place in range(count):
        if workspace.table[place, used] != workspace.table[place + 1, used]:
            chosen[workspace.entry[place]] = True
            used += workspace.weight[place]
    return float(workspace.table[0, base]) + earned
