"""What one solve knows: the best plan, the best prices, and whether it is over."""

from __future__ import annotations

import threading

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Prices
from ..dual.ascent import Root
from ..dual.decomposition import prove_bound, round_up_bound
from ..dual.subproblem import select_pairs
from ..greedy import assign_greedily
from ..incumbent import Best
from ..monitor import SolveMonitor
from ..prices import objective_unit, priced
from .heuristics import Solution

_ELITE = 8
"""Most plans that are kept for recombination."""


class SolutionPool:
    """Takes plans and prices, and keeps the best.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    monitor : SolveMonitor
        Limits, and where improvements go.
    """

    def __init__(self, problem: AssignmentProblem, monitor: SolveMonitor) -> None:
        self.problem = problem
        self.monitor = monitor
        self.best = Best(problem, monitor)
        self.prices: Prices | None = None
        self.elite: list[Solution] = []
        self.idle = 0
        self._lock = threading.Lock()
        self.unit = objective_unit(problem)

    def prove_by_rows(self, prices: Prices) -> None:
        """Take prices of rows for the bound that they prove."""
        self._prove(priced(self.problem, prices).bound, prices)

    def prove(self, prices: Prices) -> None:
        """Take prices of rows and items for the bound that they prove."""
        bound = prove_bound(self.problem, prices)
        if bound is not None:
            self._prove(bound, prices)

    def _prove(self, bound: int, prices: Prices) -> None:
        whole = round_up_bound(bound, self.unit)
        known = self.monitor.bound
        if self.prices is None or known is None or whole > known:
            self.prices = prices
        self.monitor.new_bound(whole)

    def take(self, root: Root, found: Solution) -> None:
        """Offer what a job found, repaired where it breaks what is priced."""
        with self._lock:
            before = self.best.objective
            if np.isfinite(found.cost):
                x = root.decomposition.uses(found.place)
                if not self.best.offer(x):
                    self.best.offer(assign_greedily(self.problem, self.monitor.limits, x))
                self._keep(found)
            self.idle = self.idle + 1 if self.best.objective == before else 0

    def adopt(self, root: Root) -> None:
        """Keep the best plan among those that are recombined, whoever found it."""
        with self._lock:
            if self.best.x is not None:
                place = root.decomposition.places(self.best.x)
                self._keep(Solution(place, root.subproblem.value(place)))

    def _keep(self, found: Solution) -> None:
        """Keep the best plans that differ."""
        self.elite = [other for other in self.elite if other.cost != found.before]
        if any(other.cost == found.cost for other in self.elite):
            return
        self.elite.append(found)
        self.elite.sort(key=lambda other: other.cost)
        del self.elite[_ELITE:]

    def cutoff(self, root: Root) -> float:
        """Return what a better plan costs less than, ``SCALE`` to a unit, without the constant."""
        if self.best.objective is None:
            return float("inf")
        most = self.best.objective - self.unit
        return float(most * SCALE - root.decomposition.under.constant) + 1.0

    def room(self, root: Root) -> float:
        """Return by how much the bound may rise where a better plan uses an entry."""
        return self.cutoff(root) - root.bound

    def left(self, root: Root) -> Bools:
        """Return the pairs that a better plan may use, and those of the best: (pairs,)."""
        if self.best.x is None:
            return np.ones(self.problem.pairs, dtype=np.bool_)
        kept = select_pairs(
            root.decomposition.pair, root.rise[0], self.room(root), self.problem.pairs
        )
        return kept | (self.best.x > 0)

    @property
    def is_done(self) -> bool:
        """Whether time is up or the gap is closed."""
        monitor = self.monitor
        if monitor.limits.is_over():
            return True
        if self.best.objective is None or monitor.bound is None:
            return False
        gap = self.best.objective - monitor.bound
        return gap < self.unit or gap <= monitor.limits.gap * max(self.best.objective, 1)
