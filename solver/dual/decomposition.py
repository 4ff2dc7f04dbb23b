"""An assignment problem as one knapsack per agent: one row is kept, everything else is priced.

An item with a count becomes so many units. The slacks of the kept row stay in it with what is left
of their prices once other rows have their share. No agent holds more of the kept row than of a row
that counts all that it counts, so that the slacks of such a row have their prices there, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...problem import SCALE, AssignmentProblem, Ints, Prices, sum_columns
from ..prices import NEVER, Priced, priced
from .knapsack import Floats, Knapsacks, compute_earnings, make_workspace

REQUIRED = 2.0**50
"""Stands for the price of leaving a unit that must be placed."""


@dataclass(frozen=True, eq=False)
class KnapsackDecomposition:
    """Knapsacks and prices of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem, without groups.
    kept : int
        The row that the knapsacks keep.
    under : Priced
        The problem with every other row priced.
    knapsacks : Knapsacks
        The agents; loads are divided by their greatest common divisor, agent by agent.
    pair : array of shape (entries,)
        Pair of each entry.
    item : array of shape (units,)
        Item of each unit.
    """

    problem: AssignmentProblem
    kept: int
    under: Priced
    knapsacks: Knapsacks
    pair: Ints
    item: Ints

    @cached_property
    def cost(self) -> Floats:
        """Priced cost of each entry, of shape (entries,)."""
        cost: Floats = self.under.pair[self.pair].astype(np.float64)
        return cost

    @cached_property
    def leave_cost(self) -> Floats:
        """What it costs to leave each unit unassigned, of shape (units,)."""
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
        order = np.lexsort((self.knapsacks.unit, self.pair))
        copy = np.zeros(len(self.pair), dtype=np.int64)
        unit, pair = self.knapsacks.unit[order], self.pair[order]
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
                place[self.knapsacks.unit[entry]] = entry
                taken[item] += 1
        return place

    def item_prices(self, price: Floats) -> Ints:
        """Return whole prices of the items, the mean over the units of each: (items,)."""
        total = np.zeros(self.problem.items)
        np.add.at(total, self.item, price)
        return np.rint(total / np.maximum(self.problem.count, 1)).astype(np.int64)


def decompose(problem: AssignmentProblem, prices: Prices) -> KnapsackDecomposition:
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
        The knapsacks; the price of the kept row, and of rows whose slacks count there, is gone.
    """
    kept = _kept(problem, prices) if prices.kept is None else prices.kept
    rows = _zero_kept_row(problem, prices, kept)
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
    knapsacks = _build_knapsacks(problem, kept, rows, start.astype(np.int64), first + copy, load)
    return KnapsackDecomposition(problem, kept, under, knapsacks, pair, item)


def _kept(problem: AssignmentProblem, prices: Prices) -> int:
    """Return the row that prices value most, and among equals the one that is used most."""
    worth = (prices.rows * np.maximum(problem.most, 0)).sum(axis=0)
    table = problem.row_profiles
    uses = np.bincount(problem.pair_profile, minlength=table.rows)
    used = np.zeros(problem.rows.rows, dtype=np.int64)
    np.add.at(used, table.column, table.value * uses[table.row_of])
    return int(np.lexsort((used, worth))[-1])


def _build_knapsacks(
    problem: AssignmentProblem, kept: int, rows: Ints, start: Ints, unit: Ints, load: Ints
) -> Knapsacks:
    load = load.copy()
    regular, most = np.zeros((2, problem.agents), dtype=np.int64)
    prices: list[Floats] = []
    room, carrying = largest_loads(problem, kept), _carrying(problem, kept, rows)
    for agent in range(problem.agents):
        mine = slice(int(start[agent]), int(start[agent + 1]))
        unit_load = max(1, int(np.gcd.reduce(load[mine], initial=0)))
        load[mine] //= unit_load
        most[agent] = max(0, int(room[agent])) // unit_load
        # More than all units together is never held.
        most[agent] = min(most[agent], max(0, int(load[mine].sum())))
        held = unit_load * np.arange(-1, most[agent] + 1, dtype=np.int64)
        over = sum((each.price(agent, held) for each in carrying), np.zeros(len(held)))
        # What costs nothing comes first, for slacks are never given back.
        regular[agent] = max(-1, int((over <= 0.0).sum()) - 2)
        prices.append(over[regular[agent] + 1 :])
    ends = np.cumsum([0, *map(len, prices)]).astype(np.int64)
    return Knapsacks(start, unit, load, regular, most, ends, np.concatenate([*prices, np.zeros(1)]))


def largest_loads(problem: AssignmentProblem, kept: int) -> Ints:
    """Return what each agent can hold of a row at most: (agents,).

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    kept : int
        The row.

    Returns
    -------
    array of shape (agents,)
        With all slacks at their limits, of the row or of another that counts as much of everything.
    """
    if (problem.profiles.value < 0).any():
        return problem.most[:, kept]
    rows = problem.rows.dense()
    wider = (rows >= rows[kept]).all(axis=1)
    least: Ints = problem.most[:, wider].min(axis=1)
    return least


