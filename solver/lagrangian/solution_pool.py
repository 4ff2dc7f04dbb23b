"""What one solve knows, and who adds to it: threads that dive and search, and growing kernels.

Results of threads are taken in the order in which work was given out, so the same seed gives the
same plans however fast each thread is, as long as no clock ends it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from ...problem import SCALE, AssignmentProblem, Bools, Prices
from ..dual.ascent import Root
from ..dual.decomposition import prove_bound, round_up_bound
from ..dual.subproblem import select_pairs
from ..greedy import assign_greedily
from ..incumbent import Best
from ..linear.relaxation import Relaxation
from ..linear.restricted_mip import solve_restricted
from ..monitor import SolveMonitor
from ..prices import objective_unit, priced
from .heuristics import Heuristics, Settings, Solution

_ELITE = 8
"""Most plans that are kept for recombination."""


class SolutionPool:
    """Takes plans and prices, and keeps the best.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    monitor : SolveMonitor
        Limits, and where improvements go.
    """

    def __init__(self, problem: AssignmentProblem, monitor: SolveMonitor) -> None:
        self.problem = problem
        self.monitor = monitor
        self.best = Best(problem, monitor)
        self.prices: Prices | None = None
        self.elite: list[Solution] = []
        self.idle = 0
        self._lock = threading.Lock()
        self.unit = objective_unit(problem)

    def prove_by_rows(self, prices: Prices) -> None:
        """Take prices of rows for the bound that they prove."""
        self._prove(priced(self.problem, prices).bound, prices)

    def prove(self, prices: Prices) -> None:
        """Take prices of rows and items for the bound that they prove."""
        bound = prove_bound(self.problem, prices)
        if bound is not None:
            self._prove(bound, prices)

    def _prove(self, bound: int, prices: Prices) -> None:
        whole = round_up_bound(bound, self.unit)
        known = self.monitor.bound
        if self.prices is None or known is None or whole > known:
            self.prices = prices
        self.monitor.new_bound(whole)

    def take(self, root: Root, found: Solution) -> None:
        """Offer what a job found, repaired where it breaks what is priced."""
        with self._lock:
            before = self.best.objective
            if np.isfinite(found.cost):
                x = root.decomposition.uses(found.place)
                if not self.best.offer(x):
                    self.best.offer(assign_greedily(self.problem, self.monitor.limits, x))
                self._keep(found)
            self.idle = self.idle + 1 if self.best.objective == before else 0

    def adopt(self, root: Root) -> None:
        """Keep the best plan among those that are recombined, whoever found it."""
        with self._lock:
            if self.best.x is not None:
                place = root.decomposition.places(self.best.x)
                self._keep(Solution(place, root.subproblem.value(place)))

    def _keep(self, found: Solution) -> None:
        """Keep the best plans that differ."""
        self.elite = [other for other in self.elite if other.cost != found.before]
        if any(other.cost == found.cost for other in self.elite):
            return
        self.elite.append(found)
        self.elite.sort(key=lambda other: other.cost)
        del self.elite[_ELITE:]

    def cutoff(self, root: Root) -> float:
        """Return what a better plan costs less than, ``SCALE`` to a unit, without the constant."""
        if self.best.objective is None:
            return float("inf")
        most = self.best.objective - self.unit
        return float(most * SCALE - root.decomposition.under.constant) + 1.0

    def room(self, root: Root) -> float:
        """Return by how much the bound may rise where a better plan uses an entry."""
        return self.cutoff(root) - root.bound

    def left(self, root: Root) -> Bools:
        """Return the pairs that a better plan may use, and those of the best: (pairs,)."""
        if self.best.x is None:
            return np.ones(self.problem.pairs, dtype=np.bool_)
        kept = select_pairs(
            root.decomposition.pair, root.rise[0], self.room(root), self.problem.pairs
        )
        return kept | (self.best.x > 0)

    @property
    def is_done(self) -> bool:
        """Whether time is up or the gap is closed."""
        monitor = self.monitor
        if monitor.limits.is_over():
            return True
        if self.best.objective is None or monitor.bound is None:
            return False
        gap = self.best.objective - monitor.bound
        return gap < self.unit or gap <= monitor.limits.gap * max(self.best.objective, 1)


_FIRST = 6
"""Jobs before the first one with a part of an elite plan."""

_EVERY = 8
"""From then on one job in so many is not with a part."""

_AHEAD = 6
"""Jobs given out before the first of them is taken back, beyond one a thread: while one
takes long, the other threads have something to do."""

_ROUNDS = 20
"""Rounds of a search that begins without a dive."""


class JobScheduler:
    """Gives jobs to a pool of threads.

    Parameters
    ----------
    pool : ThreadPoolExecutor
        The threads.
    heuristics : Heuristics
        Makes the work.
    root : Root
        What is known before anything is placed.
    solutions : SolutionPool
        Takes results.
    settings : Settings
        How hard to try.
    seed : int
        Seed of everything random.
    """

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        heuristics: Heuristics,
        root: Root,
        solutions: SolutionPool,
        settings: Settings,
        seed: int,
    ) -> None:
        self._pool = pool
        self._heuristics = heuristics
        self._root = root
        self._solutions = solutions
        self._settings = settings
        self._seed = seed
        self.done = 0

    @property
    def is_out_of_work(self) -> bool:
        """Whether as many jobs were given out as the limit on work allows."""
        work = self._solutions.monitor.limits.work
        return work is not None and self.done >= work

    def work(self, threads: int, is_over: Callable[[], bool]) -> None:
        """Keep some threads busy.

        Parameters
        ----------
        threads : int
            How many.
        is_over : callable
            Says when to stop.
        """
        waiting: deque[Future[Solution]] = deque()
        while not is_over():
            while len(waiting) < threads + _AHEAD * (threads > 1) and not self.is_out_of_work:
                waiting.append(self._pool.submit(self._next_job()))
            if not waiting:
                return
            self._solutions.take(self._root, waiting.popleft().result())
        for future in waiting:
            self._solutions.take(self._root, future.result())

    def _next_job(self) -> Callable[[], Solution]:
        """Return the next job: dives, into parts for the most, now and then a search."""
        number, elite = self.done, self._solutions.elite
        self.done += 1
        if not self._settings.parts or not elite or number < _FIRST:
            return self._whole(number, number)
        if number % _EVERY == _EVERY - 1:
            return self._whole(number, _FIRST + number // _EVERY)
        rng = np.random.default_rng((self._seed, number))
        place = elite[0 if number % 4 else int(rng.integers(len(elite)))].place
        room, heuristics = self._solutions.room(self._root), self._heuristics
        return lambda: heuristics.part(place, number, room)

    def _whole(self, number: int, turn: int) -> Callable[[], Solution]:
        """Return a dive into everything or a search between two elite plans, turn by turn."""
        heuristics, elite = self._heuristics, self._solutions.elite
        cutoff = self._solutions.cutoff(self._root)
        if self._settings.dive and (turn % 12 != 11 or not self._settings.search):
            return lambda: heuristics.dive(turn, cutoff)
        if len(elite) < 2:
            return lambda: heuristics.search(heuristics.assign_likeliest(), number, _ROUNDS)
        rng = np.random.default_rng((self._seed, number))
        order = rng.permutation(len(elite))
        one, other = elite[int(order[0])].place, elite[int(order[1])].place
        share = float(rng.uniform(0.2, 0.8))
        return lambda: heuristics.relink(one, other, number, share)


MANY = 30
"""Items an agent from which on kernels are solved."""

SIZES = (1.125, 1.5, 3.0)
"""Pairs per item of the kernels, one after the other."""

SHARE = 0.25
"""Share of the time left that one kernel may take."""


class Kernels:
    """Solves kernels of growing size beside the dives.

    HiGHS looks among the pairs that the multipliers value most. Where agents hold many items, few
    pairs per item are worth a look, and a program over them finds what dives do not; where agents
    hold few, a program over so few pairs has hardly any choice. What it finds is dived into like
    any other plan (kernel search: Angelelli, Mansini and Speranza 2010).

    Parameters
    ----------
    root : Root
        What is known before anything is placed.
    solutions : SolutionPool
        Takes plans, and knows the limits.
    relaxation : Relaxation
        The linear program of the problem.
    seed : int
        Seed of HiGHS.
    """

    def __init__(
        self, root: Root, solutions: SolutionPool, relaxation: Relaxation, seed: int
    ) -> None:
        self._root = root
        self._solutions = solutions
        self._relaxation = relaxation
        self._seed = seed

    @property
    def is_worth_it(self) -> bool:
        """Whether agents hold many items."""
        return len(self._root.price) >= MANY * self._solutions.problem.agents

    def solve(self) -> None:
        """Solve one kernel after the other as long as each finds something better."""
        for size in SIZES:
            before = self._solutions.best.objective
            if self._solutions.is_done or not self._solve(size):
                return
            if self._solutions.best.objective == before:
                return

    def _solve(self, size: float) -> bool:
        """Solve one kernel; return whether a larger one may hold something better."""
        root, solutions = self._root, self._solutions
        limits, rise = solutions.monitor.limits, root.rise[0]
        count = min(round(size * len(root.price)), len(rise) - 1)
        room, most = float(np.partition(rise, count)[count]), solutions.room(root)
        kept = select_pairs(root.decomposition.pair, rise, min(room, most), solutions.problem.pairs)
        if solutions.best.x is not None:
            kept |= solutions.best.x > 0
        left = limits.left()
        seconds = None if left is None else SHARE * left
        solve_restricted(self._relaxation, kept, solutions.best, limits, seconds, None, self._seed)
        solutions.adopt(root)
        return room < most
