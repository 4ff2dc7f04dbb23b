"""Threads that dive and search; results are taken in the order in which work was given out.

So the same seed gives the same plans however fast each thread is, as long as no clock ends it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from ..dual.ascent import Root
from .heuristics import Heuristics, Solution
from .settings import Settings
from .solution_pool import SolutionPool

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
