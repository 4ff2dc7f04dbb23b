"""HiGHS: the one class through which engines build a program, run it, listen to it and read it.

The presolve of HiGHS 1.13 has called worse integer solutions optimal: whoever takes the end of an
integer program for a proof says ``proves=True``, which leaves that presolve out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np
import numpy.typing as npt

from ..problem import Bools, Ints
from .limits import Limits

Floats = npt.NDArray[np.float64]

INFINITE = highspy.kHighsInf
"""Stands for the side of a row or a column that is open."""

Ending = Literal["optimal", "gap", "infeasible", "stopped"]
"""optimal: solved to the end. gap: to the relative gap asked for. infeasible: there is no solution.
stopped: none of these, be it by the clock, a cancel or the solver."""

_LEAST = 0.01
"""Fewest seconds given to a run, for a limit of nothing means none to some solvers."""


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


class HighsModel:
    """One program in HiGHS.

    Parameters
    ----------
    threads : int
        Threads that the solver may use.
    seed : int
        Seed of the solver.
    native : highspy.Highs or None
        A solver that exists already, with options of its own; None for a new and silent one.
    """

    def __init__(
        self, threads: int = 1, seed: int = 0, native: highspy.Highs | None = None
    ) -> None:
        self._highs = highspy.Highs() if native is None else native
        self._is_over: Callable[[], bool] = bool
        self._bounded: Callable[[float], None] | None = None
        self._absolute_gap: float | None = None
        if native is None:
            self.set(output_flag=False, threads=threads, random_seed=seed)
        self._is_integer = native is not None
        self._has_listener = False

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self._highs.getNumRow())

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self._highs.getNumCol())

    def set(self, **options: bool | float | str) -> None:
        """Set options of HiGHS by their names."""
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    def set_gap(self, relative: float, absolute: float, *, proves: bool) -> None:
        """Say at which gap an integer program ends, and whether its end is taken for a proof.

        Parameters
        ----------
        relative : float
            Fraction of the objective; an end that only this one allows is called a gap.
        absolute : float
            Less than which solutions cannot differ, so that it is a proof.
        proves : bool
            Whether the end is taken for one.
        """
        self._absolute_gap = absolute if relative else None
        self.set(mip_rel_gap=relative, mip_abs_gap=absolute, presolve="off" if proves else "choose")

    def load(self, program: Program, offset: float = 0.0) -> None:
        """Begin with a program; ``offset`` is added to its objective."""
        self._is_integer = bool(program.whole.any())
        order = np.argsort(program.row, kind="stable")
        start = np.zeros(len(program.row_lower) + 1, dtype=np.int64)
        np.cumsum(np.bincount(program.row, minlength=len(start) - 1), out=start[1:])
        self._highs.passModel(
            len(program.cost),
            len(program.row_lower),
            len(program.value),
            int(highspy.MatrixFormat.kRowwise.value),
            int(highspy.ObjSense.kMinimize.value),
            offset,
            program.cost,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            start[:-1].astype(np.int32),
            program.column[order].astype(np.int32),
            program.value[order],
            program.whole.astype(np.int32),
        )

    def add_rows(
        self, lower: Floats, upper: Floats, start: Ints, column: Ints, value: Ints | Floats
    ) -> None:
        """Add rows in compressed form: ``start`` has one place more than there are rows."""
        self._highs.addRows(
            len(upper),
            lower,
            upper,
            len(column),
            start[:-1].astype(np.int32),
            column.astype(np.int32),
            value.astype(np.float64),
        )

    def add_columns(
        self, cost: Floats, upper: Floats, start: Ints, row: Ints, value: Floats
    ) -> None:
        """Add columns from 0 to ``upper``, in compressed form as for ``add_rows``."""
        self._highs.addCols(
            len(cost),
            cost,
            np.zeros(len(cost)),
            upper,
            len(row),
            start[:-1].astype(np.int32),
            row.astype(np.int32),
            value.astype(np.float64),
        )

    def limit_rows(self, rows: Ints, upper: Floats) -> None:
        """Change the upper sides of rows that have no lower one."""
        for row, high in zip(rows.tolist(), upper.tolist(), strict=True):
            self._highs.changeRowBounds(row, -INFINITE, high)

    def change_costs(self, columns: Ints, cost: Floats) -> None:
        """Change the prices of some columns."""
        self._highs.changeColsCost(len(columns), columns.astype(np.int32), cost)

    def enter_basis(self, columns: Ints, rows: Ints, full: Ints | None = None) -> None:
        """Go on from the last solution with some columns in the basis, as many rows tight.

        Parameters
        ----------
        columns : array of shape (n,)
            Columns that enter.
        rows : array of shape (n,)
            Rows without room: new ones, for every other one would leave a basis of another size.
        full : array of shape (columns,) or None
            Columns that are at their upper limits from now on.
        """
        basis = self._highs.getBasis()
        if not basis.valid:
            return
        column_status, row_status = list(basis.col_status), list(basis.row_status)
        if full is not None:
            for column in full.tolist():
                column_status[column] = highspy.HighsBasisStatus.kUpper
        for column, row in zip(columns.tolist(), rows.tolist(), strict=True):
            column_status[column] = highspy.HighsBasisStatus.kBasic
            row_status[row] = highspy.HighsBasisStatus.kUpper
        basis.col_status, basis.row_status = column_status, row_status
        self._highs.setBasis(basis)

    def start_from(self, values: Floats) -> None:
        """Hand over a solution to begin with: (columns,)."""
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        self._highs.setSolution(solution)

    def listen(
        self,
        improved: Callable[[Floats], None],
        bounded: Callable[[float], None],
    ) -> None:
        """Hear of every better solution (the values of all columns) and of finite bounds."""

        def improving(event: Any) -> None:
            improved(np.array(event.data_out.mip_solution))

        self._bounded = bounded
        self._highs.cbMipImprovingSolution.subscribe(improving)

    def run(
        self,
        limits: Limits,
        seconds: float | None = None,
        is_done: Callable[[], bool] | None = None,
    ) -> Ending:
        """Solve the program as it is now.

        Parameters
        ----------
        limits : Limits
            When to stop; a cancel is heeded at the next look of the solver.
        seconds : float or None
            Most seconds of this run.
        is_done : callable or None
            Whether nothing more is wanted, asked at every look.

        Returns
        -------
        Ending
            How it ended.
        """
        known = [part for part in (limits.left(), seconds) if part is not None]
        if known:
            # HiGHS counts the time of all runs of one solver.
            self.set(time_limit=self._highs.getRunTime() + max(min(known), _LEAST))
        cancel = limits.cancel
        self._is_over = cancel.is_set
        if is_done is not None:
            self._is_over = lambda: cancel.is_set() or is_done()
        self._subscribe()
        self._highs.run()
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kNotset:
            # HiGHS keeps its threads from solve to solve and refuses another number of them.
            highspy.Highs.resetGlobalScheduler(True)
            self._highs.run()
        return self.ending

    @property
    def ending(self) -> Ending:
        """How the last run ended; costs are not unbounded, for none is negative."""
        endings: dict[highspy.HighsModelStatus, Ending] = {
            highspy.HighsModelStatus.kOptimal: "optimal" if self._is_closed else "gap",
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
        }
        return endings.get(self._highs.getModelStatus(), "stopped")

    @property
    def _is_closed(self) -> bool:
        """Whether the best solution is one: HiGHS calls all within the relative gap optimal."""
        if self._absolute_gap is None or not self._is_integer:
            return True
        return self.bound is not None and self.objective - self.bound <= self._absolute_gap

    @property
    def words(self) -> str:
        """What HiGHS itself calls the end of the last run."""
        return str(self._highs.modelStatusToString(self._highs.getModelStatus()))

    @property
    def values(self) -> Floats | None:
        """The values of all columns; None where there is no solution."""
        info = self._highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(self._highs.getSolution().col_value)

    @property
    def row_prices(self) -> Floats:
        """By how much the objective falls with one unit more of each row's upper side: (rows,)."""
        prices: Floats = np.maximum(-np.array(self._highs.getSolution().row_dual), 0.0)
        return prices

    @property
    def bound(self) -> float | None:
        """What the last run of an integer program says that no solution costs less than."""
        bound = float(self._highs.getInfo().mip_dual_bound)
        return bound if abs(bound) < INFINITE else None

    @property
    def objective(self) -> float:
        """What the solution costs."""
        return float(self._highs.getInfo().objective_function_value)

    def _subscribe(self) -> None:
        """Let HiGHS ask whether to go on; once, for it would ask once more a subscription."""
        if self._has_listener:
            return
        self._has_listener = True
        if self._is_integer:
            self._highs.cbMipInterrupt.subscribe(self._look)
        else:
            self._highs.cbSimplexInterrupt.subscribe(self._stop_if_over)

    def _look(self, event: Any) -> None:
        self._tell(event.data_out.mip_dual_bound)
        self._stop_if_over(event)

    def _stop_if_over(self, event: Any) -> None:
        if self._is_over():
            event.interrupt()

    def _tell(self, bound: float) -> None:
        if self._bounded is not None and abs(bound) < INFINITE:
            self._bounded(bound)
