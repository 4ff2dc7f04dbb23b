"""A problem with most choices made already: what is made becomes one item per agent, exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..problem import (
    AssignmentProblem,
    Bools,
    Ints,
    Sparse,
    agent_loads,
    checked,
    presence,
    sparse,
    sum_by,
)


@dataclass(frozen=True, eq=False)
class FixedChoices:
    """A smaller problem, and the way back.

    Parameters
    ----------
    problem : AssignmentProblem
        One required item per agent that stands for all that is fixed there, and the free items. The
        first ones lead groups of their own, so that engines who assign one by one begin with them.
    pairs : array of shape (free pairs,)
        The pair of the whole problem behind each pair after those of the first items.
    fixed : array of shape (whole pairs,)
        The choices that are made.
    constant : int
        Cost of the fixed items that are left.
    """

    problem: AssignmentProblem
    pairs: Ints
    fixed: Ints
    constant: int

    def expand(self, x: Ints) -> Ints:
        """Return an assignment of the smaller problem as one of the whole: (whole pairs,)."""
        whole = self.fixed.copy()
        whole[self.pairs] = x[self.problem.agents :]
        return whole

    def reduce(self, x: Ints) -> Ints:
        """Return an assignment of the whole problem as one of the smaller: (pairs,)."""
        made = np.ones(self.problem.agents, dtype=np.int64)
        return np.concatenate([made, x[self.pairs]])


def fix_choices(problem: AssignmentProblem, kept: Bools, free: Bools, fixed: Ints) -> FixedChoices:
    """Make all choices but those of some items.

    Parameters
    ----------
    problem : AssignmentProblem
        The whole problem.
    kept : boolean array of shape (pairs,)
        The pairs of free items that may be used.
    free : boolean array of shape (items,)
        The items still to be assigned; a group is free as a whole or not at all.
    fixed : array of shape (pairs,)
        An assignment; what it says of free items is not read.

    Returns
    -------
    FixedChoices
        The smaller problem. Its objective plus the constant is that of the whole one.
    """
    made: Ints = np.where(free[problem.pair_item], 0, fixed)
    left = np.where(free, 0, problem.count - sum_by(problem.pair_item, made, problem.items))
    pairs = np.flatnonzero(kept & free[problem.pair_item])
    items, agents = np.flatnonzero(free), problem.agents
    groups = np.zeros(problem.groups, dtype=np.bool_)
    groups[problem.group[items][problem.group[items] >= 0]] = True
    present, _ = presence(problem, made)
    loads = agent_loads(problem, made, present)
    each = np.arange(agents, dtype=np.int64)
    counts = sum_by(problem.pair_item[pairs], np.ones(len(pairs), dtype=np.int64), problem.items)
    ends = np.append(np.ones(agents, dtype=np.int64), counts[items])
    limit = problem.global_limit - problem.global_pairs.times(made)
    cost = np.bincount(problem.pair_agent, weights=problem.pair_cost * made, minlength=agents)
    ones, none = np.ones(agents, dtype=np.int64), np.full(agents, -1, dtype=np.int64)
    smaller = replace(
        problem,
        count=np.append(ones, problem.count[items]),
        required=np.append(ones > 0, problem.required[items]),
        unassigned_price=np.append(0 * ones, problem.unassigned_price[items]),
        pair_start=np.append(0, np.cumsum(ends)).astype(np.int64),
        pair_agent=np.append(each, problem.pair_agent[pairs]),
        pair_cost=np.append(cost.astype(np.int64), problem.pair_cost[pairs]),
        pair_profile=np.append(problem.profiles.rows + each, problem.pair_profile[pairs]),
        profiles=_stacked(problem.profiles, loads),
        group=np.append(each, _numbered(groups, problem.group[items], agents)),
        bound=np.append(ones > 0, problem.bound[items]),
        group_limit=np.append(ones, problem.group_limit[groups]),
        group_lead=np.append(each, _numbered(free, problem.group_lead[groups], agents)),
        join_price=np.append(0 * ones, problem.join_price[groups]),
        join_profile=np.append(none, problem.join_profile[groups]),
        global_pairs=_columns(problem.global_pairs, pairs, agents),
        global_unassigned=_columns(problem.global_unassigned, items, agents),
        global_limit=limit - problem.global_unassigned.times(left),
    )
    joins = int(np.maximum(present.sum(axis=1) - 1, 0) @ problem.join_price)
    constant = int(problem.unassigned_price @ left) + joins
    return FixedChoices(checked(smaller), pairs.astype(np.int64), made, constant)


def _numbered(kept: Bools, old: Ints, first: int) -> Ints:
    """Return the new numbers of what is kept, from the first one on, -1 where there was none."""
    if not kept.any():
        return np.full(len(old), -1, dtype=np.int64)
    number = np.where(kept, first + np.cumsum(kept) - 1, -1)
    return np.where(old >= 0, number[old], -1).astype(np.int64)


def _stacked(profiles: Sparse, loads: Ints) -> Sparse:
    agent, resource = np.nonzero(loads)
    return sparse(
        np.append(profiles.row_of, profiles.rows + agent),
        np.append(profiles.column, resource),
        np.append(profiles.value, loads[agent, resource]),
        profiles.rows + len(loads),
        profiles.columns,
    )


def _columns(table: Sparse, kept: Ints, more: int) -> Sparse:
    """Return some columns of a table, in order, and empty ones before them."""
    place = np.full(table.columns, -1, dtype=np.int64)
    place[kept] = more + np.arange(len(kept))
    inside = place[table.column] >= 0
    return sparse(
        table.row_of[inside],
        place[table.column[inside]],
        table.value[inside],
        table.rows,
        len(kept) + more,
    )
