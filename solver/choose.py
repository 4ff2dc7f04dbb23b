"""Which engine ``auto`` stands for, by what a problem is like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..problem import AssignmentProblem
from .engine import used_features
from .presolve.fuse_groups import Reduced, reduce_problem
from .registry import find_engine

SMALL = 2_000
"""Most pairs of a problem that two general solvers take side by side."""

SMALL_ENTRIES = 500_000
"""Most rows that all pairs of such a problem touch together: beyond, a model takes too long."""

TINY = 400
"""Most pairs of a tight problem that general solvers settle before others have begun."""


@dataclass(frozen=True)
class Choice:
    """What ``auto`` stands for.

    Parameters
    ----------
    names : tuple of str
        The engine to ask, and where there are threads for two, who is asked beside it.
    reason : str
        Why, for the user.
    """

    names: tuple[str, ...]
    reason: str


def choose(problem: AssignmentProblem) -> tuple[str, str]:
    """Return the engine that ``auto`` stands for on a problem that others solve, and why."""
    choice = choose_engine(problem, reduce_problem(problem))
    return choice.names[0], choice.reason


def choose_engine(problem: AssignmentProblem, reduced: Reduced) -> Choice:
    """Return the engine that ``auto`` stands for on a problem, and why.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    reduced : Reduced
        The problem as engines see it.

    Returns
    -------
    Choice
        ``flow`` for networks, ``lagrangian`` for tight problems of few and large items per agent,
        ``milp`` and ``cp-sat`` for small ones, with the one first that is better alone; else
        ``kernel`` where it serves every part.
    """
    from .flow import is_network
    from .lagrangian.engine import supports

    if problem.pairs and is_network(problem) is None:
        return Choice(("flow",), "a network: equal loads, one count per agent")
    problem = problem if reduced.fusing is None else reduced.problem
    tight = supports(problem) if problem.pairs > TINY else None
    if tight is not None:
        return Choice(("lagrangian",), tight)
    touched = int(np.diff(problem.row_profiles.start)[problem.pair_profile].sum())
    if problem.pairs <= SMALL and touched <= SMALL_ENTRIES:
        # Rows over many windows leave CP-SAT without bounds; with one row per agent it is ahead.
        names = ("cp-sat", "milp") if problem.rows.rows <= 1 else ("milp", "cp-sat")
        return Choice(names, f"small: {problem.pairs} pairs, at most {SMALL}")
    if reduced.fusing is not None and not problem.groups:
        return Choice(("kernel",), f"{problem.items} single items once groups go whole")
    kernel = find_engine("kernel")
    beyond = used_features(problem) - (frozenset() if kernel is None else kernel.features)
    if beyond:
        parts = ", ".join(sorted(beyond))
        return Choice(("cp-sat",), f"large, but the engine 'kernel' does not serve {parts}")
    if problem.pairs <= SMALL:
        return Choice(("kernel",), f"large: {problem.pairs} pairs that touch {touched} rows")
    return Choice(("kernel",), f"large: {problem.pairs} pairs, more than {SMALL}")
