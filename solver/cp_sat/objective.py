"""The objective of the CP-SAT model, divided by the greatest common divisor of its prices."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from ...problem import AssignmentProblem
from .variables import Variables


@dataclass(frozen=True)
class Scale:
    """How the model's objective reads in the problem's unit: ``constant + unit * value``.

    Parameters
    ----------
    constant : int
        What every assignment costs.
    unit : int
        Greatest common divisor of all prices.
    """

    constant: int
    unit: int

    def bound(self, value: float) -> int:
        """Return a bound of the model, which is whole up to rounding noise, in the problem's unit.

        A bound may be rounded up to the next whole number because every objective is one; a
        thousandth is taken off first, for the noise of floating point.
        """
        return self.constant + self.unit * math.ceil(value - 1e-3 - 1e-9 * abs(value))


def add_objective(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables
) -> Scale:
    """Minimise what the problem says.

    Unassigned items are priced through the pairs: each use of a pair saves the price.

    Parameters
    ----------
    model : CpModel
        The model.
    problem : AssignmentProblem
        The problem.
    variables : Variables
        Its variables.

    Returns
    -------
    Scale
        How to read the objective.
    """
    saved = problem.pair_cost - problem.unassigned_price[problem.pair_item]
    terms: list[tuple[cp_model.IntVar, int]] = list(
        zip(variables.x, saved.tolist(), strict=True)
    )
    prices = problem.slack_price.tolist()
    for slacks in variables.slack:
        terms += zip(slacks, prices, strict=True)
    constant = int(problem.unassigned_price @ problem.count)
    for group, price in enumerate(problem.join_price.tolist()):
        if price:
            beyond = model.new_int_var(0, problem.agents, f"j{group}")
            here = [var for (one, _), var in variables.present.items() if one == group]
            model.add(beyond >= sum(here) - 1)
            terms.append((beyond, price))
    terms += [(var, int(problem.open_price[agent])) for agent, var in variables.is_open.items()]
    priced = [(var, price) for var, price in terms if price]
    unit = int(np.gcd.reduce([price for _, price in priced] or [1])) or 1
    expression = cp_model.LinearExpr.weighted_sum(
        [var for var, _ in priced], [price // unit for _, price in priced]
    )
    model.minimize(expression)
    return Scale(constant, unit)
