"""Groups that go whole or not at all become one item: exact, but for what is named.

A group with a lead has one agent. If all its items are bound, and if at that agent no item is
better left than done, then the group is served whole or not at all, and is one item: it costs and
loads what its items do together. Items that the agent may not do are left with it.

Doing an item beside the lead is no worse than leaving it where its cost, and all that its loads
could cost through slacks, is at most the price of leaving it. That needs slacks that never run out.
Where a row may be full, the item can be left for want of room: these ``Loose`` ends are listed, and
whoever solves the smaller problem has to show that they do not pay (see ``solver/fusing.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .assignment import AssignmentProblem
from .blocks import blocks
from .margin import Loose, margins
from .prices import SCALE, Prices
from .sparse import Bools, Ints, sum_by


@dataclass(frozen=True, eq=False)
class Fused:
    """A problem some of whose groups are one item each, and the way back.

    Parameters
    ----------
    problem : AssignmentProblem
        The smaller problem; the original itself where nothing could be fused.
    original : AssignmentProblem
        The problem it came from.
    item : array of shape (original items,)
        Item of the smaller problem that each item went into.
    block : array of shape (original pairs,)
        Pair of the smaller problem that each pair went into; -1 for pairs that nothing may use.
    loose : Loose
        Where an item may have to be left for want of room.
    """

    problem: AssignmentProblem
    original: AssignmentProblem
    item: Ints
    block: Ints
    loose: Loose

    @property
    def is_smaller(self) -> bool:
        """Whether anything was fused."""
        return self.problem is not self.original

    def gather(self, x: Ints) -> Ints:
        """Return an assignment of the original as one of the smaller problem.

        Parameters
        ----------
        x : array of shape (original pairs,)
            How often each pair is used.

        Returns
        -------
        array of shape (pairs,)
            A group that is served in part is served whole by the agent of its lead.
        """
        if not self.is_smaller:
            return x
        used = np.flatnonzero((self.block >= 0) & self._speaks[self.original.pair_item])
        return sum_by(self.block[used], x[used], self.problem.pairs)

    def split(self, x: Ints) -> Ints:
        """Return an assignment of the smaller problem as one of the original.

        Parameters
        ----------
        x : array of shape (pairs,)
            How often each pair is used.

        Returns
        -------
        array of shape (original pairs,)
            Of the same cost.
        """
        if not self.is_smaller:
            return x
        return np.append(x, 0)[self.block]

    def spread(self, prices: Prices) -> Prices:
        """Return prices of the smaller problem as prices of the original.

        The price of a group is that of its items together: each has the price of leaving it, and
        one item the rest. They prove as much for groups served whole, and allow for others.
        """
        if not self.is_smaller or prices.items is None:
            return prices
        problem = self.original
        left = SCALE * problem.unassigned_price
        left += problem.global_unassigned.transposed().times(prices.global_rows)
        inside = self._inside
        price = np.where(inside, np.where(problem.required, 0, left), prices.items[self.item])
        carrier = self._carriers
        price[carrier] = 0
        taken = sum_by(self.item[inside], price[inside], self.problem.items)
        price[carrier] = (prices.items - taken)[self.item[carrier]]
        return replace(prices, items=price)

    @property
    def _inside(self) -> Bools:
        """Items that were fused with others: (original items,)."""
        return (self.original.group >= 0) & (self.problem.group[self.item] < 0)

    @property
    def _speaks(self) -> Bools:
        """Items whose agent is that of their item of the smaller problem: (original items,)."""
        speaks = ~self._inside
        lead = self.original.group_lead
        speaks[lead[lead >= 0]] = True
        return speaks

    @property
    def _carriers(self) -> Ints:
        """An item of each fused group that cannot be left unless the group is."""
        inside = np.flatnonzero(self._inside)
        is_lead = np.zeros(self.original.items, dtype=np.bool_)
        lead = self.original.group_lead
        is_lead[lead[lead >= 0]] = True
        order = np.lexsort((~is_lead[inside], ~self.original.required[inside], self.item[inside]))
        return inside[order[np.unique(self.item[inside][order], return_index=True)[1]]]


def fused(problem: AssignmentProblem) -> Fused:
    """Fuse the groups that go whole or not at all into one item each.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Fused
        The smaller problem, its ``loose`` ends, and the way back. Each of its assignments is one of
        the original at the same cost; the original has others, but none of them is cheaper, unless
        one of the loose ends pays.
    """
    found = blocks(problem, _led(problem))
    group = problem.group[problem.pair_item]
    inside = np.flatnonzero(np.append(found.fuses, False)[group] & (found.block >= 0))
    pairs = inside[~_must(problem)[problem.pair_item[inside]]]
    cost, loose = margins(problem, pairs)
    fit = found.fuses.copy()
    fit[group[pairs[_is_worse(problem, pairs, cost)]]] = False
    fit[group[inside[found.is_negative(inside)]]] = False
    if not fit.any():
        every = np.arange(problem.items, dtype=np.int64), np.arange(problem.pairs, dtype=np.int64)
        return Fused(problem, problem, *every, loose.of(np.zeros(len(loose.pair), dtype=np.bool_)))
    if not fit.all():
        found = blocks(problem, fit)
    kept = fit[group[loose.pair]]
    return Fused(found.problem(), problem, found.item, found.block, loose.of(kept))


def _led(problem: AssignmentProblem) -> Bools:
    """Return which groups have a lead and nothing but bound items: (groups,)."""
    led: Bools = problem.group_lead >= 0
    led[problem.group[(problem.group >= 0) & ~problem.bound]] = False
    return led


def _must(problem: AssignmentProblem) -> Bools:
    """Return the items that are not left beside their lead: it, and what is required: (items,)."""
    must = problem.required.copy()
    must[problem.group_lead[problem.group_lead >= 0]] = True
    return must


def _is_worse(problem: AssignmentProblem, pairs: Ints, cost: Ints) -> Bools:
    """Return which pairs may cost more than leaving their items, slacks included."""
    item = problem.pair_item[pairs]
    worse: Bools = problem.pair_cost[pairs] + cost > problem.unassigned_price[item]
    for row in range(len(problem.global_limit)):
        done, left = np.zeros((2, max(problem.pairs, problem.items)), dtype=np.int64)
        for matrix, dense in ((problem.global_pairs, done), (problem.global_unassigned, left)):
            column, value = matrix.row(row)
            dense[column] = value
        worse |= done[pairs] > left[item]
    return worse
