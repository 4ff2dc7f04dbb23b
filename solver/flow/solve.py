"""Solving the network: one call, exact."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]

from ...problem import Answer, AssignmentProblem, Ints, Limit, Prices, Status
from ..certify import shortage_of
from ..engine import Request
from ..incumbent import Best
from ..prices import free_bound
from ..watch import Watch
from .network import SINK, Network, network_of
from .potentials import Flows, row_prices


def solve(problem: AssignmentProblem, request: Request, watch: Watch) -> Answer:
    """Find a cheapest flow; a call that cannot be interrupted once it runs.

    Parameters
    ----------
    problem : AssignmentProblem
        A network.
    request : Request
        Its start is kept where no time is left for more.
    watch : Watch
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
    best = Best(problem, watch)
    if request.start is not None:
        best.offer(request.start)
    watch.proved(free_bound(problem))
    network = network_of(problem)
    if isinstance(network, str):
        raise ValueError(f"no network: {network}")
    built_at = time.monotonic()
    times = (began, built_at)
    if watch.limits.is_over():
        limit: Limit = "interrupted" if watch.limits.cancel.is_set() else "time"
        status: Status = "no_plan" if best.x is None else "feasible"
        return _answer(status, limit, best, watch, times, None)
    flows = _cheapest(problem, network)
    if flows is None:
        return _answer("infeasible", "none", best, watch, times, _shortage_prices(problem))
    best.offer(flows.pairs)
    cost = _cost(problem, network, flows)
    if best.objective is None or best.objective < cost:
        raise RuntimeError(f"a flow of cost {cost} is worth {best.objective}")
    watch.proved(cost)
    status = "optimal" if best.objective == cost else "feasible"
    return _answer(status, "none", best, watch, times, row_prices(problem, network, flows))


def _shortage_prices(problem: AssignmentProblem) -> Prices | None:
    """Return the prices that prove a network infeasible: those of assigning all that can be."""
    shortage = shortage_of(problem)
    network = network_of(shortage)
    flows = None if isinstance(network, str) else _cheapest(shortage, network)
    if isinstance(network, str) or flows is None:
        return None
    return row_prices(shortage, network, flows)


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


def _answer(
    status: Status,
    limit: Limit,
    best: Best,
    watch: Watch,
    times: tuple[float, float],
    prices: Prices | None,
) -> Answer:
    return Answer(
        status=status,
        limit=limit,
        x=best.x,
        objective=best.objective,
        bound=watch.bound,
        trace=watch.trace,
        seconds_build=times[1] - times[0],
        seconds_solve=time.monotonic() - times[1],
        detail="one min-cost flow",
        prices=prices,
    )
