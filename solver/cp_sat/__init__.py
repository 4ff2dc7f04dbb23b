"""The engine behind the name ``cp-sat``: OR-Tools CP-SAT on the whole assignment problem."""

from __future__ import annotations

from importlib.metadata import version

from ...problem import Answer, AssignmentProblem
from ..engine import Engine, Feature, Request
from ..monitor import SolveMonitor

__all__ = ["CpSat"]


class CpSat(Engine):
    """OR-Tools CP-SAT on the whole problem: the reference constraint program."""

    name = "cp-sat"
    features = frozenset(Feature)
    needs = (("ortools", "OR-Tools"),)

    def version(self) -> str:
        """Return the version of OR-Tools."""
        return version("ortools")

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Solve the whole problem; see ``Engine.solve``."""
        from .solve import solve

        return solve(problem, request, monitor)
