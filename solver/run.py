"""One solve: refuse what the engine cannot do, run it, and re-evaluate what it says."""

from __future__ import annotations

from dataclasses import replace

from ..problem import Answer, AssignmentProblem, evaluate
from .engine import Engine, Request, used_features
from .events import Built, Finished, Started
from .watch import Watch


class RefusedError(RuntimeError):
    """The engine does not serve a part of the problem; the message names it."""


class MissingError(RuntimeError):
    """The engine cannot run here; the message names what is missing and the remedy."""


class WrongAnswerError(RuntimeError):
    """The engine's assignment breaks the problem, or its bound lies above its objective."""


def run(engine: Engine, problem: AssignmentProblem, request: Request, watch: Watch) -> Answer:
    """Solve a problem with an engine.

    Parameters
    ----------
    engine : Engine
        The engine.
    problem : AssignmentProblem
        A checked problem.
    request : Request
        Seed, threads and start.
    watch : Watch
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
    watch.tell(Started(watch.limits.elapsed(), engine.name))
    rows = problem.agents * problem.rows.rows
    size = Built(watch.limits.elapsed(), problem.items, problem.agents, problem.pairs, rows)
    watch.tell(size)
    answer = reevaluated(problem, engine.solve(problem, request, watch))
    watch.tell(Finished(watch.limits.elapsed(), answer.status, answer.limit))
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


def reevaluated(problem: AssignmentProblem, answer: Answer) -> Answer:
    """Return the answer with the objective that ``problem.evaluate`` gives its assignment."""
    if answer.x is None:
        return answer
    evaluation = evaluate(problem, answer.x)
    if evaluation.objective is None:
        raise WrongAnswerError("; ".join(evaluation.faults[:5]))
    if answer.bound is not None and answer.bound > evaluation.objective:
        raise WrongAnswerError(
            f"the bound {answer.bound} lies above the objective {evaluation.objective}"
        )
    return replace(answer, objective=evaluation.objective)
