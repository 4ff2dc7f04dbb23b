"""The engine behind the name ``least-loaded``.

Nothing is proven: this is the baseline that people know, and a start for better engines.
"""

from __future__ import annotations

import time
from importlib.metadata import version

from ...problem import Answer, AssignmentProblem, Limit, evaluate
from ..engine import Engine, Feature, Request
from ..monitor import SolveMonitor
from .assignment import assign_greedily


class LeastLoaded(Engine):
    """The cheapest eligible pair first, then the agent with the lowest utilisation."""

    name = "least-loaded"
    features = frozenset(Feature)
    keeps_groups = True

    def version(self) -> str:
        """Return the version of samehands."""
        return version("samehands")

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Assign item by item; see ``Engine.solve``. Seed, threads and start have no effect."""
        began = time.monotonic()
        x = assign_greedily(problem, monitor.limits)
        evaluation = evaluate(problem, x)
        limit: Limit = "none"
        if monitor.limits.cancel.is_set():
            limit = "interrupted"
        elif monitor.limits.is_over():
            limit = "time"
        if evaluation.objective is None:
            detail = "; ".join(evaluation.faults[:3])
            seconds = time.monotonic() - began
            return Answer("no_plan", limit, None, None, None, monitor.trace, 0.0, seconds, detail)
        monitor.new_incumbent(evaluation.objective)
        seconds = time.monotonic() - began
        return Answer(
            "feasible",
            limit,
            x,
            evaluation.objective,
            None,
            monitor.trace,
            0.0,
            seconds,
            "assigned",
        )
