"""Compile before the clock of a user counts: the machine code is kept on disk."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from ...problem import AssignmentProblem, Prices, restrict
from ..limits import Limits
from .knapsacks import Climb
from .subgradient import row_prices, serves

FREE = 2.0
"""Seconds of compiling and loading that count as time of the solve."""


def with_time_to_compile(problem: AssignmentProblem, limits: Limits) -> Limits:
    """Compile or load every loop on a few pairs of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem of single items.
    limits : Limits
        Those of the solve.

    Returns
    -------
    Limits
        Longer by what compiling took beyond ``FREE`` seconds; in a process that has it all, the
        same.
    """
    began = time.monotonic()
    few = restrict(problem, np.arange(problem.pairs) < 1)
    nothing = Prices(np.zeros_like(few.capacity), np.zeros_like(few.global_limit))
    prices = row_prices(few) if serves(problem) else nothing
    every = np.ones(few.pairs, dtype=np.bool_)
    with Climb(few, prices, every, Limits(), _ignore, bool) as climb:
        climb.wait()
    more = time.monotonic() - began - FREE
    if limits.seconds is None or more <= 0.0:
        return limits
    return replace(limits, seconds=limits.seconds + more)


def _ignore(prices: Prices, bound: int) -> None:
    """Take what one pair proves."""
