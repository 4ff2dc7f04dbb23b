"""Random problems on which exact engines must agree, and what of each problem is at work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import numpy as np

from drawn_networks import draw_network
from drawn_problems import draw_problem
from samehands.problem import AssignmentProblem, checked
from several import beside


@dataclass(frozen=True)
class Shares:
    """How many of the problems had what.

    Parameters
    ----------
    problems : int
        All of them.
    infeasible : int
        Infeasible with undone work forbidden.
    binding : int
        With a group without whose limit and lead the optimum is another.
    released : int
        With work that may not start at once.
    overflowing : int
        With work that is late or in overtime, or in another slack, at the optimum.
    limited : int
        With global rows.
    networks : int
        That the engine for networks serves.
    brute : int
        Compared with all assignments as well.
    unproven : int
        Answers of CBC without a proof.
    """

    problems: int = 0
    infeasible: int = 0
    binding: int = 0
    released: int = 0
    overflowing: int = 0
    limited: int = 0
    networks: int = 0
    brute: int = 0
    unproven: int = 0

    def __str__(self) -> str:
        shares = {
            "infeasible with undone work forbidden": self.infeasible,
            "with a binding group": self.binding,
            "with releases": self.released,
            "with overflow": self.overflowing,
            "with global rows": self.limited,
            "networks": self.networks,
            "against all assignments": self.brute,
            "with an unproven answer": self.unproven,
        }
        words = ", ".join(f"{n / max(self.problems, 1):.0%} {name}" for name, n in shares.items())
        return f"{self.problems} problems: {words}"


def draw_differential(rng: Random) -> AssignmentProblem:
    """Draw a problem with any part, more often than not with windows and with tight groups."""
    if rng.random() < 0.05:
        return draw_network(rng, 3).problem
    least, several = rng.choice([2, 4, 4, 5]), rng.random() < 0.8
    while True:
        problem = draw_problem(rng, timed=rng.random() < 0.75)
        if problem.pairs >= least and problem.agents > several:
            break
    if several:
        problem = checked(_grouped(rng, problem))
    if rng.random() < 0.2:
        costs = np.array([rng.randint(0, 9) for _ in range(problem.pairs)], dtype=np.int64)
        problem = beside([problem, replace(problem, pair_cost=costs)])
    return problem


def _grouped(rng: Random, problem: AssignmentProblem) -> AssignmentProblem:
    """Return a problem whose items are of one group or two, and worth doing at different agents."""
    items, groups = problem.items, rng.choice([1, 1, 2])
    group = np.array([rng.randrange(groups) for _ in range(items)], dtype=np.int64)
    bound = np.array([rng.random() < 0.85 for _ in range(items)], dtype=np.bool_)
    required = problem.required & (rng.random() < 0.3)
    lead = np.full(groups, -1, dtype=np.int64)
    for one in range(groups):
        mine = np.flatnonzero((group == one) & bound)
        if mine.size and rng.random() < 0.4:
            lead[one] = mine[0]
    limit = [1 if lead[one] >= 0 else rng.choice([1, 1, 1, 2]) for one in range(groups)]
    prices = np.array([rng.randint(9, 30) for _ in range(items)], dtype=np.int64)
    joins = np.array([rng.choice([0, 0, 0, 2]) for _ in range(groups)], dtype=np.int64)
    profile = [rng.choice([-1, -1, rng.randrange(problem.profiles.rows)]) for _ in range(groups)]
    return replace(
        problem,
        count=np.ones(items, dtype=np.int64),
        required=required,
        capacity=problem.capacity + rng.choice([0, 0, 2, 4]) * (problem.windows is None),
        global_limit=problem.global_limit + rng.choice([0, 2, 4]),
        unassigned_price=np.where(required, 0, prices),
        pair_cost=np.array([rng.randint(0, 9) for _ in range(problem.pairs)], dtype=np.int64),
        group=group,
        bound=bound,
        group_limit=np.array(limit, dtype=np.int64),
        group_lead=lead,
        join_price=joins,
        join_profile=np.array(profile, dtype=np.int64),
    )


def forbidden(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem with undone work forbidden."""
    must = np.ones(problem.items, dtype=np.bool_)
    return replace(problem, required=must, unassigned_price=np.zeros_like(problem.count))


def unlimited(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem with groups that limit nothing."""
    limit = np.full_like(problem.group_limit, problem.agents)
    return replace(problem, group_limit=limit, group_lead=np.full_like(limit, -1))
