"""The steps of the kernel engine, one after the other."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Prices, sum_by
from ..compilation import wait_for
from ..dual import ascent, row_bounds
from ..dual.ascent import BackgroundDualAscent, has_few_items
from ..engine import Request
from ..highs import Ending
from ..incumbent import Best
from ..linear.relaxation import (
    USED,
    Relaxation,
    Sifted,
    Sifting,
    cheapest_pairs,
    regret_limit,
    round_relaxation,
)
from ..linear.restricted_mip import round_up, solve_restricted
from ..monitor import SolveMonitor
from ..prices import Priced, objective_unit
from .plans import FirstPlans, Neighbourhoods, restrict_problem

if TYPE_CHECKING:
    from . import KernelSteps

_SLICE = 0.1
"""Share of the time left that the first kernel, the pairs in use, may take."""

_GROWING = 0.3
"""Share of the time left that each kernel on the way to the last may take."""

_SIZES = (1.125, 1.5, 3.0)
"""Pairs per item in the kernels on the way to the last."""

_COMPILING = 0.2
"""Share of the time left that compiling prices of rows may take; else the first linear program has
all pairs."""

_CLIMBING = 2.0
"""Pairs per item over which the knapsacks of agents are filled."""

_CERTIFIED = 1e-3
"""Gap, as a share of the objective, that the prices may leave of a solve that has ended."""

_CERTIFYING = 3.0
"""Seconds for which knapsacks are filled on after the end, if the solve took no longer."""

_MANY_TIES = 2.0
"""How much larger than wanted a kernel may be, for equals come in together."""

_SEARCH = 0.6
"""Share of the time left that the large-neighbourhood search may take."""

_EACH = 3.0
"""Most seconds per neighbourhood."""

_PATIENCE = 12
"""Neighbourhoods in a row without improvement after which the search gives up."""

_MOST_PAIRS = 300_000
"""Most pairs in the last kernel, unless nothing is known without it."""


class Pipeline:
    """One solve by the kernel engine.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where improvements go.
    steps : KernelSteps
        Which steps of the engine are on.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        request: Request,
        monitor: SolveMonitor,
        steps: KernelSteps,
    ) -> None:
        self._problem = problem
        self._monitor = monitor
        self._steps = steps
        self._request = request if self._steps.start else replace(request, cold=True)
        self._unit = objective_unit(problem)
        self._proven = -1
        self.best = Best(problem, monitor)
        self._plans = FirstPlans(problem, self.best, self._request)
        self.prices: Prices | None = None
        self.seconds_build = 0.0
        self.detail = "stopped before the relaxation was solved"

    def run(self) -> bool:
        """Run all steps; return whether the problem was found infeasible."""
        self._began = self._monitor.limits.elapsed()
        self._plans.begin(self._monitor.limits)
        if self._monitor.limits.is_over():
            return False
        self._climbs = self._steps.knapsacks and ascent.supports(self._problem)
        if self._climbs:
            ascent.CODE.start()
        began = self._monitor.limits.elapsed()
        sifting = Sifting(
            self._problem,
            self._request.threads,
            self._monitor.limits,
            self._price,
            by_subgradient=self._steps.subgradient and self._has_row_prices(),
        )
        found = sifting.run()
        self.seconds_build = self._monitor.limits.elapsed() - began
        if found is None:
            return sifting.is_infeasible
        self._rows = found.rows
        if found.linear.is_complete:
            self._monitor.new_bound(round_up(found.linear.objective, self._unit))
        with self._climbing(found):
            return self._kernels(found)

    def _has_row_prices(self) -> bool:
        """Whether prices of rows are worth it, and compiled in a small part of the time."""
        if not row_bounds.supports(self._problem):
            return False
        left = self._monitor.limits.left()
        seconds = None if left is None else _COMPILING * left
        return wait_for(row_bounds.CODE, self._monitor, seconds)

    def _price(self, under: Priced, prices: Prices) -> None:
        is_first = self.prices is None
        self._prove(prices, under.bound)
        if is_first and self._steps.start:
            self._plans.follow_prices(under, self._monitor.limits)

    def _prove(self, prices: Prices, bound: int) -> None:
        """Take prices and the bound that they prove exactly."""
        if self.prices is None or bound > self._proven:
            self._proven, self.prices = bound, prices
            self._monitor.new_bound(self._rounded(bound))

    def _rounded(self, bound: int) -> int:
        """Return a bound, ``SCALE`` to a unit of cost, as the next objective that there can be."""
        return self._unit * -(-bound // (SCALE * self._unit))

    @contextmanager
    def _climbing(self, found: Sifted) -> Generator[None]:
        """Fill knapsacks beside everything else where that can raise the bound."""
        if not self._climbs or self._is_certified():
            yield
            return
        matter = np.ones(self._problem.pairs, dtype=np.bool_)
        if not has_few_items(self._problem):
            matter = cheapest_pairs(found.under, round(_CLIMBING * self._problem.items))
        limits = self._monitor.limits
        alone = self._request.threads == 1
        if alone and limits.seconds is not None:
            limits = replace(limits, seconds=limits.elapsed() + _SLICE * (limits.left() or 0.0))
        rows = found.linear.prices
        climb = BackgroundDualAscent(
            self._problem, rows, matter, limits, self._prove, self._is_certified
        )
        with climb:
            if alone:
                climb.wait()
            yield
            spent = self._monitor.limits.elapsed() - self._began
            climb.wait(max(_CERTIFYING, spent) if self._is_done() else None)

    def _is_certified(self) -> bool:
        """Whether nothing more is wanted, and prices prove as much but for next to nothing."""
        if self._monitor.limits.is_over():
            return True
        if not self._is_done() or self.best.objective is None:
            return False
        gap = max(_CERTIFIED, self._monitor.limits.gap)
        return self.best.objective * SCALE - self._proven <= gap * self.best.objective * SCALE

    def _kernels(self, found: Sifted) -> bool:
        self._plans.follow(round_relaxation(self._problem, found.linear), self._monitor.limits)
        left = self._monitor.limits.left()
        support = found.linear.x > USED
        ended = True
        if self._problem.groups or not self._steps.growth:
            room = None if left is None else _SLICE * left
            self._solve("first kernel", found, self._in_use(support), None, room)
        if self._steps.growth:
            ended = self._grow(found, support)
        if self._steps.neighbourhoods and not (ended and self._steps.growth):
            self._search(found)
        if self._is_done():
            return False
        kept = self._within(found, self._gap(found))
        if self.best.x is not None and kept.sum() > _MOST_PAIRS:
            return False
        ending = self._solve("last kernel", found, kept, self._gap(found), None)
        if ending not in ("optimal", "infeasible"):
            return False
        if self.best.objective is not None:
            self._monitor.new_bound(self.best.objective)
        return self.best.x is None

    def _grow(self, found: Sifted, support: Bools) -> bool:
        """Solve larger and larger kernels; return whether all to the end."""
        regret, ended = found.under.regret, True
        for size in _SIZES:
            count = round(size * self._problem.items)
            room, gap = regret_limit(regret, count) + 1, self._gap(found)
            kept = self._in_use(support) | (regret < room)
            if self._is_done() or (gap is not None and room >= gap):
                break
            left = self._monitor.limits.left()
            seconds = None if left is None else _GROWING * left
            if kept.sum() > _MANY_TIES * count:
                return False
            ended &= self._solve("growing kernel", found, kept, room, seconds) != "stopped"
            if not ended and self._problem.groups:
                return False
        return ended

    def _search(self, found: Sifted) -> None:
        """Improve the best assignment until it resists, or most of the time is gone."""
        matter = cheapest_pairs(found.under, round(_SIZES[-1] * self._problem.items))
        hoods = Neighbourhoods(self._problem, self._request.seed, matter)
        left = self._monitor.limits.left()
        ends = None if left is None else self._monitor.limits.elapsed() + _SEARCH * left
        idle = 0
        while self.best.x is not None and idle < _PATIENCE and not hoods.are_all:
            if self._is_done() or (ends is not None and self._monitor.limits.elapsed() >= ends):
                return
            x, before = self.best.x, self.best.objective
            free = hoods.draw(x) & matter & self._within(found, self._gap(found))
            kept = (x > 0) | free
            hoods.learn(self._solve("neighbourhood", found, kept, None, _EACH) != "stopped")
            idle = 0 if self.best.objective != before else idle + 1

    def _in_use(self, support: Bools) -> Bools:
        """Return the pairs that the relaxation or the best assignment uses."""
        return support if self.best.x is None else support | (self.best.x > 0)

    def _gap(self, found: Sifted) -> int | None:
        """Return by how much the best assignment may be too dear, ``SCALE`` to a unit."""
        if self.best.objective is None:
            return None
        return self.best.objective * SCALE - found.under.bound

    def _within(self, found: Sifted, room: int | None) -> Bools:
        """Return the pairs that an assignment within some room above the bound may use."""
        if self.best.x is None or room is None or not self._steps.fixing:
            return np.ones(self._problem.pairs, dtype=np.bool_)
        return (self.best.x > 0) | (found.under.regret < room)

    def _closed(self, found: Sifted, room: int | None) -> Bools:
        """Return the single items that no assignment within some room leaves."""
        problem, under = self._problem, found.under
        if room is None or not self._steps.fixing:
            return np.zeros(problem.items, dtype=np.bool_)
        closed = (problem.group < 0) & (under.left - under.best >= room)
        if self.best.x is not None:
            taken = sum_by(problem.pair_item, self.best.x, problem.items)
            closed &= taken == problem.count
        return closed

    def _solve(
        self, what: str, found: Sifted, kept: Bools, room: int | None, seconds: float | None
    ) -> Ending:
        """Solve over some pairs; return how it ended.

        Whatever uses another pair is dearer than the bound by the room at least, if there is one.
        """
        if self._is_done():
            return "stopped"
        self.detail = f"{what} of {int(kept.sum())} pairs"

        def prove(bound: int) -> None:
            if room is not None:
                bound = min(bound, self._rounded(found.under.bound + room))
            most = self.best.objective
            self._monitor.new_bound(bound if most is None else min(bound, most))

        small = restrict_problem(self._problem, kept, self._closed(found, room), self.best)
        relaxation = Relaxation(small.problem, self._request.threads, self._rows)
        every = np.ones(small.problem.pairs, dtype=np.bool_)
        proves = prove if room is not None or kept.all() else None
        limits, seed = self._monitor.limits, self._request.seed
        ending = solve_restricted(relaxation, every, small, limits, seconds, proves, seed)
        self._rows = self._rows | relaxation.has_row
        return ending

    def _is_done(self) -> bool:
        return self.best.is_done(self._unit)
