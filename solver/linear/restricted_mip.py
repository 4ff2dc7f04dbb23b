"""The restricted integer program: the pairs that matter, rows added when violated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, evaluate
from ..highs import Ending, Floats, HighsModel, Program
from ..limits import Limits
from ..prices import objective_unit
from .relaxation import Relaxation

_MOST_ROUNDS = 20

_TOLERANCE = 1e-6


# What is left of a program once the obvious is settled, exactly. HiGHS could do that as well, but
# its presolve stays off where the end of an integer program counts as a proof.


@dataclass(frozen=True, eq=False)
class Shrunk:
    """A program without the columns that have one value only and the rows that say nothing more.

    Parameters
    ----------
    program : Program
        What is left.
    column : array of shape (columns left,)
        Where its columns were.
    settled : array of shape (columns before,)
        Values of the columns that are gone.
    offset : float
        What these cost.
    """

    program: Program
    column: Ints
    settled: Floats
    offset: float

    def expand(self, values: Floats) -> Floats:
        """Return the values of all columns for values of those that are left."""
        whole = self.settled.copy()
        whole[self.column] = values
        return whole


class _Shrinking:
    """The work on one program: limits of columns close in until no row has one column alone."""

    def __init__(self, program: Program) -> None:
        self.row, self.column, self.value = program.row, program.column, program.value
        self._keep(self.value != 0)
        self.whole = program.whole
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.row_lower, self.row_upper = program.row_lower.copy(), program.row_upper.copy()
        self.live = np.ones(len(self.row_lower), dtype=np.bool_)

    def run(self) -> bool:
        """Close in; return whether a solution is still possible."""
        if (self.row_lower > self.row_upper).any():
            return False
        while True:
            self._move_settled()
            number = np.bincount(self.row, minlength=len(self.live))
            empty = self.live & (number == 0)
            if (self.row_lower[empty] > _TOLERANCE).any():
                return False
            if (self.row_upper[empty] < -_TOLERANCE).any():
                return False
            self.live &= number > 0
            if not (number == 1).any():
                return True
            self._close_in(number == 1)
            if (self.lower > self.upper + _TOLERANCE).any():
                return False
            self.upper = np.maximum(self.upper, self.lower)

    def _move_settled(self) -> None:
        """Take the columns with one value off the rows."""
        gone = self.lower[self.column] == self.upper[self.column]
        load = self.value[gone] * self.lower[self.column[gone]]
        used = np.bincount(self.row[gone], load, len(self.live))
        self.row_lower -= used
        self.row_upper -= used
        self._keep(~gone)

    def _close_in(self, single: Bools) -> None:
        """Turn rows of one column into limits of that column."""
        here = single[self.row]
        row, column, value = self.row[here], self.column[here], self.value[here]
        one, other = self.row_lower[row] / value, self.row_upper[row] / value
        low, high = np.minimum(one, other), np.maximum(one, other)
        whole = self.whole[column]
        low[whole] = np.ceil(low[whole] - _TOLERANCE)
        high[whole] = np.floor(high[whole] + _TOLERANCE)
        np.maximum.at(self.lower, column, low)
        np.minimum.at(self.upper, column, high)
        self.live &= ~single
        self._keep(~here)

    def _keep(self, kept: Bools) -> None:
        self.row, self.column = self.row[kept], self.column[kept]
        self.value = self.value[kept]


def shrink(program: Program) -> Shrunk | None:
    """Settle what has no choice, exactly.

    Parameters
    ----------
    program : Program
        A program.

    Returns
    -------
    Shrunk or None
        None where nothing satisfies the rows.
    """
    work = _Shrinking(program)
    if not work.run():
        return None
    left = np.flatnonzero(work.lower < work.upper)
    place = np.full(len(work.lower), -1, dtype=np.int64)
    place[left] = np.arange(len(left))
    rows = np.flatnonzero(work.live)
    row = (np.cumsum(work.live) - 1)[work.row]
    small = Program(
        program.cost[left],
        work.lower[left],
        work.upper[left],
        program.whole[left],
        row,
        place[work.column],
        work.value,
        work.row_lower[rows],
        work.row_upper[rows],
    )
    settled = work.lower.copy()
    settled[left] = 0.0
    return Shrunk(small, left, settled, float(program.cost @ settled))


# The solve itself, over and over with the rows that its solution violates.


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

    def run(self) -> tuple[Ending, Floats | None, float]:
        """Solve; return how it ended, all columns of what was found, and what it costs."""
        if not len(self.small.column):
            self._take(np.zeros(0))
            return "optimal", self.small.settled, self.small.offset
        model = HighsModel(self.relaxation.threads, self.seed)
        model.load(self.small.program, self.small.offset)
        model.set_gap(self.limits.gap, 0.99 * self.unit, proves=self.proved is not None)
        if self.best.x is not None:
            model.start_from(self.relaxation.values_of(self.best.x)[self.small.column])
        model.listen(self._take, self._prove)
        ending = model.run(self.limits, self.left, lambda: self.best.is_done(self.unit))
        if ending == "infeasible":
            return ending, None, math.inf
        if model.bound is not None:
            self._prove(model.bound)
        if model.values is not None:
            self._take(model.values)
        if ending == "stopped" or model.values is None:
            return "stopped", None, math.inf
        return ending, self.small.expand(model.values), model.objective

    def _take(self, values: Floats) -> None:
        whole = self.small.expand(values)[: self.relaxation.problem.pairs]
        self.best.offer(np.rint(whole).astype(np.int64))

    def _prove(self, bound: float) -> None:
        if self.proved is not None:
            self.proved(round_up(bound, self.unit))


def solve_restricted(
    relaxation: Relaxation,
    kept: Bools,
    best: Keeper,
    limits: Limits,
    seconds: float | None,
    proved: Callable[[int], None] | None,
    seed: int,
) -> Ending:
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
    Ending
        optimal or infeasible where the kernel was solved to the end.
    """
    unit = objective_unit(relaxation.problem)
    ends = None if seconds is None else limits.elapsed() + seconds
    for _ in range(_MOST_ROUNDS):
        left = limits.left_until(ends)
        if limits.cancel.is_set() or (left is not None and left <= 0.05):
            return "stopped"
        small = shrink(relaxation.integer_program(kept))
        if small is None:
            return "infeasible"
        asked = _Asked(relaxation, small, best, limits, left, proved, seed, unit)
        ending, values, said = asked.run()
        if values is None:
            return ending
        if not relaxation.add_violated(values):
            return ending if _agrees(relaxation.problem, values, said, unit) else "stopped"
    return "stopped"


def _agrees(problem: AssignmentProblem, values: Floats, said: float, unit: int) -> bool:
    """Whether the solver's best costs what it says; otherwise its proof is of something else."""
    objective = evaluate(problem, np.rint(values[: problem.pairs]).astype(np.int64)).objective
    return objective is not None and abs(objective - said) < 0.5 * unit


def round_up(value: float, unit: int) -> int:
    """Return a bound in floating point as the whole number of units that it proves."""
    return unit * math.ceil((value - 1e-3 - 1e-7 * abs(value)) / unit)
