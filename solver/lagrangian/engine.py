"""The engine behind the name ``lagrangian``: one exact knapsack per agent, dives and searches.

Where items are large against what agents hold, linear prices say little. With "each item once" in
the objective, every agent is left with a knapsack that is solved exactly, which gives the bound of
column generation (Fisher, Jaikumar and Van Wassenhove 1986). Dives over the columns of the
multipliers' average and compiled local search find plans; what the bound cannot fix is left to
HiGHS.
"""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from ...problem import Answer, AssignmentProblem, Limit, Status
from ..engine import Engine, Feature, Request, used_features
from ..monitor import SolveMonitor
from ..prices import free_bound
from .settings import Settings

if TYPE_CHECKING:
    from ..compilation import CompiledCode


class Lagrangian(Engine):
    """One exact knapsack per agent, dives and searches.

    Parameters
    ----------
    settings : Settings
        How hard to try.
    """

    name = "lagrangian"
    features = frozenset(Feature) - {Feature.OPEN_PRICES}
    needs = (("highspy", "HiGHS"), ("numba", "numba"))

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()

    def version(self) -> str:
        """Return the versions of HiGHS and numba."""
        return f"HiGHS {version('highspy')}, numba {version('numba')}"

    def compiled_code(self) -> tuple[CompiledCode, ...]:
        """Return the compiled loops of ascents, dives, searches and branch and bound."""
        from .search import CODE

        return (CODE,)

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Climb, dive, search and solve what is left; see ``Engine.solve``."""
        from .search import Search

        began = time.monotonic()
        search = Search(problem, request, monitor, self._settings)
        monitor.new_bound(free_bound(problem))
        infeasible = search.run()
        best = search.solutions.best
        status: Status = "no_plan"
        if infeasible and best.x is None:
            status = "infeasible"
        elif best.objective is not None:
            closed = monitor.bound is not None and monitor.bound >= best.objective
            status = "optimal" if closed else "feasible"
        return Answer(
            status=status,
            limit=_limit(status, best.objective, monitor, search.is_out_of_work),
            x=best.x,
            objective=best.objective,
            bound=monitor.bound,
            trace=monitor.trace,
            seconds_build=0.0,
            seconds_solve=time.monotonic() - began,
            detail=search.detail,
            prices=search.solutions.prices,
        )


def _limit(
    status: Status, objective: int | None, monitor: SolveMonitor, is_out_of_work: bool
) -> Limit:
    if status in ("optimal", "infeasible"):
        return "none"
    if monitor.limits.cancel.is_set():
        return "interrupted"
    if monitor.limits.left() == 0.0:
        return "time"
    if objective is not None and monitor.bound is not None:
        gap = (objective - monitor.bound) / max(objective, 1)
        if gap <= monitor.limits.gap:
            return "gap"
    return "work" if is_out_of_work else "none"


# When the Lagrangian engine is the one to take.


MOST_ITEMS = 60
"""Most items per agent: beyond, linear prices leave next to nothing between bound and plan."""

TIGHT = 0.8
"""Least share of what agents hold that the items need."""

PARTS = frozenset({Feature.REQUIRED, Feature.COUNTS, Feature.SLACKS})
"""Parts that leave the knapsacks exact."""


def supports(problem: AssignmentProblem) -> str | None:
    """Return why the Lagrangian engine suits a problem; None where it does not.

    It does where every agent is one tight knapsack of few and large items: one row per agent, no
    groups, and less than ``MOST_ITEMS`` items per agent that need ``TIGHT`` of what there is.

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
    return f"tight: {each:.0f} items per agent that fill {share:.0%} to {mean:.0%} of the capacity"
