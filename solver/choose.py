"""Which engine ``auto`` stands for, by what a problem is like."""

from __future__ import annotations

from ..problem import AssignmentProblem
from .engine import used_features
from .presolve.fuse_groups import Reduced, reduce_problem
from .registry import find_engine

SMALL = 2_000
"""Most pairs of a problem that ``auto`` leaves to CP-SAT."""

TINY = 400
"""Most pairs of a tight problem that CP-SAT settles before other engines have begun."""


def choose(problem: AssignmentProblem) -> tuple[str, str]:
    """Return the engine that ``auto`` stands for on a problem that others solve, and why."""
    return choose_engine(problem, reduce_problem(problem))


def choose_engine(problem: AssignmentProblem, reduced: Reduced) -> tuple[str, str]:
    """Return the engine that ``auto`` stands for on a problem, and why.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    reduced : Reduced
        The problem as engines see it.

    Returns
    -------
    name, reason : str
        ``flow`` for networks, ``lagrangian`` for tight problems of few and large items an agent,
        ``kernel`` where groups go whole, ``cp-sat`` for small ones, else ``kernel`` where it serves
        every part.
    """
    from .flow import is_network
    from .lagrangian.engine import supports

    if problem.pairs and is_network(problem) is None:
        return "flow", "a network: equal loads, one count an agent"
    problem = problem if reduced.fusing is None else reduced.problem
    tight = supports(problem) if problem.pairs > TINY else None
    if tight is not None:
        return "lagrangian", tight
    if reduced.fusing is not None and not problem.groups and problem.pairs > TINY:
        return "kernel", f"{problem.items} single items once groups go whole"
    if problem.pairs <= SMALL:
        return "cp-sat", f"small: {problem.pairs} pairs, at most {SMALL}"
    kernel = find_engine("kernel")
    beyond = used_features(problem) - (frozenset() if kernel is None else kernel.features)
    if beyond:
        parts = ", ".join(sorted(beyond))
        return "cp-sat", f"large, but the engine 'kernel' does not serve {parts}"
    return "kernel", f"large: {problem.pairs} pairs, more than {SMALL}"
