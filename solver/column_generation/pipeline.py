"""The kernel engine at scale, step by step: start, prices, whole numbers, neighbourhoods."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from ...problem import (
    SCALE,
    AssignmentProblem,
    Bools,
    Ints,
    Prices,
    evaluate,
    sparse,
)
from ..compilation import CompiledCode, example_problem, wait_for
from ..engine import Request
from ..incumbent import Best
from ..limits import Limits
from ..monitor import SolveMonitor
from ..prices import objective_unit, priced, trim_prices
from .agent_cost import make_agent_rows
from .choices import Duals, DualsMaker, make_choices
from .generate import Generated, Generator, generate
from .local_search import Descent
from .master import Master, first_rows, soft_rows
from .patterns import PatternMaker, Patterns, round_columns, split_into_patterns
from .pricing import single_items
from .refine import Refinement
from .start import assign_cheapest, slack_prices

CLOSE, _ROUGH = 2e-5, 5e-3
"""How close bound and value of the linear program need to come, and before priced rows come in."""

_PRICED, _RESTORED = 0.7, 0.7
"""Shares of the time left for the linear program, and for all rounds once priced rows come in."""

_FIRST_RANKS = 2
"""Patterns of single agents per block that prices known before leave in question."""

_FIRST_WIDTH = 0.05
"""How much dearer than the least of its block such a pattern is, against what agents lose."""

_BETTER = 0.2
"""Share of the gap that early chains must save, or else the last solution is rounded, too."""

_USED = 1e-6
"""From where on the linear program counts as using a pattern."""


class PatternPipeline:
    """One solve over patterns.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    request : Request
        Seed, threads and start.
    monitor : SolveMonitor
        Limits, and where improvements go.
    start : bool
        Whether to begin with the request's start, or else the cheapest pairs.
    smoothing : bool
        Whether patterns are priced between the prices that prove most and those of the program.
    chains : bool
        Whether a block changes its pattern and others make room for it.
    neighbourhoods : bool
        Whether neighbourhoods of the best assignment are searched.
    enough : float
        A bound beyond which neither a better one nor a better assignment is wanted.
    close : float
        Share of the linear program's objective at which its bound is close enough.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        request: Request,
        monitor: SolveMonitor,
        *,
        start: bool = True,
        smoothing: bool = True,
        chains: bool = True,
        neighbourhoods: bool = True,
        enough: float = np.inf,
        close: float = CLOSE,
    ) -> None:
        self._problem = problem
        self._request = request
        self._monitor = monitor
        self._has_start, self._has_smoothing = start, smoothing
        self._has_chains, self._has_neighbourhoods = chains, neighbourhoods
        self._enough, self._close = enough, close
        self._unit = objective_unit(problem)
        self._choices, self._agent_rows = make_choices(problem), make_agent_rows(problem)
        random = np.random.default_rng(request.seed)
        self._descent = Descent(problem, self._choices, self._agent_rows, random)
        self._maker = PatternMaker(problem, self._choices, single_items(problem))
        self._duals_maker = DualsMaker(problem)
        self._generator = Generator(problem, self._choices, self._maker, request.threads)
        self._rows: Bools = first_rows(problem)
        self.best = Best(problem, monitor)
        self.prices: Prices | None = None
        self.seconds_build = 0.0
        self.detail = "stopped before prices were found"

    def run(self) -> bool:
        """Run all steps; return False, for this way finds no problem infeasible."""
        return wait_for(CODE, self._monitor) and self.run_compiled()

    def run_compiled(self) -> bool:
        """Run all steps with functions that are compiled, or wait until they are."""
        x = self._start()
        if self.best.is_done(self._unit):
            return False
        teller = Teller(self._tell_bound)
        try:
            self._generate_and_refine(x, teller)
            teller.wait()
        finally:
            teller.close()
        return False

    def _generate_and_refine(self, x: Ints, teller: Teller) -> None:
        """Solve the linear program and look for assignments near its solution."""
        found = self._solve_program(x, teller.tell)
        if found is None or self._monitor.limits.is_over() or found.bound > self._enough:
            return
        if self._request.threads == 1:
            # What one thread finds is the same every time.
            teller.wait()
        refinement = self._refinement(found, self._rows)
        if self._has_chains:
            self.detail = "chains"
            refinement.chain(_in_use(self.master.patterns, found))
        if self._has_neighbourhoods:
            self.detail = "neighbourhoods"
            refinement.search()

    def _refinement(self, found: Generated, rows: Bools) -> Refinement:
        return Refinement(
            self._problem,
            self._choices,
            self._agent_rows,
            self._generator,
            found.duals,
            found.bound,
            rows,
            self.best,
            self._monitor,
            self._request,
        )

    def _start(self) -> Ints:
        """Return the assignment to begin with, offered where it is legal."""
        if not self._has_start:
            return np.zeros(self._problem.pairs, dtype=np.int64)
        start, is_greedy = self._request.start, self._request.is_greedy
        if start is not None:
            self.best.offer(start)
        # The greedy gives whole groups to whoever has least to do, at any price of the change.
        if start is None or (is_greedy and bool((self._problem.group_lead >= 0).any())):
            return self._improve(assign_cheapest(self._problem))
        return self._improve(start)

    def _first_prices(self, x: Ints) -> Duals:
        """Return given prices, or those of the slacks that an assignment uses beyond windows."""
        known = self._request.prices
        if known is not None:
            return self._duals_maker.of(known.rows / SCALE, known.global_rows / SCALE)
        none = np.zeros(len(self._problem.global_limit))
        return self._duals_maker.of(slack_prices(self._problem, x), none)

    def _improve(self, x: Ints) -> Ints:
        """Return an assignment after a sweep of local search; offer it."""
        x = self._descent.improve(x, 1, self._monitor.limits, self.best.offer)
        self.best.offer(x)
        return x

    def _solve_program(self, x: Ints, tell: Callable[[Generated], None]) -> Generated | None:
        """Solve the linear program, tell of its prices, and improve what is near its solution."""
        problem = self._problem
        used, _ = split_into_patterns(problem, self._maker, x)
        threads = self._request.threads
        first, soft = self._first_prices(x), soft_rows(problem)
        priced_rows = np.broadcast_to(soft, self._rows.shape)
        master = Master(
            problem,
            self._maker.count,
            used,
            self._duals_maker,
            self._rows,
            threads,
            priced_rows,
            first.rows,
        )
        if self._request.prices is not None:
            master.add(self._cheap_columns(first, x))
        close = max(self._close, _ROUGH)
        smoothing, enough = self._has_smoothing, self._enough
        part = self._part(_PRICED)
        found = generate(master, self._generator, part, close, first, smoothing, enough)
        if found is None:
            return None
        ended = threading.Event()
        goes_on = found.is_complete and found.bound <= enough and not part.is_over()
        with ThreadPoolExecutor(1) as beside:
            early = None
            if goes_on and threads > 1 and self._has_chains:
                early = beside.submit(
                    self._refine_early, master.patterns, found, master.has_row | soft, ended.is_set
                )
            try:
                found = self._restore(master, found, close, tell)
            finally:
                ended.set()
        self._rows = master.has_row | soft
        tell(found)
        if early is None or not early.result():
            self._improve(self._near(master.patterns, found))
        self.master = master
        return found

    def _restore(
        self, master: Master, found: Generated, close: float, tell: Callable[[Generated], None]
    ) -> Generated:
        """Solve the linear program again with the priced rows that matter in it; tell of prices."""
        part, enough = self._part(_RESTORED), self._enough
        # What is found beside it may leave nothing to be proven.
        part = part.until(lambda: self.best.is_done(self._unit))
        while found.is_complete and found.bound <= enough and not part.is_over():
            tell(found)
            mispriced = master.find_mispriced(found.solved.weight)
            if mispriced.any():
                master.restore(mispriced, found.solved.weight)
            elif close == self._close:
                break
            close = self._close
            smoothing = self._has_smoothing
            more = generate(master, self._generator, part, close, found.duals, smoothing, enough)
            if more is None:
                break
            found = more
        return found

    def _refine_early(
        self, patterns: Patterns, found: Generated, rows: Bools, is_over: Callable[[], bool]
    ) -> bool:
        """Look for assignments near a rough solution; return whether they are worth more than it.

        What chains have made is nearer to the solution that follows than what that is rounded to.
        """
        self._improve(self._near(patterns, found))
        before = self.best.objective
        if before is None or is_over():
            return False
        refinement = self._refinement(found, rows)
        saved = refinement.chain(_in_use(patterns, found), is_over)
        return saved >= _BETTER * (before - found.bound)

    def _near(self, patterns: Patterns, found: Generated) -> Ints:
        """Return an assignment near a solution of the program, not necessarily legal."""
        weight = found.solved.weight
        known = patterns.take(np.arange(len(weight)))
        return round_columns(self._problem, self._maker.count, known, weight)

    def _tell_bound(self, found: Generated) -> None:
        """Keep the prices, and tell the bound that they prove exactly."""
        self.prices = trim_prices(self._problem, found.duals.exact)
        units = -(-priced(self._problem, self.prices).bound // (SCALE * self._unit))
        self._monitor.new_bound(units * self._unit)

    def _part(self, share: float) -> Limits:
        """Return limits that end after a share of the time left."""
        limits = self._monitor.limits
        left = limits.left()
        return limits if left is None else replace(limits, seconds=limits.elapsed() + share * left)

    def _cheap_columns(self, duals: Duals, x: Ints) -> Patterns:
        """Return the patterns that prices of a problem nearly the same leave in question."""
        pricing = self._generator.price(duals, _FIRST_RANKS)
        cost = evaluate(self._problem, x).objective
        gap = 0.0 if cost is None else max(cost - pricing.bound, 0.0)
        most = pricing.least + _FIRST_WIDTH * gap / self._problem.agents
        return self._generator.below(duals, pricing, most, _FIRST_RANKS)


def _in_use(patterns: Patterns, found: Generated) -> Patterns:
    """Return the patterns that a solution of the program uses."""
    return patterns.take(np.flatnonzero(found.solved.weight > _USED))


class Teller:
    """Has prices worked out beside everything else, one after the other.

    Parameters
    ----------
    tell : callable
        Works out what prices prove.
    """

    def __init__(self, tell: Callable[[Generated], None]) -> None:
        self._tell = tell
        self._beside = ThreadPoolExecutor(1)
        self._found: Generated | None = None
        self._told: Future[None] | None = None

    def tell(self, found: Generated) -> None:
        """Work out what prices prove; those that wait still prove less, and are dropped."""
        if found is self._found:
            return
        if self._told is not None and not self._told.cancel() and self._told.done():
            self._told.result()
        self._found, self._told = found, self._beside.submit(self._tell, found)

    def wait(self) -> None:
        """Wait until the last prices are worked out."""
        if self._told is not None:
            self._told.result()

    def close(self) -> None:
        """Wait until nothing is worked out any more."""
        self._beside.shutdown()


# Which problems can be solved over patterns.


def supports(problem: AssignmentProblem) -> bool:
    """Whether a problem can be solved over patterns.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    bool
        False where using an agent has a price or a group with a lead may have several agents.
    """
    led = problem.group_lead >= 0
    return not np.any(problem.open_price) and not bool((problem.group_limit[led] > 1).any())


_ITEMS, _AGENTS = 12, 3
"""Size of the example: its linear program uses several patterns per block."""


def _run_example() -> None:
    pairs, zero = _ITEMS * _AGENTS, np.zeros(_ITEMS // 2, dtype=np.int64)
    pair = np.arange(pairs, dtype=np.int64)
    loads, three = np.array([3, 4, 5], dtype=np.int64), np.arange(3, dtype=np.int64)
    problem = replace(
        example_problem(),
        agents=_AGENTS,
        count=np.ones(_ITEMS, dtype=np.int64),
        required=np.zeros(_ITEMS, dtype=np.bool_),
        unassigned_price=np.full(_ITEMS, 50, dtype=np.int64),
        pair_start=np.arange(0, pairs + 1, _AGENTS, dtype=np.int64),
        pair_agent=pair % _AGENTS,
        pair_cost=pair * 7 % 19,
        pair_profile=pair // _AGENTS * 5 % 3,
        profiles=sparse(three, 0 * three, loads, 3, 1),
        capacity=np.full((_AGENTS, 1), 14, dtype=np.int64),
        slack_limit=np.zeros((_AGENTS, 0), dtype=np.int64),
        group=np.arange(_ITEMS, dtype=np.int64) // 2,
        bound=np.zeros(_ITEMS, dtype=np.bool_),
        group_limit=1 + np.arange(_ITEMS // 2, dtype=np.int64) % 2,
        group_lead=zero - 1,
        join_price=zero + 1,
        join_profile=zero - 1,
        global_pairs=sparse(zero[:0], zero[:0], zero[:0], 0, pairs),
        global_unassigned=sparse(zero[:0], zero[:0], zero[:0], 0, _ITEMS),
        open_price=np.zeros(_AGENTS, dtype=np.int64),
    )
    PatternPipeline(problem, Request(), SolveMonitor(Limits())).run_compiled()


CODE = CompiledCode("column generation", _run_example)
"""The compiled functions of column generation."""
