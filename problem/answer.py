"""What an engine answers: an assignment, what it proves, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .prices import Prices
from .sparse import Ints

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
        ``SHORTAGE``); None where the engine has none.
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
