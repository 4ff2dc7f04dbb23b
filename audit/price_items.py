"""What items cost at least at prices of their own: one exact knapsack an agent over one row."""

from __future__ import annotations

from ..problem import SCALE, AssignmentProblem, Prices
from .certificate.knapsack import Block, Over, most_of_blocks
from .price_choices import Choices, profile_price


def least_by_items(problem: AssignmentProblem, prices: Prices, choices: Choices) -> int:
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
        overs = [Over(over.free - below, over.steps) for over in overs]
        if capacity >= below:
            total -= most_of_blocks(whole, capacity - below, overs)
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
            worth -= profile_price(problem, choices.weights, choices.profile, profile, self._agent)
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


def _kept(problem: AssignmentProblem, prices: Prices, agent: int) -> tuple[int, list[Over]]:
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


def _over(problem: AssignmentProblem, prices: Prices, agent: int, row: int) -> Over:
    """Return what slacks of a row cost beyond its capacity, less what prices of rows say of it."""
    steps: list[tuple[int, int]] = []
    for slack in range(problem.slacks):
        column, amount = problem.relief.row(slack)
        of_row: dict[int, int] = dict(zip(column.tolist(), amount.tolist(), strict=True))
        if row in of_row:
            covered = sum(int(prices.rows[agent, at]) * by for at, by in of_row.items())
            left = max(SCALE * int(problem.slack_price[slack]) - covered, 0) // of_row[row]
            steps.append((left, of_row[row] * int(problem.slack_limit[agent, slack])))
    return Over(int(problem.capacity[agent, row]), steps)


def _parts(count: int) -> list[int]:
    """Return powers of two and a rest, of which some sum up to every number up to the count."""
    parts: list[int] = []
    size = 1
    while count > 0:
        parts.append(min(size, count))
        count -= parts[-1]
        size *= 2
    return parts
