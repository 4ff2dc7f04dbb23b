"""Patterns: which pairs serve a block, what that costs and what it loads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, sum_by
from .choices import Choices, Duals, Floats, ItemPrices
from .choose import choose

NOBODY = -1
"""Stands for the agent of a pattern that leaves the whole block."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """Patterns of blocks, in compressed form.

    Parameters
    ----------
    block : array of shape (patterns,)
        Block of each.
    cost : array of shape (patterns,)
        Cost, unassigned items and joins included, slacks not.
    pair_start, pair : arrays
        Pairs of each pattern.
    load_start, load_agent, load_profile : arrays
        Profiles that each pattern brings to agents, join loads included.
    used : array of shape (patterns, global rows)
        What each uses of the global rows.
    """

    block: Ints
    cost: Ints
    pair_start: Ints
    pair: Ints
    load_start: Ints
    load_agent: Ints
    load_profile: Ints
    used: Ints

    def __len__(self) -> int:
        """Return the number of patterns."""
        return len(self.block)

    def prices(self, duals: Duals) -> Floats:
        """Return what each pattern costs with its loads and global rows priced."""
        price = self.cost + self.used @ duals.global_rows
        of = np.repeat(np.arange(len(self)), np.diff(self.load_start))
        load = duals.profile[self.load_profile, self.load_agent]
        return price + np.bincount(of, weights=load, minlength=len(self))

    def beyond(self, agents: Bools) -> Bools:
        """Return which patterns load an agent that is not among some: boolean, (patterns,)."""
        of = np.repeat(np.arange(len(self)), np.diff(self.load_start))
        outside = np.zeros(len(self), dtype=np.bool_)
        outside[of[~agents[self.load_agent]]] = True
        return outside

    def take(self, chosen: Ints) -> Patterns:
        """Return some of the patterns."""
        pair_start, pair = _take(self.pair_start, chosen)
        load_start, load = _take(self.load_start, chosen)
        return Patterns(
            block=self.block[chosen],
            cost=self.cost[chosen],
            pair_start=pair_start,
            pair=self.pair[pair],
            load_start=load_start,
            load_agent=self.load_agent[load],
            load_profile=self.load_profile[load],
            used=self.used[chosen],
        )

    def distinct(self) -> Ints:
        """Return the first of every pattern that is there more than once, in order: (n,)."""
        # A pattern is told by the sum of its pairs, scrambled; a rare clash only drops a pattern.
        word = (self.pair.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        word = (word ^ (word >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        total = np.append(np.uint64(0), np.cumsum(word ^ (word >> np.uint64(32))))
        sums = total[self.pair_start[1:]] - total[self.pair_start[:-1]]
        order = np.lexsort((np.arange(len(self)), sums, self.block))
        block, mark = self.block[order], sums[order]
        new = np.ones(len(self), dtype=np.bool_)
        new[1:] = (block[1:] != block[:-1]) | (mark[1:] != mark[:-1])
        return np.sort(order[new])

    def __add__(self, other: Patterns) -> Patterns:
        """Return the patterns of both."""
        return Patterns(
            block=np.append(self.block, other.block),
            cost=np.append(self.cost, other.cost),
            pair_start=np.append(self.pair_start, self.pair_start[-1] + other.pair_start[1:]),
            pair=np.append(self.pair, other.pair),
            load_start=np.append(self.load_start, self.load_start[-1] + other.load_start[1:]),
            load_agent=np.append(self.load_agent, other.load_agent),
            load_profile=np.append(self.load_profile, other.load_profile),
            used=np.concatenate([self.used, other.used]),
        )


class PatternMaker:
    """Makes patterns of one problem.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices : Choices
        Its plain arrays.
    singles : array
        The single items; block ``groups + i`` is the i-th.
    """

    def __init__(self, problem: AssignmentProblem, choices: Choices, singles: Ints) -> None:
        self._problem = problem
        self._choices = choices
        self._singles = singles
        self._block_of = np.where(problem.group >= 0, problem.group, 0)
        self._block_of[singles] = problem.groups + np.arange(len(singles))
        sizes = np.append(np.diff(choices.member_start), np.ones(len(singles), dtype=np.int64))
        self._sizes = sizes.astype(np.int64)
        self.count = np.append(np.ones(problem.groups, dtype=np.int64), problem.count[singles])
        self._left_costs = self._by_block(problem.unassigned_price)
        rows = range(len(problem.global_limit))
        spared = problem.global_unassigned.dense()
        used = problem.global_pairs
        self._left_used = np.zeros((len(sizes), len(rows)), dtype=np.int64)
        self._used_more: list[Ints] = []
        for row in rows:
            self._left_used[:, row] = self._by_block(spared[row])
            more = -spared[row][problem.pair_item]
            column, value = used.row(row)
            more[column] += value
            self._used_more.append(more)

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return len(self._sizes)

    def _by_block(self, amount: Ints) -> Ints:
        return sum_by(self._block_of, amount, len(self._sizes))

    def block_of(self, item: Ints) -> Ints:
        """Return the blocks of items."""
        return self._block_of[item]

    def cheapest(self, block: Ints, agent: Ints, prices: ItemPrices, threads: int = 1) -> Patterns:
        """Return the cheapest pattern of each block at an agent, at nobody or spread.

        Parameters
        ----------
        block, agent : arrays of shape (n,)
            The blocks and their agents; ``NOBODY`` and ``SPREAD`` stand for none and several.
        prices : ItemPrices
            What the items' choices cost.
        threads : int
            Threads.

        Returns
        -------
        Patterns
            Without those that would break the problem.
        """
        room = np.zeros(len(block) + 1, dtype=np.int64)
        np.cumsum(self._sizes[block], out=room[1:])
        pair = np.full(int(room[-1]), -1, dtype=np.int64)
        legal = np.ones(len(block), dtype=np.bool_)
        cuts = np.linspace(0, len(block), threads + 1).astype(np.int64).tolist()

        def part(index: int) -> None:
            these = slice(cuts[index], cuts[index + 1])
            ends = room[cuts[index] : cuts[index + 1] + 1]
            choose(
                self._choices,
                self._singles,
                block[these],
                agent[these],
                prices,
                ends,
                pair,
                legal[these],
            )

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(threads)))
        return self.of_pairs(block, room, pair).take(np.flatnonzero(legal))

    def of_pairs(self, block: Ints, start: Ints, pair: Ints) -> Patterns:
        """Return the patterns with given pairs; -1 stands for an item left.

        Parameters
        ----------
        block : array of shape (n,)
            The blocks.
        start, pair : arrays
            The pairs of each, of any number.
        """
        problem = self._problem
        of = np.repeat(np.arange(len(block), dtype=np.int64), np.diff(start))
        of, pair = of[pair >= 0], pair[pair >= 0]
        counts = np.bincount(of, minlength=len(block))
        pair_start = np.zeros(len(block) + 1, dtype=np.int64)
        np.cumsum(counts, out=pair_start[1:])
        item = problem.pair_item[pair]
        saved = problem.pair_cost[pair] - problem.unassigned_price[item]
        cost = self._left_costs[block] + np.bincount(of, weights=saved, minlength=len(block))
        joins, agents = self._joins(block, of, problem.pair_agent[pair])
        cost = cost + agents
        used = self._left_used[block] + 0
        for row in range(used.shape[1]):
            np.add.at(used[:, row], of, self._used_more[row][pair])
        order = np.argsort(np.append(of, joins[0]), kind="stable")
        load_of = np.append(of, joins[0])[order]
        load_start = np.zeros(len(block) + 1, dtype=np.int64)
        np.cumsum(np.bincount(load_of, minlength=len(block)), out=load_start[1:])
        return Patterns(
            block=block,
            cost=np.rint(cost).astype(np.int64),
            pair_start=pair_start,
            pair=pair,
            load_start=load_start,
            load_agent=np.append(problem.pair_agent[pair], joins[1])[order],
            load_profile=np.append(problem.pair_profile[pair], joins[2])[order],
            used=used,
        )

    def _joins(self, block: Ints, of: Ints, agent: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints]:
        """Return the join loads (pattern, agent, profile), and the price of all joins."""
        problem = self._problem
        price = np.zeros(len(block), dtype=np.int64)
        grouped = block[of] < problem.groups
        key = np.unique(of[grouped] * problem.agents + agent[grouped])
        at, there = np.divmod(key, max(problem.agents, 1))
        group = block[at]
        agents = np.bincount(at, minlength=len(block))
        inside = block < problem.groups
        price[inside] = problem.join_price[block[inside]] * np.maximum(agents[inside] - 1, 0)
        carrying = problem.join_profile[group] >= 0
        profile = problem.join_profile[group[carrying]]
        return (at[carrying], there[carrying], profile), price


def _take(start: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Return starts and entries of some compressed rows."""
    length = start[chosen + 1] - start[chosen]
    ends = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(length, out=ends[1:])
    entry = np.arange(int(ends[-1])) - np.repeat(ends[:-1] - start[chosen], length)
    return ends, entry


