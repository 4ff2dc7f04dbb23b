"""The steps of the engine, one after the other."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import numpy as np

from ...problem import AssignmentProblem, Ints, Prices, empty, sparse
from ..dual.ascent import Root, climb
from ..dual.decomposition import proved
from ..dual.settings import Settings
from ..dual.subproblem import kept_of
from ..engine import Feature, Request, used_features
from ..greedy import assign
from ..kernel import Kernel
from ..kernel.pipeline import rounded
from ..limits import Limits
from ..linear.relaxation import Linear, Relaxation
from ..linear.restricted_mip import solve_kernel
from ..monitor import Bound, Event, Incumbent, SolveMonitor
from .destructive_bounds import Guard, Ladder, is_whole, settled
from .heuristics import Workshop
from .kernels import Kernels
from .scheduler import Crew
from .solution_pool import Ledger

_SHARE = 0.2
"""Share of the time that dives may take in problems with parts beyond knapsacks."""

_HANDED = 0.1
"""Share of the time after which a thread solves kernels, where agents hold many items."""

_EARLY = 0.25
"""Share of the time after which a lone thread leaves the dives if few pairs are left."""

_PAIRS = 3
"""Most pairs a unit that are few enough for a program while time is limited."""

_MOST_CELLS = 20_000_000
"""Most cells of the table of one knapsack; beyond, the kernel has the problem from the start."""

_Said = TypeVar("_Said")

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
    monitor : SolveMonitor
        Limits, and where improvements go.
    settings : Settings
        How hard to try.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        request: Request,
        monitor: SolveMonitor,
        settings: Settings,
    ) -> None:
        self._problem = problem
        self._request = request
        self._limits = monitor.limits
        self._monitor = monitor
        self._settings = settings
        self._keys: Ints = np.random.default_rng(request.seed).integers(
            1, 2**62, int(problem.count.sum())
        )
        self.ledger = Ledger(problem, monitor)
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
        if linear is None or not self._settings.linear:
            return Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
        ledger.prove_by_rows(linear.prices)
        ledger.best.offer(assign(problem, self._monitor, rounded(problem, linear)))
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
        shop = Workshop(root.field, self._keys, self._settings, self._request.seed, stop)
        with ThreadPoolExecutor(self._request.threads) as pool:
            crew = Crew(pool, shop, root, self.ledger, self._settings, self._request.seed)
            ends = self._share(_SHARE)
            early = self._share(_EARLY)
            self._exchange(crew, pool, root, relaxation)
            crew.work(self._request.threads, lambda: self._is_settled(root, early, ends))
            infeasible = self._finish(crew, pool, root, relaxation) if self.is_plain else False
            stop[0] = 1
        self.detail = self.detail if "program" in self.detail else f"{crew.done} pieces of work"
        self.is_out_of_work = crew.is_out_of_work
        return infeasible

    def _exchange(
        self, crew: Crew, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> None:
        """Solve kernels in one thread while the others go on, where agents hold many items."""
        ledger, begins, threads = self.ledger, self._share(_HANDED), self._request.threads
        kernels = Kernels(root, ledger, relaxation, self._request.seed)
        if begins is None or threads < 2 or not (self._settings.kernels and kernels.is_worth_it):
            return
        ladder = Ladder(root, ledger)

        def is_due() -> bool:
            near = is_whole(self._problem) and ladder.is_worth_it
            return ledger.is_done or near or self._limits.elapsed() >= begins

        crew.work(threads, is_due)
        if self.is_plain and not ledger.is_done and not ladder.is_worth_it:
            self._beside(crew, pool.submit(kernels.solve))

    def _share(self, share: float) -> float | None:
        """Return the moment at which a share of the time left is gone."""
        left = self._limits.left()
        return None if left is None else self._limits.elapsed() + share * left

    def _finish(
        self, crew: Crew, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> bool:
        """Close the gap while other threads go on; return if infeasible."""
        ledger = self.ledger
        if crew.is_out_of_work or not self._settings.fix:
            return False
        if is_whole(self._problem) and ledger.best.x is not None:
            self._climb_values(crew, pool, Ladder(root, ledger))
            if ledger.is_done or self._limits.seconds is not None:
                return False
        return self._program(crew, pool, root, relaxation)

    def _climb_values(self, crew: Crew, pool: ThreadPoolExecutor, ladder: Ladder) -> None:
        """Climb value by value where that may end; else dive and search on."""
        ledger, is_endless = self.ledger, self._limits.seconds is None
        while not ledger.is_done and not crew.is_out_of_work:
            if ladder.is_worth_it:
                self._beside(crew, pool.submit(ladder.climb))
                self.detail = f"program: {ladder.nodes} nodes, {crew.done} pieces of work"
            elif is_endless:
                return
            else:
                crew.work(self._request.threads, lambda: ledger.is_done or ladder.is_worth_it)

    def _beside(self, crew: Crew, last: Future[_Said]) -> _Said:
        """Keep the other threads busy while one works; return what it says."""
        threads = self._request.threads
        if threads > 1 and self._limits.seconds is not None:
            crew.work(threads - 1, lambda: last.done() or self.ledger.is_done)
        return last.result()

    def _program(
        self, crew: Crew, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> bool:
        """Let HiGHS close the gap while other threads go on; return if infeasible."""
        ledger, threads, kept = self.ledger, self._request.threads, self.ledger.left(root)
        if ledger.is_done:
            return False
        self.detail = f"program over {int(kept.sum())} pairs after {crew.done} pieces of work"
        seed, limits = self._request.seed, self._limits
        last: Future[bool] = pool.submit(
            solve_kernel, relaxation, kept, ledger.best, limits, None, lambda _: None, seed
        )
        if not self._beside(crew, last):
            crew.work(threads, lambda: ledger.is_done or limits.seconds is None)
            return False
        if ledger.best.objective is not None:
            self._monitor.new_bound(ledger.best.objective)
        return ledger.best.x is None

    def _hand_over(self) -> bool:
        """Leave the rest to the kernel, with the best plan; return if infeasible."""
        if self.is_out_of_work:
            return False
        best = self.ledger.best
        request = Request(self._request.seed, 1, best.x)
        answer = Kernel().solve(self._problem, request, SolveMonitor(self._limits, self._hear))
        self.detail = f"kernel: {answer.detail}"
        if answer.x is not None and answer.objective is not None:
            best.x = answer.x
        return answer.status == "infeasible"

    def _hear(self, event: Event) -> None:
        """Pass on what the kernel tells."""
        if isinstance(event, Bound):
            self._monitor.new_bound(event.bound)
        elif isinstance(event, Incumbent):
            self._monitor.new_incumbent(event.objective)

    def _is_settled(self, root: Root, early: float | None, ends: float | None) -> bool:
        """Whether the dives have had their share."""
        ledger = self.ledger
        if ledger.is_done:
            return True
        is_idle = ledger.idle >= self._settings.patience
        if early is None or ends is None:
            return self._limits.work is None and is_idle
        now = self._limits.elapsed()
        if not self.is_plain:
            return now >= ends
        if not self._settings.fix:
            return False
        if ledger.best.x is None:
            return now >= early
        has_time = is_idle or now >= early or self._request.threads > 1
        if is_whole(self._problem):
            return has_time and Ladder(root, ledger).is_worth_it
        return has_time and int(ledger.left(root).sum()) <= _PAIRS * len(root.price)


# Compile everything once, before the clock of a user counts.
#
# The machine code is kept on disk, so that only the first solve after an installation compiles; a
# later process only loads it. What compiling takes beyond ``FREE`` seconds is given back to the
# limit of the solve in which it happens.


FREE = 2.0
"""Seconds of compiling and loading that count as time of the solve."""


def warm_up() -> float:
    """Compile or load every loop, at the first call of a process.

    Returns
    -------
    float
        Seconds that this took; next to none from the second call on.
    """
    began = time.monotonic()
    _run_all()
    return time.monotonic() - began


@cache
def _run_all() -> None:
    problem = _tiny()
    nothing = np.zeros(0, dtype=np.int64)
    rows = Prices(np.zeros_like(problem.capacity), nothing)
    settings, keys = Settings(root_steps=4, chunk=2), np.array([1, 2, 4, 8], dtype=np.int64)
    stop, proofs = np.zeros(1, dtype=np.int64), list[Prices]()
    root = climb(problem, rows, settings, Limits(), keys, stop, proofs.append)
    proved(problem, proofs[-1])
    shop = Workshop(root.field, keys, settings, 0, stop)
    place = shop.search(shop.dive(0, np.inf).place, 0, 2).place
    shop.dive(1, np.inf)
    shop.relink(place, shop.likely(), 1, 0.5)
    field, _ = kept_of(root.field, np.inf)
    settled(field, np.inf, stop)


def _tiny() -> AssignmentProblem:
    """Return a problem of four items and two agents."""
    items, agents = 4, 2
    pairs = items * agents
    none = np.zeros(0, dtype=np.int64)
    first, once = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    return AssignmentProblem(
        agents=agents,
        count=np.ones(items, dtype=np.int64),
        required=np.ones(items, dtype=np.bool_),
        unassigned_price=np.zeros(items, dtype=np.int64),
        pair_start=np.arange(0, pairs + 1, agents, dtype=np.int64),
        pair_agent=np.tile(np.arange(agents, dtype=np.int64), items),
        pair_cost=np.array([3, 5, 4, 2, 6, 1, 2, 7], dtype=np.int64),
        pair_profile=np.zeros(pairs, dtype=np.int64),
        profiles=sparse(first, first, once, 1, 1),
        rows=sparse(first, first, once, 1, 1),
        capacity=np.full((agents, 1), 2, dtype=np.int64),
        relief=empty(0, 1),
        slack_price=none,
        slack_limit=np.zeros((agents, 0), dtype=np.int64),
        group=np.full(items, -1, dtype=np.int64),
        bound=np.zeros(items, dtype=np.bool_),
        group_limit=none,
        group_lead=none,
        join_price=none,
        join_profile=none,
        global_pairs=empty(0, pairs),
        global_unassigned=empty(0, items),
        global_limit=none,
        open_price=np.zeros(agents, dtype=np.int64),
    )
