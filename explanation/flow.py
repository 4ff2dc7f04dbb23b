"""Most minutes that can flow from work to workers, and the cut that proves it cannot be more."""

# scipy comes without types; what it returns is given types here, and nowhere else.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import Protocol, cast

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from ..problem import Bools, Ints

MOST = 2**30
"""Largest amount on an edge; the library counts in 32 bits."""


class _Flow(Protocol):
    flow_value: int
    flow: csr_array


def minimum_cut(tail: Ints, head: Ints, capacity: Ints, nodes: int) -> tuple[int, Ints, Bools]:
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
