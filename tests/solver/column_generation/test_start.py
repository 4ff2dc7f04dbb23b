"""The assignment that the search for patterns begins with, against plain loops."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_problem
from draws import draws
from samehands.problem import AssignmentProblem, Ints
from samehands.solver.column_generation.start import assign_cheapest


def _pairs(problem: AssignmentProblem, item: int) -> range:
    return range(int(problem.pair_start[item]), int(problem.pair_start[item + 1]))


def _agents_by_themselves(problem: AssignmentProblem) -> dict[int, int]:
    """Return the agent of each item's one cheapest pair, where one pair is cheapest."""
    where: dict[int, int] = {}
    for item in range(problem.items):
        costs = [int(problem.pair_cost[pair]) for pair in _pairs(problem, item)]
        if costs and costs.count(min(costs)) == 1:
            pair = _pairs(problem, item)[costs.index(min(costs))]
            where[item] = int(problem.pair_agent[pair])
    return where


def _plainly(problem: AssignmentProblem) -> Ints:
    alone, x = _agents_by_themselves(problem), np.zeros(problem.pairs, dtype=np.int64)
    for item in range(problem.items):
        group, agent = int(problem.group[item]), alone.get(item)
        if group >= 0 and problem.bound[item]:
            lead = int(problem.group_lead[group])
            first = [
                other
                for other in range(problem.items)
                if problem.group[other] == group and problem.bound[other] and other in alone
            ]
            agent = alone.get(lead) if lead >= 0 else (alone[first[0]] if first else None)
        for pair in _pairs(problem, item):
            if problem.pair_agent[pair] == agent:
                x[pair] = problem.count[item]
    return x


def test_every_item_goes_where_it_costs_least_and_groups_stay_together() -> None:
    grouped = left = 0
    for seed in draws(300):
        problem = draw_problem(Random(seed))
        plain = _plainly(problem)
        assert np.array_equal(assign_cheapest(problem), plain), seed
        grouped += bool(problem.groups)
        left += bool(plain.sum() < problem.count.sum())
    assert grouped
    assert left
