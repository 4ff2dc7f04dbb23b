"""The assignment problem once more in plain loops, slow and obvious, to test the fast one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product

from samehands.problem import AssignmentProblem


def plain_evaluate(problem: AssignmentProblem, x: Sequence[int]) -> int | None:
    """Return what an assignment costs, straight from the formula; None if it is not legal.

    Parameters
    ----------
    problem : AssignmentProblem
        A small problem.
    x : sequence of int
        How often each pair is used.

    Returns
    -------
    int or None
        The cost, with the cheapest of all legal slacks.
    """
    left = _left(problem, x)
    if min([*x, *left], default=0) < 0 or any(
        left[item] and problem.required[item] for item in range(problem.items)
    ):
        return None
    if not _groups_legal(problem, x) or not _global_rows_legal(problem, x, left):
        return None
    cost = sum(int(problem.pair_cost[pair]) * n for pair, n in enumerate(x))
    cost += sum(int(problem.unassigned_price[item]) * n for item, n in enumerate(left))
    for group in range(problem.groups):
        agents = _agents(problem, x, group, only_bound=False)
        cost += int(problem.join_price[group]) * max(0, len(agents) - 1)
    for agent in range(problem.agents):
        slack = _cheapest_slack(problem, agent, _loads(problem, x, agent))
        if slack is None:
            return None
        used = any(n for pair, n in enumerate(x) if problem.pair_agent[pair] == agent)
        cost += slack + (int(problem.open_price[agent]) if used else 0)
    return cost


def every_assignment(problem: AssignmentProblem) -> Iterator[list[int]]:
    """Yield every way to assign or leave the items of a small problem."""
    ways: list[list[tuple[int, ...]]] = []
    for item in range(problem.items):
        pairs = range(problem.pair_start[item], problem.pair_start[item + 1])
        times = range(int(problem.count[item]) + 1)
        ways.append([way for n in times for way in combinations_with_replacement(pairs, n)])
    for chosen in product(*ways):
        x = [0] * problem.pairs
        for pair in (pair for way in chosen for pair in way):
            x[pair] += 1
        yield x


def plain_optimum(problem: AssignmentProblem) -> int | None:
    """Return the least cost of all assignments; None if none is legal."""
    costs = (plain_evaluate(problem, x) for x in every_assignment(problem))
    return min((cost for cost in costs if cost is not None), default=None)


def _left(problem: AssignmentProblem, x: Sequence[int]) -> list[int]:
    left = [int(n) for n in problem.count]
    for pair, n in enumerate(x):
        left[problem.pair_item[pair]] -= n
    return left


def _agents(problem: AssignmentProblem, x: Sequence[int], group: int, only_bound: bool) -> set[int]:
    return {
        int(problem.pair_agent[pair])
        for pair, n in enumerate(x)
        if n > 0
        and problem.group[problem.pair_item[pair]] == group
        and (problem.bound[problem.pair_item[pair]] or not only_bound)
    }


def _groups_legal(problem: AssignmentProblem, x: Sequence[int]) -> bool:
    for group in range(problem.groups):
        bound = _agents(problem, x, group, only_bound=True)
        lead = int(problem.group_lead[group])
        led = any(n and problem.pair_item[pair] == lead for pair, n in enumerate(x))
        if len(bound) > problem.group_limit[group] or (lead >= 0 and bound and not led):
            return False
    return True


def _global_rows_legal(problem: AssignmentProblem, x: Sequence[int], left: Sequence[int]) -> bool:
    pairs, items = problem.global_pairs.dense(), problem.global_unassigned.dense()
    return all(
        sum(int(a) * n for a, n in zip(pairs[row], x, strict=True))
        + sum(int(a) * n for a, n in zip(items[row], left, strict=True))
        <= limit
        for row, limit in enumerate(problem.global_limit)
    )


def _loads(problem: AssignmentProblem, x: Sequence[int], agent: int) -> list[int]:
    """Return the amount of every resource at an agent."""
    amounts = problem.profiles.dense()
    loads = [0] * problem.resources
    times = [
        (int(problem.pair_profile[pair]), n)
        for pair, n in enumerate(x)
        if problem.pair_agent[pair] == agent
    ]
    times += [
        (int(problem.join_profile[group]), 1)
        for group in range(problem.groups)
        if problem.join_profile[group] >= 0 and agent in _agents(problem, x, group, False)
    ]
    for profile, n in times:
        for resource in range(problem.resources):
            loads[resource] += int(amounts[profile, resource]) * n
    return loads


def _cheapest_slack(problem: AssignmentProblem, agent: int, loads: Sequence[int]) -> int | None:
    """Return the price of the cheapest slacks that make every row hold; None if none do."""
    rows, relief = problem.rows.dense(), problem.relief.dense()
    over = [
        sum(int(a) * load for a, load in zip(rows[row], loads, strict=True))
        - int(problem.capacity[agent, row])
        for row in range(problem.rows.rows)
    ]
    costs: list[int] = []
    for units in product(*(range(int(most) + 1) for most in problem.slack_limit[agent])):
        relieved = [
            sum(int(relief[k, row]) * n for k, n in enumerate(units)) for row in range(len(over))
        ]
        if all(a <= b for a, b in zip(over, relieved, strict=True)):
            costs.append(sum(int(problem.slack_price[k]) * n for k, n in enumerate(units)))
    return min(costs, default=None)
