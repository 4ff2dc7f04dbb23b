"""Groups that restrict nothing make no difference, and are gone."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws, share
from samehands.problem import AssignmentProblem, checked, drop_groups, evaluate


def _without_joins(problem: AssignmentProblem) -> AssignmentProblem:
    zero = np.zeros_like(problem.join_price)
    return replace(problem, join_price=zero, join_profile=zero - 1)


def test_every_assignment_costs_the_same() -> None:
    gone = fewer = legal = 0
    for seed in draws(600):
        rng = Random(seed)
        problem = draw_problem(rng)
        if seed % 2:
            problem = checked(_without_joins(problem))
        loose = checked(drop_groups(problem))
        gone += loose.groups < problem.groups
        fewer += bool((loose.group >= 0).sum() < (problem.group >= 0).sum())
        for _ in range(5):
            x = draw_assignment(rng, problem)
            one, other = evaluate(problem, x), evaluate(loose, x)
            assert one.objective == other.objective
            legal += one.objective is not None
    assert gone >= share(150)
    assert fewer >= share(150)
    assert legal >= share(500)


def test_what_still_restricts_stays() -> None:
    problem = next(p for p in map(draw_problem, map(Random, range(99))) if p.items > 2)
    ones = np.ones(problem.items, dtype=np.int64)
    problem = replace(
        problem,
        agents=3,
        count=ones,
        group=np.zeros_like(ones),
        bound=np.ones(problem.items, dtype=np.bool_),
        group_limit=np.array([1]),
        group_lead=np.array([-1]),
        join_price=np.array([0]),
        join_profile=np.array([-1]),
    )

    assert drop_groups(problem) is problem
    assert drop_groups(replace(problem, group_limit=np.array([3]))).groups == 0
    led = replace(problem, group_limit=np.array([3]), group_lead=np.array([0]))
    assert drop_groups(led).groups == 1
    free = np.zeros(problem.items, dtype=np.bool_)
    assert drop_groups(replace(problem, bound=free)).groups == 0
    assert drop_groups(replace(problem, bound=free, join_price=np.array([1]))).groups == 1
