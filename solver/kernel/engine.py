"""The engine behind the name ``kernel``: price, shrink, solve.

The linear relaxation gives prices; prices give an exact bound and a regret for every pair; pairs
of small regret are the kernel, solved as a mixed-integer program and grown step by step. A pair
whose regret exceeds the gap can be in no better assignment, so that the last kernel is exact
(Angelelli, Mansini and Speranza 2010, Kernel search).
"""

from __future__ import annotations

import importlib.util
import time
from importlib.metadata import version

from ...problem import Answer, AssignmentProblem, Limit, Status
from ..engine import Engine, Feature, Request
from ..monitor import SolveMonitor
from .steps import KernelSteps

MOST_PAIRS = 300_000
"""Most pairs with a column each; larger problems are solved over patterns where that serves."""


class Kernel(Engine):
    """Linear prices, then a mixed-integer program over the pairs that matter.

    Parameters
    ----------
    steps : KernelSteps or None
        Which steps of it are on; None for all.
    """

    name = "kernel"
    features = frozenset(Feature) - {Feature.OPEN_PRICES}

    def __init__(self, steps: KernelSteps | None = None) -> None:
        self._steps = steps or KernelSteps()

    def missing(self) -> str | None:
        """Return None if HiGHS is installed, else how to get it."""
        if importlib.util.find_spec("highspy") is None:
            return "HiGHS is not installed; pip install highspy"
        return None

    def version(self) -> str:
        """Return the version of HiGHS."""
        return version("highspy")

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Price, shrink and solve; see ``Engine.solve``."""
        from ..column_generation import PatternPipeline, supports
        from .pipeline import Pipeline

        began = time.monotonic()
        pipeline: Pipeline | PatternPipeline
        # Single items with one or two rows an agent have pairs only, and those in plain arrays.
        is_plain = not problem.groups and problem.windows is None
        if problem.pairs > MOST_PAIRS and not is_plain and supports(problem):
            pipeline = PatternPipeline(
                problem,
                request,
                monitor,
                start=self._steps.start,
                smoothing=self._steps.smoothing,
                exchanges=self._steps.exchanges,
                neighbourhoods=self._steps.neighbourhoods,
            )
        else:
            pipeline = Pipeline(problem, request, monitor, self._steps)
        infeasible = pipeline.run()
        best = pipeline.best
        status: Status = "no_plan"
        if infeasible and best.x is None:
            status = "infeasible"
        elif best.objective is not None:
            closed = monitor.bound is not None and monitor.bound >= best.objective
            status = "optimal" if closed else "feasible"
        return Answer(
            status=status,
            limit=_limit(status, best.objective, monitor),
            x=best.x,
            objective=best.objective,
            bound=monitor.bound,
            trace=monitor.trace,
            seconds_build=pipeline.seconds_build,
            seconds_solve=time.monotonic() - began - pipeline.seconds_build,
            detail=pipeline.detail,
            prices=None if status == "infeasible" else pipeline.prices,
        )


def _limit(status: Status, objective: int | None, monitor: SolveMonitor) -> Limit:
    if status in ("optimal", "infeasible"):
        return "none"
    if monitor.limits.cancel.is_set():
        return "interrupted"
    if monitor.limits.left() == 0.0:
        return "time"
    if objective is not None and monitor.bound is not None:
        gap = (objective - monitor.bound) / max(objective, 1)
        return "gap" if gap <= monitor.limits.gap else "none"
    return "none"
