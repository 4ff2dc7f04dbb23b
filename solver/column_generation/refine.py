"""From prices to whole plans: exchanges of two blocks, then integer programs among some agents."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, evaluate
from ..engine import Request
from ..incumbent import Best
from ..limits import Limits
from ..monitor import SolveMonitor
from .agent_cost import AgentRows
from .choices import Choices, Duals, Floats
from .column_usage import count_usage, make_pool
from .exchange import ExchangeContext, exchange, sides_of
from .generate import Generator
from .neighbourhood import Change, InUse, Neighbourhoods
from .patterns import Patterns, round_columns, split_into_patterns

_KEPT = 8
"""Single agents of a block that may come into a pool."""

_HOPE = 0.2
"""What a first change must leave to be saved by a second, against what agents lose on average."""

_EXCHANGES = 4
"""Most times that all blocks have their turns in exchanges."""

_SHARE = 0.5
"""Most of the time left that exchanges take."""

_WORTH = 0.02
"""Share of the gap that a turn of all blocks must save for another turn."""

_WIDTH = 1.2
"""How much dearer than the cheapest a pattern may be, against what agents lose on average."""

_EXCHANGED, _FREED = 50_000, 400
"""Most cheap patterns looked at in exchanges, and for each agent of a neighbourhood: where the gap
is wide nearly every pattern is cheap, and a program over all of them does not end in time."""

_FIRST_AGENTS = 14
"""Agents in the first neighbourhoods."""

_EACH = 2.5
"""Most seconds per neighbourhood."""

_PATIENCE = 60
"""Neighbourhoods in a row without improvement after which the search gives up."""


class Refinement:
    """Improves an assignment under prices that hardly change any more.

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
        self._best = best
        self._monitor = monitor
        self._least = generator.price(duals, 1).least
        self._random = np.random.default_rng(request.seed)
        # Neighbourhoods side by side share no agent, but all share the global rows.
        self._beside = 1 if len(problem.global_limit) else request.threads
        self._neighbourhoods = Neighbourhoods(problem, rows, monitor.limits, request.seed)

    def exchange(self, seen: Patterns) -> None:
        """Let one or two blocks at a time change their patterns, until that saves little.

        Parameters
        ----------
        seen : Patterns
            Patterns to look at beside those that are cheap.
        """
        limits = self._monitor.limits
        left = limits.left()
        if left is not None:
            limits = replace(limits, seconds=limits.elapsed() + _SHARE * left)
        for _ in range(_EXCHANGES):
            gap = self._gap()
            if gap is None or limits.is_over():
                return
            if self._exchange_all(seen, gap / self._problem.agents, limits) < _WORTH * gap:
                return

    def _exchange_all(self, seen: Patterns, loss: float, limits: Limits) -> int:
        """Give all blocks a turn; return what that saves."""
        now = self._in_use()
        everyone = np.ones(self._problem.agents, dtype=np.bool_)
        cheap = self._cheapest(self._cheap(everyone, _WIDTH * loss), _EXCHANGED)
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
        usage = usage._replace(number=old.copy())
        drawn = self._random.permutation(self._problem.agents) % self._beside
        side = sides_of(patterns, drawn, self._beside)
        context = ExchangeContext(
            self._choices.profiles, self._agent_rows, pool, usage, _HOPE * loss, side
        )
        order = self._random.permutation(np.flatnonzero(old))
        orders = [order[side[order] == each] for each in range(self._beside)]
        with ThreadPoolExecutor(self._beside) as threads:
            saved = sum(threads.map(partial(exchange, context, limits=limits), orders))
        kept = np.flatnonzero(~several[now.patterns.block])
        number = np.zeros(len(kept) + len(patterns))
        number[: len(kept)], number[len(kept) :] = now.weight[kept], usage.number
        self._offer(now.patterns.take(kept) + patterns, number)
        return saved

    def search(self) -> None:
        """Free what is among some agents, again and again; where most is lost, most often."""
        if self._gap() is None:
            return
        now = self._in_use()
        sizes, idle = np.full(self._beside, float(_FIRST_AGENTS)), 0
        with ThreadPoolExecutor(self._beside) as threads:
            while idle < _PATIENCE and (gap := self._gap()) is not None:
                before = self._best.objective
                masks = self._draw(now, sizes)
                solve = partial(self._solve_among, now, gap)
                some = list(threads.map(solve, range(len(masks)), masks))
                whole = np.array([change is not None and change.is_whole for change in some])
                if whole.all() and masks[0].all():
                    return
                sizes = np.where(whole, np.minimum(1.15 * sizes, len(masks[0])), sizes / 1.5)
                self._make(now, [change for change in some if change is not None and change.is_new])
                if self._best.objective != before:
                    now, idle = self._in_use(), 0
                else:
                    idle += len(some)

    def _draw(self, now: InUse, sizes: Floats) -> list[Bools]:
        """Return groups of agents that share none; agents that lose much come more often."""
        problem, duals = self._problem, self._duals
        usage = count_usage(problem, self._agent_rows, now.patterns, now.weight, duals)
        loss = np.maximum(usage.cost - usage.carried, 0.0)
        above = np.maximum(now.patterns.prices(duals) - self._least[now.patterns.block], 0.0)
        of = np.repeat(np.arange(len(now.patterns)), np.diff(now.patterns.load_start))
        np.add.at(loss, now.patterns.load_agent, (above * now.weight)[of])
        loss += 1e-3 * loss.mean() + 1.0
        counts = np.minimum(np.rint(sizes).astype(np.int64), problem.agents // self._beside)
        counts = np.maximum(counts, 1)
        total = int(counts.sum())
        drawn = self._random.choice(len(loss), size=total, replace=False, p=loss / loss.sum())
        masks = np.zeros((len(counts), problem.agents), dtype=np.bool_)
        masks[np.repeat(np.arange(len(counts)), counts), drawn] = True
        return list(masks)

    def _solve_among(self, now: InUse, gap: float, place: int, agents: Bools) -> Change | None:
        """Free what is among some agents, the so many-th at a time, and return what that finds."""
        new = self._among(now, agents, gap, place)
        return self._neighbourhoods.solve(now, new, agents, seconds=_EACH)

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
        most = self._least + width
        if blocks is not None:
            outside = np.ones(len(most), dtype=np.bool_)
            outside[blocks] = False
            most[outside] = -np.inf
        pricing = self._generator.price(self._duals, _KEPT, agents)
        return self._generator.below(self._duals, pricing, most, _KEPT)

    def _make(self, now: InUse, changes: list[Change]) -> None:
        """Offer an assignment with all changes made, if there are any."""
        if not changes:
            return
        stays = np.ones(len(now.patterns), dtype=np.bool_)
        for change in changes:
            stays[change.freed] = False
        patterns, weight = now.patterns.take(np.flatnonzero(stays)), now.weight[stays]
        for change in changes:
            patterns, weight = patterns + change.patterns, np.append(weight, change.weight)
        self._offer(patterns, weight)

    def _offer(self, patterns: Patterns, weight: Floats) -> None:
        self._best.offer(
            round_columns(self._problem, self._generator.maker.count, patterns, weight)
        )

    def _in_use(self) -> InUse:
        x = self._best.x
        assert x is not None
        used, weight = split_into_patterns(self._problem, self._generator.maker, x)
        return InUse(used, weight, evaluate(self._problem, x).slacks.astype(np.float64))

    def _gap(self) -> float | None:
        """Return the gap, or None where the search is done."""
        monitor = self._monitor
        if self._best.is_done(1) or self._best.objective is None or monitor.bound is None:
            return None
        return float(self._best.objective - monitor.bound)