@dataclass(frozen=True, eq=False)
class _Carrying:
    """The slacks of a row: their prices, their limits, by agent, and what one relieves."""

    capacity: Ints
    prices: Ints
    limits: Ints
    step: Ints

    def price(self, agent: int, held: Ints) -> Floats:
        """Return what the cheapest slacks cost that carry some loads, ``SCALE`` to a unit."""
        over = np.maximum(held - self.capacity[agent], 0)
        total = np.zeros(len(over))
        for index in np.argsort(self.prices[agent], kind="stable"):
            taken = np.minimum(-(-over // self.step[index]), self.limits[agent, index])
            total += taken * self.prices[agent, index]
            over = np.maximum(over - taken * self.step[index], 0)
        return total


def _carrying(problem: AssignmentProblem, kept: int, prices: Ints) -> list[_Carrying]:
    """Return the slacks that an agent needs for what it holds of a row.

    Those of the row, and of every other that counts as much of everything; as slacks of time
    relieve many windows, one window at most.
    """
    relief, found = problem.relief, list[_Carrying]()
    price = SCALE * problem.slack_price - sum_columns(
        prices[:, relief.column] * relief.value, relief.row_of, problem.slacks
    )
    relieving = relief.transposed()
    for row in _carriers(problem, kept):
        slack, step = relieving.row(row)
        limits, left = problem.slack_limit[:, slack], np.maximum(price[:, slack], 0)
        found.append(_Carrying(problem.capacity[:, row], left, limits, step))
    return found


def _carriers(problem: AssignmentProblem, kept: int) -> list[int]:
    if (problem.profiles.value < 0).any():
        return [kept]
    rows, windows = problem.rows.dense(), problem.windows
    wider = np.flatnonzero((rows >= rows[kept]).all(axis=1))
    timed = 0 if windows is None else len(windows.row_end)
    found = [int(row) for row in wider[wider >= timed]]
    if kept < timed:
        return [kept, *found]
    inside = wider[wider < timed]
    if windows is not None and inside.size:
        found.append(int(inside[np.argmax(windows.row_end[inside])]))
    return found


def drop_kept_row(problem: AssignmentProblem, prices: Prices, kept: int, items: Ints) -> Prices:
    """Return prices of rows and items together, without those of rows that knapsacks keep."""
    return replace(prices, rows=_zero_kept_row(problem, prices, kept), items=items, kept=kept)


def _zero_kept_row(problem: AssignmentProblem, prices: Prices, kept: int) -> Ints:
    rows = prices.rows.copy()
    rows[:, _carriers(problem, kept)] = 0
    return rows


# What prices of items prove, in whole numbers.
#
# With prices pi of the items and the other rows priced as in ``solver/prices.py``, no assignment
# costs less than
#
# .. math::
#
# constant + \sum_u count_u \min(\pi_u, f_u)
# + \sum_w \min_{kept row} \Big( \sum_u (a_{uw} - \pi_u) + slacks \Big)
#
# (Geoffrion 1974; Fisher, Jaikumar and Van Wassenhove 1986). Each minimum is an exact knapsack.


EXACT = 2.0**52
"""Up to here floating-point numbers hold every whole number, sums included."""


def prove_bound(problem: AssignmentProblem, prices: Prices) -> int | None:
    """Return the bound that prices of items prove, recomputed from nothing but the prices.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem without groups.
    prices : Prices
        Prices with those of items and the kept row.

    Returns
    -------
    int or None
        No assignment costs less, ``SCALE`` to a unit of cost, not rounded; None where the numbers
        are too large to be sure of.

    Raises
    ------
    ValueError
        If there are no prices of items.
    """
    if prices.items is None or prices.kept is None:
        raise ValueError("the proof needs prices of items and a kept row")
    decomposition = decompose(problem, prices)
    left = decomposition.under.left
    total = decomposition.under.constant
    least = np.minimum(prices.items, left)
    if (np.abs(least[least < NEVER]) > EXACT).any():
        return None
    total += sum(int(n) * int(v) for n, v in zip(problem.count, least, strict=True))
    price = prices.items[decomposition.item].astype(np.float64)
    gain = np.maximum(price[decomposition.knapsacks.unit] - decomposition.cost, 0.0)
    if gain.sum() + decomposition.knapsacks.over_price.max(initial=0.0) > EXACT:
        return None
    alive, space = np.ones(len(price), dtype=np.bool_), make_workspace(decomposition.knapsacks)
    earnings = compute_earnings(decomposition.knapsacks, decomposition.cost, price, alive, space)
    return total - sum(map(int, earnings))


def round_up_bound(scaled: int, unit: int) -> int:
    """Return a bound in the problem's unit, up to the next multiple that an objective may take."""
    return -(-scaled // (SCALE * unit)) * unit
