"""The best assignment so far, and what a solve begins with."""

from __future__ import annotations

import threading

from ..problem import AssignmentProblem, Ints, evaluate
from .engine import Request
from .greedy import assign_greedily
from .monitor import SolveMonitor


class Best:
    """Keeps the best legal assignment and tells the monitor.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    monitor : SolveMonitor
        Where improvements go.
    """

    def __init__(self, problem: AssignmentProblem, monitor: SolveMonitor) -> None:
        self._problem = problem
        self._monitor = monitor
        self.x: Ints | None = None
        self._lock = threading.Lock()

    @property
    def objective(self) -> int | None:
        """Objective of the best assignment, if there is one."""
        return None if self.x is None else self._monitor.objective

    def is_done(self, unit: int) -> bool:
        """Whether the limit is reached or the gap is closed; objectives are multiples of a unit."""
        monitor = self._monitor
        if monitor.limits.is_over():
            return True
        if self.objective is None or monitor.bound is None:
            return False
        gap = self.objective - monitor.bound
        return gap < unit or gap <= monitor.limits.gap * max(self.objective, 1)

    def offer(self, x: Ints) -> bool:
        """Take an assignment if it is better; return whether it is legal."""
        objective = evaluate(self._problem, x).objective
        if objective is None:
            return False
        with self._lock:
            if self._monitor.new_incumbent(objective):
                self.x = x.copy()
        return True

    def begin(self, request: Request) -> None:
        """Begin with the start, repaired where it is not legal, and with the clerk's rule.

        A legal start is taken whole however little time is left. A cold solve begins with neither.

        Parameters
        ----------
        request : Request
            Its start counts, and whether it is cold.
        """
        if request.cold:
            return
        start = request.start
        if start is not None and not self.offer(start):
            self.offer(assign_greedily(self._problem, self._monitor.limits, start))
        if self.x is None or not self._monitor.limits.is_over():
            self.offer(assign_greedily(self._problem, self._monitor.limits))
