"""Prices that prove a bound: what an engine hands over so that others can check it."""

from __future__ import annotations

from dataclasses import dataclass

from .sparse import Ints

SCALE = 1000
"""Whole numbers a unit of cost, so that prices lose next to nothing by rounding."""

SHORTAGE = 1000
"""Cost of leaving an item that must be assigned, all other costs being zero, where prices are to
prove that a problem is infeasible: they do if they prove a bound above zero."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices in whole numbers, ``SCALE`` to a unit of cost.

    Parameters
    ----------
    rows : array of shape (agents, rows)
        Price of each row of each agent, not negative.
    global_rows : array of shape (global rows,)
        Price of each global row, not negative.
    items : array of shape (items,) or None
        Price of each item, any sign, for the bound with one knapsack an agent; None for the bound
        by rows alone.
    kept : int or None
        The row that the knapsacks keep; its own price is then zero. None exactly where ``items``
        is.
    """

    rows: Ints
    global_rows: Ints
    items: Ints | None = None
    kept: int | None = None
