"""Solving the network: one call, exact."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]  # it has no types

from ...problem import SCALE, Answer, AssignmentProblem, Bools, Ints, Prices
from ..engine import Request
from ..incumbent import Best
from ..limits import Limits
from ..monitor import SolveMonitor
from ..prices import free_bound, shortage_of
from .network import SINK, Network, network_of

# What one more item costs at every row, from the flow: prices that prove it cheapest.


_MOST = 2**60

_SAYS = "one min-cost flow"


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


def row_prices(
    problem: AssignmentProblem, network: Network, flows: Flows, limits: Limits
) -> Prices | None:
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
    limits : Limits
        When to stop.

    Returns
    -------
    Prices or None
        None where they would be too large for whole numbers of 64 bits, or time was too short.
    """
    nodes = len(network.agent)
    # Where no path to the sink is left, this much is dearer than any.
    most = (nodes + 2) * 2 * _dearest(problem, network) + 1
    if most * SCALE * max(int(np.abs(problem.capacity).sum()), 1) > _MOST:
        return None
    value = _distances(problem, network, flows, most, limits)
    if value is None:
        return None
    step = value[:nodes] - value[network.parent]
    rows = np.zeros_like(problem.capacity)
    rows[network.agent, network.row] = step * SCALE // np.maximum(network.load, 1)
    return Prices(rows, np.zeros_like(problem.global_limit))


def _dearest(problem: AssignmentProblem, network: Network) -> int:
    costs = (problem.pair_cost, problem.unassigned_price, network.piece_price)
    return max(int(np.abs(part).max(initial=0)) for part in costs) + 1


def _distances(
    problem: AssignmentProblem, network: Network, flows: Flows, most: int, limits: Limits
) -> Ints | None:
    """Return the shortest distance to the sink of every node, the sink last; None without time."""
    nodes = len(network.agent)
    value = np.full(nodes + 1, most, dtype=np.int64)
    value[SINK] = 0
    arcs = _Arcs(problem, network, flows)
    # Bellman and Ford: a path enters and leaves each node once at most, by way of an item. Arcs
    # that carry something lead back at minus their price.
    for _ in range(2 * nodes + 4):
        if limits.is_over():
            return None
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


def solve(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Find a cheapest flow; a call that cannot be interrupted once it runs.

    Parameters
    ----------
    problem : AssignmentProblem
        A network.
    request : Request
        Its start is kept where no time is left for more.
    monitor : SolveMonitor
        Limits, and where improvements go.

    Returns
    -------
    Answer
        Optimal or infeasible, with the prices that prove it.

    Raises
    ------
    ValueError
        If the problem is no network.
    """
    began = time.monotonic()
    best = Best(problem, monitor)
    if request.start is not None:
        best.offer(request.start)
    monitor.new_bound(free_bound(problem))
    network = network_of(problem)
    if isinstance(network, str):
        raise ValueError(f"no network: {network}")
    built_at = time.monotonic()
    if monitor.limits.is_over():
        return best.answer(began, "not begun", built=built_at)
    flows = _cheapest(problem, network)
    if flows is None:
        prices = _shortage_prices(problem, monitor.limits)
        return best.answer(began, _SAYS, built=built_at, is_infeasible=True, prices=prices)
    best.offer(flows.pairs)
    cost = _cost(problem, network, flows)
    if best.objective is None or best.objective < cost:
        raise RuntimeError(f"a flow of cost {cost} is worth {best.objective}")
    monitor.new_bound(cost)
    prices = row_prices(problem, network, flows, monitor.limits)
    return best.answer(began, _SAYS, built=built_at, prices=prices)


def _shortage_prices(problem: AssignmentProblem, limits: Limits) -> Prices | None:
    """Return the prices that prove a network infeasible: those of assigning all that can be."""
    shortage = shortage_of(problem)
    network = network_of(shortage)
    flows = None if isinstance(network, str) else _cheapest(shortage, network)
    if isinstance(network, str) or flows is None:
        return None
    return row_prices(shortage, network, flows, limits)


def _cheapest(problem: AssignmentProblem, network: Network) -> Flows | None:
    """Return a cheapest flow, None if there is no flow at all."""
    free = np.flatnonzero(~problem.required)
    sink = problem.items + len(network.agent)
    parent = network.parent[network.piece_node]
    tails = (problem.pair_item, free, problem.items + network.piece_node)
    heads = (
        np.where(network.pair_node == SINK, sink, problem.items + network.pair_node),
        np.full(len(free), sink),
        np.where(parent == SINK, sink, problem.items + parent),
    )
    widths = (problem.count[problem.pair_item], problem.count[free], network.piece_width)
    costs = np.concatenate([problem.pair_cost, problem.unassigned_price[free], network.piece_price])
    unit = int(np.gcd.reduce(costs)) or 1
    # Its stubs ask for other numbers than it takes.
    solver: Any = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tails), np.concatenate(heads), np.concatenate(widths), costs // unit
    )
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[: problem.items] = problem.count
    supply[sink] = -problem.count.sum()
    solver.set_nodes_supplies(np.arange(sink + 1), supply)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        raise RuntimeError(f"OR-Tools could not solve the network: {status}")
    flow: Ints = np.asarray(solver.flows(arcs), dtype=np.int64)
    pairs, left, pieces = np.split(flow, [problem.pairs, problem.pairs + len(free)])
    unassigned = np.zeros(problem.items, dtype=np.int64)
    unassigned[free] = left
    return Flows(pairs, unassigned, pieces)


def _cost(problem: AssignmentProblem, network: Network, flows: Flows) -> int:
    cost = flows.pairs @ problem.pair_cost + flows.left @ problem.unassigned_price
    return int(cost + flows.pieces @ network.piece_price)
