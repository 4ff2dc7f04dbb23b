"""Items and agents in an order that follows from what they are, whatever order they came in.

Engines decide between equal choices by position. In this order a problem whose items and agents
are shuffled is the same problem, so that the same engine gives the same answer. Every agent gets a
number that follows from its limits and from its pairs, and from the numbers of the items there,
until no more agents are told apart (colour refinement, McKay and Piperno 2014). Of agents that are
still alike one is singled out, until all differ: it makes no difference which, where they may
change places. Items that are alike by then are identical.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..answer import Prices
from ..assignment import AssignmentProblem
from ..sparse import Ints, Sparse, sparse

_Hashes = npt.NDArray[np.uint64]
_ODD = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_MOST_ROUNDS = 60
"""Rounds after which agents that are still alike stay in the order in which they came."""


@dataclass(frozen=True, eq=False)
class Ordering:
    """A problem in its own order, and the way back.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem in its own order.
    original : AssignmentProblem
        As it came.
    item, agent : arrays of shape (items,) and (agents,)
        Which of the original stands at each place.
    pair : array of shape (pairs,)
        The same for pairs.
    """

    problem: AssignmentProblem
    original: AssignmentProblem
    item: Ints
    agent: Ints
    pair: Ints

    def reduce(self, x: Ints) -> Ints:
        """Return an assignment of the original in the order of the problem: (pairs,)."""
        return x[self.pair]

    def expand(self, x: Ints) -> Ints:
        """Return an assignment as one of the original: (pairs,)."""
        found = np.empty_like(x)
        found[self.pair] = x
        return found

    def expand_prices(self, prices: Prices) -> Prices:
        """Return prices as prices of the original."""
        rows = np.empty_like(prices.rows)
        rows[self.agent] = prices.rows
        items: Ints | None = None
        if prices.items is not None:
            items = np.empty_like(prices.items)
            items[self.item] = prices.items
        return replace(prices, rows=rows, items=items)


def find_order(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return the items and the agents in their own order.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    items, agents : arrays of shape (items,) and (agents,)
        Which item and which agent stands at each place.
    """
    agent, item = _refined(problem)
    # The items of a group stand together, its lead first.
    led = np.append(problem.group_lead, -1)[problem.group] == np.arange(problem.items)
    family = item.copy()
    grouped = problem.group >= 0
    family[grouped] = _sum_by(problem.group[grouped], item[grouped], problem.groups)[
        problem.group[grouped]
    ]
    # Groups that are alike may not be mixed: a group has the number of its first item as well.
    first = np.arange(problem.items)
    lowest = np.full(problem.groups, problem.items, dtype=np.int64)
    np.minimum.at(lowest, problem.group[grouped], np.flatnonzero(grouped))
    first[grouped] = lowest[problem.group[grouped]]
    items = np.lexsort((item, ~led, np.where(grouped, first, 0), family, ~grouped))
    return items, np.argsort(agent, kind="stable")


def order_problem(problem: AssignmentProblem) -> Ordering:
    """Return a problem in its own order.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Ordering
        The problem and the way back.
    """
    items, agents = find_order(problem)
    place, stand = _inverse(items), _inverse(agents)
    pair = np.lexsort((stand[problem.pair_agent], place[problem.pair_item]))
    start = np.append(0, np.cumsum(np.diff(problem.pair_start)[items]))
    grouped = problem.group[items]
    groups = _order_groups(problem, grouped[grouped >= 0])
    number = np.append(_inverse(groups), -1)
    windows = problem.windows
    if windows is not None:
        windows = replace(windows, capacity=windows.capacity[agents])
    ordered = replace(
        problem,
        count=problem.count[items],
        required=problem.required[items],
        unassigned_price=problem.unassigned_price[items],
        pair_start=start.astype(np.int64),
        pair_agent=stand[problem.pair_agent[pair]],
        pair_cost=problem.pair_cost[pair],
        pair_profile=problem.pair_profile[pair],
        capacity=problem.capacity[agents],
        slack_limit=problem.slack_limit[agents],
        group=number[grouped],
        bound=problem.bound[items],
        group_limit=problem.group_limit[groups],
        group_lead=np.append(place, -1)[problem.group_lead[groups]],
        join_price=problem.join_price[groups],
        join_profile=problem.join_profile[groups],
        global_pairs=_move_columns(problem.global_pairs, _inverse(pair)),
        global_unassigned=_move_columns(problem.global_unassigned, place),
        open_price=problem.open_price[agents],
        windows=windows,
    )
    return Ordering(ordered, problem, items, agents, pair)


