"""The one way from a question's problem to an engine, and from its errors to the library's."""

from __future__ import annotations

from ..model.errors import EngineUnavailableError, InternalError, UnsupportedError
from ..problem import Answer, AssignmentProblem, Ints
from ..solver import (
    MissingError,
    RefusedError,
    SolveOptions,
    SolverError,
    solve,
)


def answer_problem(
    problem: AssignmentProblem,
    options: SolveOptions,
    *,
    start: Ints | None = None,
    bound: int | None = None,
    began: float | None = None,
    prices: bool = False,
) -> Answer:
    """Solve a problem; see ``samehands.solver.solve``.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    options : SolveOptions
        Checked options.
    start : array of shape (pairs,) or None
        An assignment to begin from.
    bound : int or None
        No assignment costs less, as is known.
    began : float or None
        ``time.monotonic()`` from which the time limit counts; None for now.
    prices : bool
        Whether prices are to be found where the engine has none of its own.

    Returns
    -------
    Answer
        The answer.

    Raises
    ------
    UnsupportedError, EngineUnavailableError
        If the engine does not serve a part of the problem or cannot run here.
    InternalError
        If the engine's answer is wrong: a bug.
    """
    try:
        return solve(problem, options, start=start, bound=bound, began=began, prices=prices)
    except RefusedError as error:
        raise UnsupportedError(str(error)) from error
    except MissingError as error:
        raise EngineUnavailableError(str(error)) from error
    except SolverError as error:
        raise InternalError(str(error)) from error
