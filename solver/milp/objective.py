"""The objective of the linear program, divided by the greatest common divisor of its prices."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .variables import Floats, Variables


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
