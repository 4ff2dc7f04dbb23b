"""The steps of the engine, one after the other."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, Prices
from ..engine import Feature, Request, used_features
from ..events import Bound, Event, Incumbent
from ..kernel import Kernel
from ..kernel.integer import solve_kernel
from ..kernel.pipeline import rounded
from ..kernel.relaxation import Linear, Relaxation
from ..least_loaded import assign
from ..watch import Watch
from .crew import Crew
from .guard import Guard
from .ledger import Ledger
from .root import Root, climb
from .settings import Settings
from .tasks import Workshop

_SHARE = {True: 0.6, False: 0.2}
"""Share of the time that dives may take, in problems without and with parts beyond knapsacks."""

_EARLY = 0.25
"""Share of the time after which the last program may begin if few pairs are left."""

_PAIRS = 3
"""Most pairs a unit that the last program may have while time is limited."""

_MANY = 50
"""Pieces of work after which dives do better than a program that proves nothing."""

_MOST_CELLS = 20_000_000
"""Most cells of the table of one knapsack; beyond, the kernel has the problem from the start."""

BEYOND = frozenset({Feature.GROUPS, Feature.LEADS, Feature.JOINS})
"""Parts that the knapsacks know nothing of."""


class Search:
    """One solve by the Lagrangian engine.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem without prices of using an agent.
    request : Request
        Seed, threads and start.
    watch : Watch
        Limits, and where improvements go.
    settings : Settings
        How hard to try.
    """

    def __init__(
        self, problem: AssignmentProblem, request: Request, watch: Watch, settings: Settings
    ) -> None:
        self._problem = problem
        self._request = request
        self._limits = watch.limits
        self._watch = watch
        self._settings = settings
        self._keys: Ints = np.random.default_rng(request.seed).integers(
            1, 2**62, int(problem.count.sum())
        )
        self.ledger = Ledger(problem, watch)
        self.is_plain = not (used_features(problem) & BEYOND)
        self.is_out_of_work = False
        self.detail = "stopped before the first ascent"

    def run(self) -> bool:
        """Run all steps; return whether the problem was found infeasible."""
        ledger = self.ledger
        ledger.best.begin(self._request)
        if ledger.is_done:
            return False
        relaxation = Relaxation(self._problem, 1)
        linear = relaxation.solve(self._limits)
        if linear is None and (relaxation.is_infeasible or self._limits.is_over()):
            return relaxation.is_infeasible
        rows = self._take_linear(linear)
        if self._has_knapsacks():
            with Guard(self._limits) as guard:
                root = self._climb(rows, guard.stop)
                if not ledger.is_done and self._place(root, relaxation, guard.stop):
                    return True
        if ledger.is_done or (self.is_plain and self._has_knapsacks()):
            return False
        return self._hand_over()

    def _take_linear(self, linear: Linear | None) -> Prices:
        """Take bound and plan of the linear relaxation; return its prices, zeros without one."""
        problem, ledger = self._problem, self.ledger
        if linear is None:
            return Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
        ledger.prove_by_rows(linear.prices)
        ledger.best.offer(assign(problem, self._watch, rounded(problem, linear)))
        return linear.prices

    def _has_knapsacks(self) -> bool:
        """Whether there is a row to keep, of tables that fit, and no load that groups set free."""
        problem = self._problem
        if not problem.rows.rows or not problem.pairs or (problem.profiles.value < 0).any():
            return False
        copies = problem.count[problem.pair_item]
        units = int(np.bincount(problem.pair_agent, weights=copies).max())
        held = int(problem.most.max())
        return units * max(held, problem.agents) <= _MOST_CELLS

    def _climb(self, rows: Prices, stop: Ints) -> Root:
        return climb(
            self._problem,
            rows,
            self._settings,
            self._limits,
            self._keys,
            stop,
            self.ledger.prove,
        )

    def _place(self, root: Root, relaxation: Relaxation, stop: Ints) -> bool:
        """Dive and search, then solve over the pairs that are left; return if infeasible."""
        shop = Workshop(root, self._keys, self._settings, self._request.seed, stop)
        with ThreadPoolExecutor(self._request.threads) as pool:
            crew = Crew(pool, shop, root, self.ledger, self._settings, self._request.seed)
            ends = self._share(_SHARE[self.is_plain])
            early = self._share(_EARLY)
            crew.work(self._request.threads, lambda: self._is_settled(root, early, ends))
            infeasible = self._finish(crew, pool, root, relaxation) if self.is_plain else False
            stop[0] = 1
        self.detail = self.detail if "program" in self.detail else f"{crew.done} pieces of work"
        self.is_out_of_work = crew.is_out_of_work
        return infeasible

    def _share(self, share: float) -> float | None:
        """Return the moment at which a share of the time left is gone."""
        left = self._limits.left()
        return None if left is None else self._limits.elapsed() + share * left

    def _finish(
        self, crew: Crew, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> bool:
        """Solve over the pairs that are left, or go on without; return if infeasible."""
        ledger = self.ledger
        if ledger.is_done or crew.is_out_of_work:
            return False
        if not self._settings.fix:
            if self._limits.seconds is not None:
                crew.work(self._request.threads, lambda: ledger.is_done)
            return False
        kept = ledger.left(root)
        if self._limits.seconds is None or int(kept.sum()) <= _PAIRS * len(root.price):
            return self._last(crew, pool, relaxation, kept, is_exact=True)
        if crew.done >= _MANY:
            crew.work(self._request.threads, lambda: ledger.is_done)
            return False
        return self._last(crew, pool, relaxation, ledger.likeliest(root, _PAIRS), is_exact=False)

    def _last(
        self,
        crew: Crew,
        pool: ThreadPoolExecutor,
        relaxation: Relaxation,
        kept: Bools,
        is_exact: bool,
    ) -> bool:
        """Solve over some pairs while other threads go on; return if infeasible."""
        self.detail = f"program over {int(kept.sum())} pairs after {crew.done} pieces of work"
        ledger = self.ledger
        seed, threads = self._request.seed, self._request.threads
        last: Future[bool] = pool.submit(
            solve_kernel, relaxation, kept, ledger.best, self._limits, None, None, seed
        )
        if threads > 1 and self._limits.seconds is not None:
            crew.work(threads - 1, lambda: last.done() or ledger.is_done)
        if not last.result() or not is_exact:
            crew.work(threads, lambda: ledger.is_done or self._limits.seconds is None)
            return False
        if ledger.best.objective is not None:
            self._watch.proved(ledger.best.objective)
        return ledger.best.x is None

    def _hand_over(self) -> bool:
        """Leave the rest to the kernel, with the best plan; return if infeasible."""
        if self.is_out_of_work:
            return False
        best = self.ledger.best
        request = Request(self._request.seed, 1, best.x)
        answer = Kernel().solve(self._problem, request, Watch(self._limits, self._hear))
        self.detail = f"kernel: {answer.detail}"
        if answer.x is not None and answer.objective is not None:
            best.x = answer.x
        return answer.status == "infeasible"

    def _hear(self, event: Event) -> None:
        """Pass on what the kernel tells."""
        if isinstance(event, Bound):
            self._watch.proved(event.bound)
        elif isinstance(event, Incumbent):
            self._watch.found(event.objective)

    def _is_settled(self, root: Root, early: float | None, ends: float | None) -> bool:
        """Whether the dives have had their share."""
        if self.ledger.is_done:
            return True
        if early is None or ends is None:
            return self._limits.work is None and self.ledger.idle >= self._settings.patience
        now = self._limits.elapsed()
        if now < early or now >= ends or not self.is_plain:
            return now >= ends
        return int(self.ledger.left(root).sum()) <= _PAIRS * len(root.price)
