"""The clerk fills nobody beyond what slacks allow, whatever joining a group weighs."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from drawn_problems import draw_problem
from draws import draws, share
from samehands.problem import AssignmentProblem, checked, empty, evaluate
from samehands.solver import Limits
from samehands.solver.greedy import assign_greedily


def _free_to_leave(problem: AssignmentProblem) -> AssignmentProblem:
    """Return a problem without global rows in which everything may be left undone."""
    return checked(
        replace(
            problem,
            required=np.zeros_like(problem.required),
            global_pairs=empty(0, problem.pairs),
            global_unassigned=empty(0, problem.items),
            global_limit=np.zeros(0, dtype=np.int64),
        )
    )


def test_what_the_clerk_takes_fits() -> None:
    """Every assignment is legal: the load of a pair and of joining its group count together."""
    rng = Random(7)
    joining = 0
    for _ in draws(400):
        problem = _free_to_leave(draw_problem(rng))
        x = assign_greedily(problem, Limits())
        assert evaluate(problem, x).faults == ()
        grouped = problem.group[problem.pair_item]
        carried = problem.join_profile[grouped[grouped >= 0]]
        joining += int((x[grouped >= 0][carried >= 0] > 0).any())
    assert joining >= share(30)
