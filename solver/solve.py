"""One solve: refuse what the engine cannot do, take the problem apart, re-evaluate the answer."""

from __future__ import annotations

from ..problem import Answer, AssignmentProblem
from .engine import Engine, Request, used_features
from .monitor import Built, Finished, SolveMonitor, Started
from .presolve.fuse_groups import reduced, solve_reduced
from .reevaluate import reevaluated


class RefusedError(RuntimeError):
    """The engine does not serve a part of the problem; the message names it."""


class MissingError(RuntimeError):
    """The engine cannot run here; the message names what is missing and the remedy."""


def run(
    engine: Engine, problem: AssignmentProblem, request: Request, monitor: SolveMonitor
) -> Answer:
    """Solve a problem with an engine.

    Groups that restrict nothing are taken apart first, and those that go whole become single items;
    independent parts are solved one by one, and identical items are merged for an engine that
    serves counts. All of it is exact.

    Parameters
    ----------
    engine : Engine
        The engine.
    problem : AssignmentProblem
        A checked problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where improvements go.

    Returns
    -------
    Answer
        Its objective is that of ``problem.evaluate``.

    Raises
    ------
    RefusedError
        If the problem has a part that the engine does not serve.
    MissingError
        If the engine cannot run here.
    WrongAnswerError
        If the assignment breaks the problem or the bound lies above the objective.
    """
    check_engine(engine, problem)
    monitor.emit(Started(monitor.limits.elapsed(), engine.name))
    rows = problem.agents * problem.rows.rows
    size = Built(monitor.limits.elapsed(), problem.items, problem.agents, problem.pairs, rows)
    monitor.emit(size)
    answer = reevaluated(problem, solve_reduced(engine, reduced(problem, engine), request, monitor))
    monitor.emit(Finished(monitor.limits.elapsed(), answer.status, answer.limit))
    return answer


def check_engine(engine: Engine, problem: AssignmentProblem) -> None:
    """Raise ``MissingError`` or ``RefusedError`` unless the engine can serve the problem here."""
    missing = engine.missing()
    if missing is not None:
        raise MissingError(f"the engine {engine.name!r} cannot run: {missing}")
    beyond = used_features(problem) - engine.features
    if beyond:
        parts = ", ".join(sorted(beyond))
        raise RefusedError(f"the engine {engine.name!r} does not serve {parts}")
    reason = engine.refuses(problem)
    if reason is not None:
        raise RefusedError(f"the engine {engine.name!r} does not serve {reason}")
