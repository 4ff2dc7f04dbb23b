"""What an engine says is not believed but evaluated."""

from __future__ import annotations

from dataclasses import replace

from ..problem import Answer, AssignmentProblem, evaluate
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
