"""The engine behind the name ``flow``: OR-Tools min-cost flow, where a problem is a network."""

from __future__ import annotations

from importlib.metadata import version

from ...problem import Answer, AssignmentProblem
from ..engine import Engine, Feature, Request
from ..monitor import SolveMonitor
from .network import is_network

__all__ = ["Flow"]


class Flow(Engine):
    """OR-Tools min-cost flow: exact and instant where the problem is a network."""

    name = "flow"
    features = frozenset(Feature) - {Feature.JOINS, Feature.GLOBAL_ROWS, Feature.OPEN_PRICES}
    needs = (("ortools", "OR-Tools"),)

    def version(self) -> str:
        """Return the version of OR-Tools."""
        return version("ortools")

    def refuses(self, problem: AssignmentProblem) -> str | None:
        """Return what keeps the problem from being a network; None if nothing does."""
        return is_network(problem)

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Solve the problem, which must be a network; see ``Engine.solve``."""
        from .solve import solve

        return solve(problem, request, monitor)
