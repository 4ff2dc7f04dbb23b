"""The objective of the CP-SAT model, divided by the greatest common divisor of its prices."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from ...problem import AssignmentProblem
from .linear import Weighted, weighted
from .variables import Variables


@dataclass(frozen=True)
class Scale:
    """How the model's objective reads in the problem's unit: ``unit * value``.

    Parameters
    ----------
    unit : int
        Greatest common divisor of all prices.
    """

    unit: int

    def bound(self, value: float) -> int:
        """Return a bound of the model, which is whole up to rounding noise, in the problem's unit.

        A bound may be rounded up to the next whole number because every objective is one; a
        thousandth is taken off first, for the noise of floating point.
        """
        return self.unit * math.ceil(value - 1e-3 - 1e-9 * abs(value))


def add_objective(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables
) -> Scale:
    """Minimise what the problem says.

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
    terms: Weighted = list(zip(variables.x, problem.pair_cost.tolist(), strict=True))
    terms += [
        (var, int(problem.unassigned_price[item])) for item, var in variables.unassigned.items()
    ]
    prices = problem.slack_price.tolist()
    for slacks in variables.slack:
        terms += zip(slacks, prices, strict=True)
    for group, price in enumerate(problem.join_price.tolist()):
        if price:
            beyond = model.new_int_var(0, problem.agents, f"j{group}")
            here = [var for (one, _), var in variables.present.items() if one == group]
            model.add(beyond >= sum(here) - 1)
            terms.append((beyond, price))
    terms += [(var, int(problem.open_price[agent])) for agent, var in variables.is_open.items()]
    priced = [(var, price) for var, price in terms if price]
    unit = int(np.gcd.reduce([price for _, price in priced] or [1])) or 1
    model.minimize(weighted([(var, price // unit) for var, price in priced]))
    return Scale(unit)