def _order_groups(problem: AssignmentProblem, met: Ints) -> Ints:
    """Return the groups in the order in which they are met, those without items last."""
    head, at = np.unique(met, return_index=True)
    about = (problem.join_profile, problem.join_price, problem.group_limit)
    rest = np.setdiff1d(np.arange(problem.groups), head)
    return np.append(head[np.argsort(at)], rest[np.lexsort([each[rest] for each in about])])


def _move_columns(matrix: Sparse, place: Ints) -> Sparse:
    return sparse(matrix.row_of, place[matrix.column], matrix.value, matrix.rows, matrix.columns)


def _inverse(order: Ints) -> Ints:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


# The numbers, in 64 bits: equal for what is alike, and but for a chance of next to nothing
# different for all else.


def _refined(problem: AssignmentProblem) -> tuple[_Hashes, _Hashes]:
    """Return a number for every agent and for every item."""
    own = _own_numbers(problem)
    agent, item = own.agent, own.item
    told_apart = 0
    for _ in range(_MOST_ROUNDS):
        item = _with_groups(problem, own, _mix(own.item, _sums(problem, own, agent)))
        seen = _mix(own.pair, item[problem.pair_item])
        agent = _mix(agent, _sum_by(problem.pair_agent, seen, problem.agents))
        _, first, size = np.unique(agent, return_index=True, return_counts=True)
        if len(first) == problem.agents:
            break
        if len(first) == told_apart:
            one = first[size > 1][0]
            agent[one] = _mix(agent[[one]], _ODD)[0]
        told_apart = len(first)
    item = _with_groups(problem, own, _mix(own.item, _sums(problem, own, agent)))
    return agent, item


@dataclass(frozen=True, eq=False)
class _Own:
    """Numbers of agents, items, groups and pairs by themselves."""

    agent: _Hashes
    item: _Hashes
    group: _Hashes
    pair: _Hashes


def _own_numbers(problem: AssignmentProblem) -> _Own:
    tables = [problem.capacity, problem.slack_limit]
    if problem.windows is not None:
        tables.append(problem.windows.capacity)
    columns = [table[:, at] for table in tables for at in range(table.shape[1])]
    is_lead = np.append(problem.group_lead, -1)[problem.group] == np.arange(problem.items)
    about = (problem.count, problem.required, problem.unassigned_price, problem.bound, is_lead)
    group = (problem.group_limit, problem.join_price, problem.join_profile)
    return _Own(
        _mix(problem.open_price, *columns),
        _mix(*about, _column_numbers(problem.global_unassigned)),
        _mix(*group),
        _mix(problem.pair_cost, problem.pair_profile, _column_numbers(problem.global_pairs)),
    )


def _column_numbers(matrix: Sparse) -> _Hashes:
    """Return a number for every column of a matrix."""
    return _sum_by(matrix.column, _mix(matrix.row_of, matrix.value), matrix.columns)


def _sums(problem: AssignmentProblem, own: _Own, agent: _Hashes) -> _Hashes:
    return _sum_by(problem.pair_item, _mix(own.pair, agent[problem.pair_agent]), problem.items)


def _with_groups(problem: AssignmentProblem, own: _Own, item: _Hashes) -> _Hashes:
    """Return the numbers of items, with those of the other items of their groups."""
    grouped = problem.group >= 0
    if not grouped.any():
        return item
    group = problem.group[grouped]
    whole = _mix(own.group, _sum_by(group, _mix(item[grouped]), problem.groups))
    found = item.copy()
    found[grouped] = _mix(item[grouped], whole[group])
    return found


def _sum_by(key: Ints, value: _Hashes, size: int) -> _Hashes:
    total = np.zeros(size, dtype=np.uint64)
    np.add.at(total, key, value)
    return total


def _mix(*columns: npt.ArrayLike) -> _Hashes:
    """Return one number from several, row by row (splitmix64, Steele, Lea and Flood 2014)."""
    found = np.zeros(1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            found = (found ^ np.asarray(column).astype(np.uint64)) + _ODD
            found = (found ^ (found >> np.uint64(30))) * _FACTORS[0]
            found = (found ^ (found >> np.uint64(27))) * _FACTORS[1]
            found = found ^ (found >> np.uint64(31))
    return found
