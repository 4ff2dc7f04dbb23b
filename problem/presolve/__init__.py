"""Smaller problems: a part of one, and exact reductions, each with the way back.

The plainest reduction needs none: groups that restrict nothing are taken apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from ..answer import Prices
from ..assignment import AssignmentProblem
from ..sparse import Bools, Ints, Sparse, sparse, sum_by

__all__ = ["Reduction", "drop_groups", "subset"]


class Reduction(Protocol):
    """A smaller problem that stands for a larger one.

    What it loses, and whether anything cheaper may be lost, is said by the reduction itself.
    """

    @property
    def problem(self) -> AssignmentProblem:
        """The smaller problem; the original itself where nothing could be reduced."""
        ...

    def reduce(self, x: Ints) -> Ints:
        """Return an assignment of the original as one of the smaller problem: (pairs,)."""
        ...

    def expand(self, x: Ints) -> Ints:
        """Return an assignment of the smaller problem as one of the original: (pairs,)."""
        ...

    def expand_prices(self, prices: Prices) -> Prices:
        """Return prices of the smaller problem as prices of the original."""
        ...


def drop_groups(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem without the ties of groups that make no difference.

    Without a join price and a join load, an item that does not count against its group's limit has
    nothing to do with the group; and a group that may have an agent for each of its bound items,
    or whose lead is its only one, restricts nothing at all.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    AssignmentProblem
        The same items, pairs and rows, hence the same assignments at the same cost. Groups left
        without items are gone. The problem itself where there is nothing to take apart.
    """
    if not problem.groups:
        return problem
    grouped = problem.group >= 0
    plain = (problem.join_price == 0) & ~_loads(problem)
    idle = plain & _restricts_nothing(problem)
    stays = grouped.copy()
    mine = problem.group[grouped]
    stays[grouped] = ~(idle[mine] | (plain[mine] & ~problem.bound[grouped]))
    alive = np.zeros(problem.groups, dtype=np.bool_)
    alive[problem.group[stays]] = True
    if stays.sum() == grouped.sum() and alive.all():
        return problem
    number = np.cumsum(alive) - 1
    group = np.full(problem.items, -1, dtype=np.int64)
    group[stays] = number[problem.group[stays]]
    return replace(
        problem,
        group=group,
        group_limit=problem.group_limit[alive],
        group_lead=problem.group_lead[alive],
        join_price=problem.join_price[alive],
        join_profile=problem.join_profile[alive],
    )


def _loads(problem: AssignmentProblem) -> Bools:
    """Return which groups have a join profile that counts in any row: (groups,)."""
    weighs: Bools = np.diff(problem.row_profiles.start) > 0
    carried = problem.join_profile >= 0
    loads = np.zeros(problem.groups, dtype=np.bool_)
    loads[carried] = weighs[problem.join_profile[carried]]
    return loads


def _restricts_nothing(problem: AssignmentProblem) -> Bools:
    """Return which groups neither limit their agents nor wait for a lead: (groups,)."""
    bound = np.flatnonzero((problem.group >= 0) & problem.bound)
    held: Ints = sum_by(problem.group[bound], np.ones(len(bound), dtype=np.int64), problem.groups)
    roomy = problem.group_limit >= np.minimum(held, problem.agents)
    return roomy & ((problem.group_lead < 0) | (held <= 1))


def subset(
    problem: AssignmentProblem,
    *,
    items: Bools | None = None,
    pairs: Bools | None = None,
    agents: Bools | None = None,
    rows: Bools | None = None,
) -> AssignmentProblem:
    """Return a problem with only some of its items, pairs, agents and global rows.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    items : boolean array of shape (items,) or None
        Which items stay; None for all. Groups without items go.
    pairs : boolean array of shape (pairs,) or None
        Which pairs stay of the items that do; None for all.
    agents : boolean array of shape (agents,) or None
        Which agents stay; no pair that stays may have another one. None for all.
    rows : boolean array of shape (global rows,) or None
        Which global rows stay; None for all.

    Returns
    -------
    AssignmentProblem
        What stays is in order and numbered anew; everything else is as before. Right-hand sides
        of global rows are those of the whole.
    """
    kept = _all(items, problem.items)
    length = np.diff(problem.pair_start)
    used = np.repeat(kept, length)
    if pairs is not None:
        used &= pairs
        length = np.bincount(problem.pair_item[used], minlength=problem.items)
    there, tied = _all(agents, problem.agents), _all(rows, len(problem.global_limit))
    groups = np.ones(problem.groups, dtype=np.bool_)
    if items is not None:
        groups[:] = False
        groups[problem.group[kept & (problem.group >= 0)]] = True
    start = np.zeros(int(kept.sum()) + 1, dtype=np.int64)
    np.cumsum(length[kept], out=start[1:])
    agent = problem.pair_agent[used]
    windows = problem.windows
    if windows is not None and agents is not None:
        windows = replace(windows, capacity=windows.capacity[there])
    return replace(
        problem,
        agents=int(there.sum()),
        count=problem.count[kept],
        required=problem.required[kept],
        unassigned_price=problem.unassigned_price[kept],
        pair_start=start,
        pair_agent=agent if agents is None else _numbers(there)[agent],
        pair_cost=problem.pair_cost[used],
        pair_profile=problem.pair_profile[used],
        capacity=problem.capacity[there],
        slack_limit=problem.slack_limit[there],
        group=_numbers(groups)[problem.group[kept]],
        bound=problem.bound[kept],
        group_limit=problem.group_limit[groups],
        group_lead=_numbers(kept)[problem.group_lead[groups]],
        join_price=problem.join_price[groups],
        join_profile=problem.join_profile[groups],
        global_pairs=_pick(problem.global_pairs, tied, used),
        global_unassigned=_pick(problem.global_unassigned, tied, kept),
        global_limit=problem.global_limit[tied],
        open_price=problem.open_price[there],
        windows=windows,
    )


def _all(kept: Bools | None, size: int) -> Bools:
    return np.ones(size, dtype=np.bool_) if kept is None else kept


def _numbers(kept: Bools) -> Ints:
    """Return new numbers of what is kept; -1, which is last, stays -1."""
    return np.append(np.cumsum(kept) - 1, -1)


def _pick(matrix: Sparse, rows: Bools, columns: Bools) -> Sparse:
    """Return some rows and columns of a matrix."""
    row, column = matrix.row_of, matrix.column
    inside = rows[row] & columns[column]
    return sparse(
        (np.cumsum(rows) - 1)[row[inside]],
        (np.cumsum(columns) - 1)[column[inside]],
        matrix.value[inside],
        int(rows.sum()),
        int(columns.sum()),
    )