# From an assignment to patterns and back.


def split_into_patterns(
    problem: AssignmentProblem, maker: PatternMaker, x: Ints
) -> tuple[Patterns, Floats]:
    """Return the patterns of an assignment, and how often each is used.

    One per group and one per pair of a single item; what is left has a pattern without pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    maker : PatternMaker
        Makes the patterns.
    x : array of shape (pairs,)
        How often each pair is used.
    """
    pair = np.flatnonzero(x)
    block = maker.block_of(problem.pair_item[pair])
    grouped = block < problem.groups
    key = np.where(grouped, block, problem.groups + pair)
    order = np.argsort(key, kind="stable")
    pair, block, key = pair[order], block[order], key[order]
    first = np.flatnonzero(np.append(True, np.diff(key) > 0)) if len(key) else key
    start = np.append(first, len(key))
    there = np.zeros(maker.blocks, dtype=np.bool_)
    there[block] = True
    done = np.zeros(maker.blocks, dtype=np.int64)
    np.add.at(done, block, np.where(block < problem.groups, 0, x[pair]))
    weight = np.where(block < problem.groups, 1, x[pair])[first]
    rest = np.where(np.arange(maker.blocks) < problem.groups, ~there, maker.count - done)
    empty = np.flatnonzero(rest)
    nothing = np.zeros(0, dtype=np.int64)
    patterns = maker.of_pairs(block[first], start, pair) + maker.of_pairs(
        empty, np.zeros(len(empty) + 1, dtype=np.int64), nothing
    )
    return patterns, np.append(weight, rest[empty]).astype(np.float64)


def round_columns(
    problem: AssignmentProblem, count: Ints, patterns: Patterns, weight: Floats
) -> Ints:
    """Return an assignment near a fractional one: as much of each pattern as is whole, then most.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    count : array of shape (blocks,)
        How often each block is to be served.
    patterns : Patterns
        The patterns.
    weight : array of shape (patterns,)
        How often each is used.

    Returns
    -------
    array of shape (pairs,)
        Not necessarily legal.
    """
    whole = np.floor(weight + 1e-6).astype(np.int64)
    missing = count.copy()
    np.subtract.at(missing, patterns.block, whole)
    order = np.lexsort((whole - weight, patterns.block))
    block = patterns.block[order]
    first = np.searchsorted(block, block)
    rank = np.arange(len(order)) - first
    whole[order[rank < missing[block]]] += 1
    x = np.zeros(problem.pairs, dtype=np.int64)
    of = np.repeat(np.arange(len(patterns)), np.diff(patterns.pair_start))
    np.add.at(x, patterns.pair, whole[of])
    return x
