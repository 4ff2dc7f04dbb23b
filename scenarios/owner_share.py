"""The frontier by share: at least this share of the tasks is done by today's owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..formulations import Lowered, lower
from ..model.errors import InputError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.problems import Problem
from ..model.units import floor_share
from ..planning.asking import Asking
from ..planning.narrowed import Outcome, solve_narrowed
from ..problem import AssignmentProblem, Ints, sparse
from .frontier import Frontier, elbow_of
from .point import Point, lawful, of_outcome
from .revalue import whole

SHARES = (1.0, 0.95, 0.9, 0.75, 0.5, 0.0)
"""The least shares that are tried."""


def owner_share(
    instance: Instance,
    policy: Policy,
    shares: Sequence[float] = SHARES,
    *,
    asking: Asking | None = None,
) -> Frontier:
    """Find what it costs that today's owners do at least a share of the tasks they may do.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; K is lifted, everything else stays, bundle integrity too.
    shares : sequence of float
        Least shares from 0 to 1.
    asking : Asking or None
        Engine, limits and seed of each solve.

    Returns
    -------
    Frontier
        A point a share, the strictest first. A share that cannot be had is infeasible.

    Raises
    ------
    InputError
        If a share is out of range.
    """
    if not shares or not all(0 <= share <= 1 for share in shares):
        says = "the shares must be one or more numbers from 0 to 1"
        raise InputError([Problem("argument", None, None, "shares", says)])
    ask = asking or Asking()
    pooled = policy.as_formulation("task-based").model_copy(update={"skills": policy.skills})
    lowered = lower(instance, pooled)
    pairs = kept_pairs(lowered)
    points: list[Point] = []
    start: Plan | None = None
    for share in sorted(set(shares), reverse=True):
        least = -floor_share(-share, len(pairs))
        problem = _with_row(lowered.problem, pairs, least)
        label = f"{share:.0%} by today's owner"
        hint = None if start is None else whole(lowered, start)
        found = solve_narrowed(lowered, ask, label, problem=problem, start=hint)
        start = found.found or start
        points.append(of_outcome(share, f"{share:.0%}", found))

    def carry(stricter: Point, relaxed: Point) -> Outcome:
        return Outcome(
            status="feasible",
            limit=relaxed.limit,
            found=stricter.found,
            x=None,
            objective=stricter.objective,
            bound=relaxed.bound,
            parts=stricter.parts,
            metrics=stricter.metrics,
            engine="",
        )

    ordered = lawful(points, carry)
    return Frontier("share of tasks by today's owner", ordered, elbow_of(ordered), len(pairs))


def kept_pairs(lowered: Lowered) -> Ints:
    """Return the pairs of a task and today's owner: (tasks that today's owner may do,)."""
    problem, view = lowered.problem, lowered.view
    task = problem.pair_item - view.clients
    theirs = (task >= 0) & (problem.pair_agent == view.today[view.client[np.maximum(task, 0)]])
    return np.flatnonzero(theirs).astype(np.int64)


def _with_row(problem: AssignmentProblem, pairs: Ints, least: int) -> AssignmentProblem:
    """Return the problem with one row more: at least so many of the pairs are used."""
    old, free = problem.global_pairs, problem.global_unassigned
    row = old.rows
    return replace(
        problem,
        global_pairs=sparse(
            np.append(old.row_of, np.full(len(pairs), row)),
            np.append(old.column, pairs),
            np.append(old.value, np.full(len(pairs), -1)),
            row + 1,
            old.columns,
        ),
        global_unassigned=sparse(free.row_of, free.column, free.value, row + 1, free.columns),
        global_limit=np.append(problem.global_limit, -least),
    )
