"""The assignment problem in plain loops, and small ones drawn from a random source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from random import Random

import numpy as np

from samehands.problem import AssignmentProblem, Ints, Sparse, Windows, checked, sparse


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
    left = problem.count.tolist()
    for pair, n in enumerate(x):
        left[problem.pair_item[pair]] -= n
    return left


def _agents(
    problem: AssignmentProblem, x: Sequence[int], group: int, only_bound: bool
) -> set[int]:
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
        relieved = [sum(int(relief[k, row]) * n for k, n in enumerate(units)) for row in range(len(over))]
        if all(a <= b for a, b in zip(over, relieved, strict=True)):
            costs.append(sum(int(problem.slack_price[k]) * n for k, n in enumerate(units)))
    return min(costs, default=None)


@dataclass
class _Side:
    """The agents' side of a drawn problem; see ``AssignmentProblem``."""

    rows: Sparse
    capacity: Ints
    relief: Sparse
    slack_price: Ints
    slack_limit: Ints
    windows: Windows | None


def draw_problem(rng: Random, timed: bool | None = None) -> AssignmentProblem:
    """Draw a small problem with any of the parts that a problem may have.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    timed : bool or None
        Whether it has windows of time; drawn if not given.

    Returns
    -------
    AssignmentProblem
        A checked problem.
    """
    timed = rng.random() < 0.5 if timed is None else timed
    agents, items, groups = rng.randint(1, 3), rng.randint(1, 4), rng.randint(0, 2)
    group = [rng.randint(-1, groups - 1) for _ in range(items)]
    count = [1 if one >= 0 else rng.choice([1, 1, 2]) for one in group]
    bound = [rng.random() < 0.7 for _ in range(items)]
    leads = [_lead(rng, one, group, bound) for one in range(groups)]
    eligible = [[agent for agent in range(agents) if rng.random() < 0.8] for _ in range(items)]
    pairs = [(item, agent) for item, mine in enumerate(eligible) for agent in mine]
    required = [rng.random() < 0.15 for _ in range(items)]
    cells, extra = (rng.randint(1, 3) if timed else 0), rng.randint(0 if timed else 1, 2)
    profiles, globals_ = rng.randint(1, 4), rng.randint(0, 2)
    side = _side(rng, agents, cells, extra)
    return checked(
        AssignmentProblem(
            agents=agents,
            count=_ints(count),
            required=np.array(required, dtype=np.bool_),
            unassigned_price=_ints(0 if must else rng.randint(0, 9) for must in required),
            pair_start=_ints(np.cumsum([0, *(len(mine) for mine in eligible)])),
            pair_agent=_ints(agent for _, agent in pairs),
            pair_cost=_ints(rng.choice([0, 1, 3, 5]) for _ in pairs),
            pair_profile=_ints(rng.randrange(profiles) for _ in pairs),
            profiles=_matrix(rng, profiles, cells + extra, [0, 1, 1, 2, 3]),
            rows=side.rows,
            capacity=side.capacity,
            relief=side.relief,
            slack_price=side.slack_price,
            slack_limit=side.slack_limit,
            group=_ints(group),
            bound=np.array(bound, dtype=np.bool_),
            group_limit=_ints(1 if lead >= 0 else rng.randint(0, 3) for lead in leads),
            group_lead=_ints(leads),
            join_price=_ints(rng.choice([0, 0, 2]) for _ in range(groups)),
            join_profile=_ints(rng.choice([-1, rng.randrange(profiles)]) for _ in range(groups)),
            global_pairs=_matrix(rng, globals_, len(pairs), [0, 0, 1, 2, -1]),
            global_unassigned=_matrix(rng, globals_, items, [0, 0, 1]),
            global_limit=_ints(rng.randint(0, 4) for _ in range(globals_)),
            open_price=_ints(rng.choice([0, 0, 3]) for _ in range(agents)),
            windows=side.windows,
        )
    )


def draw_assignment(rng: Random, problem: AssignmentProblem) -> Ints:
    """Draw an assignment that uses no item too often, legal or not."""
    x = np.zeros(problem.pairs, dtype=np.int64)
    for item in range(problem.items):
        pairs = range(problem.pair_start[item], problem.pair_start[item + 1])
        for _ in range(rng.randint(0, int(problem.count[item])) if len(pairs) else 0):
            x[rng.choice(pairs)] += 1
    return x


