"""What is in hand before anything heavy begins: the start, and what the greedy rule makes."""

from __future__ import annotations

from dataclasses import replace

from ..problem import AssignmentProblem, Ints, drop_groups, evaluate
from .greedy import assign_greedily
from .limits import Limits

First = tuple[Ints | None, int | None]
"""An assignment and what it costs; None both where there is none."""

GRACE = 0.5
"""Seconds that the greedy rule may take where less of the limit is left."""


def find_first(
    problem: AssignmentProblem, start: Ints | None, limits: Limits, greedily: bool
) -> First:
    """Return the cheaper of the start and the greedy assignment.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    start : array of shape (pairs,) or None
        An assignment; passed over where it is not legal.
    limits : Limits
        Those of the solve; the greedy rule takes ``GRACE`` more, but not after a cancel.
    greedily : bool
        Whether the greedy rule is to be followed.

    Returns
    -------
    x, cost : array of shape (pairs,) and int, or None both
        The assignment is legal.
    """
    found: list[tuple[int, int, Ints]] = []
    seconds = limits.seconds
    if seconds is not None:
        seconds = max(seconds, limits.elapsed() + GRACE)
    candidates = [] if start is None else [start]
    if greedily and not limits.cancel.is_set():
        loose = drop_groups(problem)
        candidates.append(assign_greedily(loose, replace(limits, seconds=seconds)))
    for number, x in enumerate(candidates):
        cost = evaluate(problem, x).objective
        if cost is not None:
            found.append((cost, number, x))
    if not found:
        return None, None
    cost, _, x = min(found, key=lambda each: each[:2])
    return x, cost
