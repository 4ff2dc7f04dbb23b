"""The linear relaxation by sifting: prices, the pairs that they make cheap, and prices again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices, subset
from ..dual.row_bounds import price_rows, supports
from ..limits import Limits
from ..prices import Priced, priced, trim_prices
from .relaxation import Linear, Relaxation

_MOST_ROUNDS = 12

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
        for _ in range(_MOST_ROUNDS):
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
