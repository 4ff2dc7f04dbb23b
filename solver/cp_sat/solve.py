"""Solving the model: limits in, improvements out, and a truthful status."""

from __future__ import annotations

import time

import numpy as np
from ortools.sat.python import cp_model

from ...problem import Answer, AssignmentProblem, Limit
from ..engine import Request
from ..incumbent import Best
from ..limits import Limits, OverError
from ..monitor import SolveMonitor
from ..prices import free_bound
from .model import Built, build


class _Found(cp_model.CpSolverSolutionCallback):
    """Offers every solution; its slacks may be larger than needed, so it is re-evaluated."""

    def __init__(self, built: Built, best: Best) -> None:
        super().__init__()
        self._built = built
        self._best = best

    def on_solution_callback(self) -> None:
        """Offer a solution."""
        x = [self.value(var) for var in self._built.variables.x]
        self._best.offer(np.array(x, dtype=np.int64))


def solve(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Build the model, solve it, and say what is known.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where improvements go.

    Returns
    -------
    Answer
        The best assignment found and what is proven.
    """
    began = time.monotonic()
    inner = monitor.inner()
    best = Best(problem, inner)
    best.begin(request)
    inner.new_bound(free_bound(problem))
    try:
        built = build(problem, best.x, monitor.limits)
    except OverError:
        return best.answer(began, "the model was not built in time")
    built_at = time.monotonic()
    solver = _solver(request, monitor.limits)
    found = _Found(built, best)
    solver.best_bound_callback = lambda value: inner.new_bound(built.scale.bound(value))
    try:
        code = monitor.limits.run(lambda: solver.solve(built.model, found), solver.stop_search)
    except OverError:
        inner.close()
        return best.answer(began, "CP-SAT was left to its thread", built=built_at)
    if code == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT calls the model invalid: {built.model.validate()}")
    if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        inner.new_bound(built.scale.bound(solver.best_objective_bound))
    return best.answer(
        began,
        solver.solution_info() or solver.status_name(code),
        built=built_at,
        is_infeasible=code == cp_model.INFEASIBLE,
        stopped_by=_stopped_by(solver, monitor.limits, code),
    )


def _solver(request: Request, limits: Limits) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    left = limits.left()
    if left is not None:
        solver.parameters.max_time_in_seconds = left
    if limits.work is not None:
        solver.parameters.max_deterministic_time = limits.work
    solver.parameters.relative_gap_limit = limits.gap
    solver.parameters.num_workers = request.threads
    solver.parameters.random_seed = request.seed
    # Who called decides what Ctrl-C does; the cancel of the limits is how it gets here.
    solver.parameters.catch_sigint_signal = False
    return solver


def _stopped_by(solver: cp_model.CpSolver, limits: Limits, code: object) -> Limit:
    """Return what stopped CP-SAT, which says optimal for a closed gap limit, too."""
    if code == cp_model.OPTIMAL:
        return "gap"
    if limits.work is not None and solver.response_proto.deterministic_time >= limits.work:
        return "work"
    return "time"
