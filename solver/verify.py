"""What an engine says is not believed but evaluated, and proven by prices where it gave none.

The linear relaxation gives them: those of its rows, rounded to whole numbers, prove a bound by
themselves (see ``prices``). Where a problem is infeasible, the relaxation of its shortage does.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace

from ..problem import Answer, AssignmentProblem, Ints, Prices, Status, evaluate
from .engine import WrongAnswerError
from .limits import Limits, OverError
from .prices import shortage_of, trim_prices


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
        The answer, its objective evaluated anew; without a bound where nothing is feasible.

    Raises
    ------
    WrongAnswerError
        If the assignment breaks the problem or the bound lies above the objective.
    """
    if answer.x is None:
        # A bound on the cost of assignments that do not exist says nothing.
        return replace(answer, bound=None) if answer.status == "infeasible" else answer
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


MOST_PAIRS = 300_000
"""Problems of more pairs get no prices here: the linear program would take too long."""

ALLOWANCE = 0.5
"""Seconds beyond the limit of the solve that the linear program may take."""


def find_prices(problem: AssignmentProblem, limits: Limits) -> Prices | None:
    """Return prices that prove a good bound, from the linear relaxation.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    limits : Limits
        Those of the solve; what is left of the time, and ``ALLOWANCE`` more, is used at most.

    Returns
    -------
    Prices or None
        None for problems of more than ``MOST_PAIRS`` pairs, where the solve was cancelled, where
        HiGHS is not installed, and where time was too short.
    """
    if problem.pairs > MOST_PAIRS or not problem.agents or limits.cancel.is_set():
        return None
    if importlib.util.find_spec("highspy") is None:
        return None
    from .linear.relaxation import Relaxation

    if limits.seconds is not None:
        limits = replace(limits, seconds=limits.seconds + ALLOWANCE)
    try:
        found = Relaxation(problem, limits=limits).solve(limits)
    except OverError:
        return None
    return None if found is None else trim_prices(problem, found.prices)


def find_infeasibility_prices(problem: AssignmentProblem, limits: Limits) -> Prices | None:
    """Return prices that may prove a problem infeasible: see ``shortage_of``.

    Parameters
    ----------
    problem : AssignmentProblem
        An infeasible problem.
    limits : Limits
        As for ``find_prices``.

    Returns
    -------
    Prices or None
        They prove it if the bound that they prove for the shortage is above zero.
    """
    return find_prices(shortage_of(problem), limits)
