"""How a solver is asked, and what it made of a program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..limits import Limits
from .variables import Floats

Ending = Literal["optimal", "gap", "infeasible", "stopped", "too large"]
"""optimal: solved to the end. gap: within the gap. infeasible: no solution. stopped: none of it.
too large: not begun, because building it alone would take too long."""


class OverError(Exception):
    """The limits were reached while the program was built."""


@dataclass(frozen=True)
class Settings:
    """How a solver is asked.

    Parameters
    ----------
    limits : Limits
        When to stop.
    threads, seed : int
        Threads, and seed of everything random.
    gap_within : float
        Absolute gap below which nothing better is possible.
    found : callable
        Takes the values of all columns of a solution.
    proved : callable
        Takes a bound.
    """

    limits: Limits
    threads: int
    seed: int
    gap_within: float
    found: Callable[[Floats], None]
    proved: Callable[[float], None]

    def go_on(self) -> None:
        """Raise ``OverError`` if the limits are reached; asked at every step of building."""
        if self.limits.is_over():
            raise OverError


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a solver made of a program.

    Parameters
    ----------
    ending : Ending
        How it ended.
    values : array of shape (columns,) or None
        Its solution, not necessarily a whole one.
    objective : float or None
        What it says that solution costs.
    detail : str
        The solver's own words.
    """

    ending: Ending
    values: Floats | None
    objective: float | None
    detail: str
