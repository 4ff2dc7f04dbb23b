"""The mixed-integer program of an assignment problem, in arrays."""

from __future__ import annotations

from dataclasses import dataclass

from ...problem import AssignmentProblem
from .constraints import Rows, make_rows
from .objective import Objective, make_objective
from .variables import Variables, make_variables


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
