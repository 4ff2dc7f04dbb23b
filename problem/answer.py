"""What an engine answers: an assignment, what it proves, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .sparse import Ints

# Prices that prove a bound: what an engine hands over so that others can check it.


SCALE = 1000
"""Whole numbers per unit of cost, so that prices lose next to nothing by rounding."""

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
        Price of each item, any sign, for the bound with one knapsack per agent; None for the bound
        by rows alone.
    kept : int or None
        The row that the knapsacks keep; its own price is then zero. None exactly where ``items``
        is.
    """

    rows: Ints
    global_rows: Ints
    items: Ints | None = None
    kept: int | None = None


Status = Literal["optimal", "feasible", "infeasible", "no_plan"]
"""optimal: proven best. feasible: an assignment without that proof. infeasible: proven that there
is none. no_plan: nothing found and nothing proven."""

Limit = Literal["time", "gap", "work", "memory", "interrupted", "none"]
"""What stopped the engine; none where it ended by itself."""


@dataclass(frozen=True)
class Point:
    """The state of a solve at one moment.

    Parameters
    ----------
    seconds : float
        Since the solve was started, building included.
    objective : int or None
        Best objective so far, if any.
    bound : int or None
        Best proven bound so far, if any.
    """

    seconds: float
    objective: int | None
    bound: int | None


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer of an engine to an assignment problem.

    Parameters
    ----------
    status : Status
        What is known.
    limit : Limit
        What stopped the engine, apart from the status.
    x : array of shape (pairs,) or None
        How often each pair is used; None where nothing was found.
    objective : int or None
        Objective of ``x``, by ``problem.evaluate``.
    bound : int or None
        No assignment costs less; None where nothing is proven.
    trace : tuple of Point
        Every improvement of objective or bound.
    seconds_build, seconds_solve : float
        Time spent on building the engine's model and on solving it.
    detail : str
        The engine's own words for how it ended.
    prices : Prices or None
        Prices that prove a bound, or where the problem is infeasible prices that prove that (see
        ``SHORTAGE``); None where there are none.
    seconds_prices : float
        Time spent on finding prices after the engine ended.
    engine, reason : str
        Who answered and why it was asked; empty from an engine itself.
    """

    status: Status
    limit: Limit
    x: Ints | None
    objective: int | None
    bound: int | None
    trace: tuple[Point, ...] = ()
    seconds_build: float = 0.0
    seconds_solve: float = 0.0
    detail: str = ""
    prices: Prices | None = None
    seconds_prices: float = 0.0
    engine: str = ""
    reason: str = ""
