"""Value by value: is there an assignment that costs no more than the bound, or one unit more?

With such a value as the limit, the Lagrangian bound leaves far fewer pairs than with the best
assignment known, so that each question is small; the answer no raises the bound by a unit, the
answer yes is the optimum (the sequence of decision problems of Posta, Ferland and Michelon 2012).
"""

from __future__ import annotations

import numpy as np

from ...problem import SCALE, AssignmentProblem
from ..compilation import StopFlag
from ..dual.ascent import Root
from ..dual.subproblem import drop_entries
from ..engine import Feature, used_features
from .branch_and_bound import explore
from .heuristics import Solution
from .solution_pool import SolutionPool

MOST_UNITS = 15
"""Most units of cost between bound and best assignment: each is several times the work of the
last."""

GROWTH = 3.0
"""By how much the time for a unit of cost grows, about, from one to the next."""

SHARE = 0.5
"""Share of the time left that one unit may take, but for the last."""

EXACT = frozenset({Feature.REQUIRED, Feature.COUNTS, Feature.SLACKS})
"""Parts under which the knapsacks are the whole problem where there is one row."""


def is_whole(problem: AssignmentProblem) -> bool:
    """Return whether the knapsacks are the whole problem, so that nothing but them counts."""
    is_plain = problem.rows.rows == 1 and not used_features(problem) - EXACT
    return is_plain and bool((problem.relief.value == 1).all())


class UnitLimit:
    """When the question for one value is answered or takes too long.

    Parameters
    ----------
    solutions : SolutionPool
        What is known.
    value : int
        The value.
    """

    def __init__(self, solutions: SolutionPool, value: int) -> None:
        self._solutions = solutions
        self._value = value
        self._ends = solutions.monitor.limits.elapsed() + SHARE * (
            solutions.monitor.limits.left() or 0.0
        )

    def is_over(self) -> bool:
        """Whether time is up or so cheap an assignment is known."""
        limits, best = self._solutions.monitor.limits, self._solutions.best.objective
        if limits.is_over() or best is None or best <= self._value:
            return True
        if limits.seconds is None or best <= self._value + self._solutions.unit:
            return False
        return limits.elapsed() >= self._ends


class DestructiveBounds:
    """Climbs from the bound, a unit of cost at a time.

    Parameters
    ----------
    root : Root
        What is known before anything is placed.
    solutions : SolutionPool
        Takes plans and bounds.
    """

    def __init__(self, root: Root, solutions: SolutionPool) -> None:
        self._root = root
        self._solutions = solutions
        self._last = 0.0
        self.nodes = 0

    @property
    def is_worth_it(self) -> bool:
        """Whether the rest of the way may end in time, by how long the last unit took."""
        solutions, monitor = self._solutions, self._solutions.monitor
        if solutions.best.objective is None or monitor.bound is None:
            return False
        units = (solutions.best.objective - monitor.bound) // solutions.unit
        left = monitor.limits.left()
        if left is None:
            return True
        return units <= MOST_UNITS and self._last * GROWTH ** (units / 2) <= left

    def run(self) -> None:
        """Climb until the gap is closed, the solve is over, or there is too far to go."""
        solutions, limits = self._solutions, self._solutions.monitor.limits
        while not solutions.is_done and self.is_worth_it:
            began = limits.elapsed()
            self._settle(int(solutions.monitor.bound or 0))
            self._last = limits.elapsed() - began

    def _settle(self, value: int) -> None:
        """Find an assignment that costs at most so much, or prove that there is none."""
        solutions, decomposition = self._solutions, self._root.decomposition
        enough = float(value * SCALE - decomposition.under.constant) + 1.0
        subproblem, entry = drop_entries(self._root.subproblem, enough - self._root.bound)

        with StopFlag(UnitLimit(solutions, value)) as flag:
            place, nodes = explore(subproblem, enough, flag.stop)
        self.nodes += nodes
        if place is not None:
            whole = np.where(place >= 0, entry[np.maximum(place, 0)], -1)
            solutions.take(self._root, Solution(whole, self._root.subproblem.value(whole)))
            solutions.monitor.new_bound(value)
        elif flag.stop[0] == 0:
            solutions.monitor.new_bound(value + solutions.unit)
