"""Groups that restrict nothing are taken apart: the same problem with fewer ties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..assignment import AssignmentProblem
from ..sparse import Bools, Ints, sum_by


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
