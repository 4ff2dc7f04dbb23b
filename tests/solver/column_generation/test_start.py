"""The assignment that the search for patterns begins with, against plain loops."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_assignment, draw_problem
from draws import draws
from samehands.problem import AssignmentProblem, Ints, evaluate
from samehands.solver.column_generation.start import assign_cheapest, slack_prices


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


def test_a_row_costs_what_the_dearest_slack_in_use_costs_there() -> None:
    priced = 0
    for seed in draws(200):
        rng = Random(seed)
        problem = draw_problem(rng)
        x = draw_assignment(rng, problem)
        prices, slacks = slack_prices(problem, x), evaluate(problem, x).slacks
        relief = problem.relief.dense()
        for agent, row in np.ndindex(*problem.capacity.shape):
            used = [
                problem.slack_price[slack] / relief[slack, row]
                for slack in range(problem.slacks)
                if relief[slack, row] and slacks[agent, slack] and row >= problem.timed_rows
            ]
            assert prices[agent, row] == max(used, default=0.0)
            priced += bool(used)
    assert priced
