"""An assignment problem as one knapsack an agent: one row is kept, everything else is priced.

An item with a count becomes so many units. The slacks that relieve nothing but the kept row stay
in it with their prices; one that relieves other rows, too, widens it by all it can, and its price
counts there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices
from ..prices import NEVER, Priced, priced
from .knapsack import Floats, Knapsacks

REQUIRED = 2.0**50
"""Stands for the price of leaving a unit that must be placed."""


@dataclass(frozen=True, eq=False)
class Packing:
    """Knapsacks and prices of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem, without groups.
    kept : int
        The row that the knapsacks keep.
    under : Priced
        The problem with every other row priced.
    sacks : Knapsacks
        The agents; loads are divided by their greatest common divisor, agent by agent.
    pair : array of shape (entries,)
        Pair of each entry.
    item : array of shape (units,)
        Item of each unit.
    """

    problem: AssignmentProblem
    kept: int
    under: Priced
    sacks: Knapsacks
    pair: Ints
    item: Ints

    @cached_property
    def cost(self) -> Floats:
        """Priced cost of each entry, of shape (entries,)."""
        cost: Floats = self.under.pair[self.pair].astype(np.float64)
        return cost

    @cached_property
    def left(self) -> Floats:
        """What it costs to leave each unit, of shape (units,)."""
        left = self.under.left[self.item]
        return np.where(left >= NEVER, REQUIRED, left.astype(np.float64))

    @cached_property
    def agent(self) -> Ints:
        """Agent of each entry, of shape (entries,)."""
        return self.problem.pair_agent[self.pair]

    def uses(self, place: Ints) -> Ints:
        """Return how often each pair is used where each unit has an entry, or -1: (pairs,)."""
        used = self.pair[place[place >= 0]]
        return np.bincount(used, minlength=self.problem.pairs).astype(np.int64)

    def places(self, x: Ints) -> Ints:
        """Return the entry of each unit, -1 where it has none, for the uses of pairs: (units,)."""
        order = np.lexsort((self.sacks.unit, self.pair))
        copy = np.zeros(len(self.pair), dtype=np.int64)
        unit, pair = self.sacks.unit[order], self.pair[order]
        # The uses of an item's pairs go to its units one after the other.
        first = np.searchsorted(self.item, self.problem.pair_item[pair])
        copy[order] = unit - first
        taken = np.zeros(self.problem.items, dtype=np.int64)
        place = np.full(len(self.item), -1, dtype=np.int64)
        start = np.searchsorted(pair, np.arange(self.problem.pairs))
        for used in np.flatnonzero(x):
            item = self.problem.pair_item[used]
            for _ in range(int(x[used])):
                entry = order[start[used] + taken[item]]
                place[self.sacks.unit[entry]] = entry
                taken[item] += 1
        return place

    def item_prices(self, price: Floats) -> Ints:
        """Return whole prices of the items, the mean over the units of each: (items,)."""
        total = np.zeros(self.problem.items)
        np.add.at(total, self.item, price)
        return np.rint(total / np.maximum(self.problem.count, 1)).astype(np.int64)


def packing(problem: AssignmentProblem, prices: Prices) -> Packing:
    """Return the knapsacks of a problem under prices of its rows.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem without groups and prices of using an agent.
    prices : Prices
        Prices of the rows. Where ``kept`` is not given, the row that they value most is kept.

    Returns
    -------
    Packing
        The knapsacks; the price of the kept row no longer counts.
    """
    kept = _kept(problem, prices) if prices.kept is None else prices.kept
    rows = prices.rows.copy()
    rows[:, kept] = 0
    under = priced(problem, Prices(rows, prices.global_rows))
    item = np.repeat(np.arange(problem.items, dtype=np.int64), problem.count)
    order = np.argsort(problem.pair_agent, kind="stable").astype(np.int64)
    copies = problem.count[problem.pair_item[order]]
    pair = np.repeat(order, copies)
    first = np.searchsorted(item, problem.pair_item[pair])
    ends = np.cumsum(copies)
    copy = np.arange(len(pair), dtype=np.int64) - np.repeat(ends - copies, copies)
    start = np.searchsorted(problem.pair_agent[pair], np.arange(problem.agents + 1))
    column = problem.row_profiles.transposed().row(kept)
    amount = np.zeros(problem.profiles.rows, dtype=np.int64)
    amount[column[0]] = column[1]
    load = amount[problem.pair_profile[pair]]
    sacks = _sacks(problem, kept, start.astype(np.int64), first + copy, load)
    return Packing(problem, kept, under, sacks, pair, item)


def _kept(problem: AssignmentProblem, prices: Prices) -> int:
    """Return the row that prices value most, and among equals the one that is used most."""
    worth = (prices.rows * np.maximum(problem.most, 0)).sum(axis=0)
    table = problem.row_profiles
    uses = np.bincount(problem.pair_profile, minlength=table.rows)
    used = np.zeros(problem.rows.rows, dtype=np.int64)
    np.add.at(used, table.column, table.value * uses[table.row_of])
    return int(np.lexsort((used, worth))[-1])


def _sacks(problem: AssignmentProblem, kept: int, start: Ints, unit: Ints, load: Ints) -> Knapsacks:
    alone = _alone(problem, kept)
    load = load.copy()
    regular, most = np.zeros((2, problem.agents), dtype=np.int64)
    prices: list[Floats] = []
    for agent in range(problem.agents):
        mine = slice(int(start[agent]), int(start[agent + 1]))
        unit_load = max(1, int(np.gcd.reduce(load[mine], initial=0)))
        load[mine] //= unit_load
        free = _widened(problem, kept, agent, ~alone)
        regular[agent] = max(-1, free // unit_load)
        most[agent] = max(0, int(problem.most[agent, kept]) // unit_load)
        # More than all units together is never held.
        most[agent] = min(most[agent], max(0, int(load[mine].sum())))
        regular[agent] = min(regular[agent], most[agent])
        held = unit_load * np.arange(regular[agent], most[agent] + 1, dtype=np.int64)
        prices.append(_over_prices(problem, kept, agent, alone, np.maximum(held - free, 0)))
    ends = np.cumsum([0, *map(len, prices)]).astype(np.int64)
    return Knapsacks(start, unit, load, regular, most, ends, np.concatenate([*prices, np.zeros(1)]))


def _alone(problem: AssignmentProblem, kept: int) -> Bools:
    """Return which slacks relieve the kept row and nothing else: (slacks,)."""
    relief = problem.relief
    rows = np.bincount(relief.row_of, minlength=problem.slacks)
    mine = np.bincount(relief.row_of[relief.column == kept], minlength=problem.slacks)
    alone: Bools = (rows == 1) & (mine == 1)
    return alone


def _widened(problem: AssignmentProblem, kept: int, agent: int, slacks: Bools) -> int:
    relief = problem.relief
    mine = (relief.column == kept) & slacks[relief.row_of]
    more = relief.value[mine] * problem.slack_limit[agent, relief.row_of[mine]]
    return int(problem.capacity[agent, kept] + more.sum())


def _over_prices(
    problem: AssignmentProblem, kept: int, agent: int, alone: Bools, over: Ints
) -> Floats:
    """Return what the cheapest slacks cost that carry an overload, ``SCALE`` to a unit."""
    relief = problem.relief
    mine = np.flatnonzero((relief.column == kept) & alone[relief.row_of])
    slack, step = relief.row_of[mine], relief.value[mine]
    total, over = np.zeros(len(over)), over.copy()
    for index in np.argsort(problem.slack_price[slack], kind="stable"):
        limit = problem.slack_limit[agent, slack[index]]
        taken = np.minimum(-(-over // step[index]), limit)
        total += SCALE * taken * problem.slack_price[slack[index]]
        over = np.maximum(over - taken * step[index], 0)
    return total


def without_kept(prices: Prices, kept: int, items: Ints) -> Prices:
    """Return prices of rows and items together; that of the kept row is zero."""
    rows = prices.rows.copy()
    rows[:, kept] = 0
    return replace(prices, rows=rows, items=items, kept=kept)
