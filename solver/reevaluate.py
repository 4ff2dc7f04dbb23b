"""What an engine says is not believed but evaluated."""

from __future__ import annotations

from dataclasses import replace

from ..problem import Answer, AssignmentProblem, Ints, Status, evaluate
from .errors import WrongAnswerError


def reevaluate(problem: AssignmentProblem, answer: Answer) -> Answer:
    """Return the answer with the objective that ``problem.evaluate`` gives its assignment.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem that was asked.
    answer : Answer
        What the engine says.

    Returns
    -------
    Answer
        The answer, its objective evaluated anew.

    Raises
    ------
    WrongAnswerError
        If the assignment breaks the problem or the bound lies above the objective.
    """
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


def keep_better(answer: Answer, x: Ints | None, cost: int | None) -> Answer:
    """Return the answer, with an assignment known before if the engine's is dearer.

    Parameters
    ----------
    answer : Answer
        What the engine says.
    x : array of shape (pairs,) or None
        A legal assignment; None for none.
    cost : int or None
        What it costs.

    Returns
    -------
    Answer
        Its status says what bound and objective prove together.

    Raises
    ------
    WrongAnswerError
        If the answer proves that there is no such assignment.
    """
    if x is None or cost is None or (answer.objective is not None and answer.objective <= cost):
        return answer
    if answer.status == "infeasible":
        raise WrongAnswerError("a problem is called infeasible that has an assignment")
    if answer.bound is not None and answer.bound > cost:
        raise WrongAnswerError(f"the bound {answer.bound} lies above a known objective {cost}")
    closed = answer.bound is not None and answer.bound >= cost
    status: Status = "optimal" if closed else "feasible"
    limit = "none" if closed else answer.limit
    return replace(answer, status=status, limit=limit, x=x, objective=cost)


def raise_bound(answer: Answer, bound: int | None) -> Answer:
    """Return the answer, with a bound known before if the engine's is weaker.

    Parameters
    ----------
    answer : Answer
        The answer.
    bound : int or None
        No assignment costs less; None where nothing is known.

    Returns
    -------
    Answer
        Optimal where its assignment costs no more.

    Raises
    ------
    WrongAnswerError
        If its assignment costs less.
    """
    if bound is None or answer.status == "infeasible":
        return answer
    if answer.objective is not None and answer.objective < bound:
        raise WrongAnswerError(f"the objective {answer.objective} lies below a known bound {bound}")
    if answer.bound is not None and answer.bound >= bound:
        return answer
    if answer.objective == bound:
        return replace(answer, status="optimal", limit="none", bound=bound)
    return replace(answer, bound=bound)
