"""The same problem with some items, pairs, agents or global rows left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .assignment import AssignmentProblem
from .sparse import Bools, Ints, Sparse, sparse


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
