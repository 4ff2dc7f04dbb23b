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

from ..problem import SCALE, AssignmentProblem, Prices
from .price_choices import NEVER, Choices, Cost, choices_of, profile_price
from .price_items import least_by_items


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
    choices = choices_of(problem, prices)
    total = _constant(problem, prices)
    if prices.items is not None and prices.kept is not None:
        return total + least_by_items(problem, prices, choices)
    counts: list[int] = problem.count.tolist()
    groups: list[list[int]] = [[] for _ in range(problem.groups)]
    group_of: list[int] = problem.group.tolist()
    for item, group in enumerate(group_of):
        if group >= 0:
            groups[group].append(item)
            continue
        least = min([choices.left[item], *choices.pairs[item].values()])
        if least < NEVER:
            total += counts[item] * int(least)
    for group, members in enumerate(groups):
        least = _group(problem, choices, group, members)
        total += int(least) if least < NEVER else 0
    return total


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


def _group(problem: AssignmentProblem, choices: Choices, group: int, members: list[int]) -> Cost:
    """Return the least of nobody, one agent, and two or more."""
    bound: list[bool] = [bool(problem.bound[item]) for item in members]
    lead, limit = int(problem.group_lead[group]), int(problem.group_limit[group])
    left = [choices.left[item] for item in members]
    join = [0] * problem.agents
    if problem.join_profile[group] >= 0:
        profile = int(problem.join_profile[group])
        join = [
            profile_price(problem, choices.weights, choices.profile, profile, agent)
            for agent in range(problem.agents)
        ]

    def at(agent: int, place: int, must: bool) -> Cost:
        here = choices.pairs[members[place]].get(agent, NEVER)
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
