"""The kernel as a mixed-integer program: the pairs that matter, rows added when violated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import highspy
import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, evaluate
from ..highs import run_highs
from ..limits import Limits
from ..prices import objective_unit
from .program import Floats, Shrunk, shrunk
from .relaxation import Relaxation

_MOST_ROUNDS = 20


class Keeper(Protocol):
    """What keeps the best assignment."""

    @property
    def x(self) -> Ints | None:
        """The best assignment so far."""
        ...

    def offer(self, x: Ints) -> bool:
        """Take an assignment if it is better; return whether it is legal."""
        ...

    def is_done(self, unit: int) -> bool:
        """Whether nothing more is wanted; objectives are multiples of a unit."""
        ...


@dataclass(frozen=True, eq=False)
class _Asked:
    """One solve of a program."""

    relaxation: Relaxation
    small: Shrunk
    best: Keeper
    limits: Limits
    left: float | None
    proved: Callable[[int], None] | None
    seed: int
    unit: int

    def run(self) -> tuple[bool, Floats | None, float]:
        """Solve; return whether to the end, all columns of what was found, and what it costs."""
        if not len(self.small.column):
            self._take(np.zeros(0))
            return True, self.small.settled, self.small.offset
        highs = self.relaxation.integer_solver()
        self.small.program.pass_to(highs, self.small.offset)
        highs.setOptionValue("random_seed", self.seed)
        highs.setOptionValue("mip_rel_gap", self.limits.gap)
        highs.setOptionValue("mip_abs_gap", 0.99 * self.unit)
        if self.proved is not None:
            # The presolve of HiGHS has called worse integer plans optimal.
            highs.setOptionValue("presolve", "off")
        if self.left is not None:
            highs.setOptionValue("time_limit", self.left)
        if self.best.x is not None:
            solution = highspy.HighsSolution()
            start = self.relaxation.values_of(self.best.x)
            solution.col_value = start[self.small.column].tolist()
            highs.setSolution(solution)
        self._listen(highs)
        run_highs(highs)
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return True, None, math.inf
        values = np.array(highs.getSolution().col_value)
        if len(values):
            self._take(values)
        if status != highspy.HighsModelStatus.kOptimal:
            return False, None, math.inf
        return True, self.small.expanded(values), highs.getInfo().objective_function_value

    def _take(self, values: Floats) -> None:
        whole = self.small.expanded(values)[: self.relaxation.problem.pairs]
        self.best.offer(np.rint(whole).astype(np.int64))

    def _listen(self, highs: highspy.Highs) -> None:
        def improving(event: highspy.highs.HighsCallbackEvent) -> None:
            self._take(np.array(event.data_out.mip_solution))

        def interrupting(event: highspy.highs.HighsCallbackEvent) -> None:
            dual = event.data_out.mip_dual_bound
            if self.proved is not None and math.isfinite(dual):
                self.proved(round_up(dual, self.unit))
            if self.limits.cancel.is_set() or self.best.is_done(self.unit):
                event.interrupt()

        highs.cbMipImprovingSolution.subscribe(improving)
        highs.cbMipInterrupt.subscribe(interrupting)


def solve_restricted(
    relaxation: Relaxation,
    kept: Bools,
    best: Keeper,
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
    best : Keeper
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
    unit = objective_unit(relaxation.problem)
    ends = None if seconds is None else limits.elapsed() + seconds
    for _ in range(_MOST_ROUNDS):
        left = limits.left_until(ends)
        if limits.cancel.is_set() or (left is not None and left <= 0.05):
            return False
        small = shrunk(relaxation.integer_program(kept))
        if small is None:
            return True
        asked = _Asked(relaxation, small, best, limits, left, proved, seed, unit)
        ended, values, said = asked.run()
        if values is None:
            return ended
        if not relaxation.add_violated(values):
            return _agrees(relaxation.problem, values, said, unit)
    return False


def _agrees(problem: AssignmentProblem, values: Floats, said: float, unit: int) -> bool:
    """Whether the solver's best costs what it says; otherwise its proof is of something else."""
    objective = evaluate(problem, np.rint(values[: problem.pairs]).astype(np.int64)).objective
    return objective is not None and abs(objective - said) < 0.5 * unit


def round_up(value: float, unit: int) -> int:
    """Return a bound in floating point as the whole number of units that it proves."""
    return unit * math.ceil((value - 1e-3 - 1e-7 * abs(value)) / unit)
