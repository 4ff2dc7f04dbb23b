"""When the Lagrangian engine is the one to take."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem
from ..engine import Feature, used_features

MOST_ITEMS = 60
"""Most items an agent: beyond, linear prices leave next to nothing between bound and plan."""

TIGHT = 0.8
"""Least share of what agents hold that the items need."""

PARTS = frozenset({Feature.REQUIRED, Feature.COUNTS, Feature.SLACKS})
"""Parts that leave the knapsacks exact."""


def suits(problem: AssignmentProblem) -> str | None:
    """Return why the Lagrangian engine suits a problem; None where it does not.

    It does where every agent is one tight knapsack of few and large items: one row an agent, no
    groups, and less than ``MOST_ITEMS`` items an agent that need ``TIGHT`` of what there is.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    str or None
        A sentence for the user.
    """
    if problem.rows.rows != 1 or used_features(problem) - PARTS or not problem.pairs:
        return None
    each = float(problem.count.sum()) / problem.agents
    if each > MOST_ITEMS:
        return None
    loads = problem.row_profiles.dense()[:, 0][problem.pair_profile]
    least = np.minimum.reduceat(loads, problem.pair_start[:-1][np.diff(problem.pair_start) > 0])
    count = problem.count[np.diff(problem.pair_start) > 0]
    held = int(np.maximum(problem.capacity, 0).sum())
    share = float(count @ least) / max(held, 1)
    mean = float(loads.mean()) * float(problem.count.sum()) / max(held, 1)
    if mean < TIGHT:
        return None
    return f"tight: {each:.0f} items an agent that fill {share:.0%} to {mean:.0%} of the capacity"
