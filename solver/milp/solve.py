"""Solving the program: limits in, improvements out, and a truthful status."""

from __future__ import annotations

import time

import numpy as np

from ...problem import Answer, AssignmentProblem, Ints, Limit, Status, evaluate
from ..engine import Request
from ..incumbent import Best
from ..monitor import SolveMonitor
from ..prices import free_bound
from .model import Model, Outcome, Settings, build
from .modeller import solve_with
from .variables import Floats

MOST_PAIRS = 300_000
"""Most pairs that are handed to a solver under a time limit: PuLP takes 0.1 ms for each pair."""


def solve(
    solver: str, problem: AssignmentProblem, request: Request, monitor: SolveMonitor
) -> Answer:
    """Build the program, have it solved, and say what is known.

    Parameters
    ----------
    solver : str
        Name of the solver behind PuLP.
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
    best = Best(problem, monitor)
    best.begin(request)
    monitor.new_bound(free_bound(problem))
    if _is_proven(best, monitor) or monitor.limits.is_over():
        return _answer(Outcome("stopped", None, None, "not begun"), best, monitor, (began, began))
    if monitor.limits.seconds is not None and problem.pairs > MOST_PAIRS:
        said = f"{problem.pairs} pairs, more than the {MOST_PAIRS} that are built in time"
        return _answer(Outcome("too large", None, None, said), best, monitor, (began, began))
    model = build(problem)
    start = None if best.x is None else model.variables.values_of(best.x)
    built_at = time.monotonic()

    def found(values: Floats) -> None:
        best.offer(_pairs(problem, values))

    def proved(bound: float) -> None:
        monitor.new_bound(model.objective.bound(bound))

    settings = Settings(monitor.limits, request.threads, request.seed, 0.99, found, proved)
    outcome = solve_with(solver, model, start, settings)
    if outcome.values is not None:
        found(outcome.values)
    if outcome.ending == "optimal" and _agrees(model, outcome) and best.objective is not None:
        monitor.new_bound(best.objective)
    return _answer(outcome, best, monitor, (began, built_at))


def _pairs(problem: AssignmentProblem, values: Floats) -> Ints:
    return np.rint(values[: problem.pairs]).astype(np.int64)


def _agrees(model: Model, outcome: Outcome) -> bool:
    """Whether the solution costs what the solver says; otherwise its proof is of something else."""
    if outcome.values is None or outcome.objective is None:
        return False
    problem = model.variables.problem
    objective = evaluate(problem, _pairs(problem, outcome.values)).objective
    said = outcome.objective * model.objective.unit
    return objective is not None and abs(objective - said) < 0.5 * model.objective.unit


def _is_proven(best: Best, monitor: SolveMonitor) -> bool:
    if best.objective is None or monitor.bound is None:
        return False
    return monitor.bound >= best.objective


def _answer(
    outcome: Outcome, best: Best, monitor: SolveMonitor, times: tuple[float, float]
) -> Answer:
    status: Status = "no_plan"
    if best.x is not None:
        status = "optimal" if _is_proven(best, monitor) else "feasible"
    elif outcome.ending == "infeasible":
        status = "infeasible"
    return Answer(
        status=status,
        limit=_limit(status, outcome, monitor),
        x=best.x,
        objective=best.objective,
        bound=monitor.bound,
        trace=monitor.trace,
        seconds_build=times[1] - times[0],
        seconds_solve=time.monotonic() - times[1],
        detail=outcome.detail,
    )


def _limit(status: Status, outcome: Outcome, monitor: SolveMonitor) -> Limit:
    if status in ("optimal", "infeasible"):
        return "none"
    if monitor.limits.cancel.is_set():
        return "interrupted"
    if outcome.ending == "gap":
        return "gap"
    if outcome.ending == "too large" or monitor.limits.is_over():
        return "time"
    return "none" if monitor.limits.work is None else "work"
