"""One exact 0/1 knapsack per agent, by dynamic programming over what is used so far.

An agent earns ``price - cost`` for every unit that it takes. It holds ``regular`` for nothing and
up to ``most`` at the price of its slacks. All amounts of money are floating-point numbers that hold
whole numbers: they are exact below 2**53, and machines add and compare them several at a time.
A forward and a backward pass tell by how much the bound rises when a unit is forced in or out of a
knapsack (Posta, Ferland and Michelon 2012).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...problem import Bools, Ints
from ..compiled import ZERO, allocation_free, allocation_free_part, compiled, compiled_part

Floats = npt.NDArray[np.float64]

CORE = 20
"""Half as many units as are tried together around the critical one."""

NEVER = 2.0**52
"""The rise where a unit cannot be forced in."""


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
    """Scratch arrays for one knapsack; the units under consideration come first in each.

    Parameters
    ----------
    table : array of shape (most units + 1, most capacity + 1), at least two rows
        Best earnings from a unit on, by what is used before it.
    profit, ratio : arrays of shape (most units,)
        What each unit earns, and its loss per unit of load.
    weight, entry : arrays of shape (most units,)
        Load and entry of each unit.
    """

    table: Floats
    profit: Floats
    ratio: Floats
    weight: Ints
    entry: Ints


def make_workspace(knapsacks: Knapsacks) -> Workspace:
    """Return scratch arrays that are large enough for the largest knapsack."""
    units = int(np.diff(knapsacks.start).max(initial=1))
    table = np.empty((units + 1, int(knapsacks.most.max()) + 1))
    whole = np.empty(units, dtype=np.int64)
    return Workspace(table, np.empty(units), np.empty(units), whole, whole.copy())


@allocation_free
def collect_units(
    knapsacks: Knapsacks, cost: Floats, price: Floats, alive: Bools, agent: int, space: Workspace
) -> int:
    """Collect the units that earn something and fit into the workspace; return how many."""
    count = 0
    for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
        unit = knapsacks.unit[entry]
        profit = price[unit] - cost[entry]
        if profit > 0.0 and alive[unit] and knapsacks.load[entry] <= knapsacks.most[agent]:
            space.profit[count] = profit
            space.weight[count] = knapsacks.load[entry]
            space.entry[count] = entry
            count += 1
    return count


@allocation_free_part
def _exchange(space: Workspace, one: int, other: int) -> None:
    """Exchange two units in the workspace."""
    space.profit[one], space.profit[other] = space.profit[other], space.profit[one]
    space.ratio[one], space.ratio[other] = space.ratio[other], space.ratio[one]
    space.weight[one], space.weight[other] = space.weight[other], space.weight[one]
    space.entry[one], space.entry[other] = space.entry[other], space.entry[one]


@allocation_free
def solve_fractional(space: Workspace, count: int, most: int) -> tuple[float, float]:
    """Return what the fractional knapsack earns, and its critical earnings per unit of load.

    The second is 0 where everything fits (Dantzig 1957; Balas and Zemel 1980).
    """
    low, high, room, value = ZERO, count, most, 0.0
    while low < high:
        # Quickselect by ratio: the better units of the stretch come first, then the pivot.
        _exchange(space, (low + high) // 2, high - 1)
        pivot, middle, weight, profit = space.ratio[high - 1], low, 0, 0.0
        for place in range(low, high - 1):
            if space.ratio[place] < pivot:
                weight += space.weight[place]
                profit += space.profit[place]
                _exchange(space, place, middle)
                middle += 1
        _exchange(space, middle, high - 1)
        if weight > room:
            high = middle
            continue
        value += profit
        room -= weight
        if space.weight[middle] > room:
            return value - space.ratio[middle] * room, -space.ratio[middle]
        value += space.profit[middle]
        room -= space.weight[middle]
        low = middle + 1
    return value, 0.0


@allocation_free_part
def _find_smallest(values: Floats, count: int, rank: int) -> float:
    """Return the value of some rank among the first ``count``, which change their order."""
    low, high = 0, count - 1
    while low < high:
        pivot, left, right = values[(low + high) // 2], low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            break
    return float(values[rank])


@allocation_free_part
def _solve_core(space: Workspace, count: int, room: int, rate: float) -> float:
    """Return what some knapsack earns: the best of a core, with all clearly better units.

    The core are the units that gain or lose least at the critical rate (Pisinger 1997).
    """
    for place in range(count):
        space.ratio[place] = abs(space.profit[place] - rate * space.weight[place])
    margin = _find_smallest(space.ratio, count, min(count, 2 * CORE) - 1)
    sure = 0.0
    for place in range(count):
        if space.profit[place] - rate * space.weight[place] > margin:
            room -= space.weight[place]
            sure += space.profit[place]
    if room < 0:
        return 0.0
    # Two rows of the table serve as earnings with and without a unit: reading one and writing the
    # other, the loops over capacities have no dependence and run several at a time.
    best, before = space.table[0], space.table[1]
    for used in range(room + 1):
        best[used] = 0.0
    for place in range(count):
        weight, profit = space.weight[place], space.profit[place]
        if abs(profit - rate * weight) <= margin and weight <= room:
            for used in range(room + 1):
                before[used] = best[used]
            # Slices: from 0 on, no index needs a look whether it counts from the end.
            target, source = best[weight : room + 1], before[: room + 1 - weight]
            for used in range(len(target)):
                target[used] = max(target[used], source[used] + profit)
    return sure + float(best[room])


@allocation_free
def fix_units(
    space: Workspace, count: int, regular: int, most: int, chosen: Bools
) -> tuple[int, int, float]:
    """Settle units that are in every or in no best knapsack.

    A unit is out if the fractional knapsack that must hold it earns less than some knapsack, and
    in if the one that must not hold it does.

    Parameters
    ----------
    space : Workspace
        The units; those that stay are moved to the front.
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
        space.ratio[place] = -space.profit[place] / max(space.weight[place], 1e-9)
    linear, rate = solve_fractional(space, count, most)
    if rate == 0.0:
        return count, 0, 0.0
    sure = _solve_core(space, count, regular, rate)
    # How much a unit may lose at the critical rate before no best knapsack holds it. The last term
    # covers the rounding of the sums.
    spare = linear - sure + 1e-6 * (1.0 + linear)
    kept, used, earned = 0, 0, 0.0
    for place in range(count):
        gain = space.profit[place] - rate * space.weight[place]
        if gain > spare:
            chosen[space.entry[place]] = True
            used += space.weight[place]
            earned += space.profit[place]
        elif gain >= -spare:
            space.profit[kept] = space.profit[place]
            space.weight[kept] = space.weight[place]
            space.entry[kept] = space.entry[place]
            kept += 1
    return kept, used, earned


