"""What an engine tells while it works; one callback, never called concurrently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..problem import Limit, Status


@dataclass(frozen=True)
class Started:
    """A solve has begun.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    engine : str
        Name of the engine.
    """

    seconds: float
    engine: str


@dataclass(frozen=True)
class Built:
    """The problem is there and the engine begins.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    items, agents, pairs, rows : int
        Size of the problem; rows are counted once an agent.
    """

    seconds: float
    items: int
    agents: int
    pairs: int
    rows: int


@dataclass(frozen=True)
class Incumbent:
    """A better assignment was found.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    objective : int
        Its objective.
    bound : int or None
        Best bound so far.
    """

    seconds: float
    objective: int
    bound: int | None


@dataclass(frozen=True)
class Bound:
    """A better bound was proven.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    objective : int or None
        Best objective so far.
    bound : int
        The bound.
    """

    seconds: float
    objective: int | None
    bound: int


@dataclass(frozen=True)
class Finished:
    """The engine has stopped.

    Parameters
    ----------
    seconds : float
        Since the solve was asked for.
    status : Status
        What is known.
    limit : Limit
        What stopped it.
    """

    seconds: float
    status: Status
    limit: Limit


Event = Started | Built | Incumbent | Bound | Finished
"""Anything an engine tells."""

Listener = Callable[[Event], None]
"""Takes events; called by one thread at a time."""
