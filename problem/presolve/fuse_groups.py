"""Groups that go whole or not at all become one item: exact, but for what is named.

A group with a lead has one agent. If all its items are bound, and if at that agent no item is
better left than done, then the group is served whole or not at all, and is one item: it costs and
loads what its items do together. Items that the agent may not do are left with it.

Doing an item beside the lead is no worse than leaving it where its cost, and all that its loads
could cost through slacks, is at most the price of leaving it. That needs slacks that never run out.
Where a row may be full, the item can be left for want of room: these ``Loose`` ends are listed, and
whoever solves the smaller problem has to show that they do not pay (see
``solver/presolve/fuse_groups.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from ..answer import SCALE, Prices
from ..assignment import AssignmentProblem
from ..sparse import Bools, Ints, sum_by
from .blocks import blocks

# What one more load can cost through slacks at most, and where there may be no room for it.


@dataclass(frozen=True, eq=False)
class Loose:
    """Pairs that may find a row full.

    Parameters
    ----------
    pair : array of shape (n,)
        The pair.
    row : array of shape (n,)
        A row of its agent whose slacks may run out; one entry for each.
    load : array of shape (n,)
        The row holds so much at least, without the pair, if the pair finds no room in it.
    """

    pair: Ints
    row: Ints
    load: Ints

    def of(self, kept: Bools) -> Loose:
        """Return some of the entries."""
        return Loose(self.pair[kept], self.row[kept], self.load[kept])


def margins(
    problem: AssignmentProblem, pairs: Ints, is_over: Callable[[], bool] | None = None
) -> tuple[Ints, Loose] | None:
    """Return what the loads of pairs can cost through slacks at most, where there is room.

    A row that could hold everything its agent is eligible for costs nothing. A slack that lets all
    its rows hold that never runs out, and carries the load whatever else is carried. The slacks of
    any other row carry it as long as there is room: windows that end together share what they add.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    pairs : array of shape (n,)
        Pairs, each added to whatever assignment that has not got it.
    is_over : callable or None
        Says when to give up; asked every ``_ENTRIES`` rows.

    Returns
    -------
    cost : array of shape (n,)
        In the problem's unit, besides the cost of the pair.
    loose : Loose
        Where there may be no room. None instead of both where it was given up.
    """
    held = _held(problem)
    ways = _Ways(_endless(problem, held), *_dearest(problem), _bundle(problem))
    tight: Bools = problem.capacity < held
    # Some at a time: where horizons are long a pair touches thousands of rows.
    ends = np.cumsum(np.diff(problem.row_profiles.start)[problem.pair_profile[pairs]])
    cuts = np.flatnonzero(np.diff(ends // _ENTRIES, prepend=0)) + 1
    found: list[tuple[Ints, Loose]] = []
    for some in np.split(pairs, cuts):
        if is_over is not None and is_over():
            return None
        found.append(_margins(problem, some, tight, ways))
    cost = np.concatenate([each for each, _ in found])
    loose = [each for _, each in found]
    return cost, Loose(
        np.concatenate([each.pair for each in loose]),
        np.concatenate([each.row for each in loose]),
        np.concatenate([each.load for each in loose]),
    )


_ENTRIES = 1_000_000
"""Rows touched by pairs that are looked at together."""


@dataclass(frozen=True, eq=False)
class _Ways:
    """How rows carry more: the slack that never runs out, the dearest, the least relief, bundle."""

    endless: Ints
    dearest: Ints
    least: Ints
    bundle: Ints


def _margins(
    problem: AssignmentProblem, pairs: Ints, tight: Bools, ways: _Ways
) -> tuple[Ints, Loose]:
    table = problem.row_profiles
    where, entry = table.take(problem.pair_profile[pairs])
    agent, row, amount = problem.pair_agent[pairs[where]], table.column[entry], table.value[entry]
    counts = (amount > 0) & tight[agent, row]
    where, agent, row, amount = where[counts], agent[counts], row[counts], amount[counts]
    chosen = ways.endless[agent, row]
    soft = chosen >= 0
    step = np.ones((problem.slacks, problem.rows.rows), dtype=np.int64)
    step[problem.relief.row_of, problem.relief.column] = problem.relief.value
    units = -(-amount[soft] // step[chosen[soft], row[soft]])
    cost = _most_by(where[soft], chosen[soft], units * problem.slack_price[chosen[soft]], pairs)
    where, agent, row, amount = where[~soft], agent[~soft], row[~soft], amount[~soft]
    dearest = -(-amount // ways.least[row]) * ways.dearest[row]
    cost += _most_by(where, ways.bundle[row], dearest, pairs)
    return cost, Loose(pairs[where], row, problem.most[agent, row] - amount + 1)


def _held(problem: AssignmentProblem) -> Ints:
    """Return what could come to each row of each agent, all eligible pairs together."""
    table = problem.row_profiles
    pair, profile = np.arange(problem.pairs), problem.pair_profile
    agent, times = problem.pair_agent[pair], problem.count[problem.pair_item]
    group = problem.group[problem.pair_item]
    grouped = np.flatnonzero(group >= 0)
    key = np.unique(group[grouped] * problem.agents + agent[grouped])
    joined, there = np.divmod(key, max(problem.agents, 1))
    carried = problem.join_profile[joined] >= 0
    profile = np.append(profile, problem.join_profile[joined[carried]])
    agent, times = np.append(agent, there[carried]), np.append(times, np.ones(carried.sum(), int))
    size = (problem.agents, table.rows)
    uses = csr_array((times, (agent, profile)), shape=size)
    positive = (np.maximum(table.value, 0), table.column, table.start)
    held: Ints = (uses @ csr_array(positive, shape=(table.rows, table.columns))).toarray()
    return held


def _endless(problem: AssignmentProblem, held: Ints) -> Ints:
    """Return the cheapest slack of each row of each agent that never runs out, -1 without one."""
    found = np.full(problem.capacity.shape, -1, dtype=np.int64)
    for slack in np.argsort(problem.slack_price, kind="stable"):
        row, step = problem.relief.row(int(slack))
        most = problem.capacity[:, row] + problem.slack_limit[:, slack, None] * step
        ample: Bools = np.all(most >= held[:, row], axis=1)
        mine = found[:, row]
        found[:, row] = np.where(ample[:, None] & (mine < 0), slack, mine)
    return found


def _dearest(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return the dearest price of the slacks of each row, and the least that one relieves."""
    relief = problem.relief
    price = np.zeros(problem.rows.rows, dtype=np.int64)
    np.maximum.at(price, relief.column, problem.slack_price[relief.row_of])
    step = np.full(problem.rows.rows, np.iinfo(np.int64).max)
    np.minimum.at(step, relief.column, relief.value)
    return price, np.maximum(step, 1)


