"""The kernel as a mixed-integer program: the pairs that matter, rows added when violated."""

from __future__ import annotations

import math
from collections.abc import Callable

import highspy
import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, evaluate
from ..incumbent import Best
from ..limits import Limits
from ..prices import objective_unit
from .columns import Floats
from .relaxation import Relaxation

_MOST_ROUNDS = 20


def solve_kernel(
    relaxation: Relaxation,
    kept: Bools,
    best: Best,
    limits: Limits,
    seconds: float | None,
    proved: Callable[[int], None] | None,
    seed: int,
) -> bool:
    """Solve the problem over some of its pairs and offer what is found.

    Parameters
    ----------
    relaxation : Relaxation
        The linear program, with the rows it has by now.
    kept : boolean array of shape (pairs,)
        Pairs that may be used.
    best : Best
        Takes every better assignment.
    limits : Limits
        When to stop altogether.
    seconds : float or None
        Most seconds for this call.
    proved : callable or None
        Takes bounds of the kernel, in the problem's unit; None where they say nothing.
    seed : int
        Seed of the solver.

    Returns
    -------
    bool
        Whether the kernel was solved to the end.
    """
    problem = relaxation.problem
    unit = objective_unit(problem)
    ends = None if seconds is None else limits.elapsed() + seconds
    for _ in range(_MOST_ROUNDS):
        left = _left(limits, ends)
        if limits.cancel.is_set() or (left is not None and left <= 0.05):
            return False
        highs = relaxation.integer_model(kept)
        highs.setOptionValue("random_seed", seed)
        highs.setOptionValue("mip_rel_gap", limits.gap)
        highs.setOptionValue("mip_abs_gap", 0.99 * unit)
        if proved is not None:
            # The presolve of HiGHS has called worse integer plans optimal.
            highs.setOptionValue("presolve", "off")
        if left is not None:
            highs.setOptionValue("time_limit", left)
        if best.x is not None:
            _start(highs, relaxation, best.x)
        _listen(highs, problem, best, limits, unit, proved)
        highs.run()
        status = highs.getModelStatus()
        values = np.array(highs.getSolution().col_value)
        if status == highspy.HighsModelStatus.kInfeasible:
            return True
        if len(values):
            best.offer(np.rint(values[: problem.pairs]).astype(np.int64))
        if status != highspy.HighsModelStatus.kOptimal:
            return False
        if not relaxation.add_violated(values):
            return _agrees(highs, problem, values, unit)
    return False


def _agrees(highs: highspy.Highs, problem: AssignmentProblem, values: Floats, unit: int) -> bool:
    """Whether the solver's best costs what it says; otherwise its proof is of something else."""
    objective = evaluate(problem, np.rint(values[: problem.pairs]).astype(np.int64)).objective
    said = float(highs.getInfo().objective_function_value)
    return objective is not None and abs(objective - said) < 0.5 * unit


def rounded_up(value: float, unit: int) -> int:
    """Return a bound in floating point as the whole number of units that it proves."""
    return unit * math.ceil((value - 1e-3 - 1e-7 * abs(value)) / unit)


def _left(limits: Limits, ends: float | None) -> float | None:
    parts = [limits.left(), None if ends is None else ends - limits.elapsed()]
    known = [part for part in parts if part is not None]
    return min(known) if known else None


def _start(highs: highspy.Highs, relaxation: Relaxation, x: Ints) -> None:
    solution = highspy.HighsSolution()
    solution.col_value = relaxation.values_of(x).tolist()
    highs.setSolution(solution)


def _listen(
    highs: highspy.Highs,
    problem: AssignmentProblem,
    best: Best,
    limits: Limits,
    unit: int,
    proved: Callable[[int], None] | None,
) -> None:
    def improving(event: highspy.highs.HighsCallbackEvent) -> None:
        values = np.array(event.data_out.mip_solution)
        best.offer(np.rint(values[: problem.pairs]).astype(np.int64))

    def interrupting(event: highspy.highs.HighsCallbackEvent) -> None:
        dual = event.data_out.mip_dual_bound
        if proved is not None and math.isfinite(dual):
            proved(rounded_up(dual, unit))
        if limits.cancel.is_set():
            event.interrupt()

    highs.cbMipImprovingSolution.subscribe(improving)
    highs.cbMipInterrupt.subscribe(interrupting)
