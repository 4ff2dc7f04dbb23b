"""The best assignment so far, and what a solve begins with."""

from __future__ import annotations

import threading
import time

from ..problem import (
    Answer,
    AssignmentProblem,
    Evaluation,
    Ints,
    Limit,
    Prices,
    Status,
    evaluate,
)
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

    def offer(self, x: Ints, found: Evaluation | None = None) -> bool:
        """Take an assignment if it is better; return whether it is legal.

        ``found`` is what it comes to, where that is known already. What nobody may write to is
        kept as it is, all else, and views, as a copy.
        """
        objective = (found or evaluate(self._problem, x)).objective
        if objective is None:
            return False
        with self._lock:
            if self._monitor.new_incumbent(objective):
                is_fixed = x.base is None and not x.flags.writeable
                self.x = x if is_fixed else x.copy()
        return True

    def begin(self, request: Request) -> None:
        """Begin with the start, repaired where it is not legal, and with the greedy's.

        A legal start is taken whole however little time is left. A cold solve begins with neither.

        Parameters
        ----------
        request : Request
            Its start counts, and whether it is cold.
        """
        if request.cold:
            return
        start = request.start
        if start is not None and self.offer(start) and request.is_greedy:
            return
        if start is not None and not self.offer(start):
            self.offer(assign_greedily(self._problem, self._monitor.limits, start))
        if self.x is None or not self._monitor.limits.is_over():
            self.offer(assign_greedily(self._problem, self._monitor.limits))

    def answer(
        self,
        began: float,
        detail: str,
        *,
        built: float | None = None,
        is_infeasible: bool = False,
        stopped_by: Limit | None = None,
        prices: Prices | None = None,
    ) -> Answer:
        """Return all that is known as the answer of an engine.

        Parameters
        ----------
        began : float
            ``time.monotonic()`` when the engine began.
        detail : str
            Its own words for how it ended.
        built : float or None
            ``time.monotonic()`` when solving began; None where nothing was built.
        is_infeasible : bool
            Whether the engine has proven that there is no assignment.
        stopped_by : Limit or None
            What the engine says stopped it; None where clock and gap tell.
        prices : Prices or None
            Prices that prove the bound, or that the problem is infeasible.

        Returns
        -------
        Answer
            Optimal where the bound has reached the objective.
        """
        with self._lock:
            x, objective = self.x, self.objective
        bound = self._monitor.bound
        status: Status = "no_plan"
        if objective is not None:
            status = "optimal" if bound is not None and bound >= objective else "feasible"
        elif is_infeasible:
            status = "infeasible"
        built = began if built is None else built
        return Answer(
            status=status,
            limit=self._limit(status, stopped_by, objective, bound),
            x=x,
            objective=objective,
            bound=bound,
            trace=self._monitor.trace,
            seconds_build=built - began,
            seconds_solve=time.monotonic() - built,
            detail=detail,
            prices=prices,
        )

    def _limit(
        self, status: Status, stopped_by: Limit | None, objective: int | None, bound: int | None
    ) -> Limit:
        limits = self._monitor.limits
        if status in ("optimal", "infeasible"):
            return "none"
        if limits.cancel.is_set():
            return "interrupted"
        if stopped_by is not None:
            return stopped_by
        if limits.is_over():
            return "time"
        if objective is None or bound is None:
            return "none"
        return "gap" if objective - bound <= limits.gap * max(objective, 1) else "none"
