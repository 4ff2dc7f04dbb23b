"""The steps of the engine, one after the other."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from ...problem import AssignmentProblem, Ints, Prices
from ..compilation import CompiledCode, StopFlag, example_problem, tell_compiling
from ..dual.ascent import AscentOptions, Root, solve_dual
from ..engine import Feature, Request, used_features
from ..greedy import assign_greedily
from ..highs import Ending
from ..kernel import Kernel, KernelSteps
from ..limits import Limits
from ..linear.relaxation import Linear, Relaxation, round_relaxation
from ..linear.restricted_mip import solve_restricted
from ..monitor import Bound, Compiling, Event, Incumbent, SolveMonitor
from .branch_and_bound import explore
from .destructive_bounds import DestructiveBounds, is_whole
from .heuristics import Heuristics, Settings
from .solution_pool import JobScheduler, Kernels, SolutionPool

_LOADING = 1.0
"""Seconds to wait for compiled functions before looking for plans without them: loading takes less.
"""

_SHARE = 0.2
"""Share of the time that dives may take in problems with parts beyond knapsacks."""

_HANDED = 0.1
"""Share of the time after which a thread solves kernels, where agents hold many items."""

_EARLY = 0.25
"""Share of the time after which a lone thread leaves the dives if few pairs are left."""

_PAIRS = 3
"""Most pairs per unit that are few enough for a program while time is limited."""

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
        self.solutions = SolutionPool(problem, monitor)
        self.is_plain = not (used_features(problem) & BEYOND)
        self.is_out_of_work = False
        self.detail = "stopped before the first ascent"

    def run(self) -> bool:
        """Run all steps; return whether the problem was found infeasible."""
        solutions = self.solutions
        solutions.best.begin(self._request)
        if solutions.is_done:
            return False
        if self._has_knapsacks():
            CODE.start()
        relaxation = Relaxation(self._problem, 1)
        linear = relaxation.solve(self._limits)
        if linear is None and (relaxation.is_infeasible or self._limits.is_over()):
            return relaxation.is_infeasible
        rows = self._take_linear(linear)
        if self._has_knapsacks():
            if not self._wait_for_code():
                return False
            with StopFlag(self._limits) as flag:
                root = self._climb(rows, flag.stop)
                if not solutions.is_done and self._place(root, relaxation, flag.stop):
                    return True
        if solutions.is_done or (self.is_plain and self._has_knapsacks()):
            return False
        return self._hand_over()

    def _wait_for_code(self) -> bool:
        """Wait for compiled functions; look for plans without them while they are being compiled.

        Returns
        -------
        bool
            Whether there is anything left to do with them.
        """
        with tell_compiling(CODE, self._monitor):
            if not CODE.wait(self._limits, _LOADING):
                self._solve_without_code()
            return not self.solutions.is_done and CODE.wait(self._limits)

    def _solve_without_code(self) -> None:
        """Let the kernel look for plans until the compiled functions are ready."""
        limits, best = self._limits, self.solutions.best
        monitor = SolveMonitor(limits.until(lambda: CODE.is_ready), self._hear)
        steps = KernelSteps(subgradient=False, knapsacks=False)
        request = Request(self._request.seed, 1, best.x, cold=best.x is None)
        answer = Kernel(steps).solve(self._problem, request, monitor)
        self.detail = f"kernel, while code was compiled: {answer.detail}"
        if answer.x is not None:
            best.x = answer.x

    def _take_linear(self, linear: Linear | None) -> Prices:
        """Take bound and plan of the linear relaxation; return its prices, zeros without one."""
        problem, solutions = self._problem, self.solutions
        if linear is None or not self._settings.linear:
            return Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))
        solutions.prove_by_rows(linear.prices)
        solutions.best.offer(
            assign_greedily(problem, self._monitor.limits, round_relaxation(problem, linear))
        )
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
        return solve_dual(
            self._problem,
            rows,
            self._settings.ascent,
            self._limits,
            self._keys,
            stop,
            self.solutions.prove,
        )

    def _place(self, root: Root, relaxation: Relaxation, stop: Ints) -> bool:
        """Dive and search, then solve over the pairs that are left; return if infeasible."""
        heuristics = Heuristics(
            root.subproblem, self._keys, self._settings, self._request.seed, stop
        )
        with ThreadPoolExecutor(self._request.threads) as pool:
            scheduler = JobScheduler(
                pool, heuristics, root, self.solutions, self._settings, self._request.seed
            )
            ends = self._share(_SHARE)
            early = self._share(_EARLY)
            self._exchange(scheduler, pool, root, relaxation)
            scheduler.work(self._request.threads, lambda: self._is_settled(root, early, ends))
            infeasible = self._finish(scheduler, pool, root, relaxation) if self.is_plain else False
            stop[0] = 1
        self.detail = self.detail if "program" in self.detail else f"{scheduler.done} jobs"
        self.is_out_of_work = scheduler.is_out_of_work
        return infeasible

    def _exchange(
        self, scheduler: JobScheduler, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> None:
        """Solve kernels in one thread while the others go on, where agents hold many items."""
        solutions, begins, threads = self.solutions, self._share(_HANDED), self._request.threads
        kernels = Kernels(root, solutions, relaxation, self._request.seed)
        if begins is None or threads < 2 or not (self._settings.kernels and kernels.is_worth_it):
            return
        bounds = DestructiveBounds(root, solutions)

        def is_due() -> bool:
            near = is_whole(self._problem) and bounds.is_worth_it
            return solutions.is_done or near or self._limits.elapsed() >= begins

        scheduler.work(threads, is_due)
        if self.is_plain and not solutions.is_done and not bounds.is_worth_it:
            self._beside(scheduler, pool.submit(kernels.solve))

    def _share(self, share: float) -> float | None:
        """Return the moment at which a share of the time left is gone."""
        left = self._limits.left()
        return None if left is None else self._limits.elapsed() + share * left

    def _finish(
        self, scheduler: JobScheduler, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> bool:
        """Close the gap while other threads go on; return if infeasible."""
        solutions = self.solutions
        if scheduler.is_out_of_work or not self._settings.fix:
            return False
        if is_whole(self._problem) and solutions.best.x is not None:
            self._climb_values(scheduler, pool, DestructiveBounds(root, solutions))
            if solutions.is_done or self._limits.seconds is not None:
                return False
        return self._program(scheduler, pool, root, relaxation)

    def _climb_values(
        self, scheduler: JobScheduler, pool: ThreadPoolExecutor, bounds: DestructiveBounds
    ) -> None:
        """Climb value by value where that may end; else dive and search on."""
        solutions, is_endless = self.solutions, self._limits.seconds is None
        while not solutions.is_done and not scheduler.is_out_of_work:
            if bounds.is_worth_it:
                self._beside(scheduler, pool.submit(bounds.run))
                self.detail = f"program: {bounds.nodes} nodes, {scheduler.done} jobs"
            elif is_endless:
                return
            else:
                scheduler.work(
                    self._request.threads, lambda: solutions.is_done or bounds.is_worth_it
                )

    def _beside(self, scheduler: JobScheduler, last: Future[_Said]) -> _Said:
        """Keep the other threads busy while one works; return what it says."""
        threads = self._request.threads
        if threads > 1 and self._limits.seconds is not None:
            scheduler.work(threads - 1, lambda: last.done() or self.solutions.is_done)
        return last.result()

    def _program(
        self, scheduler: JobScheduler, pool: ThreadPoolExecutor, root: Root, relaxation: Relaxation
    ) -> bool:
        """Let HiGHS close the gap while other threads go on; return if infeasible."""
        solutions, threads, kept = self.solutions, self._request.threads, self.solutions.left(root)
        if solutions.is_done:
            return False
        self.detail = f"program over {int(kept.sum())} pairs after {scheduler.done} jobs"
        seed, limits = self._request.seed, self._limits

        def prove(bound: int) -> None:
            # What uses another pair costs no less than the best.
            most = solutions.best.objective
            self._monitor.new_bound(bound if most is None else min(bound, most))

        last: Future[Ending] = pool.submit(
            solve_restricted, relaxation, kept, solutions.best, limits, None, prove, seed
        )
        if self._beside(scheduler, last) not in ("optimal", "infeasible"):
            scheduler.work(threads, lambda: solutions.is_done or limits.seconds is None)
            return False
        if solutions.best.objective is not None:
            self._monitor.new_bound(solutions.best.objective)
        return solutions.best.x is None

    def _hand_over(self) -> bool:
        """Leave the rest to the kernel, with the best plan; return if infeasible."""
        if self.is_out_of_work:
            return False
        best = self.solutions.best
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
        elif isinstance(event, Compiling):
            self._monitor.emit(event)

    def _is_settled(self, root: Root, early: float | None, ends: float | None) -> bool:
        """Whether the dives have had their share."""
        solutions = self.solutions
        if solutions.is_done:
            return True
        is_idle = solutions.idle >= self._settings.patience
        if early is None or ends is None:
            return self._limits.work is None and is_idle
        now = self._limits.elapsed()
        if not self.is_plain:
            return now >= ends
        if not self._settings.fix:
            return False
        if solutions.best.x is None:
            return now >= early
        has_time = is_idle or now >= early or self._request.threads > 1
        if is_whole(self._problem):
            return has_time and DestructiveBounds(root, solutions).is_worth_it
        return has_time and int(solutions.left(root).sum()) <= _PAIRS * len(root.price)


def _run_example() -> None:
    problem, stop = example_problem(), np.zeros(1, dtype=np.int64)
    rows = Prices(np.zeros_like(problem.capacity), np.zeros(0, dtype=np.int64))
    settings = Settings(ascent=AscentOptions(steps=4, chunk=2))
    keys = np.array([1, 2, 4, 8], dtype=np.int64)
    root = solve_dual(problem, rows, settings.ascent, Limits(), keys, stop, lambda _: None)
    heuristics = Heuristics(root.subproblem, keys, settings, 0, stop)
    place = heuristics.search(heuristics.assign_likeliest(), 0, 2).place
    heuristics.relink(place, heuristics.assign_likeliest(), 1, 0.5)
    explore(root.subproblem, np.inf, stop)


CODE = CompiledCode("dives, searches and branch and bound", _run_example)
"""The compiled functions of the engine."""
