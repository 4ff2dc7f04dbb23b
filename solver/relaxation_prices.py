"""Prices for a certificate, where the engine that answered has none of its own.

The linear relaxation gives them: those of its rows, rounded to whole numbers, prove a bound by
themselves (see ``prices``). Where a problem is infeasible, the relaxation of its shortage does.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace

from ..problem import AssignmentProblem, Prices
from .limits import Limits
from .prices import shortage_of, trim_prices

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

    seconds = None
    if limits.seconds is not None:
        seconds = max(limits.seconds, limits.elapsed()) + ALLOWANCE
    found = Relaxation(problem).solve(replace(limits, seconds=seconds))
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
