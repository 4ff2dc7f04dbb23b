"""Solving the model: limits in, improvements out, and a truthful status."""

from __future__ import annotations

import threading
import time

import numpy as np
from ortools.sat.python import cp_model

from ...problem import Answer, AssignmentProblem, Ints, Limit, Status, evaluate
from ..engine import Request
from ..least_loaded import assign
from ..limits import Limits
from ..watch import Watch
from .model import Built, build


class _Found(cp_model.CpSolverSolutionCallback):
    """Re-evaluates every solution and keeps the best."""

    def __init__(
        self, problem: AssignmentProblem, built: Built, watch: Watch, first: Ints | None
    ) -> None:
        super().__init__()
        self._problem = problem
        self._built = built
        self._watch = watch
        self.best = first

    def on_solution_callback(self) -> None:
        """Take note of a solution; its slacks may be larger than needed, so it is re-evaluated."""
        x = np.array([self.value(var) for var in self._built.variables.x], dtype=np.int64)
        objective = evaluate(self._problem, x).objective
        if objective is not None and self._watch.found(objective):
            self.best = x


def solve(problem: AssignmentProblem, request: Request, watch: Watch) -> Answer:
    """Build the model, solve it, and say what is known.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    watch : Watch
        Limits, and where improvements go.

    Returns
    -------
    Answer
        The best assignment found and what is proven.
    """
    began = time.monotonic()
    first = _start(problem, request, watch)
    built = build(problem, first)
    built_at = time.monotonic()
    solver = _solver(request, watch.limits)
    found = _Found(problem, built, watch, first)
    solver.best_bound_callback = lambda value: watch.proved(built.scale.bound(value))
    with _Stopper(solver, watch.limits):
        code = solver.solve(built.model, found)
    if code == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT calls the model invalid: {built.model.validate()}")
    if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        watch.proved(built.scale.bound(solver.best_objective_bound))
    status = _status(code, found.best)
    return Answer(
        status=status,
        limit=_limit(code, solver, watch.limits),
        x=found.best,
        objective=watch.objective if found.best is not None else None,
        bound=watch.bound,
        trace=watch.trace,
        seconds_build=built_at - began,
        seconds_solve=time.monotonic() - built_at,
        detail=solver.solution_info() or solver.status_name(code),
    )


def _start(problem: AssignmentProblem, request: Request, watch: Watch) -> Ints | None:
    """Return the better of the start and the clerk's rule, as far as either is legal."""
    best: Ints | None = None
    for wanted in (request.start, None):
        x = assign(problem, watch, wanted)
        objective = evaluate(problem, x).objective
        if objective is not None and watch.found(objective):
            best = x
    return best


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
    return solver


class _Stopper:
    """Stops the search when the solve is cancelled."""

    def __init__(self, solver: cp_model.CpSolver, limits: Limits) -> None:
        self._solver = solver
        self._cancel = limits.cancel
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _wait(self) -> None:
        while not self._done.wait(0.05):
            if self._cancel.is_set():
                self._solver.stop_search()


def _status(code: cp_model.CpSolverStatus, best: Ints | None) -> Status:
    if code == cp_model.INFEASIBLE:
        return "infeasible"
    if best is None:
        return "no_plan"
    return "optimal" if code == cp_model.OPTIMAL else "feasible"


def _limit(code: cp_model.CpSolverStatus, solver: cp_model.CpSolver, limits: Limits) -> Limit:
    if code == cp_model.INFEASIBLE or (code == cp_model.OPTIMAL and limits.gap == 0):
        return "none"
    if limits.cancel.is_set():
        return "interrupted"
    if code == cp_model.OPTIMAL:
        closed = solver.best_objective_bound >= solver.objective_value
        return "none" if closed else "gap"
    if limits.work is not None and solver.response_proto.deterministic_time >= limits.work:
        return "work"
    return "time"
