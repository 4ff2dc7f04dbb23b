"""Prices for a certificate, where the engine that answered has none of its own.

The linear relaxation gives them: those of its rows, rounded to whole numbers, prove a bound by
themselves (see ``prices``). Where a problem is infeasible, the relaxation of its shortage does.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np

from ..problem import SCALE, SHORTAGE, AssignmentProblem, Prices
from .limits import Limits

MOST_PAIRS = 300_000
"""Problems of more pairs get no prices here: the linear program would take too long."""

ALLOWANCE = 2.0
"""Seconds beyond the limit of the solve that the linear program may take."""


def prices_for(problem: AssignmentProblem, limits: Limits) -> Prices | None:
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
    return None if found is None else trimmed(problem, found.prices)


def infeasibility_prices(problem: AssignmentProblem, limits: Limits) -> Prices | None:
    """Return prices that may prove a problem infeasible: see ``shortage_of``.

    Parameters
    ----------
    problem : AssignmentProblem
        An infeasible problem.
    limits : Limits
        As for ``prices_for``.

    Returns
    -------
    Prices or None
        They prove it if the bound that they prove for the shortage is above zero.
    """
    return prices_for(shortage_of(problem), limits)


def shortage_of(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem of assigning as much as possible of what must be assigned.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    AssignmentProblem
        All costs are zero but ``SHORTAGE`` for each required item that is left; the problem is
        infeasible where this one costs something.
    """
    return replace(
        problem,
        required=np.zeros_like(problem.required),
        unassigned_price=np.where(problem.required, SHORTAGE, 0).astype(np.int64),
        pair_cost=np.zeros_like(problem.pair_cost),
        slack_price=np.zeros_like(problem.slack_price),
        join_price=np.zeros_like(problem.join_price),
        open_price=np.zeros_like(problem.open_price),
    )


def trimmed(problem: AssignmentProblem, prices: Prices) -> Prices:
    """Return prices without what rounding put above the price of a slack.

    A part of a unit too much costs the bound as much as the slack may be large; a part of a unit
    less on a row costs next to nothing.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    prices : Prices
        Prices rounded to whole numbers.

    Returns
    -------
    Prices
        Some row prices a few parts lower.
    """
    rows = prices.rows.copy()
    relief = problem.relief
    for slack in range(problem.slacks):
        row, amount = relief.row(slack)
        if not row.size:
            continue
        over = rows[:, row] @ amount - SCALE * int(problem.slack_price[slack])
        for agent in np.flatnonzero((over > 0) & (over <= amount.sum())):
            at = int(np.argmax(rows[agent, row]))
            less = -(-int(over[agent]) // int(amount[at]))
            rows[agent, row[at]] = max(int(rows[agent, row[at]]) - less, 0)
    return replace(prices, rows=rows)
