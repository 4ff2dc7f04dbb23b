"""How much cannot be assigned at least: decided against zero, over patterns.

Only what is left costs. An assignment that costs nothing does everything; prices that prove a bound
above zero prove that none does (Farkas' lemma, as the dual of the relaxation gives it). First
local search looks for the former. Then agents who are much alike are pooled: the linear program
over patterns of pools is small, its prices prove nearly as much of the agents themselves, and its
solution is where the search goes on. Last comes the program over patterns of single agents.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..problem import SCALE, AgentPools, Answer, AssignmentProblem, Ints, Prices, pool_agents
from .column_generation import PatternPipeline, supports
from .column_generation.agent_cost import make_agent_rows
from .column_generation.choices import make_choices
from .column_generation.local_search import Descent
from .column_generation.pipeline import CLOSE, CODE
from .compilation import wait_for
from .engine import Request
from .incumbent import Best
from .limits import Limits, OverError
from .monitor import SolveMonitor
from .options import SolveOptions
from .prices import objective_unit, priced, shortage_of

_SWEEPS = 2
"""Sweeps of local search at a time."""

_POOLED = 0.7
"""Share of the time left that the program over pools may take."""

_CLOSE = 0.01
"""Share of the least shortage of pools at which its bound is close enough."""

_WHOLE = 300_000
"""Most pairs of a problem that is solved over patterns of single agents also where it is known
that something has to be left."""

_MARGINS = (0.01, 0.003)
"""Shares of capacity that are kept back when everything fits the pools and not yet the agents."""


def weighted_shortage(problem: AssignmentProblem, weight: Ints) -> AssignmentProblem:
    """Return the problem of leaving as little as possible of what must be assigned.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    weight : array of shape (items,)
        What leaving each item once costs.

    Returns
    -------
    AssignmentProblem
        All other costs are zero; the problem is infeasible where this one costs something.
    """
    free = shortage_of(problem)
    return replace(free, unassigned_price=np.where(problem.required, weight, 0).astype(np.int64))


def find_shortage(
    problem: AssignmentProblem,
    pool: Ints,
    options: SolveOptions,
    start: Ints,
    *,
    closely: bool = False,
) -> Answer:
    """Find out how much has to be left, at least until that is known to be nothing or something.

    Parameters
    ----------
    problem : AssignmentProblem
        One of ``weighted_shortage``.
    pool : array of shape (agents,)
        Agents with the same number are much alike.
    options : SolveOptions
        Checked options.
    start : array of shape (pairs,)
        Where the search begins; capacities may be exceeded.
    closely : bool
        Whether the bound is to be as good as it can be, and the assignment too, where not
        everything can be assigned; else the first bound above zero ends it.

    Returns
    -------
    Answer
        Optimal with objective 0 where everything can be assigned. A bound above zero comes with
        the prices that prove it.
    """
    limits = options.limits()
    search = _Search(problem, pool, options, limits, closely)
    if supports(problem):
        try:
            limits.run(lambda: search.run(start))
        except OverError:
            search.monitor.close()
    return search.answer()


class _Search:
    """One search, step by step."""

    def __init__(
        self,
        problem: AssignmentProblem,
        pool: Ints,
        options: SolveOptions,
        limits: Limits,
        closely: bool,
    ) -> None:
        self._problem = problem
        self._pool = pool
        self._options = options
        self._closely = closely
        self._unit = objective_unit(problem)
        self._proven = 0
        self._prices: Prices | None = None
        self.monitor = SolveMonitor(limits)
        self.monitor.new_bound(0)
        self.best = Best(problem, self.monitor)
        self._detail = "stopped before anything was found"

    def answer(self) -> Answer:
        """Return what is known."""
        limits = self.monitor.limits
        return self.best.answer(limits.started, self._detail, prices=self._prices)

    def run(self, start: Ints) -> None:
        """Do all steps until it is decided."""
        if not wait_for(CODE, self.monitor):
            return
        problem, random = self._problem, np.random.default_rng(self._options.seed)
        choices, agent_rows = make_choices(problem), make_agent_rows(problem)
        self._descent = Descent(problem, choices, agent_rows, random)
        x = self._descend(start, "local search", 1)
        if self._is_done():
            return
        pools = pool_agents(problem, self._pool)
        pooled = self._solve_pools(pools, pools.reduce(x))
        if pooled is None or (self._proven > 0 and not self._closely):
            return
        self._descend(pools.expand(pooled, x), "pools")
        if self._proven == 0:
            self._keep_back(pools, x)
        if not self._is_done() and (self._proven == 0 or problem.pairs <= _WHOLE):
            self._solve_whole()

    def _is_done(self) -> bool:
        return self.best.is_done(self._unit)

    def _descend(self, x: Ints, step: str, sweeps: int = _SWEEPS) -> Ints:
        self._detail = step
        self.best.offer(x)
        x = self._descent.improve(x, sweeps, self.monitor.limits, self.best.offer)
        self.best.offer(x)
        return x

    def _solve_pools(self, pools: AgentPools, start: Ints) -> Ints | None:
        """Solve the problem of pools; return its assignment, and keep what its prices prove."""
        self._detail = "pools"
        found, prices = self._solve(pools.problem, start, _POOLED)
        if prices is not None:
            self._prove(pools.expand_prices(prices))
        return found

    def _keep_back(self, pools: AgentPools, x: Ints) -> None:
        """Look for assignments of pools that leave a little room, so that they fit the agents."""
        for margin in _MARGINS:
            if self._is_done():
                return
            found, _ = self._solve(_shrink(pools.problem, margin), pools.reduce(x), _POOLED)
            if found is not None:
                self._descend(pools.expand(found, x), "pools with room")

    def _solve_whole(self) -> None:
        """Solve the problem itself over patterns, with all the time that is left."""
        self._detail = "patterns of single agents"
        found, prices = self._solve(self._problem, self.best.x, 1.0)
        if found is not None:
            self.best.offer(found)
        if prices is not None:
            self._prove(prices)

    def _solve(
        self, problem: AssignmentProblem, start: Ints | None, share: float
    ) -> tuple[Ints | None, Prices | None]:
        """Solve a problem over patterns; return assignment, and prices that prove something."""
        limits, left = self.monitor.limits, self.monitor.limits.left()
        if left is not None:
            limits = replace(limits, seconds=limits.elapsed() + share * left)
        request = Request(self._options.seed, self._options.thread_count, start)
        monitor = SolveMonitor(limits)
        monitor.new_bound(0)
        is_whole = problem is self._problem
        pipeline = PatternPipeline(
            problem,
            request,
            monitor,
            chains=is_whole and self._proven == 0,
            neighbourhoods=is_whole and self._proven == 0,
            enough=np.inf if self._closely else float(self._unit),
            close=CLOSE if is_whole else _CLOSE,
        )
        pipeline.run_compiled()
        return pipeline.best.x, pipeline.prices if monitor.bound else None

    def _prove(self, prices: Prices) -> None:
        """Keep prices that prove more than what was proven, worked out exactly."""
        bound = priced(self._problem, prices).bound
        if bound > self._proven:
            self._proven, self._prices = bound, prices
            self.monitor.new_bound(self._unit * -(-bound // (SCALE * self._unit)))


def _shrink(problem: AssignmentProblem, margin: float) -> AssignmentProblem:
    """Return the problem with a share less of every capacity."""
    windows = problem.windows
    if windows is not None:
        windows = replace(windows, capacity=_less(windows.capacity, margin))
    return replace(problem, capacity=_less(problem.capacity, margin), windows=windows)


def _less(capacity: Ints, margin: float) -> Ints:
    less: Ints = np.floor(capacity * (1.0 - margin)).astype(np.int64)
    return less
