"""What every choice of a bare assignment problem costs under prices, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..problem import SCALE, AssignmentProblem, Prices

NEVER = float("inf")
"""Stands for what cannot be."""

Cost = int | float
"""A whole number, or infinity for what cannot be."""


@dataclass(frozen=True)
class Choices:
    """The choices under the prices, ``SCALE`` to a unit of cost.

    Parameters
    ----------
    pairs : list of dict from agent to int
        What each item costs at each agent that may have it.
    left : list of int or infinity
        What leaving each item costs.
    weights : list of list of int
        Price of a unit of each resource, by agent.
    profile : dict from (profile, agent) to int
        Prices of profiles worked out so far.
    used : list of dict from agent to int
        Profile of each item at each agent.
    """

    pairs: list[dict[int, int]]
    left: list[Cost]
    weights: list[list[int]]
    profile: dict[tuple[int, int], int]
    used: list[dict[int, int]]


def choices_of(problem: AssignmentProblem, prices: Prices) -> Choices:
    """Return what every choice costs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    prices : Prices
        Any prices; those of items do not matter.

    Returns
    -------
    Choices
        The choices.
    """
    agents: list[int] = problem.pair_agent.tolist()
    costs: list[int] = problem.pair_cost.tolist()
    used: list[int] = problem.pair_profile.tolist()
    starts: list[int] = problem.pair_start.tolist()
    extra = [0] * problem.pairs
    left: list[Cost] = [SCALE * price for price in problem.unassigned_price.tolist()]
    for row, price in enumerate(prices.global_rows.tolist()):
        for pair, amount in zip(*map(list, problem.global_pairs.row(row)), strict=True):
            extra[pair] += price * int(amount)
        for item, amount in zip(*map(list, problem.global_unassigned.row(row)), strict=True):
            left[item] += price * int(amount)
    for item, must in enumerate(problem.required.tolist()):
        left[item] = NEVER if must else left[item]
    profile: dict[tuple[int, int], int] = {}
    weights = _weights(problem, prices)
    found = Choices([], left, weights, profile, [])
    for first, end in pairwise(starts):
        mine: dict[int, int] = {}
        for pair in range(first, end):
            load = profile_price(problem, weights, profile, used[pair], agents[pair])
            mine[agents[pair]] = SCALE * costs[pair] + load + extra[pair]
        found.pairs.append(mine)
        found.used.append({agents[pair]: used[pair] for pair in range(first, end)})
    return found


def _weights(problem: AssignmentProblem, prices: Prices) -> list[list[int]]:
    """Return the price of a unit of each resource at each agent."""
    found = [[0] * problem.resources for _ in range(problem.agents)]
    for row in range(problem.rows.rows):
        resources, amounts = (part.tolist() for part in problem.rows.row(row))
        for agent, price in enumerate(prices.rows[:, row].tolist()):
            if price:
                for resource, amount in zip(resources, amounts, strict=True):
                    found[agent][resource] += price * amount
    return found


def profile_price(
    problem: AssignmentProblem,
    weights: list[list[int]],
    known: dict[tuple[int, int], int],
    profile: int,
    agent: int,
) -> int:
    """Return what a profile costs an agent, and remember it in ``known``.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    weights : list of list of int
        Price of a unit of each resource, by agent.
    known : dict from (profile, agent) to int
        Changed in place.
    profile, agent : int
        Which.
    """
    if (profile, agent) not in known:
        column, value = problem.profiles.row(profile)
        resources: list[int] = column.tolist()
        amounts: list[int] = value.tolist()
        unit = weights[agent]
        known[profile, agent] = sum(
            unit[resource] * amount for resource, amount in zip(resources, amounts, strict=True)
        )
    return known[profile, agent]