@allocation_free_part
def _fill_table(knapsacks: Knapsacks, agent: int, space: Workspace, count: int, base: int) -> None:
    """Fill the table of one agent for the units in the workspace, from an amount used on."""
    width, free = knapsacks.most[agent] + 1, max(knapsacks.regular[agent] + 1, base)
    table = space.table
    # Behind the last unit nothing is earned, and the slacks are paid.
    for used in range(base, free):
        table[count, used] = 0.0
    over = knapsacks.over_start[agent] - knapsacks.regular[agent]
    for used in range(free, width):
        table[count, used] = -knapsacks.over_price[over + used]
    for place in range(count - 1, -1, -1):
        profit = space.profit[place]
        # Slices: from 0 on, no index needs a look whether it counts from the end.
        after, before = table[place + 1, base:width], table[place, base:width]
        taken = after[space.weight[place] :]
        for used in range(len(taken)):
            before[used] = max(after[used], profit + taken[used])
        for used in range(len(taken), len(after)):
            before[used] = after[used]


@allocation_free
def solve_knapsack(
    knapsacks: Knapsacks,
    cost: Floats,
    price: Floats,
    alive: Bools,
    agent: int,
    space: Workspace,
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
    space : Workspace
        Scratch arrays.
    chosen : boolean array of shape (entries,)
        Takes the agent's choice.

    Returns
    -------
    float
        Its earnings.
    """
    for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
        chosen[entry] = False
    count = collect_units(knapsacks, cost, price, alive, agent, space)
    base, earned = ZERO, 0.0
    if knapsacks.regular[agent] >= 0:
        regular, most = knapsacks.regular[agent], knapsacks.most[agent]
        count, base, earned = fix_units(space, count, regular, most, chosen)
    _fill_table(knapsacks, agent, space, count, base)
    # A unit is taken where the earnings with it differ from those of the units behind it.
    used = base
    for place in range(count):
        if space.table[place, used] != space.table[place + 1, used]:
            chosen[space.entry[place]] = True
            used += space.weight[place]
    return float(space.table[0, base]) + earned


@compiled
def compute_earnings(
    knapsacks: Knapsacks, cost: Floats, price: Floats, alive: Bools, space: Workspace
) -> Floats:
    """Return what each agent earns at best, by its full table alone: (agents,)."""
    earnings = np.empty(len(knapsacks.most))
    for agent in range(len(knapsacks.most)):
        count = collect_units(knapsacks, cost, price, alive, agent, space)
        _fill_table(knapsacks, agent, space, count, ZERO)
        earnings[agent] = space.table[0, 0]
    return earnings


@compiled_part
def _force_units(
    knapsacks: Knapsacks, agent: int, space: Workspace, count: int, rise: Floats
) -> None:
    """Set the rises of the units in the workspace: row 0 when forced in, row 1 when forced out."""
    width = knapsacks.most[agent] + 1
    # Best earnings of the units before one, by what they use; the table has those behind it.
    before, with_unit = np.zeros(width), np.empty(width)
    best = space.table[0, 0]
    for place in range(count):
        load, profit = space.weight[place], space.profit[place]
        after, inside, outside = space.table[place + 1, :width], -np.inf, -np.inf
        behind, target = after[load:], with_unit[load:]
        for used in range(width):
            outside = max(outside, before[used] + after[used])
            with_unit[used] = before[used]
        for used in range(len(behind)):
            inside = max(inside, before[used] + behind[used])
            target[used] = max(target[used], before[used] + profit)
        rise[1, space.entry[place]] = best - outside
        rise[0, space.entry[place]] = best - (inside + profit)
        before, with_unit = with_unit, before


@compiled
def compute_rises(
    knapsacks: Knapsacks,
    cost: Floats,
    price: Floats,
    alive: Bools,
    space: Workspace,
    rise: Floats,
) -> None:
    """Set by how much the bound rises when a unit that is alive is forced in or out.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    price : array of shape (units,)
        Multipliers.
    alive : boolean array of shape (units,)
        Units still to be placed.
    space : Workspace
        Scratch arrays.
    rise : array of shape (2, entries)
        Takes the rise when the entry is used, and when it is not; 0 where the unit is not alive.
    """
    for agent in range(len(knapsacks.most)):
        count = collect_units(knapsacks, cost, price, alive, agent, space)
        _fill_table(knapsacks, agent, space, count, ZERO)
        for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
            rise[0, entry] = rise[1, entry] = 0.0
            if not alive[knapsacks.unit[entry]]:
                continue
            profit, load = price[knapsacks.unit[entry]] - cost[entry], knapsacks.load[entry]
            if load > knapsacks.most[agent]:
                rise[0, entry] = NEVER
            elif profit <= 0.0:
                # It is in no best knapsack: the agent pays for it and has so much less room.
                rise[0, entry] = space.table[0, 0] - profit - space.table[0, load]
        _force_units(knapsacks, agent, space, count, rise)
