"""Whether an assignment problem is a network, and which.

Every item goes through an agent's rows to the sink, or straight there if it is left. That is a
network if on every row of an agent that can bind at all, all items weigh the same (so the row
counts them), if the items of any two such rows of an agent are nested or apart (so the rows are a
tree), and if every slack makes one row longer by whole items (so it is an arc with a price).
Groups may be there as long as they restrict nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, Sparse, product, sparse
from ..engine import Feature, used_features

SINK = -1
"""Stands for the sink where a node is named."""

_NEVER = (Feature.JOINS, Feature.GLOBAL_ROWS, Feature.OPEN_PRICES)


@dataclass(frozen=True, eq=False)
class Network:
    """The rows that can bind, as the nodes of trees.

    Parameters
    ----------
    agent, row : arrays of shape (nodes,)
        The row of an agent that each node stands for.
    load : array of shape (nodes,)
        What every item uses of it.
    parent : array of shape (nodes,)
        Node of the next larger row, or ``SINK``.
    pair_node : array of shape (pairs,)
        Node of the smallest row that the pair uses, or ``SINK``.
    piece_node, piece_width, piece_price : arrays of shape (pieces,)
        Arcs from a node to its parent: so many items, at this price each.
    """

    agent: Ints
    row: Ints
    load: Ints
    parent: Ints
    pair_node: Ints
    piece_node: Ints
    piece_width: Ints
    piece_price: Ints


def is_network(problem: AssignmentProblem) -> str | None:
    """Return what keeps a problem from being a network; None if it is one.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    str or None
        The reason, as the object of "does not serve".
    """
    found = network_of(problem)
    return found if isinstance(found, str) else None


def network_of(problem: AssignmentProblem) -> Network | str:
    """Return the network that a problem is, or the reason why it is none.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Network or str
        The network, or the reason.
    """
    beyond = sorted(used_features(problem) & set(_NEVER))
    if beyond:
        return ", ".join(beyond)
    if _groups_bind(problem):
        return "groups that restrict their agents"
    uses = _uses(problem)
    if isinstance(uses, str):
        return uses
    pieces = _pieces(problem, uses)
    if isinstance(pieces, str):
        return pieces
    trees = _trees(uses)
    if trees is None:
        return "rows of an agent that share some of their items"
    parent, leaf = trees
    node, width, price = np.array(pieces, dtype=np.int64).reshape(len(pieces), 3).T
    return Network(
        agent=uses.agent,
        row=uses.row,
        load=uses.load,
        parent=parent,
        pair_node=leaf[uses.pair_kind],
        piece_node=node,
        piece_width=width,
        piece_price=price,
    )


def _groups_bind(problem: AssignmentProblem) -> bool:
    inside = problem.bound & (problem.group >= 0)
    bound = np.bincount(problem.group[inside], minlength=problem.groups)
    led = (problem.group_lead >= 0) & (bound > 1)
    limited = problem.group_limit < np.minimum(bound, problem.agents)
    return bool((led | limited).any())


@dataclass(frozen=True, eq=False)
class _Uses:
    """Which kinds of pairs use which rows; a kind is an agent and a profile."""

    pair_kind: Ints
    kind_agent: Ints
    agent: Ints
    row: Ints
    load: Ints
    entry_kind: Ints
    entry_node: Ints


def _uses(problem: AssignmentProblem) -> _Uses | str:
    """Return the uses of the rows that can bind, or why they are no network's."""
    if (problem.capacity < 0).any():
        return "rows that are exceeded before there is any item"
    table, height = problem.row_profiles, problem.rows.rows
    times = sparse(
        problem.pair_agent,
        problem.pair_profile,
        # Also of items that are there no time, so that every pair is of a kind.
        np.maximum(problem.count, 1)[problem.pair_item],
        problem.agents,
        table.rows,
    )
    agent, profile = times.row_of, times.column
    if (table.value < 0)[np.isin(table.row_of, profile)].any():
        return "items that free capacity"
    binding = product(times, table).dense() > problem.capacity
    if (binding & _differs(times, table)).any():
        return "items that weigh differently on one row"
    kind, entry = table.take(profile)
    place = agent[kind] * height + table.column[entry]
    used = binding.reshape(-1)[place]
    keys, number = np.flatnonzero(binding), np.cumsum(binding) - 1
    kind, node = kind[used], number[place[used]]
    load = np.zeros(len(keys), dtype=np.int64)
    load[node] = table.value[entry[used]]
    at, row = np.divmod(keys, max(height, 1))
    pair = problem.pair_agent * table.rows + problem.pair_profile
    pair_kind = np.searchsorted(agent * table.rows + profile, pair)
    return _Uses(pair_kind, agent, at, row, load, kind, node)


