"""Identical items are merged into one with a count, and an answer is split back: exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..answer import Prices
from ..assignment import AssignmentProblem
from ..sparse import Bools, Ints, Sparse, sum_by
from . import subset

_Hashes = npt.NDArray[np.uint64]
_SEED = 20_051
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Aggregation:
    """A problem whose identical items are one, and the way back.

    Parameters
    ----------
    problem : AssignmentProblem
        The smaller problem; the original itself where no two items are alike.
    original : AssignmentProblem
        The problem it came from.
    item : array of shape (original items,)
        Item of the smaller problem that each item went into.
    """

    problem: AssignmentProblem
    original: AssignmentProblem
    item: Ints

    @property
    def is_smaller(self) -> bool:
        """Whether anything was merged."""
        return self.problem is not self.original

    @cached_property
    def _pair(self) -> Ints:
        """Pair of the smaller problem that each pair went into: (original pairs,)."""
        shift = self.problem.pair_start[self.item] - self.original.pair_start[:-1]
        return np.arange(self.original.pairs) + np.repeat(shift, np.diff(self.original.pair_start))

    def reduce(self, x: Ints) -> Ints:
        """Return an assignment of the original as one of the smaller problem.

        Parameters
        ----------
        x : array of shape (original pairs,)
            How often each pair is used.

        Returns
        -------
        array of shape (pairs,)
            Of the same cost.
        """
        if not self.is_smaller:
            return x
        used = np.flatnonzero(x)
        return sum_by(self._pair[used], x[used], self.problem.pairs)

    def expand(self, x: Ints) -> Ints:
        """Return an assignment of the smaller problem as one of the original.

        Parameters
        ----------
        x : array of shape (pairs,)
            How often each pair is used, no item too often.

        Returns
        -------
        array of shape (original pairs,)
            Of the same cost; members of an item are served in order.
        """
        if not self.is_smaller:
            return x
        # All copies of all items stand in one line: an item's members follow each other, and its
        # used pairs are laid over them from the left. A piece begins where a pair or a member does.
        member = np.argsort(self.item, kind="stable")
        member_start = _starts(self.original.count[member])
        used = np.flatnonzero(x)
        if not used.size:
            return np.zeros(self.original.pairs, dtype=np.int64)
        before = _starts(x[used])
        item_of = self.problem.pair_item[used]
        first = np.searchsorted(item_of, item_of)
        # Where each used pair begins in the line; cuts are all places where a piece may begin.
        place = _starts(self.problem.count)[item_of] + before[:-1] - before[first]
        cuts = np.unique(np.concatenate([place, place + x[used], member_start]))
        lengths = np.diff(cuts)
        # The used pair that lies over each piece, if one does, and the member under it.
        at = np.searchsorted(place, cuts[:-1], side="right") - 1
        covered = np.flatnonzero((at >= 0) & (cuts[:-1] < (place + x[used])[at]))
        at, lengths = at[covered], lengths[covered]
        who = np.searchsorted(member_start, cuts[:-1][covered], side="right") - 1
        position = used[at] - self.problem.pair_start[item_of[at]]
        pair = self.original.pair_start[member[who]] + position
        return sum_by(pair, lengths, self.original.pairs)

    def expand_prices(self, prices: Prices) -> Prices:
        """Return prices of the smaller problem as prices of the original, of the same bound."""
        if not self.is_smaller or prices.items is None:
            return prices
        return replace(prices, items=prices.items[self.item])


def aggregate(problem: AssignmentProblem) -> Aggregation:
    """Merge the identical items outside of groups into one item with a count.

    Items are identical where price, being required, pairs (agents, costs, profiles) and
    coefficients in the global rows are.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Aggregation
        The smaller problem, of the same optimum, and the way back.
    """
    alike = _alike(problem)
    kept = alike == np.arange(problem.items)
    if kept.all():
        return Aggregation(problem, problem, alike)
    number = np.cumsum(kept) - 1
    item = number[alike]
    count = sum_by(item, problem.count, int(kept.sum()))
    return Aggregation(replace(subset(problem, items=kept), count=count), problem, item)


def _alike(problem: AssignmentProblem) -> Ints:
    """Return for each item the first item that is identical to it: (items,)."""
    alike = np.arange(problem.items, dtype=np.int64)
    length = np.diff(problem.pair_start)
    loose = np.flatnonzero(problem.group < 0)
    if len(loose) < 2:
        return alike
    key = _item_hashes(problem, loose, length[loose])
    _, first, where = np.unique(key, return_index=True, return_inverse=True)
    same = loose[first[where]]
    # Hashes only propose; whoever differs from the first of its class stays alone.
    moved = same != loose
    one, other = loose[moved], same[moved]
    equal = _same_items(problem, one, other) & (length[one] == length[other])
    one, other = one[equal], other[equal]
    equal = _same_pairs(problem, one, other, length[one])
    alike[one[equal]] = other[equal]
    return alike


def _item_hashes(problem: AssignmentProblem, items: Ints, length: Ints) -> _Hashes:
    """Return a hash of each of some items and their pairs."""
    agent = _hashed(problem.agents, 1)
    profile = _hashed(problem.profiles.rows, 2)
    every = problem.pair_cost.astype(np.uint64)
    every *= _ODD
    every += agent[problem.pair_agent]
    every ^= every >> np.uint64(31)
    every *= profile[problem.pair_profile]
    rows = _hashed(len(problem.global_limit), 3)
    of_items = np.zeros(problem.items, dtype=np.uint64)
    for matrix, target in ((problem.global_pairs, every), (problem.global_unassigned, of_items)):
        np.add.at(target, matrix.column, rows[matrix.row_of] * matrix.value.astype(np.uint64))
    total = np.append(np.zeros(1, dtype=np.uint64), np.cumsum(every, dtype=np.uint64))
    start = problem.pair_start[items]
    key: _Hashes = total[start + length] - total[start]
    key += of_items[items] * _ODD
    key += problem.unassigned_price[items].astype(np.uint64) * (_ODD << np.uint64(1))
    key += problem.required[items].astype(np.uint64)
    return key


def _hashed(size: int, salt: int) -> _Hashes:
    source = np.random.Generator(np.random.PCG64(_SEED + salt))
    numbers: _Hashes = source.integers(0, 2**64, size=size, dtype=np.uint64) | np.uint64(1)
    return numbers


def _same_items(problem: AssignmentProblem, one: Ints, other: Ints) -> Bools:
    equal: Bools = problem.required[one] == problem.required[other]
    equal &= problem.unassigned_price[one] == problem.unassigned_price[other]
    equal &= _same_columns(problem.global_unassigned, one, other)
    return equal


def _same_pairs(problem: AssignmentProblem, one: Ints, other: Ints, length: Ints) -> Bools:
    """Return whether items of as many pairs have the same pairs in the same order."""
    before = _starts(length)
    left: Ints = np.arange(int(before[-1]), dtype=np.int64) + np.repeat(
        problem.pair_start[one] - before[:-1], length
    )
    right: Ints = left + np.repeat(problem.pair_start[other] - problem.pair_start[one], length)
    equal: Bools = np.ones(len(left), dtype=np.bool_)
    for column in (problem.pair_agent, problem.pair_cost, problem.pair_profile):
        equal &= column[left] == column[right]
    equal &= _same_columns(problem.global_pairs, left, right)
    wrong = np.append(0, np.cumsum(~equal))
    alike: Bools = wrong[before[1:]] == wrong[before[:-1]]
    return alike


def _same_columns(matrix: Sparse, one: Ints, other: Ints) -> Bools:
    """Return whether columns of a matrix of few rows are equal."""
    equal = np.ones(len(one), dtype=np.bool_)
    for row in range(matrix.rows):
        column, value = matrix.row(row)
        dense = np.zeros(matrix.columns, dtype=np.int64)
        dense[column] = value
        equal &= dense[one] == dense[other]
    return equal


def _starts(length: Ints) -> Ints:
    start = np.zeros(len(length) + 1, dtype=np.int64)
    np.cumsum(length, out=start[1:])
    return start
