"""What one more item costs at every row, from the flow: prices that prove it cheapest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices
from .network import SINK, Network

_MOST = 2**60


@dataclass(frozen=True, eq=False)
class Flows:
    """A cheapest flow.

    Parameters
    ----------
    pairs : array of shape (pairs,)
        How often each pair is used.
    left : array of shape (items,)
        How often each item is left.
    pieces : array of shape (pieces,)
        Items on each piece.
    """

    pairs: Ints
    left: Ints
    pieces: Ints


def row_prices(problem: AssignmentProblem, network: Network, flows: Flows) -> Prices | None:
    """Return the prices that a cheapest flow puts on the rows.

    The price of a node is the length of the shortest path from it to the sink in what is left of
    the network (Bellman 1958, Ford 1956); a row's price is what its node costs more than the next
    larger row's, by unit of load. The bound that they prove is the objective wherever rows hold
    whole numbers of items and loads divide the prices.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    network : Network
        Its network.
    flows : Flows
        A cheapest flow.

    Returns
    -------
    Prices or None
        None where they would be too large for whole numbers of 64 bits.
    """
    nodes = len(network.agent)
    # Where no path to the sink is left, this much is dearer than any.
    most = (nodes + 2) * 2 * _dearest(problem, network) + 1
    if most * SCALE * max(int(np.abs(problem.capacity).sum()), 1) > _MOST:
        return None
    value = _distances(problem, network, flows, most)
    step = value[:nodes] - value[network.parent]
    rows = np.zeros_like(problem.capacity)
    rows[network.agent, network.row] = step * SCALE // np.maximum(network.load, 1)
    return Prices(rows, np.zeros_like(problem.global_limit))


def _dearest(problem: AssignmentProblem, network: Network) -> int:
    costs = (problem.pair_cost, problem.unassigned_price, network.piece_price)
    return max(int(np.abs(part).max(initial=0)) for part in costs) + 1


def _distances(problem: AssignmentProblem, network: Network, flows: Flows, most: int) -> Ints:
    """Return the shortest distance to the sink of every node, the sink last."""
    nodes = len(network.agent)
    value = np.full(nodes + 1, most, dtype=np.int64)
    value[SINK] = 0
    arcs = _Arcs(problem, network, flows)
    for _ in range(2 * nodes + 4):
        before = value.copy()
        item = np.full(problem.items, 2 * most, dtype=np.int64)
        ahead = arcs.price + value[arcs.node]
        np.minimum.at(item, arcs.item[arcs.open], ahead[arcs.open])
        back = item[arcs.item] - arcs.price
        np.minimum.at(value, arcs.node[arcs.used], back[arcs.used])
        source, target = network.piece_node, network.parent[network.piece_node]
        room, taken = flows.pieces < network.piece_width, flows.pieces > 0
        np.minimum.at(value, source[room], (network.piece_price + value[target])[room])
        np.minimum.at(value, target[taken], (value[source] - network.piece_price)[taken])
        if np.array_equal(value, before):
            break
    return value


class _Arcs:
    """Arcs out of the items: pairs, then items left."""

    def __init__(self, problem: AssignmentProblem, network: Network, flows: Flows) -> None:
        free = np.flatnonzero(~problem.required)
        self.item: Ints = np.append(problem.pair_item, free)
        self.node: Ints = np.append(network.pair_node, np.full(len(free), SINK))
        self.price: Ints = np.append(problem.pair_cost, problem.unassigned_price[free])
        flow = np.append(flows.pairs, flows.left[free])
        self.open: Bools = flow < problem.count[self.item]
        self.used: Bools = flow > 0
