"""The mixed-integer program of an assignment problem, in arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...problem import AssignmentProblem
from ..limits import Limits, OverError
from .constraints import Rows, make_rows
from .variables import Floats, Variables, make_variables

# The objective of the linear program, divided by the greatest common divisor of its prices.


@dataclass(frozen=True, eq=False)
class Objective:
    """What each column costs.

    Parameters
    ----------
    price : array of shape (columns,)
        Price of one unit of each column, in units of ``unit``.
    unit : int
        Greatest common divisor of all prices: every objective is a multiple of it.
    """

    price: Floats
    unit: int

    def bound(self, value: float) -> int:
        """Return a bound of the linear program in the problem's unit.

        It may be rounded up to the next whole number because every objective is one; a
        thousandth and a hundred-millionth part are taken off first, for the noise of floating
        point.
        """
        return self.unit * math.ceil(value - 1e-3 - 1e-8 * abs(value))


def make_objective(variables: Variables) -> Objective:
    """Return what a problem minimises.

    Parameters
    ----------
    variables : Variables
        The columns.

    Returns
    -------
    Objective
        Prices and their unit.
    """
    problem, first = variables.problem, variables.first
    price = np.zeros(variables.columns, dtype=np.int64)
    parts = (
        problem.pair_cost,
        problem.unassigned_price,
        np.tile(problem.slack_price, problem.agents),
    )
    for begin, part in zip(first, parts, strict=False):
        price[begin : begin + len(part)] = part
    price[first[6] : first[7]] = problem.open_price[variables.is_open]
    price[first[7] : first[8]] = problem.join_price[variables.joined]
    unit = int(np.gcd.reduce(price)) or 1
    return Objective((price // unit).astype(np.float64), unit)


@dataclass(frozen=True, eq=False)
class Model:
    """A program ready to be handed to a solver.

    Parameters
    ----------
    variables : Variables
        Its columns, the pairs first.
    rows : Rows
        Its rows.
    objective : Objective
        What it minimises.
    """

    variables: Variables
    rows: Rows
    objective: Objective


def build(problem: AssignmentProblem) -> Model:
    """Build the program.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Model
        Columns, rows and objective.
    """
    variables = make_variables(problem)
    return Model(variables, make_rows(variables), make_objective(variables))


# How a solver is asked, and what it made of a program.


Ending = Literal["optimal", "gap", "infeasible", "stopped", "too large"]
"""optimal: solved to the end. gap: within the gap. infeasible: no solution. stopped: none of it.
too large: not begun, because building it alone would take too long."""


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
