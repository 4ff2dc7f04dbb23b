"""The same problem with some pairs left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .assignment import AssignmentProblem
from .sparse import Bools, sparse


def restrict(problem: AssignmentProblem, kept: Bools) -> AssignmentProblem:
    """Return the problem with only some of its pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    kept : boolean array of shape (pairs,)
        Which pairs stay.

    Returns
    -------
    AssignmentProblem
        Its pairs are the kept ones, in order; everything else is as before.
    """
    item = problem.pair_item[kept]
    start = np.zeros(problem.items + 1, dtype=np.int64)
    np.cumsum(np.bincount(item, minlength=problem.items), out=start[1:])
    place = np.cumsum(kept) - 1
    rows = problem.global_pairs
    inside = kept[rows.column]
    return replace(
        problem,
        pair_start=start,
        pair_agent=problem.pair_agent[kept],
        pair_cost=problem.pair_cost[kept],
        pair_profile=problem.pair_profile[kept],
        global_pairs=sparse(
            rows.row_of[inside],
            place[rows.column[inside]],
            rows.value[inside],
            rows.rows,
            int(kept.sum()),
        ),
    )
