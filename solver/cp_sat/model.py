"""The CP-SAT model of an assignment problem."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from ...problem import AssignmentProblem, Ints
from .constraints import add_constraints
from .hint import add_hint
from .objective import Scale, add_objective
from .variables import Variables, make_variables


@dataclass(frozen=True, eq=False)
class Built:
    """A model ready to be solved; the native model is there to be extended.

    Parameters
    ----------
    model : CpModel
        The native model.
    variables : Variables
        Its variables, in the order of the problem's arrays.
    scale : Scale
        How to read its objective.
    """

    model: cp_model.CpModel
    variables: Variables
    scale: Scale


def build(problem: AssignmentProblem, start: Ints | None = None) -> Built:
    """Build the model.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    start : array of shape (pairs,) or None
        A legal assignment to hint at.

    Returns
    -------
    Built
        Model, variables and scale.
    """
    model = cp_model.CpModel()
    variables = make_variables(model, problem)
    add_constraints(model, problem, variables)
    scale = add_objective(model, problem, variables)
    if start is not None:
        add_hint(model, problem, variables, start)
    return Built(model, variables, scale)
