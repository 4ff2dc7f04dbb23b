r"""What prices of items prove, in whole numbers.

With prices pi of the items and the other rows priced as in ``solver/prices.py``, no assignment
costs less than

.. math::

    constant + \sum_u count_u \min(\pi_u, f_u)
    + \sum_w \min_{kept row} \Big( \sum_u (a_{uw} - \pi_u) + slacks \Big)

(Geoffrion 1974; Fisher, Jaikumar and Van Wassenhove 1986). Each minimum is an exact knapsack.
"""

from __future__ import annotations

import numpy as np

from ...problem import SCALE, AssignmentProblem, Prices
from ..prices import NEVER
from .knapsack import desk_for, fill, gather
from .packing import packing

EXACT = 2.0**52
"""Up to here floating-point numbers hold every whole number, sums included."""


def proved(problem: AssignmentProblem, prices: Prices) -> int | None:
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
    packed = packing(problem, prices)
    left = packed.under.left
    total = packed.under.constant
    least = np.minimum(prices.items, left)
    if (np.abs(least[least < NEVER]) > EXACT).any():
        return None
    total += sum(int(n) * int(v) for n, v in zip(problem.count, least, strict=True))
    price = prices.items[packed.item].astype(np.float64)
    gain = np.maximum(price[packed.sacks.unit] - packed.cost, 0.0)
    if gain.sum() + packed.sacks.over_price.max(initial=0.0) > EXACT:
        return None
    alive, desk = np.ones(len(price), dtype=np.bool_), desk_for(packed.sacks)
    for agent in range(problem.agents):
        count = gather(packed.sacks, packed.cost, price, alive, agent, desk)
        fill(packed.sacks, agent, desk, count, 0)
        total -= int(desk.table[0, 0])
    return total


def whole_bound(scaled: int, unit: int) -> int:
    """Return a bound in the problem's unit, up to the next multiple that an objective may take."""
    return -(-scaled // (SCALE * unit)) * unit
