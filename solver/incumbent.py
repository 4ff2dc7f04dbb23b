"""The best assignment so far, and what a solve begins with."""

from __future__ import annotations

import threading

from ..problem import AssignmentProblem, Ints, evaluate
from .engine import Request
from .greedy import assign
from .monitor import Watch


class Best:
    """Keeps the best legal assignment and tells the watch.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    watch : Watch
        Where improvements go.
    """

    def __init__(self, problem: AssignmentProblem, watch: Watch) -> None:
        self._problem = problem
        self._watch = watch
        self.x: Ints | None = None
        self._lock = threading.Lock()

    @property
    def objective(self) -> int | None:
        """Objective of the best assignment, if there is one."""
        return None if self.x is None else self._watch.objective

    def is_done(self, unit: int) -> bool:
        """Whether the limit is reached or the gap is closed; objectives are multiples of a unit."""
        watch = self._watch
        if watch.limits.is_over():
            return True
        if self.objective is None or watch.bound is None:
            return False
        gap = self.objective - watch.bound
        return gap < unit or gap <= watch.limits.gap * max(self.objective, 1)

    def offer(self, x: Ints) -> bool:
        """Take an assignment if it is better; return whether it is legal."""
        objective = evaluate(self._problem, x).objective
        if objective is None:
            return False
        with self._lock:
            if self._watch.found(objective):
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
            self.offer(assign(self._problem, self._watch, start))
        if self.x is None or not self._watch.limits.is_over():
            self.offer(assign(self._problem, self._watch))
