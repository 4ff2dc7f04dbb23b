"""Small problems whose groups have a lead and one agent each: whole, in part, or not at all."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from drawn_problems import draw_problem
from samehands.problem import AssignmentProblem, checked


def draw_led(rng: Random, dear: float = 0.7) -> AssignmentProblem:
    """Draw a small problem in which most groups have a lead and bound items only.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    dear : float
        How often leaving an item is dear; cheap, it pays to leave some of a group.

    Returns
    -------
    AssignmentProblem
        A checked problem.
    """
    problem = draw_problem(rng)
    price = problem.unassigned_price.copy()
    if rng.random() < dear:
        price = np.where(problem.required, 0, price + rng.choice([12, 40]))
    bound, lead = problem.bound.copy(), problem.group_lead.copy()
    for group in range(problem.groups):
        mine = np.flatnonzero(problem.group == group)
        if mine.size and rng.random() < 0.85:
            bound[mine] = True
            lead[group] = rng.choice(mine.tolist())
    limit = problem.slack_limit.copy()
    if rng.random() < 0.5:
        limit += rng.choice([10, 30])
    return checked(
        replace(
            problem,
            unassigned_price=price,
            bound=bound,
            group_lead=lead,
            group_limit=np.where(lead >= 0, 1, problem.group_limit),
            slack_limit=limit,
        )
    )
