"""A complete hint: CP-SAT takes it as its first solution; an incomplete one may get lost."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from ...problem import AssignmentProblem, Ints, evaluate, presence, sum_by
from .variables import Variables


def add_hint(
    model: cp_model.CpModel, problem: AssignmentProblem, variables: Variables, x: Ints
) -> None:
    """Hint at an assignment in every variable.

    Parameters
    ----------
    model : CpModel
        The model.
    problem : AssignmentProblem
        The problem.
    variables : Variables
        Its variables.
    x : array of shape (pairs,)
        A legal assignment.
    """
    left = problem.count - sum_by(problem.pair_item, x, problem.items)
    evaluation = evaluate(problem, x)
    present, bound = presence(problem, x)
    used = np.bincount(problem.pair_agent[x > 0], minlength=problem.agents) > 0
    for var, value in zip(variables.x, x.tolist(), strict=True):
        model.add_hint(var, value)
    for item, var in variables.unassigned.items():
        model.add_hint(var, int(left[item]))
    for vars_, values in zip(variables.slack, evaluation.slacks.tolist(), strict=True):
        for var, value in zip(vars_, values, strict=True):
            model.add_hint(var, value)
    for key, var in variables.load.items():
        model.add_hint(var, int(evaluation.loads[key]))
    for key, var in variables.present.items():
        model.add_hint(var, int(present[key]))
    for key, var in variables.bound.items():
        model.add_hint(var, int(bound[key]))
    for agent, var in variables.is_open.items():
        model.add_hint(var, int(used[agent]))
