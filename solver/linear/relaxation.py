"""The linear relaxation of an assignment problem, window rows added when violated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices
from ..highs import INFINITE, Floats, HighsModel, Program
from ..limits import Limits
from .columns import Columns, columns

_TOLERANCE = 1e-6
_MOST_ROUNDS = 60

USED = 1e-6
"""From where on the relaxation counts as using a pair."""


@dataclass(frozen=True, eq=False)
class Linear:
    """A solution of the relaxation.

    Parameters
    ----------
    x : array of shape (pairs,)
        How far each pair is used.
    objective : float
        Its value; a bound only where ``is_complete``.
    prices : Prices
        Prices of the rows, zero where a row was never added.
    is_complete : bool
        Whether no row is violated.
    """

    x: Floats
    objective: float
    prices: Prices
    is_complete: bool


class Relaxation:
    """A linear program that grows by the window rows it violates.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    threads : int
        Threads the linear solver may use.
    rows : boolean array of shape (agents, rows) or None
        Rows that it begins with beside the usual ones.
    """

    def __init__(
        self, problem: AssignmentProblem, threads: int = 1, rows: Bools | None = None
    ) -> None:
        self.problem = problem
        self._columns: Columns = columns(problem)
        self.threads = threads
        self._model = HighsModel(threads)
        none = np.zeros(0, dtype=np.int64)
        self._model.load(self._columns.program(none, none))
        self._rows: list[tuple[int, int]] = []
        self.has_row: Bools = np.zeros(problem.capacity.shape, dtype=np.bool_)
        self._add(self._first_rows() if rows is None else self._first_rows() | rows)

    def solve(self, limits: Limits) -> Linear | None:
        """Solve to the end or to the limit.

        Parameters
        ----------
        limits : Limits
            When to stop.

        Returns
        -------
        Linear or None
            None where the relaxation has no solution or none was found in time.
        """
        found: Linear | None = None
        for _ in range(_MOST_ROUNDS):
            if limits.is_over() or self._model.run(limits) != "optimal":
                break
            values = self._model.values
            if values is None:
                break
            violated = self._violated(values)
            found = self._linear(values, is_complete=not violated.any())
            if not violated.any():
                break
            self._add(violated)
        return found

    @property
    def is_infeasible(self) -> bool:
        """Whether there is no solution."""
        return self._model.ending == "infeasible"

    def integer_program(self, kept: Bools) -> Program:
        """Return the program with whole pairs and items, over some of the pairs."""
        agent, row = np.array(self._rows, dtype=np.int64).reshape(-1, 2).T
        program = self._columns.program(agent, row)
        count = self.problem.pairs + self.problem.items
        if (self.problem.relief.value > 1).any():
            # Where slacks relieve one by one, they are whole because the loads are.
            count += self.problem.slack_limit.size
        program.whole[:count] = True
        program.upper[np.flatnonzero(~kept)] = 0.0
        return program

    def add_violated(self, values: Floats) -> bool:
        """Add the rows that a solution violates; return whether there were any."""
        violated = self._violated(values)
        self._add(violated)
        return bool(violated.any())

    def values_of(self, x: Ints) -> Floats:
        """Return the values of all columns for an assignment with its least slacks."""
        return self._columns.values_of(x)

    def _first_rows(self) -> Bools:
        """Rows outside the windows, and the longest window to every end."""
        problem = self.problem
        wanted = np.ones(problem.capacity.shape, dtype=np.bool_)
        if problem.windows is not None:
            timed = len(problem.windows.row_start)
            wanted[:, :timed] = problem.windows.row_start == problem.windows.row_start.min(
                initial=0
            )
        return wanted

    def _violated(self, values: Floats) -> Bools:
        problem = self.problem
        loads = self._columns.loads(values)
        used = loads @ problem.rows.dense().T
        slacks = self._columns.slack_values(values)
        relief = slacks @ problem.relief.dense()
        over = used - relief - problem.capacity
        return (over > _TOLERANCE * np.maximum(1.0, np.abs(problem.capacity))) & ~self.has_row

    def _add(self, wanted: Bools) -> None:
        agent, row = np.nonzero(wanted & ~self.has_row)
        self.has_row[agent, row] = True
        table = self._columns.row_entries(agent, row)
        upper = self.problem.capacity[agent, row].astype(np.float64)
        lower = np.full(len(upper), -INFINITE)
        self._model.add_rows(lower, upper, table.start, table.column, table.value)
        self._rows += zip(agent.tolist(), row.tolist(), strict=True)

    def _linear(self, values: Floats, is_complete: bool) -> Linear:
        dual = self._model.row_prices
        fixed = self._columns.fixed_rows
        rows = np.zeros(self.problem.capacity.shape, dtype=np.int64)
        if self._rows:
            agent, row = np.array(self._rows).T
            rows[agent, row] = np.rint(dual[fixed:] * SCALE).astype(np.int64)
        at = self._columns.first_global
        count = len(self.problem.global_limit)
        global_rows = np.rint(dual[at : at + count] * SCALE).astype(np.int64)
        return Linear(
            x=values[: self.problem.pairs],
            objective=self._model.objective,
            prices=Prices(rows, global_rows),
            is_complete=is_complete,
        )


def round_relaxation(problem: AssignmentProblem, linear: Linear) -> Ints:
    """Return, for every item that the relaxation assigns for the most part, its largest pair.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    linear : Linear
        A solution of its relaxation.

    Returns
    -------
    array of shape (pairs,)
        A start, not necessarily legal.
    """
    order = np.lexsort((-linear.x, problem.pair_item))
    item = problem.pair_item[order]
    first = order[np.unique(item, return_index=True)[1]]
    wanted = np.zeros(problem.pairs, dtype=np.int64)
    wanted[first[linear.x[first] > USED]] = 1
    return wanted
