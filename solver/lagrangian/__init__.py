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

from ...problem import Answer, AssignmentProblem
from ..engine import Engine, Feature, Request, used_features
from ..monitor import SolveMonitor
from ..prices import free_bound

if TYPE_CHECKING:
    from ..compilation import CompiledCode
    from .heuristics import Settings

__all__ = ["Lagrangian", "supports"]


class Lagrangian(Engine):
    """One exact knapsack per agent, dives and searches.

    Parameters
    ----------
    settings : Settings or None
        How hard to try; None for the usual.
    """

    name = "lagrangian"
    features = frozenset(Feature) - {Feature.OPEN_PRICES}
    needs = (("highspy", "HiGHS"), ("numba", "numba"))

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings

    def version(self) -> str:
        """Return the versions of HiGHS and numba."""
        return f"HiGHS {version('highspy')}, numba {version('numba')}"

    def compiled_code(self) -> tuple[CompiledCode, ...]:
        """Return the compiled loops of ascents, dives, searches and branch and bound."""
        from .search import CODE

        return (CODE,)

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Climb, dive, search and solve what is left; see ``Engine.solve``."""
        from .heuristics import Settings
        from .search import Search

        began = time.monotonic()
        search = Search(problem, request, monitor, self._settings or Settings())
        monitor.new_bound(free_bound(problem))
        infeasible = search.run()
        best = search.solutions.best
        # Time and gap come first: work may run out in the same moment.
        is_out = search.is_out_of_work and not best.is_done(1)
        return best.answer(
            began,
            search.detail,
            is_infeasible=infeasible,
            stopped_by="work" if is_out else None,
            prices=search.solutions.prices,
        )


# When the Lagrangian engine is the one to take.


_MOST_ITEMS = 60
"""Most items per agent: beyond, linear prices leave next to nothing between bound and plan."""

_TIGHT = 0.8
"""Least share of what agents hold that the items need."""

_PARTS = frozenset({Feature.REQUIRED, Feature.COUNTS, Feature.SLACKS})
"""Parts that leave the knapsacks exact."""


def supports(problem: AssignmentProblem) -> str | None:
    """Return why the Lagrangian engine suits a problem; None where it does not.

    It does where every agent is one tight knapsack of few and large items: one row per agent, no
    groups, and less than ``_MOST_ITEMS`` items per agent that need ``_TIGHT`` of what there is.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    str or None
        A sentence for the user.
    """
    if problem.rows.rows != 1 or used_features(problem) - _PARTS or not problem.pairs:
        return None
    each = float(problem.count.sum()) / problem.agents
    if each > _MOST_ITEMS:
        return None
    loads = problem.row_profiles.dense()[:, 0][problem.pair_profile]
    least = np.minimum.reduceat(loads, problem.pair_start[:-1][np.diff(problem.pair_start) > 0])
    count = problem.count[np.diff(problem.pair_start) > 0]
    held = int(np.maximum(problem.capacity, 0).sum())
    share = float(count @ least) / max(held, 1)
    mean = float(loads.mean()) * float(problem.count.sum()) / max(held, 1)
    if mean < _TIGHT:
        return None
    return f"tight: {each:.0f} items per agent that fill {share:.0%} to {mean:.0%} of the capacity"
