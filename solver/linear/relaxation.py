"""The linear relaxation of an assignment problem, window rows added when violated.

Its pairs are sifted: prices, the pairs that they make cheap, and prices again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices, subset
from ..dual.row_bounds import price_rows, supports
from ..highs import INFINITE, Floats, HighsModel, Program
from ..limits import Limits, OverError
from ..prices import Priced, priced, trim_prices
from .columns import Columns, columns

_TOLERANCE = 1e-6
_MOST_ROUNDS = 60

_AT_A_TIME = 1000
"""Rows that are added between two looks at the clock."""

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
    limits : Limits or None
        When to give up building it; None for never.

    Raises
    ------
    OverError
        If the limits are reached while it is built.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        threads: int = 1,
        rows: Bools | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self.problem = problem
        self._columns: Columns = columns(problem)
        self.threads = threads
        self._model = HighsModel(threads)
        none = np.zeros(0, dtype=np.int64)
        self._limits.check()
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
            try:
                self._add(violated)
            except OverError:
                break
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
        every = np.argwhere(wanted & ~self.has_row)
        for first in range(0, len(every), _AT_A_TIME):
            self._limits.check()
            agent, row = every[first : first + _AT_A_TIME].T
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


_MOST_SIFTS = 12

_CLOSE = 1e-6
"""How near the bound of the prices must come to the linear program."""

_COLUMNS = 1.2
"""Pairs per item in the first linear program."""


@dataclass(frozen=True, eq=False)
class Sifted:
    """What sifting found.

    Parameters
    ----------
    linear : Linear
        Its solution, for all pairs.
    under : Priced
        The problem under its prices.
    rows : boolean array of shape (agents, rows)
        The rows that it needed.
    """

    linear: Linear
    under: Priced
    rows: Bools


class Sifting:
    """Solves the linear relaxation of a problem over more and more of its pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    threads : int
        Threads that the linear solver may use.
    limits : Limits
        When to stop.
    proved : callable
        Takes the problem under prices that prove a bound, and these prices.
    by_subgradient : bool
        Whether the first prices come from a subgradient method, where that is worth it.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        threads: int,
        limits: Limits,
        proved: Callable[[Priced, Prices], None],
        *,
        by_subgradient: bool = True,
    ) -> None:
        self._problem = problem
        self._threads = threads
        self._limits = limits
        self._proved = proved
        self._by_columns = by_subgradient and supports(problem)
        self.is_infeasible = False

    def run(self) -> Sifted | None:
        """Solve; return None where there is no solution or none was found in time."""
        kept = np.ones(self._problem.pairs, dtype=np.bool_)
        closed = np.zeros(self._problem.items, dtype=np.bool_)
        if self._by_columns:
            under = self._under(price_rows(self._problem))
            room = regret_limit(under.regret, round(_COLUMNS * self._problem.items))
            kept, closed = under.regret <= room, under.left - under.best > room
        found: Sifted | None = None
        for _ in range(_MOST_SIFTS):
            if self._limits.is_over():
                break
            small = subset(self._problem, pairs=kept)
            small = replace(small, required=small.required | closed)
            relaxation = Relaxation(small, self._threads)
            linear = relaxation.solve(self._limits)
            if linear is None:
                if not relaxation.is_infeasible or (kept.all() and not closed.any()):
                    self.is_infeasible = relaxation.is_infeasible
                    return found
                kept, closed = np.ones_like(kept), np.zeros_like(closed)
                continue
            complete = bool(kept.all()) and not closed.any()
            found = self._found(linear, kept, relaxation.has_row, complete)
            short = linear.objective * SCALE - found.under.bound
            more = kept | (found.under.regret * self._problem.items < short)
            opened = closed & (found.under.left > found.under.best)
            done = (more == kept).all() and (opened == closed).all()
            if done or short <= _CLOSE * abs(found.under.bound):
                break
            kept, closed = more, opened
        return found

    def _found(self, linear: Linear, kept: Bools, rows: Bools, complete: bool) -> Sifted:
        x = np.zeros(len(kept))
        x[kept] = linear.x
        prices = trim_prices(self._problem, linear.prices)
        whole = Linear(x, linear.objective, prices, linear.is_complete and complete)
        return Sifted(whole, self._under(prices), rows)

    def _under(self, prices: Prices) -> Priced:
        under = priced(self._problem, prices)
        self._proved(under, prices)
        return under


def cheapest_pairs(under: Priced, count: int) -> Bools:
    """Return the cheapest pair of every item, and others of small regret: about so many.

    Parameters
    ----------
    under : Priced
        A problem under prices.
    count : int
        How many pairs are wanted.

    Returns
    -------
    boolean array of shape (pairs,)
        Among equals all or none.
    """
    return under.regret <= regret_limit(under.regret, count)


def regret_limit(regret: Ints, count: int) -> int:
    """Return the regret below which about so many pairs are."""
    if count >= len(regret):
        return int(regret.max(initial=0))
    return int(np.partition(regret, count)[count])
