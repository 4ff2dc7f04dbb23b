"""The most that items fitting one capacity together are worth: exact, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

_MOST_STEPS = 4 * 10**9
"""Beyond so many steps of the exact table, parts of items are allowed: worth as much or more."""


def most_worth(worth: Sequence[int], load: Sequence[int], capacity: int) -> int:
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
    table = np.zeros(capacity + 1, dtype=np.int64)
    for one, amount in some:
        table[amount:] = np.maximum(table[amount:], table[:-amount] + one)
    return light + int(table[-1])


def _with_parts(some: list[tuple[int, int]], capacity: int) -> int:
    """Fill by worth per load, the last item in part: no whole filling is worth more."""
    total, left = 0, capacity
    for one, amount in sorted(some, key=lambda item: Fraction(*item), reverse=True):
        if amount > left:
            return total - (-one * left // amount)
        total, left = total + one, left - amount
    return total
