"""The best assignment so far."""

from __future__ import annotations

from ...problem import AssignmentProblem, Ints, evaluate
from ..watch import Watch


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

    @property
    def objective(self) -> int | None:
        """Objective of the best assignment, if there is one."""
        return None if self.x is None else self._watch.objective

    def offer(self, x: Ints) -> bool:
        """Take an assignment if it is legal and better; return whether it was."""
        objective = evaluate(self._problem, x).objective
        if objective is None or not self._watch.found(objective):
            return False
        self.x = x.copy()
        return True
