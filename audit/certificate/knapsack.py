"""The most that items fitting one capacity together are worth: exact, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ...problem import Ints

_MOST_STEPS = 4 * 10**9
"""Beyond so many steps of the exact table, parts of items are allowed: worth as much or more."""


def solve_knapsack(worth: Sequence[int], load: Sequence[int], capacity: int) -> int:
    """Return the most that some of the items are worth whose loads fit together.

    Parameters
    ----------
    worth : sequence of int
        Worth of each item; those that are worth nothing are left.
    load : sequence of int
        Load of each item; what is below zero counts as capacity, whether the item is taken or not.
    capacity : int
        Most that the loads may sum up to.

    Returns
    -------
    int
        Exact; for very many items and very large capacities an upper bound.
    """
    capacity -= sum(amount for amount in load if amount < 0)
    if capacity < 0:
        return 0
    light = sum(w for w, amount in zip(worth, load, strict=True) if w > 0 and amount <= 0)
    some = [
        (w, amount)
        for w, amount in zip(worth, load, strict=True)
        if w > 0 and 0 < amount <= capacity
    ]
    if not some:
        return light
    total = sum(w for w, _ in some)
    if sum(amount for _, amount in some) <= capacity:
        return light + total
    if len(some) * capacity > _MOST_STEPS or total >= 2**62:
        return light + _with_parts(some, capacity)
    # Entry c is the most that the items so far are worth inside a capacity of c.
    table = np.zeros(capacity + 1, dtype=np.int64)
    for one, amount in some:
        table[amount:] = np.maximum(table[amount:], table[:-amount] + one)
    return light + int(table[-1])


@dataclass(frozen=True)
class Block:
    """Something taken whole, and what may come with it.

    Parameters
    ----------
    worth, load : int
        Of the block by itself; the worth may be below zero.
    options : sequence of (worth, load)
        Each may be taken if the block is.
    """

    worth: int
    load: int
    options: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class OverloadCost:
    """What loads cost beyond a capacity.

    Parameters
    ----------
    free : int
        What costs nothing.
    steps : sequence of (price, most)
        Price per unit, and most units at that price, in any order.
    """

    free: int
    steps: Sequence[tuple[int, int]]

    def prices(self, size: int) -> Ints:
        """Return what each load from 0 to a size costs at least."""
        # The cheapest steps first: that is the least a load can cost.
        over = np.maximum(np.arange(size + 1, dtype=np.int64) - self.free, 0)
        total = np.zeros_like(over)
        for price, most in sorted(self.steps):
            taken = np.minimum(over, most)
            total += price * taken
            over -= taken
        return total


def solve_block_knapsack(
    blocks: Sequence[Block], capacity: int, overs: Sequence[OverloadCost] = ()
) -> int:
    """Return the most that some blocks are worth together, less what their load costs.

    Parameters
    ----------
    blocks : sequence of Block
        What may be taken, each once; no load is negative.
    capacity : int
        Most that the loads may sum up to.
    overs : sequence of OverloadCost
        What the whole load costs; they add up.

    Returns
    -------
    int
        Exact; for very many blocks and very large capacities an upper bound.
    """
    parts = [part for each in blocks for part in ((each.worth, each.load), *each.options)]
    size = min(max(capacity, 0), sum(load for _, load in parts))
    if len(parts) * size > _MOST_STEPS or sum(abs(worth) for worth, _ in parts) >= 2**61:
        best = [each.worth + sum(max(worth, 0) for worth, _ in each.options) for each in blocks]
        return solve_knapsack(best, [each.load for each in blocks], capacity)
    table = np.zeros(size + 1, dtype=np.int64)
    for each in blocks:
        if each.load > size:
            continue
        # The block alone, then one option after the other, on loads from its own on.
        inner = table[: size + 1 - each.load] + each.worth
        for worth, load in each.options:
            if load < len(inner):
                inner[load:] = np.maximum(inner[load:], inner[: len(inner) - load] + worth)
        table[each.load :] = np.maximum(table[each.load :], inner)
    return int((table - sum((over.prices(size) for over in overs), np.zeros_like(table))).max())


def _with_parts(some: list[tuple[int, int]], capacity: int) -> int:
    """Fill by worth per load, the last item in part: no whole filling is worth more."""
    total, left = 0, capacity
    for one, amount in sorted(some, key=lambda item: Fraction(*item), reverse=True):
        if amount > left:
            return total - (-one * left // amount)
        total, left = total + one, left - amount
    return total