def _differs(times: Sparse, table: Sparse) -> Bools:
    """Return whether profiles of an agent's pairs weigh differently on a row: (agents, rows).

    Numbers are all alike where as many times their squares as there are come to the square of their
    sum. What is looked at is which of the weights that there are each of them is.
    """
    weight = np.unique(table.value, return_inverse=True)[1].reshape(-1).astype(np.int64)
    there = replace(times, value=np.ones_like(times.value))
    held, total, squares = (
        product(there, replace(table, value=each)).dense()
        for each in (np.ones_like(weight), weight, weight * weight)
    )
    differs: Bools = held * squares != total * total
    return differs


def _pieces(problem: AssignmentProblem, uses: _Uses) -> list[tuple[int, int, int]] | str:
    """Return (node, items, price) of every arc out of a node, or why there are none."""
    relieving = problem.relief.transposed()
    pieces: list[tuple[int, int, int]] = []
    relieved: set[tuple[int, int]] = set()
    for node, (agent, row, load) in enumerate(
        zip(uses.agent.tolist(), uses.row.tolist(), uses.load.tolist(), strict=True)
    ):
        slacks, steps = relieving.row(row)
        there = problem.slack_limit[agent, slacks] > 0
        slacks, steps = slacks[there], steps[there]
        mine = {(agent, slack) for slack in slacks.tolist()}
        if relieved & mine:
            return "slacks that relieve several rows"
        relieved |= mine
        if (load % steps).any() or len(set(steps.tolist())) > 1:
            return "slacks that relieve a row by less than an item"
        step = int(steps[0]) if len(steps) else load
        order = np.argsort(problem.slack_price[slacks], kind="stable")
        limits = problem.slack_limit[agent, slacks][order].tolist()
        prices = problem.slack_price[slacks][order].tolist()
        free = int(problem.capacity[agent, row]) // step
        units = [(free, 0), *zip(limits, prices, strict=True)]
        pieces += [(node, width, price) for width, price in _priced_items(units, load // step)]
    return pieces


def _priced_items(units: list[tuple[int, int]], each: int) -> list[tuple[int, int]]:
    """Return how many items cost how much, if every item takes the next ``each`` units.

    Parameters
    ----------
    units : list of (number, price)
        Units in the order in which they are taken, prices rising.
    each : int
        Units per item.

    Returns
    -------
    list of (number, price)
        Items in the order in which they come, prices rising.
    """
    items: list[tuple[int, int]] = []
    missing, paid = each, 0
    for number, price in units:
        if missing < each:
            taken = min(missing, number)
            missing, paid, number = missing - taken, paid + taken * price, number - taken
            if missing:
                continue
            items.append((1, paid))
            missing, paid = each, 0
        whole, rest = divmod(number, each)
        if whole:
            items.append((whole, each * price))
        missing, paid = each - rest, rest * price
    return items


def _trees(uses: _Uses) -> tuple[Ints, Ints] | None:
    """Return the parent of every node and the smallest node of every kind; None without a tree."""
    parent = np.full(len(uses.agent), SINK, dtype=np.int64)
    leaf = np.full(len(uses.kind_agent), SINK, dtype=np.int64)
    leaf[uses.entry_kind] = uses.entry_node
    ends = np.searchsorted(uses.agent, np.arange(int(uses.agent.max(initial=-1)) + 2))
    for first, last in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        if last - first < 2:
            continue
        mine = (uses.entry_node >= first) & (uses.entry_node < last)
        kinds, place = np.unique(uses.entry_kind[mine], return_inverse=True)
        inside = np.zeros((len(kinds), last - first), dtype=np.bool_)
        inside[place, uses.entry_node[mine] - first] = True
        nested = _nested(inside)
        if nested is None:
            return None
        order, above = nested
        parent[first:last] = np.where(above == SINK, SINK, above + first)
        leaf[kinds] = first + order[np.argmax(inside[:, order], axis=1)]
    return parent, leaf


def _nested(inside: Bools) -> tuple[Ints, Ints] | None:
    """Return sets from small to large and the next larger one of each; None if any two cross.

    Parameters
    ----------
    inside : boolean array of shape (members, sets)
        Which member is in which set.

    Returns
    -------
    order, above : arrays of shape (sets,), or None
        ``above`` is ``SINK`` where no set holds the whole set; equal sets lie in one another.
    """
    flags = inside.astype(np.int64)
    shared = flags.T @ flags
    size = np.diag(shared)
    if ((shared > 0) & (shared < np.minimum(size[:, None], size))).any():
        return None
    order = np.argsort(size, kind="stable")
    above = np.full(len(size), SINK, dtype=np.int64)
    for place, one in enumerate(order):
        holding = order[place + 1 :][shared[one, order[place + 1 :]] == size[one]]
        if len(holding):
            above[one] = holding[0]
    return order, above
