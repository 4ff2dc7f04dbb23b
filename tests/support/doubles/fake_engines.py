"""Engines that do what a test needs."""

from __future__ import annotations

from collections.abc import Callable

from samehands.problem import Answer, AssignmentProblem, Limit
from samehands.solver import Engine, Feature, Request, SolveMonitor, find_engine

Solve = Callable[[AssignmentProblem, Request, SolveMonitor], Answer]


class Double(Engine):
    """An engine of which a test says how it solves.

    Parameters
    ----------
    solve : callable
        Takes problem, request and monitor.
    name : str
        Its name.
    missing : str or None
        What keeps it from running.
    ruled : bool
        Whether it is to be asked once a question, with groups as they are.
    """

    features = frozenset(Feature)

    def __init__(
        self,
        solve: Solve,
        name: str = "double",
        missing: str | None = None,
        ruled: bool = False,
    ) -> None:
        self.keeps_groups = ruled
        self.name = name
        self._solve = solve
        self._missing = missing

    def missing(self) -> str | None:
        """Return what the test says."""
        return self._missing

    def version(self) -> str:
        """Return a version."""
        return "1"

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Do what the test says."""
        return self._solve(problem, request, monitor)


def greedy_engine() -> Engine:
    """Return the engine that is quick on everything."""
    engine = find_engine("least-loaded")
    assert engine is not None
    return engine


def nothing_found(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Find nothing within the time."""
    return Answer("no_plan", "time", None, None, None, (), 0.0, 0.0, "nothing")


def until_cancelled(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Have a plan, and search on until somebody stops it."""
    answer = greedy_engine().solve(problem, request, SolveMonitor(type(monitor.limits)()))
    stopped = monitor.limits.cancel.wait(30.0)
    limit: Limit = "interrupted" if stopped else "time"
    return Answer("feasible", limit, answer.x, answer.objective, None, (), 0.0, 0.0, "stopped")
