r"""What prices prove about a bare assignment problem, in plain whole numbers.

Written a second time on purpose, from ``problem`` alone and one choice after the other: engines
that give prices are checked by it. Without prices of items, no assignment costs less than

.. math::

    -p.capacity - mu.M + \sum limit \min(0, price - p.relief)
    + \sum_{ungrouped} count \min(f, \min_w a) + \sum_{groups} \min(V_0, V_1, V_2)

and with them, the last two sums are those of count min(pi, f), less for each agent the most that
items fitting the kept row together save against their prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..problem import SCALE, AssignmentProblem, Prices
from .knapsack import most_worth

_NEVER = float("inf")
Cost = int | float
"""A whole number, or infinity for what cannot be."""


def price_bound(problem: AssignmentProblem, prices: Prices) -> int:
    """Return the bound that prices prove.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    prices : Prices
        Any prices; those of rows and global rows must not be negative.

    Returns
    -------
    int
        No assignment costs less, ``SCALE`` to a unit of cost, not rounded.

    Raises
    ------
    ValueError
        If a price of a row is negative, or the shapes are not the problem's.
    """
    _check(problem, prices)
    choices = _choices(problem, prices)
    total = _constant(problem, prices)
    if prices.items is not None and prices.kept is not None:
        return total + _by_items(problem, prices, choices)
    counts: list[int] = problem.count.tolist()
    groups: list[list[int]] = [[] for _ in range(problem.groups)]
    group_of: list[int] = problem.group.tolist()
    for item, group in enumerate(group_of):
        if group >= 0:
            groups[group].append(item)
            continue
        least = min([choices.left[item], *choices.pairs[item].values()])
        if least < _NEVER:
            total += counts[item] * int(least)
    for group, members in enumerate(groups):
        least = _group(problem, choices, group, members)
        total += int(least) if least < _NEVER else 0
    return total


@dataclass(frozen=True)
class _Choices:
    """Under the prices: each pair by item and agent, leaving each item, resources, profiles.

    ``used`` is the profile of each pair, by item and agent.
    """

    pairs: list[dict[int, int]]
    left: list[Cost]
    weights: list[list[int]]
    profile: dict[tuple[int, int], int]
    used: list[dict[int, int]]


def _check(problem: AssignmentProblem, prices: Prices) -> None:
    if prices.rows.shape != problem.capacity.shape:
        raise ValueError("there must be one price for every row of every agent")
    if prices.global_rows.shape != problem.global_limit.shape:
        raise ValueError("there must be one price for every global row")
    if (prices.rows < 0).any() or (prices.global_rows < 0).any():
        raise ValueError("prices of rows must not be negative")
    if (prices.items is None) != (prices.kept is None):
        raise ValueError("prices of items need the row that is kept, and the other way round")
    if prices.items is not None and prices.items.shape != problem.count.shape:
        raise ValueError("there must be one price for every item")
    if prices.kept is not None and prices.rows[:, prices.kept].any():
        raise ValueError("the row that is kept has no price of its own")


def _choices(problem: AssignmentProblem, prices: Prices) -> _Choices:
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
        left[item] = _NEVER if must else left[item]
    profile: dict[tuple[int, int], int] = {}
    weights = _weights(problem, prices)
    found = _Choices([], left, weights, profile, [])
    for first, end in pairwise(starts):
        mine: dict[int, int] = {}
        for pair in range(first, end):
            load = _profile_price(problem, weights, profile, used[pair], agents[pair])
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


def _profile_price(
    problem: AssignmentProblem,
    weights: list[list[int]],
    known: dict[tuple[int, int], int],
    profile: int,
    agent: int,
) -> int:
    if (profile, agent) not in known:
        column, value = problem.profiles.row(profile)
        resources: list[int] = column.tolist()
        amounts: list[int] = value.tolist()
        unit = weights[agent]
        known[profile, agent] = sum(
            unit[resource] * amount for resource, amount in zip(resources, amounts, strict=True)
        )
    return known[profile, agent]


def _constant(problem: AssignmentProblem, prices: Prices) -> int:
    """Return what capacities and limits take off, and what slacks may save."""
    rows: list[list[int]] = prices.rows.tolist()
    capacity: list[list[int]] = problem.capacity.tolist()
    limit: list[list[int]] = problem.slack_limit.tolist()
    total: int = -sum(
        price * most
        for price, most in zip(
            prices.global_rows.tolist(), problem.global_limit.tolist(), strict=True
        )
    )
    relief: list[list[tuple[int, int]]] = [
        list(zip(*(part.tolist() for part in problem.relief.row(slack)), strict=True))
        for slack in range(problem.slacks)
    ]
    slack_price: list[int] = problem.slack_price.tolist()
    for agent in range(problem.agents):
        mine = rows[agent]
        total -= sum(price * held for price, held in zip(mine, capacity[agent], strict=True))
        for slack, relieved in enumerate(relief):
            reduced = SCALE * slack_price[slack] - sum(mine[row] * by for row, by in relieved)
            total += limit[agent][slack] * min(reduced, 0)
    return total


def _group(problem: AssignmentProblem, choices: _Choices, group: int, members: list[int]) -> Cost:
    """Return the least of nobody, one agent, and two or more."""
    bound: list[bool] = [bool(problem.bound[item]) for item in members]
    lead, limit = int(problem.group_lead[group]), int(problem.group_limit[group])
    left = [choices.left[item] for item in members]
    join = [0] * problem.agents
    if problem.join_profile[group] >= 0:
        profile = int(problem.join_profile[group])
        join = [
            _profile_price(problem, choices.weights, choices.profile, profile, agent)
            for agent in range(problem.agents)
        ]

    def at(agent: int, place: int, must: bool) -> Cost:
        here = choices.pairs[members[place]].get(agent, _NEVER)
        return here if must else min(here, left[place])

    every = range(len(members))
    idle = sum(left[place] for place in every if bound[place])
    options: list[Cost] = [sum(left)]
    tied: list[Cost] = [idle]
    for agent in range(problem.agents):
        own = sum(at(agent, i, members[i] == lead) for i in every if bound[i])
        free = sum(at(agent, i, members[i] == lead) for i in every if not bound[i])
        unled = idle + sum(at(agent, i, False) for i in every if not bound[i])
        options.append(join[agent] + min(own + free, unled))
        tied.append(own)
    best = [min([left[i], *choices.pairs[members[i]].values()]) for i in every]
    if problem.agents > 1 and (limit > 1 or not all(bound)):
        apart = sum(best)
        if limit == 1:
            apart = min(tied) + sum(best[i] for i in every if not bound[i])
        joined = SCALE * int(problem.join_price[group]) + sum(sorted(join)[:2])
        options.append(apart + joined)
    return min(options)


def _by_items(problem: AssignmentProblem, prices: Prices, choices: _Choices) -> int:
    """Return what items cost at least at their prices, less what the agents save against them.

    Limits of groups are left out, and what joining costs and loads, for both are never negative.
    """
    if prices.items is None or prices.kept is None:
        return 0
    price: list[int] = prices.items.tolist()
    counts: list[int] = problem.count.tolist()
    total = 0
    for item, each in enumerate(price):
        total += counts[item] * int(min(each, choices.left[item]))
    loads: list[int] = problem.row_profiles.transposed().dense()[prices.kept].tolist()
    for agent in range(problem.agents):
        worth: list[int] = []
        load: list[int] = []
        for item, mine in enumerate(choices.pairs):
            if agent in mine and price[item] > mine[agent]:
                for times in _parts(counts[item]):
                    worth.append(times * (price[item] - mine[agent]))
                    load.append(times * loads[choices.used[item][agent]])
        total -= most_worth(worth, load, int(problem.most[agent, prices.kept]))
    return total


def _parts(count: int) -> list[int]:
    """Return powers of two and a rest, of which some sum up to every number up to the count."""
    parts: list[int] = []
    size = 1
    while count > 0:
        parts.append(min(size, count))
        count -= parts[-1]
        size *= 2
    return parts
