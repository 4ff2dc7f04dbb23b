"""Threads that dive and search; results are taken in the order in which work was given out.

So the same seed gives the same plans however fast each thread is, as long as no clock ends it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from ..dual.ascent import Root
from ..dual.settings import Settings
from .heuristics import Found, Workshop
from .solution_pool import Ledger

_FIRST = 6
"""Pieces of work before the first one with a part of an elite plan."""

_EVERY = 8
"""From then on one piece of work in so many is not with a part."""

_AHEAD = 6
"""Pieces of work given out before the first of them is taken back, beyond one a thread: while one
takes long, the other threads have something to do."""

_ROUNDS = 20
"""Rounds of a search that begins without a dive."""


class Crew:
    """Gives out work.

    Parameters
    ----------
    pool : ThreadPoolExecutor
        The threads.
    shop : Workshop
        Makes the work.
    root : Root
        What is known before anything is placed.
    ledger : Ledger
        Takes results.
    settings : Settings
        How hard to try.
    seed : int
        Seed of everything random.
    """

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        shop: Workshop,
        root: Root,
        ledger: Ledger,
        settings: Settings,
        seed: int,
    ) -> None:
        self._pool = pool
        self._shop = shop
        self._root = root
        self._ledger = ledger
        self._settings = settings
        self._seed = seed
        self.done = 0

    @property
    def is_out_of_work(self) -> bool:
        """Whether as many pieces were given out as the limit on work allows."""
        work = self._ledger.monitor.limits.work
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
        waiting: deque[Future[Found]] = deque()
        while not is_over():
            while len(waiting) < threads + _AHEAD * (threads > 1) and not self.is_out_of_work:
                waiting.append(self._pool.submit(self._piece()))
            if not waiting:
                return
            self._ledger.take(self._root, waiting.popleft().result())
        for future in waiting:
            self._ledger.take(self._root, future.result())

    def _piece(self) -> Callable[[], Found]:
        """Return the next piece of work: dives, into parts for the most, now and then a search."""
        number, elite = self.done, self._ledger.elite
        self.done += 1
        if not self._settings.parts or not elite or number < _FIRST:
            return self._whole(number, number)
        if number % _EVERY == _EVERY - 1:
            return self._whole(number, _FIRST + number // _EVERY)
        rng = np.random.default_rng((self._seed, number))
        place = elite[0 if number % 4 else int(rng.integers(len(elite)))].place
        room, shop = self._ledger.room(self._root), self._shop
        return lambda: shop.part(place, number, room)

    def _whole(self, number: int, turn: int) -> Callable[[], Found]:
        """Return a dive into everything or a search between two elite plans, turn by turn."""
        shop, elite = self._shop, self._ledger.elite
        cutoff = self._ledger.cutoff(self._root)
        if self._settings.dive and (turn % 12 != 11 or not self._settings.search):
            return lambda: shop.dive(turn, cutoff)
        if len(elite) < 2:
            return lambda: shop.search(shop.likely(), number, _ROUNDS)
        rng = np.random.default_rng((self._seed, number))
        order = rng.permutation(len(elite))
        one, other = elite[int(order[0])].place, elite[int(order[1])].place
        share = float(rng.uniform(0.2, 0.8))
        return lambda: shop.relink(one, other, number, share)
