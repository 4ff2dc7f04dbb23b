"""The network relaxation: needs flow to the workers who may serve them, period by period.

Work may be split among workers here, and everybody has the minutes of the fastest; so what does
not fit the network fits no plan. Workers of the same patterns are one group with the sum of their
minutes, which relaxes further and keeps the network small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from ..formulations.demand import Needs, Supply
from ..problem import Bools, Ints, sum_by

# Most minutes that can flow from work to workers, and the cut that proves it cannot be more.


# scipy comes without types; what it returns is given types here, and nowhere else.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false


MOST = 2**30
"""Largest amount on an edge; the library counts in 32 bits."""


class _Flow(Protocol):
    flow_value: int
    flow: csr_array


def find_minimum_cut(tail: Ints, head: Ints, capacity: Ints, nodes: int) -> tuple[int, Ints, Bools]:
    """Return the maximum flow from node 0 to node 1, and the smallest minimum cut.

    Parameters
    ----------
    tail, head, capacity : arrays of shape (edges,)
        The edges, each pair of nodes at most once and in one direction only; capacities up to
        ``MOST``.
    nodes : int
        Number of nodes.

    Returns
    -------
    value : int
        The maximum flow.
    flow : array of shape (edges,)
        What flows along each edge.
    inside : boolean array of shape (nodes,)
        The nodes that can still be reached from node 0: the cut leaves them.
    """
    inside = np.arange(nodes) == 0
    if not len(tail):
        return 0, capacity, inside
    graph = csr_array((capacity.astype(np.int32), (tail, head)), shape=(nodes, nodes))
    found = cast("_Flow", maximum_flow(graph, 0, 1))
    flow = np.asarray(found.flow[tail, head]).astype(np.int64).reshape(-1)
    forward, back = capacity > flow, flow > 0
    residual = csr_array(
        (
            np.ones(int(forward.sum() + back.sum()), dtype=np.int8),
            (np.append(tail[forward], head[back]), np.append(head[forward], tail[back])),
        ),
        shape=(nodes, nodes),
    )
    reached = np.asarray(breadth_first_order(residual, 0, return_predecessors=False))
    inside[reached] = True
    return int(found.flow_value), flow, inside


@dataclass(frozen=True, eq=False)
class Nodes:
    """Needs of one pattern and window as one node each, and workers in groups.

    Parameters
    ----------
    pattern, release, due, amount : arrays of shape (nodes,)
        The nodes.
    node : array of shape (needs,)
        Node of each need.
    serves : boolean array of shape (patterns, groups)
        Which groups may serve a pattern.
    group : array of shape (workers,)
        Group of each worker.
    supply : array of shape (groups, periods)
        Minutes of the groups.
    most : array of shape (groups,) or None
        Most minutes of the groups over all periods.
    unit : int
        What one stands for in all amounts: 1 unless the sums are too large for an edge.
    """

    pattern: Ints
    release: Ints
    due: Ints
    amount: Ints
    node: Ints
    serves: Bools
    group: Ints
    supply: Ints
    most: Ints | None
    unit: int


@dataclass(frozen=True, eq=False)
class Cut:
    """What does not fit.

    Parameters
    ----------
    missing : int
        Amount that cannot be served.
    served : array of shape (nodes,)
        What is served of each node.
    nodes : boolean array of shape (nodes,)
        Nodes that need more than the groups they reach can give.
    used : boolean array of shape (groups, periods)
        What those groups give, all of it to those nodes.
    """

    missing: int
    served: Ints
    nodes: Bools
    used: Bools


def build_nodes(needs: Needs, supply: Supply) -> Nodes:
    """Return the nodes of the network.

    Where amounts are counted in larger units, needs are rounded down and supplies up, so that what
    does not fit still does not.
    """
    periods = supply.amount.shape[1]
    key = (needs.pattern * periods + needs.release) * periods + needs.due
    keys, node = np.unique(key, return_inverse=True)
    node = node.reshape(-1).astype(np.int64)
    columns, group = np.unique(needs.patterns.T, axis=0, return_inverse=True)
    group = group.reshape(-1).astype(np.int64)
    given = np.zeros((len(columns), periods), dtype=np.int64)
    np.add.at(given, group, supply.amount)
    most = None if supply.most is None else sum_by(group, supply.most, len(columns))
    amount = sum_by(node, needs.amount, len(keys))
    total = int(amount.sum())
    unit = 1 + total // MOST
    return Nodes(
        pattern=keys // (periods * periods),
        release=keys // periods % periods,
        due=keys % periods,
        amount=amount // unit,
        node=node,
        serves=columns.T,
        group=group,
        supply=-(-np.minimum(given, total) // unit),
        most=None if most is None else -(-np.minimum(most, total) // unit),
        unit=unit,
    )


def find_cut(nodes: Nodes, amount: Ints) -> Cut:
    """Return the smallest cut that shows most clearly that some amounts do not fit.

    ``amount`` is what is needed of each node, of shape (nodes,); zero leaves a node out.
    """
    tail, head, size, count, numbers = _build_edges(nodes, amount)
    _, flow, inside = find_minimum_cut(tail, head, size, count)
    wanted = np.flatnonzero(amount > 0)
    served = np.zeros_like(amount)
    served[wanted] = flow[: len(wanted)]
    chosen = np.zeros(len(amount), dtype=np.bool_)
    chosen[wanted] = inside[2 : 2 + len(wanted)]
    used = inside[numbers] & (nodes.supply > 0)
    return Cut(int(amount.sum() - served.sum()), served, chosen, used)


def _build_edges(nodes: Nodes, amount: Ints) -> tuple[Ints, Ints, Ints, int, Ints]:
    """Return tails, heads and capacities, the number of nodes, and the nodes of group periods.

    Node 0 is the source, node 1 the sink; then needs, then groups in windows, then groups in
    periods, then groups.
    """
    groups, periods = nodes.supply.shape
    wanted = np.flatnonzero(amount > 0)
    row, group = np.nonzero(nodes.serves[nodes.pattern[wanted]])
    window = nodes.release[wanted[row]] * periods + nodes.due[wanted[row]]
    keys, at = np.unique(group * periods * periods + window, return_inverse=True)
    first_window = 2 + len(wanted)
    first_period = first_window + len(keys)
    first_group = first_period + groups * periods
    numbers = first_period + np.arange(groups * periods, dtype=np.int64)
    numbers = numbers.reshape(groups, periods)
    of_group, spans = np.divmod(keys, periods * periods)
    start, end = np.divmod(spans, periods)
    length = end - start + 1
    each = np.repeat(np.arange(len(keys)), length)
    offset = np.arange(len(each)) - np.repeat(np.cumsum(length) - length, length)
    needs = 2 + np.arange(len(wanted))
    parts = [
        (np.zeros_like(needs), needs, amount[wanted]),
        (2 + row, first_window + at.reshape(-1), amount[wanted[row]]),
        (
            first_window + each,
            numbers[of_group[each], start[each] + offset],
            np.full(len(each), amount.sum()),
        ),
    ]
    flat = numbers.reshape(-1)
    if nodes.most is None:
        parts.append((flat, np.ones_like(flat), nodes.supply.reshape(-1)))
    else:
        above = first_group + np.arange(groups, dtype=np.int64)
        parts.append((flat, np.repeat(above, periods), nodes.supply.reshape(-1)))
        parts.append((above, np.ones_like(above), nodes.most))
    tail, head, size = (np.concatenate(column) for column in zip(*parts, strict=True))
    return tail, head, size, first_group + groups, numbers
