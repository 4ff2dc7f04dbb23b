"""Assignment problems that are networks, and what networkx makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from random import Random

import networkx as nx
import numpy as np

from samehands.problem import AssignmentProblem, Ints, Sparse, checked, empty, sparse


@dataclass(frozen=True)
class DrawnNetwork:
    """A network, as it was drawn.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem: row 0 counts all items, row c + 1 those of class c.
    kind : list of int
        Class of each item.
    weight : list of int
        What an item weighs at each agent.
    units : dict from (agent, row) to list of (items, price)
        What the items that the row takes cost, in the order in which they come.
    """

    problem: AssignmentProblem
    kind: list[int]
    weight: list[int]
    units: dict[tuple[int, int], list[tuple[int, int]]]


def draw_network(rng: Random, size: int = 5, scale: int = 1, whole: bool = False) -> DrawnNetwork:
    """Draw a network of items in classes, with capacities by agent and by agent and class.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    size : int
        Most agents and most items.
    scale : int
        Factor of all prices.
    whole : bool
        Whether every capacity is a whole number of items.

    Returns
    -------
    DrawnNetwork
        The problem and what it was drawn from.
    """
    agents, items, classes = rng.randint(1, size), rng.randint(1, size), rng.randint(1, 2)
    rows, slacks = classes + 1, rng.randint(0, 3)
    kind = [rng.randrange(classes) for _ in range(items)]
    weight = [rng.choice([1, 1, 2, 4]) for _ in range(agents)]
    eligible = [[agent for agent in range(agents) if rng.random() < 0.7] for _ in kind]
    pairs = [(item, agent) for item, mine in enumerate(eligible) for agent in mine]
    relieved = [rng.randrange(rows) for _ in range(slacks)]
    price = [scale * rng.randint(0, 4) for _ in range(slacks)]
    limit = [[weight[agent] * rng.randint(0, 2) for _ in range(slacks)] for agent in range(agents)]
    capacity = [[weight[agent] * rng.randint(0, 3) for _ in range(rows)] for agent in range(agents)]
    if not whole:
        capacity = [
            [most + rng.randrange(weight[agent]) for most in mine]
            for agent, mine in enumerate(capacity)
        ]
    required = [rng.random() < 0.3 for _ in kind]
    profile = [kind[item] + classes * weight[agent] for item, agent in pairs]
    amounts = np.zeros((classes * 5, rows), dtype=np.int64)
    for one in range(classes):
        for each in range(5):
            amounts[one + classes * each, [0, one + 1]] = each
    own, none = np.arange(rows), np.zeros(0, dtype=np.int64)
    problem = checked(
        AssignmentProblem(
            agents=agents,
            count=np.array([rng.choice([1, 1, 2, 3]) for _ in kind], dtype=np.int64),
            required=np.array(required, dtype=np.bool_),
            unassigned_price=np.array(
                [0 if must else scale * rng.randint(0, 12) for must in required], dtype=np.int64
            ),
            pair_start=np.array(list(accumulate([0, *map(len, eligible)])), dtype=np.int64),
            pair_agent=np.array([agent for _, agent in pairs], dtype=np.int64),
            pair_cost=np.array([scale * rng.randint(0, 9) for _ in pairs], dtype=np.int64),
            pair_profile=np.array(profile, dtype=np.int64),
            profiles=_matrix(amounts),
            rows=sparse(own, own, np.ones(rows, dtype=np.int64), rows, rows),
            capacity=np.array(capacity, dtype=np.int64).reshape(agents, rows),
            relief=sparse(
                np.arange(slacks),
                np.array(relieved, dtype=np.int64),
                np.ones(slacks, dtype=np.int64),
                slacks,
                rows,
            ),
            slack_price=np.array(price, dtype=np.int64),
            slack_limit=np.array(limit, dtype=np.int64).reshape(agents, slacks),
            group=np.full(items, -1, dtype=np.int64),
            bound=np.zeros(items, dtype=np.bool_),
            group_limit=none,
            group_lead=none,
            join_price=none,
            join_profile=none,
            global_pairs=empty(0, len(pairs)),
            global_unassigned=empty(0, items),
            global_limit=none,
            open_price=np.zeros(agents, dtype=np.int64),
        )
    )
    units = {
        (agent, row): _marginal(
            weight[agent],
            capacity[agent][row],
            [(price[k], limit[agent][k]) for k in range(slacks) if relieved[k] == row],
        )
        for agent in range(agents)
        for row in range(rows)
    }
    return DrawnNetwork(problem, kind, weight, units)


def _matrix(dense: Ints) -> Sparse:
    row, column = np.nonzero(dense)
    return sparse(row, column, dense[row, column], *dense.shape)


def _marginal(weight: int, capacity: int, slacks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what each item of a row costs, one after the other, as long as there is room."""
    bought = [price for price, most in sorted(slacks) for _ in range(most)]
    items = (capacity + len(bought)) // weight
    paid = [sum(bought[: max(weight * n - capacity, 0)]) for n in range(items + 1)]
    return [(1, after - before) for before, after in pairwise(paid)]


def networkx_optimum(drawn: DrawnNetwork) -> int | None:
    """Return the least cost by networkx; None where there is no flow."""
    problem = drawn.problem
    graph: nx.MultiDiGraph[object] = nx.MultiDiGraph()
    for item, count in enumerate(problem.count.tolist()):
        graph.add_node(("item", item), demand=-count)
        if not problem.required[item]:
            price = int(problem.unassigned_price[item])
            graph.add_edge(("item", item), "sink", capacity=count, weight=price)
    graph.add_node("sink", demand=int(problem.count.sum()))
    for (agent, row), units in drawn.units.items():
        above: object = "sink" if row == 0 else ("row", agent, 0)
        for width, price in units:
            graph.add_edge(("row", agent, row), above, capacity=width, weight=price)
    for pair in range(problem.pairs):
        mine = int(problem.pair_item[pair])
        leaf: object = ("row", int(problem.pair_agent[pair]), drawn.kind[mine] + 1)
        graph.add_edge(
            ("item", mine),
            leaf,
            capacity=int(problem.count[mine]),
            weight=int(problem.pair_cost[pair]),
        )
    try:
        return int(nx.network_simplex(graph)[0])
    except nx.NetworkXUnfeasible:
        return None
