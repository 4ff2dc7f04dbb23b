"""The steps of the kernel engine, one after the other."""

from __future__ import annotations

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices
from ..certify import trimmed
from ..engine import Request
from ..incumbent import Best
from ..least_loaded import assign
from ..prices import Priced, objective_unit, priced
from ..watch import Watch
from .integer import rounded_up, solve_kernel
from .neighbourhoods import Neighbourhoods
from .relaxation import Linear, Relaxation

_SLICE = 0.1
"""Share of the time left that the first kernel, the pairs in use, may take."""

_SEARCH = 0.6
"""Share of the time left that the large-neighbourhood search may take."""

_EACH = 3.0
"""Most seconds a neighbourhood."""

_PATIENCE = 12
"""Neighbourhoods in a row without improvement after which the search gives up."""

_USED = 1e-6
"""From where on the relaxation counts as using a pair."""


class Pipeline:
    """One solve by the kernel engine.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    watch : Watch
        Limits, and where improvements go.
    """

    def __init__(self, problem: AssignmentProblem, request: Request, watch: Watch) -> None:
        self._problem = problem
        self._request = request
        self._watch = watch
        self._unit = objective_unit(problem)
        self.best = Best(problem, watch)
        self.prices: Prices | None = None
        self.seconds_build = 0.0
        self.detail = "stopped before the relaxation was solved"

    def run(self) -> bool:
        """Run all steps; return whether the problem was found infeasible."""
        self.best.begin(self._request)
        if self._watch.limits.is_over():
            return False
        began = self._watch.limits.elapsed()
        self._relaxation = Relaxation(self._problem, self._request.threads)
        self.seconds_build = self._watch.limits.elapsed() - began
        linear = self._relaxation.solve(self._watch.limits)
        if linear is None:
            return self._relaxation.is_infeasible
        self.prices = trimmed(self._problem, linear.prices)
        prices = priced(self._problem, self.prices)
        self._prove(linear, prices)
        self.best.offer(assign(self._problem, self._watch, rounded(self._problem, linear)))
        return self._kernels(linear, prices)

    def _prove(self, linear: Linear, prices: Priced) -> None:
        """Prices prove a bound exactly; the relaxation's own value is as good or better."""
        units = -(-prices.bound // (SCALE * self._unit))
        self._watch.proved(units * self._unit)
        if linear.is_complete:
            self._watch.proved(rounded_up(linear.objective, self._unit))

    def _kernels(self, linear: Linear, prices: Priced) -> bool:
        support = linear.x > _USED
        left = self._watch.limits.left()
        self._solve("first kernel", self._in_use(support), None if left is None else _SLICE * left)
        self._search(prices)
        if self._is_done():
            return False
        ended = self._solve("last kernel", self._within_gap(prices), None, is_exact=True)
        if ended and self.best.objective is not None:
            self._watch.proved(self.best.objective)
        return ended and self.best.x is None

    def _search(self, prices: Priced) -> None:
        """Improve the best assignment until it resists, or most of the time is gone."""
        hoods = Neighbourhoods(self._problem, self._request.seed)
        left = self._watch.limits.left()
        ends = None if left is None else self._watch.limits.elapsed() + _SEARCH * left
        idle = 0
        while self.best.x is not None and idle < _PATIENCE and not hoods.are_all:
            if self._is_done() or (ends is not None and self._watch.limits.elapsed() >= ends):
                return
            x, before = self.best.x, self.best.objective
            kept = (x > 0) | (hoods.draw(x) & self._within_gap(prices))
            hoods.learn(self._solve("neighbourhood", kept, _EACH))
            idle = 0 if self.best.objective != before else idle + 1

    def _in_use(self, support: Bools) -> Bools:
        """Return the pairs that the relaxation or the best assignment uses."""
        return support if self.best.x is None else support | (self.best.x > 0)

    def _within_gap(self, prices: Priced) -> Bools:
        """Return the pairs that an assignment better than the best may use."""
        if self.best.x is None or self.best.objective is None:
            return np.ones(self._problem.pairs, dtype=np.bool_)
        room = self.best.objective * SCALE - prices.bound
        return (self.best.x > 0) | (prices.regret < room)

    def _solve(self, what: str, kept: Bools, seconds: float | None, is_exact: bool = False) -> bool:
        """Solve over some pairs; return whether to the end. An exact kernel proves bounds."""
        if self._is_done():
            return False
        self.detail = f"{what} of {int(kept.sum())} pairs"

        def prove(bound: int) -> None:
            most = self.best.objective
            self._watch.proved(bound if most is None else min(bound, most))

        return solve_kernel(
            self._relaxation,
            kept,
            self.best,
            self._watch.limits,
            seconds,
            prove if is_exact else None,
            self._request.seed,
        )

    def _is_done(self) -> bool:
        return self.best.is_done(self._unit)


def rounded(problem: AssignmentProblem, linear: Linear) -> Ints:
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
    wanted[first[linear.x[first] > _USED]] = 1
    return wanted
