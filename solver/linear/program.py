"""A mixed-integer program in plain arrays, and what is left of it once the obvious is settled."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from ...problem import Bools, Ints

Floats = npt.NDArray[np.float64]

_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Program:
    """Minimise the cost of columns under rows of two sides.

    Parameters
    ----------
    cost, lower, upper : arrays of shape (columns,)
        Prices and limits of the columns.
    whole : boolean array of shape (columns,)
        Which columns are whole numbers.
    row, column, value : arrays of shape (entries,)
        The matrix, no two entries at one place.
    row_lower, row_upper : arrays of shape (rows,)
        Their sides.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    row: Ints
    column: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats

    def pass_to(self, highs: highspy.Highs, offset: float = 0.0) -> None:
        """Give the program to a solver."""
        order = np.argsort(self.row, kind="stable")
        start = np.zeros(len(self.row_lower), dtype=np.int32)
        start[1:] = np.cumsum(np.bincount(self.row, minlength=len(start)))[:-1]
        highs.passModel(
            len(self.cost),
            len(self.row_lower),
            len(self.value),
            int(highspy.MatrixFormat.kRowwise.value),
            int(highspy.ObjSense.kMinimize.value),
            offset,
            self.cost,
            self.lower,
            self.upper,
            self.row_lower,
            self.row_upper,
            start,
            self.column[order].astype(np.int32),
            self.value[order],
            self.whole.astype(np.int32),
        )


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

    def expanded(self, values: Floats) -> Floats:
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


def shrunk(program: Program) -> Shrunk | None:
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
