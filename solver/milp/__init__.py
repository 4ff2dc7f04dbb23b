"""The engine behind the name ``milp``, and behind ``milp:`` with the name of a solver.

PuLP over HiGHS, CBC, or any solver that PuLP finds, on the whole assignment problem.
"""

from __future__ import annotations

import time

import numpy as np

from ...problem import Answer, AssignmentProblem, Ints, Limit, Status, evaluate
from ..engine import Engine, Feature, Request
from ..incumbent import Best
from ..monitor import SolveMonitor
from ..prices import free_bound
from .model import Model, Outcome, Settings, build
from .variables import Floats

__all__ = ["MOST_PAIRS", "Milp", "milp_named"]

_PREFIX = "milp"
_DEFAULT = "highs"

MOST_PAIRS = 300_000
"""Most pairs that are handed to a solver under a time limit: PuLP takes 0.1 ms for each pair."""


class Milp(Engine):
    """PuLP on the whole problem: a second opinion by any solver that PuLP finds.

    Its unit of work is a node of the search tree, with HiGHS and CBC.

    Parameters
    ----------
    solver : str
        ``highs``, ``cbc``, or PuLP's own name of a solver in lower case, such as ``glpk_cmd``.
    """

    features = frozenset(Feature)
    needs = (("pulp", "PuLP"), ("highspy", "HiGHS"))

    def __init__(self, solver: str = _DEFAULT) -> None:
        self.name = _PREFIX if solver == _DEFAULT else f"{_PREFIX}:{solver}"
        self.solver = solver

    def missing(self) -> str | None:
        """Return None if PuLP finds the solver, else how to get it."""
        missing = super().missing()
        if missing is not None:
            return missing
        from .modeller import found_solvers, is_found

        if is_found(self.solver):
            return None
        found = ", ".join(found_solvers())
        return f"PuLP does not find {self.solver}; install it, or ask for one of these: {found}"

    def version(self) -> str:
        """Return the version of PuLP, and of HiGHS where that is the solver."""
        from .modeller import solver_version

        return solver_version(self.solver)

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Solve the whole problem; see ``Engine.solve``."""
        return _solve(self.solver, problem, request, monitor)


def milp_named(name: str) -> Milp | None:
    """Return the engine of a name such as ``milp:cbc``, None if PuLP knows no such solver.

    Parameters
    ----------
    name : str
        ``milp``, or ``milp:`` and a solver, in capitals or not.

    Returns
    -------
    Milp or None
        The engine, whether or not its solver can run here.
    """
    prefix, colon, solver = name.partition(":")
    if prefix != _PREFIX or bool(colon) != bool(solver):
        return None
    if not solver:
        return Milp()
    from .modeller import known_solvers

    return Milp(solver.lower()) if solver.lower() in known_solvers() else None


def _solve(
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
    from .modeller import solve_with

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
