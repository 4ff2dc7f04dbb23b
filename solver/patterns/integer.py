"""Whole numbers: the program over the patterns that matter, from the best assignment on."""

from __future__ import annotations

import highspy
import numpy as np

from ...problem import AssignmentProblem, Bools, evaluate
from ..incumbent import Best
from ..limits import Limits
from .master import Master
from .patterns import PatternMaker, Patterns
from .tariff import Tariffs
from .used import patterns_used, rounded

_MOST_ROUNDS = 20


def solve_patterns(
    problem: AssignmentProblem,
    maker: PatternMaker,
    tariffs: Tariffs,
    pool: Patterns,
    rows: Bools,
    best: Best,
    limits: Limits,
    seconds: float | None,
    seed: int,
    threads: int,
) -> bool:
    """Find the best assignment made of some patterns and of those in use; offer what is found.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    maker, tariffs : PatternMaker, Tariffs
        Of the problem.
    pool : Patterns
        What may be used beside the patterns in use.
    rows : boolean array of shape (agents, rows)
        Rows that count from the start; violated ones are added to it.
    best : Best
        Has an assignment; takes every better one.
    limits : Limits
        When to stop altogether.
    seconds : float or None
        Most seconds for this call.
    seed, threads : int
        For the solver.

    Returns
    -------
    bool
        Whether it was solved to the end.
    """
    ends = None if seconds is None else limits.elapsed() + seconds
    for _ in range(_MOST_ROUNDS):
        left = limits.left_until(ends)
        if best.x is None or limits.cancel.is_set() or (left is not None and left <= 0.05):
            return False
        used, weight = patterns_used(problem, maker, best.x)
        both = used + pool
        chosen = both.distinct()
        weight = np.append(weight, np.zeros(len(pool)))[chosen]
        master = Master(problem, maker.count, both.take(chosen), tariffs, rows, threads)
        highs = master.integer_program()
        highs.setOptionValue("random_seed", seed)
        highs.setOptionValue("mip_rel_gap", limits.gap)
        highs.setOptionValue("mip_abs_gap", 0.99)
        if left is not None:
            highs.setOptionValue("time_limit", left)
        start = highspy.HighsSolution()
        slacks = evaluate(problem, best.x).slacks.astype(np.float64)
        start.col_value = master.columns_of(weight, slacks).tolist()
        highs.setSolution(start)
        _listen(highs, limits)
        highs.run()
        values = np.array(highs.getSolution().col_value)
        if not len(values):
            return False
        found = master.weight_of(values)
        best.offer(rounded(problem, maker.count, master.patterns, found))
        shape = (problem.agents, problem.slacks)
        added = master.add_violated(np.rint(found), values[: shape[0] * shape[1]].reshape(shape))
        rows |= master.has_row
        if not added:
            return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)
    return False


def _listen(highs: highspy.Highs, limits: Limits) -> None:
    def interrupting(event: highspy.highs.HighsCallbackEvent) -> None:
        if limits.cancel.is_set():
            event.interrupt()

    highs.cbMipInterrupt.subscribe(interrupting)