def _lead(rng: Random, group: int, groups: Sequence[int], bound: Sequence[bool]) -> int:
    mine = [item for item, one in enumerate(groups) if one == group and bound[item]]
    return rng.choice(mine) if mine and rng.random() < 0.4 else -1


def _side(rng: Random, agents: int, cells: int, extra: int) -> _Side:
    """Draw rows, capacities and slacks: windows over the first resources, then a row each."""
    release = [rng.randint(0, 2) for _ in range(cells)]
    due = [rng.randint(start, 2) for start in release]
    daily = [[rng.choice([0, 1, 2, 4]) for _ in range(3)] for _ in range(agents)]
    spans = [(a, p) for a in sorted(set(release)) for p in range(a, 3)]
    spans = [(a, p) for a, p in spans if any(a <= r and d <= p for r, d in zip(release, due, strict=True))]
    members = [[c for c in range(cells) if a <= release[c] and due[c] <= p] for a, p in spans]
    capacity = [
        [sum(daily[agent][a : p + 1]) for a, p in spans]
        + [rng.choice([0, 2, 4, 6]) for _ in range(extra)]
        for agent in range(agents)
    ]
    timed = len(spans)
    overtime = [rng.random() < 0.6 for _ in range(3)] if cells else []
    late = [rng.random() < 0.7 for _ in range(2)] if cells else []
    reliefs = [[int(a <= t <= p) for a, p in spans] for t, has in enumerate(overtime) if has]
    reliefs += [[int(p == t) for _, p in spans] for t, has in enumerate(late) if has]
    prices = [rng.choice([0, 1, 2])] * sum(overtime) + [rng.choice([2, 3])] * sum(late)
    limits = [[rng.choice([0, 1, 2]) for _ in prices] for _ in range(agents)]
    step = rng.choice([1, 1, 2])
    relieved = [rng.randrange(extra) for _ in range(rng.randint(0, 2))] if extra else []
    prices += [rng.choice([1, 2, 4]) for _ in relieved]
    relief = np.zeros((len(prices), timed + extra), dtype=np.int64)
    for slack, row in enumerate(reliefs):
        relief[slack, :timed] = row
    for slack, row in enumerate(relieved):
        relief[len(reliefs) + slack, timed + row] = step
    rows = np.zeros((timed + extra, cells + extra), dtype=np.int64)
    for row, mine in enumerate([*members, *([cells + n] for n in range(extra))]):
        rows[row, mine] = 1
    windows = _windows(release, due, daily, spans, overtime, late) if cells else None
    return _Side(
        rows=_sparse(rows),
        capacity=_table(capacity, timed + extra),
        relief=_sparse(relief),
        slack_price=_ints(prices),
        slack_limit=_table([mine + [rng.randint(0, 2) for _ in relieved] for mine in limits], len(prices)),
        windows=windows,
    )


def _windows(
    release: list[int],
    due: list[int],
    daily: list[list[int]],
    spans: list[tuple[int, int]],
    overtime: list[bool],
    late: list[bool],
) -> Windows:
    numbers = iter(range(6))
    return Windows(
        release=_ints(release),
        due=_ints(due),
        capacity=_table(daily, 3),
        row_start=_ints(a for a, _ in spans),
        row_end=_ints(p for _, p in spans),
        overtime=_ints(next(numbers) if has else -1 for has in overtime),
        late=_ints([*(next(numbers) if has else -1 for has in late), -1]),
    )


def _matrix(rng: Random, rows: int, columns: int, values: Sequence[int]) -> Sparse:
    return _sparse(_table([[rng.choice(values) for _ in range(columns)] for _ in range(rows)], columns))


def _sparse(dense: Ints) -> Sparse:
    row, column = np.nonzero(dense)
    return sparse(row, column, dense[row, column], *dense.shape)


def _table(rows: Sequence[Sequence[int]], columns: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), columns)


def _ints(values: Iterator[int] | Sequence[int] | Ints) -> Ints:
    return np.array(list(values), dtype=np.int64)
