"""From prices to whole plans: ejection chains, then integer programs among related agents."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from ...problem import AssignmentProblem, Bools, Evaluation, Ints, evaluate
from ..engine import Request
from ..incumbent import Best
from ..limits import Limits
from ..monitor import SolveMonitor
from .agent_cost import AgentRows
from .choices import Choices, Duals, Floats
from .column_usage import count_usage, make_pool
from .ejection_chains import ChainContext, make_chains
from .generate import Generator
from .neighbourhood import Change, InUse, Neighbourhoods
from .patterns import Patterns, round_columns, split_into_patterns
from .related_agents import relate_agents

_KEPT = 8
"""Single agents of a block that may come into a pool."""

_REGRETTED = 0.05
"""How much dearer than the least of its block a pattern is for a chain to begin with it, against
what agents lose on average."""

_SHARE = 0.5
"""Most of the time left that chains take."""

_WORTH = 0.05
"""Share of the gap that a turn after the first must save for another turn."""

_NEAR = 0.3
"""How much dearer than the least of its block a pattern is that relates agents, against what agents
lose on average at the beginning."""

_WIDTH = 1.2
"""How much dearer than the cheapest a pattern may be, against what agents lose on average."""

_FIRST_CHAINED, _CHAINED = 60_000, 200_000
"""Most cheap patterns looked at in the first turn of chains, and in later ones: while the gap is
wide nearly every pattern is cheap, and few of them bring most of what all do in a tenth of the
time."""

_FREED = 400
"""Most cheap patterns for each agent of a neighbourhood: programs over more do not end in time."""

_FIRST_AGENTS = 6
"""Agents in the first neighbourhoods."""

_GROWTH, _CUT = 1.15, 1 / 1.5
"""How neighbourhoods change their size after one that ended in time, and after one that did not."""

_EACH, _CLOSE = 0.8, 0.1
"""Most seconds per neighbourhood, and when it ends: share of what its agents lose on average."""

_PATIENCE = 120
"""Neighbourhoods in a row without improvement after which the search gives up."""


@dataclass(eq=False)
class _Search:
    """Where the search among agents is; changed by one thread at a time.

    ``near`` are the patterns that relate agents, ``taken`` the agents in a neighbourhood now, and
    ``idle`` counts neighbourhoods in a row without improvement.
    """

    now: InUse
    near: Patterns
    sizes: Floats
    taken: Bools
    idle: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Refinement:
    """Improves an assignment under prices that are near the best.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices, agent_rows : Choices, AgentRows
        Its plain arrays.
    generator : Generator
        Finds patterns.
    duals : Duals
        The prices.
    bound : float
        What they prove, give or take what floating point does.
    rows : boolean array of shape (agents, rows)
        Rows known to matter; grows.
    best : Best
        Has an assignment; takes every better one.
    monitor : SolveMonitor
        Limits and bound.
    request : Request
        Seed and threads.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        choices: Choices,
        agent_rows: AgentRows,
        generator: Generator,
        duals: Duals,
        bound: float,
        rows: Bools,
        best: Best,
        monitor: SolveMonitor,
        request: Request,
    ) -> None:
        self._problem = problem
        self._choices = choices
        self._agent_rows = agent_rows
        self._generator = generator
        self._duals = duals
        self._bound = bound
        self._best = best
        self._monitor = monitor
        self._least = generator.price(duals, 1).least
        self._random = np.random.default_rng(request.seed)
        # Neighbourhoods side by side share no agent, but all share the global rows.
        self._beside = 1 if len(problem.global_limit) else min(request.threads, problem.agents)
        self._neighbourhoods = Neighbourhoods(problem, rows, monitor.limits, request.seed)

    def chain(self, seen: Patterns, is_over: Callable[[], bool] | None = None) -> int:
        """Let blocks that cost more than they need change their patterns, and others make room.

        Parameters
        ----------
        seen : Patterns
            Patterns to look at beside those that are cheap.
        is_over : callable or None
            Whether there is something better to do; asked at every look at the clock.

        Returns
        -------
        int
            What that saves.
        """
        limits, total = self._monitor.limits, 0
        if is_over is not None:
            limits = limits.until(is_over)
        left = limits.left()
        if left is not None:
            limits = replace(limits, seconds=limits.elapsed() + _SHARE * left)
        most = _FIRST_CHAINED
        while (gap := self._gap()) is not None and not limits.is_over():
            saved = self._chain_all(seen, most, gap / self._problem.agents, limits)
            total += saved
            if most == _CHAINED and saved < _WORTH * gap:
                break
            most = _CHAINED
        return total

    def _chain_all(self, seen: Patterns, most: int, loss: float, limits: Limits) -> int:
        """Give all blocks that cost more than they need a turn, the largest regret first.

        Parameters
        ----------
        seen : Patterns
            Patterns to look at beside those that are cheap.
        most : int
            Most cheap patterns.
        loss : float
            What agents lose on average.
        limits : Limits
            When to stop.

        Returns
        -------
        int
            What that saves.
        """
        now = self._in_use()
        everyone = np.ones(self._problem.agents, dtype=np.bool_)
        cheap = self._cheapest(self._cheap(everyone, _WIDTH * loss), most)
        both = now.patterns + cheap + seen
        chosen = both.distinct()
        several = np.bincount(both.block[chosen]) > 1
        chosen = chosen[several[both.block[chosen]]]
        if not len(chosen):
            return 0
        chosen = chosen[np.argsort(both.block[chosen], kind="stable")]
        weight = np.append(now.weight, np.zeros(len(both) - len(now.weight)))
        patterns, old = both.take(chosen), weight[chosen].astype(np.int64)
        pool = make_pool(self._problem, patterns, self._duals, self._least)
        usage = count_usage(self._problem, self._agent_rows, now.patterns, now.weight, self._duals)
        usage = usage._replace(number=old)
        context = ChainContext(self._choices.profiles, self._agent_rows, pool, usage)
        begins = np.flatnonzero((usage.number > 0) & (pool.above > _REGRETTED * loss))
        order = begins[np.argsort(-pool.above[begins], kind="stable")]
        saved = make_chains(context, order, limits)
        kept = np.flatnonzero(~several[now.patterns.block])
        number = np.zeros(len(kept) + len(patterns))
        number[: len(kept)], number[len(kept) :] = now.weight[kept], usage.number
        self._offer(now.patterns.take(kept) + patterns, number)
        return saved

    def search(self) -> None:
        """Free what is among related agents, again and again; where most is lost, most often."""
        gap = self._gap()
        if gap is None:
            return
        everyone = np.ones(self._problem.agents, dtype=np.bool_)
        near = self._cheapest(self._cheap(everyone, _NEAR * gap / len(everyone)), _CHAINED)
        sizes = np.full(self._beside, float(_FIRST_AGENTS))
        search = _Search(self._in_use(), near, sizes, ~everyone)
        with ThreadPoolExecutor(self._beside) as threads:
            each = [threads.submit(self._keep_on, search, k) for k in range(self._beside)]
        for place in each:
            place.result()

    def _keep_on(self, search: _Search, place: int) -> None:
        """Solve one neighbourhood after another, of agents that are in no other at the time."""
        while True:
            with search.lock:
                gap = self._gap()
                if gap is None or search.idle >= _PATIENCE:
                    return
                now, agents = search.now, self._draw(search, place)
                search.taken |= agents
            new = self._among(now, agents, gap, place)
            # The last one, of everybody, is to end with a proof.
            close = 0.0 if agents.all() else _CLOSE * gap * agents.mean()
            change = self._neighbourhoods.solve(now, new, agents, _EACH, close)
            with search.lock:
                search.taken &= ~agents
                search.idle += 1
                if change is not None and change.is_new and self._make(search, change):
                    search.idle = 0
                is_whole = change is not None and change.is_whole
                search.sizes[place] *= _GROWTH if is_whole else _CUT
                if is_whole and agents.all():
                    return

    def _draw(self, search: _Search, place: int) -> Bools:
        """Return some agents that are not taken."""
        problem, duals, now = self._problem, self._duals, search.now
        usage = count_usage(problem, self._agent_rows, now.patterns, now.weight, duals)
        loss = np.maximum(usage.cost - usage.carried, 0.0)
        near, least = search.near, self._least
        relations = relate_agents(now.patterns, now.weight, near, duals, least, loss)
        search.sizes[place] = np.clip(search.sizes[place], 1.0, problem.agents // self._beside)
        return relations.draw(round(search.sizes[place]), ~search.taken, self._random)

    def _among(self, now: InUse, agents: Bools, gap: float, place: int) -> Patterns:
        """Return cheap patterns among some agents, of blocks that are among them now."""
        width = _WIDTH * gap / self._problem.agents
        # Of blocks that load nobody each neighbourhood has its own.
        idle = np.diff(now.patterns.load_start) == 0
        mine = ~idle | (now.patterns.block % self._beside == place)
        block = now.patterns.block[mine & ~now.patterns.beyond(agents)]
        made = self._cheap(agents, width, block)
        inside = made.take(np.flatnonzero(~made.beyond(agents)))
        return self._cheapest(inside, _FREED * int(agents.sum()))

    def _cheapest(self, patterns: Patterns, most: int) -> Patterns:
        """Return so many patterns at most, those that are least above the least of their blocks."""
        if len(patterns) <= most:
            return patterns
        above = patterns.prices(self._duals) - self._least[patterns.block]
        return patterns.take(np.sort(np.argpartition(above, most)[:most]))

    def _cheap(self, agents: Bools, width: float, blocks: Ints | None = None) -> Patterns:
        """Return patterns hardly dearer than the least of their blocks, of some blocks or all."""
        wanted = None if blocks is None else np.unique(blocks)
        pricing = self._generator.price(self._duals, _KEPT, agents, wanted)
        return self._generator.below(self._duals, pricing, self._least + width, _KEPT)

    def _make(self, search: _Search, change: Change) -> bool:
        """Make a change, offer the assignment, and return whether it is better than the best."""
        now = search.now
        stays = np.flatnonzero(~np.isin(now.key, change.freed))
        patterns = now.patterns.take(stays) + change.patterns
        weight = np.append(now.weight[stays], change.weight)
        before = self._best.objective
        found = self._offer(patterns, weight)
        if found.objective is None or before is None or found.objective > before:
            return False
        used = np.flatnonzero(weight)
        first = now.key.max(initial=-1) + 1
        key = np.append(now.key[stays], first + np.arange(len(change.patterns)))
        slacks = found.slacks.astype(np.float64)
        search.now = InUse(patterns.take(used), weight[used], slacks, key[used])
        return found.objective < before

    def _offer(self, patterns: Patterns, weight: Floats) -> Evaluation:
        """Offer an assignment, and return what it comes to."""
        x = round_columns(self._problem, self._generator.maker.count, patterns, weight)
        found = evaluate(self._problem, x)
        x.flags.writeable = False
        self._best.offer(x, found)
        return found

    def _in_use(self) -> InUse:
        x = self._best.x
        assert x is not None
        used, weight = split_into_patterns(self._problem, self._generator.maker, x)
        slacks = evaluate(self._problem, x).slacks.astype(np.float64)
        return InUse(used, weight, slacks, np.arange(len(used)))

    def _gap(self) -> float | None:
        """Return the gap, or None where the search is done."""
        proven = self._monitor.bound
        if self._best.is_done(1) or self._best.objective is None:
            return None
        bound = self._bound if proven is None else max(self._bound, proven)
        return max(self._best.objective - bound, 1.0)