def _bundle(problem: AssignmentProblem) -> Ints:
    """Return a number of each row: windows share it where they end together."""
    number = np.arange(problem.rows.rows, dtype=np.int64)
    if problem.windows is not None:
        ends = problem.windows.row_end
        number[: len(ends)] = problem.rows.rows + ends
    return np.unique(number, return_inverse=True)[1].astype(np.int64)


def _most_by(where: Ints, kind: Ints, cost: Ints, pairs: Ints) -> Ints:
    """Return, for each pair, the sum over kinds of its largest cost of the kind."""
    if not len(where):
        return np.zeros(len(pairs), dtype=np.int64)
    kinds = int(kind.max()) + 1
    most = np.zeros(len(pairs) * kinds, dtype=np.int64)
    np.maximum.at(most, where * kinds + kind, cost)
    total: Ints = most.reshape(len(pairs), kinds).sum(axis=1)
    return total


@dataclass(frozen=True, eq=False)
class Fusion:
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

    def reduce(self, x: Ints) -> Ints:
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

    def expand(self, x: Ints) -> Ints:
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

    def expand_prices(self, prices: Prices) -> Prices:
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


def fuse_groups(problem: AssignmentProblem, is_over: Callable[[], bool] | None = None) -> Fusion:
    """Fuse the groups that go whole or not at all into one item each.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    is_over : callable or None
        Says when to give up; nothing is fused then.

    Returns
    -------
    Fusion
        The smaller problem, its ``loose`` ends, and the way back. Each of its assignments is one of
        the original at the same cost; the original has others, but none of them is cheaper, unless
        one of the loose ends pays.
    """
    found = blocks(problem, _led(problem))
    group = problem.group[problem.pair_item]
    inside = np.flatnonzero(np.append(found.fuses, False)[group] & (found.block >= 0))
    pairs = inside[~_must(problem)[problem.pair_item[inside]]]
    known = margins(problem, pairs, is_over)
    every = np.arange(problem.items, dtype=np.int64), np.arange(problem.pairs, dtype=np.int64)
    if known is None:
        none = np.zeros(0, dtype=np.int64)
        return Fusion(problem, problem, *every, Loose(none, none, none))
    cost, loose = known
    fit = found.fuses.copy()
    fit[group[pairs[_is_worse(problem, pairs, cost)]]] = False
    fit[group[inside[found.is_negative(inside)]]] = False
    if not fit.any():
        return Fusion(problem, problem, *every, loose.of(np.zeros(len(loose.pair), dtype=np.bool_)))
    if not fit.all():
        found = blocks(problem, fit)
    kept = fit[group[loose.pair]]
    return Fusion(found.problem(), problem, found.item, found.block, loose.of(kept))


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
