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

from samehands.audit.certificate.knapsack import Block, OverloadCost, solve_block_knapsack
from samehands.problem import SCALE, AssignmentProblem, Prices

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


def list_choices(problem: AssignmentProblem, prices: Prices) -> Choices:
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
            load = price_profile(problem, weights, profile, used[pair], agents[pair])
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


def price_profile(
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


def compute_price_bound(problem: AssignmentProblem, prices: Prices) -> int:
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
    choices = list_choices(problem, prices)
    total = _constant(problem, prices)
    if prices.items is not None and prices.kept is not None:
        return total + bound_by_items(problem, prices, choices)
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
        least = _least_of_group(problem, choices, group, members)
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


def _least_of_group(
    problem: AssignmentProblem, choices: Choices, group: int, members: list[int]
) -> Cost:
    """Return the least of nobody, one agent, and two or more."""
    bound: list[bool] = [bool(problem.bound[item]) for item in members]
    lead, limit = int(problem.group_lead[group]), int(problem.group_limit[group])
    left = [choices.left[item] for item in members]
    join = [0] * problem.agents
    if problem.join_profile[group] >= 0:
        profile = int(problem.join_profile[group])
        join = [
            price_profile(problem, choices.weights, choices.profile, profile, agent)
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


def bound_by_items(problem: AssignmentProblem, prices: Prices, choices: Choices) -> int:
    """Return what items cost at least at their prices, less what the agents save against them.

    Bound items of a group with a lead come with the lead or not at all. Other limits of groups are
    left out, and what joining them costs and loads, for both are never negative.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    prices : Prices
        With prices of items and the row that is kept.
    choices : Choices
        What every choice costs under them.

    Returns
    -------
    int
        ``SCALE`` to a unit of cost; 0 without prices of items.
    """
    if prices.items is None or prices.kept is None:
        return 0
    price: list[int] = prices.items.tolist()
    counts: list[int] = problem.count.tolist()
    total = 0
    for item, each in enumerate(price):
        total += counts[item] * int(min(each, choices.left[item]))
    for agent in range(problem.agents):
        found = _Savings(problem, prices, choices, agent).blocks()
        below = sum(load for each in found for load in _loads(each) if load < 0)
        whole = [
            Block(
                each.worth,
                max(each.load, 0),
                [(worth, max(load, 0)) for worth, load in each.options],
            )
            for each in found
        ]
        capacity, overs = _kept(problem, prices, agent)
        overs = [OverloadCost(over.free - below, over.steps) for over in overs]
        if capacity >= below:
            total -= solve_block_knapsack(whole, capacity - below, overs)
    return total


def _loads(block: Block) -> list[int]:
    return [block.load, *(load for _, load in block.options)]


class _Savings:
    """What an agent may save against the prices of items."""

    def __init__(
        self, problem: AssignmentProblem, prices: Prices, choices: Choices, agent: int
    ) -> None:
        self._problem = problem
        self._choices = choices
        self._agent = agent
        self._price: list[int] = [] if prices.items is None else prices.items.tolist()
        kept = 0 if prices.kept is None else prices.kept
        self._load: list[int] = problem.row_profiles.transposed().dense()[kept].tolist()

    def blocks(self) -> list[Block]:
        """Return the items and, under their leads, the groups that save something."""
        problem, found = self._problem, list[Block]()
        counts: list[int] = problem.count.tolist()
        for item in range(problem.items):
            group = int(problem.group[item])
            lead = -1 if group < 0 else int(problem.group_lead[group])
            if self._agent not in self._choices.pairs[item]:
                continue
            if lead == item:
                found += self._led(group, item)
            elif lead < 0 or not problem.bound[item]:
                worth, load = self._saved(item)
                if worth > 0:
                    found += [Block(n * worth, n * load) for n in _parts(counts[item])]
        return found

    def _saved(self, item: int) -> tuple[int, int]:
        here = self._choices.pairs[item][self._agent]
        return self._price[item] - here, self._load[self._choices.used[item][self._agent]]

    def _led(self, group: int, lead: int) -> list[Block]:
        """Return the group at the agent, if it may be there and save anything."""
        problem, options = self._problem, list[tuple[int, int]]()
        worth, load = self._saved(lead)
        profile = int(problem.join_profile[group])
        if profile >= 0:
            choices = self._choices
            worth -= price_profile(problem, choices.weights, choices.profile, profile, self._agent)
            load += self._load[profile]
        members: list[int] = [
            int(each)
            for each in (problem.group == group).nonzero()[0]
            if each != lead and problem.bound[each]
        ]
        for item in members:
            if self._agent not in self._choices.pairs[item]:
                if problem.required[item]:
                    return []
                continue
            more, weight = self._saved(item)
            if problem.required[item]:
                worth, load = worth + more, load + weight
            elif more > 0:
                options.append((more, weight))
        best = worth + sum(more for more, _ in options)
        return [Block(worth, load, options)] if best > 0 else []


def _kept(problem: AssignmentProblem, prices: Prices, agent: int) -> tuple[int, list[OverloadCost]]:
    """Return what an agent holds of the kept row at most, and what its slacks cost at each load.

    A row that counts as much of everything holds as much at least: its slacks count, too, but of
    rows that share slacks only one does.
    """
    kept = -1 if prices.kept is None else prices.kept
    rows = problem.rows.dense()
    wider = [kept]
    if not (problem.profiles.value < 0).any():
        wider = [row for row in range(len(rows)) if (rows[row] >= rows[kept]).all()]
    most = min(int(problem.most[agent, row]) for row in wider)
    timed = 0 if problem.windows is None else len(problem.windows.row_end)
    chosen = [row for row in wider if row >= timed or row == kept]
    inside = [row for row in wider if row < timed]
    if kept >= timed and inside and problem.windows is not None:
        ends: list[int] = problem.windows.row_end.tolist()
        chosen.append(max(inside, key=lambda row: ends[row]))
    return most, [_over(problem, prices, agent, row) for row in chosen]


def _over(problem: AssignmentProblem, prices: Prices, agent: int, row: int) -> OverloadCost:
    """Return what slacks of a row cost beyond its capacity, less what prices of rows say of it."""
    steps: list[tuple[int, int]] = []
    for slack in range(problem.slacks):
        column, amount = problem.relief.row(slack)
        of_row: dict[int, int] = dict(zip(column.tolist(), amount.tolist(), strict=True))
        if row in of_row:
            covered = sum(int(prices.rows[agent, at]) * by for at, by in of_row.items())
            left = max(SCALE * int(problem.slack_price[slack]) - covered, 0) // of_row[row]
            steps.append((left, of_row[row] * int(problem.slack_limit[agent, slack])))
    return OverloadCost(int(problem.capacity[agent, row]), steps)


def _parts(count: int) -> list[int]:
    """Return powers of two and a rest, of which some sum up to every number up to the count."""
    parts: list[int] = []
    size = 1
    while count > 0:
        parts.append(min(size, count))
        count -= parts[-1]
        size *= 2
    return parts
