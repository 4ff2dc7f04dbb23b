"""Prices of items by dual ascent: at the root of a search, or beside one in a thread of its own.

The multipliers climb by the volume algorithm; what they prove is worked out exactly, in whole
numbers (see ``decomposition.prove_bound``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, Prices, subset
from ..compilation import CompiledCode, example_problem
from ..limits import Limits
from ..prices import NEVER, priced
from . import row_bounds
from .decomposition import (
    KnapsackDecomposition,
    decompose,
    drop_kept_row,
    largest_loads,
    prove_bound,
)
from .knapsack import Floats, compute_rises
from .subproblem import Subproblem
from .volume import Ascent, Pace, ascend, init_ascent

_REACH = 0.01
"""How far above the bound the ascent at the root aims, as a share of it."""

_LEAST_RISE = 1e-5
"""Rise between two looks, as a share of the bound, at which the ascent at the root has arrived."""

_LOOKS = 4
"""Chunks between two looks."""


@dataclass(frozen=True)
class AscentOptions:
    """What the ascent at the root may spend.

    Parameters
    ----------
    steps : int
        Most steps.
    chunk : int
        Steps after which it looks whether it still rises.
    slots : int
        Columns remembered per agent.
    weight : float
        Weight of a new choice in the average of the multipliers; with 1 there is no average, and
        the volume algorithm is the plain subgradient method.
    """

    steps: int = 3000
    chunk: int = 50
    slots: int = 64
    weight: float = 0.1


@dataclass(frozen=True, eq=False)
class Root:
    """What is known before anything is placed.

    Parameters
    ----------
    decomposition : KnapsackDecomposition
        The knapsacks.
    price : array of shape (units,)
        Multipliers.
    prices : Prices
        Whole prices that prove the bound.
    share : array of shape (entries,)
        How far each entry is chosen on average.
    rise : array of shape (2, entries)
        By how much the bound rises when an entry is forced in or out.
    bound : float
        What the multipliers are worth, without the constant.
    """

    decomposition: KnapsackDecomposition
    price: Floats
    prices: Prices
    share: Floats
    rise: Floats
    bound: float

    @cached_property
    def subproblem(self) -> Subproblem:
        """The whole problem, to dive and to search in."""
        return Subproblem(
            self.decomposition.knapsacks,
            self.decomposition.cost,
            self.decomposition.leave_cost,
            self.decomposition.agent,
            self.price,
            self.share,
            self.rise[0],
            abs(self.bound),
        )


def solve_dual(
    problem: AssignmentProblem,
    rows: Prices,
    options: AscentOptions,
    limits: Limits,
    keys: Ints,
    stop: Ints,
    on_prices: Callable[[Prices], None],
) -> Root:
    """Raise the bound from prices of rows on, until it hardly rises.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem without groups.
    rows : Prices
        Prices of the rows; zero will do.
    options : AscentOptions
        What the ascent may spend.
    limits : Limits
        When to stop altogether.
    keys : array of shape (units,)
        Random keys of the units.
    stop : array of shape (1,)
        Not zero once all work is to end.
    on_prices : callable
        Takes prices that prove a bound, now and then.

    Returns
    -------
    Root
        What is known.
    """
    decomposition = decompose(problem, rows)
    knapsacks, cost = decomposition.knapsacks, decomposition.cost
    state = init_ascent(knapsacks, price_units(decomposition, rows), options.slots, keys)
    step, before, bound = 1.0, -np.inf, 0.0

    def whole_prices() -> Prices:
        items = decomposition.item_prices(state.best)
        return drop_kept_row(problem, rows, decomposition.kept, items)

    for chunk in range(options.steps // options.chunk):
        reach = _REACH * max(abs(bound), float(cost.max(initial=1.0)))
        pace = Pace(options.chunk, reach, step, options.weight)
        bound, step = ascend(knapsacks, cost, decomposition.leave_cost, state, pace, stop)
        if limits.is_over():
            break
        if chunk % _LOOKS == _LOOKS - 1:
            on_prices(whole_prices())
            # At bound 0 a share of it is nothing, and no rise at all means arrival.
            if bound - before <= _LEAST_RISE * abs(bound):
                break
            before = bound
    prices = whole_prices()
    on_prices(prices)
    rise = np.empty((2, len(cost)))
    alive = np.ones(len(state.best), dtype=np.bool_)
    compute_rises(knapsacks, cost, state.best, alive, state.space, rise)
    return Root(decomposition, state.best, prices, state.share, rise, bound)


def price_units(decomposition: KnapsackDecomposition, rows: Prices) -> Floats:
    """Return prices to begin with: what the cheapest choice costs with every row priced: (units,).

    The bound that they prove is no worse than that of the rows' prices, the kept row included.
    """
    least = priced(decomposition.problem, rows).best
    return np.where(least >= NEVER, 0, least)[decomposition.item].astype(np.float64)


# An ascent beside a search: over the pairs of small regret alone, which is many times faster; what
# it proves is then worked out over all pairs.

MOST_CELLS = 20_000_000
"""Most cells of the table of one knapsack."""

MOST_ITEMS = 30
"""Most items per agent that count as few: with more, prices of rows prove nearly as much."""

LEAST_PAIRS = 400
"""Fewest pairs: a smaller problem is solved before an ascent has begun."""

MOST_ROWS = 300
"""Most rows per agent: with so many windows of time, one kept row says little."""

_STEP = 0.5
"""Length of the first steps."""

_STEPS = 100
"""Steps between two looks."""

_RISE = 3e-5
"""Rise of the bound, as a share of it, that is worth a proof."""

_END = 5e-6
"""Rise between two looks, as a share of the bound, at which the ascent has arrived."""

_POOR = 2
"""Looks with so little rise one after the other: at first a new weight finds nothing."""

_MOST_LOOKS = 10_000
"""Most looks with one weight: the last resort, a million steps."""

_LOOK = 0.05
"""Seconds between two looks at the clock."""

_PATIENCE = 1.0
"""Seconds beyond the limit that a proof may take which has begun."""


class _Strategy(NamedTuple):
    """How an ascent beside a search goes.

    Parameters
    ----------
    reach : float
        How far above the bound it aims, as a share of it.
    weights : tuple of float
        Weights of a new choice in the average, one after the other when the ascent stands still.
    """

    reach: float
    weights: tuple[float, ...]


_MANY = _Strategy(3e-5, (0.02, 0.01, 0.005))
"""For agents with a hundred items, which need a long memory: with 0.1 an ascent stops half way."""

_FEW = _Strategy(0.01, (0.1, 0.05, 0.02))
"""For few and large items per agent: prices of rows are far from what knapsacks prove."""


def has_few_items(problem: AssignmentProblem) -> bool:
    """Return whether there are few items per agent."""
    return bool(problem.count.sum() <= MOST_ITEMS * problem.agents)


def supports(problem: AssignmentProblem) -> bool:
    """Return whether one knapsack per agent can raise the bound, and its table is small.

    It can where there are single items only, and few of them per agent or very many pairs.
    """
    if problem.groups or not 0 < problem.rows.rows <= MOST_ROWS:
        return False
    few = has_few_items(problem) and problem.pairs >= LEAST_PAIRS
    if not few and not row_bounds.supports(problem):
        return False
    units = np.bincount(problem.pair_agent, problem.count[problem.pair_item]).max()
    held = (int(largest_loads(problem, row).max()) for row in range(problem.rows.rows))
    return bool(units * max(1, *held) <= MOST_CELLS)


class BackgroundDualAscent:
    """Raises the bound in a thread of its own; use it in a ``with`` block.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem that ``supports`` accepts.
    rows : Prices
        Prices of the rows.
    kept : boolean array of shape (pairs,)
        The pairs that matter.
    limits : Limits
        When to stop.
    on_prices : callable
        Takes prices with the bound that they prove, ``SCALE`` to a unit.
    is_done : callable
        Whether nothing more is wanted.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        rows: Prices,
        kept: Bools,
        limits: Limits,
        on_prices: Callable[[Prices, int], None],
        is_done: Callable[[], bool],
    ) -> None:
        self._problem = problem
        self._rows = rows
        self._kept = kept
        self._strategy = _FEW if has_few_items(problem) else _MANY
        self._limits = limits
        self._stop = np.zeros(1, dtype=np.int64)
        self._on_prices = on_prices
        self._is_done = is_done
        self._is_left = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> BackgroundDualAscent:
        """Begin the ascent."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the ascent; what it may still find after a second more than the limit is dropped."""
        self._stop[0] = 1
        while self._thread.is_alive() and not self._limits.is_over():
            self._thread.join(_LOOK)
        self._thread.join(_PATIENCE)
        self._is_left = True

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the ascent has arrived or its time is over, or so many seconds.

        Returns
        -------
        bool
            Whether it has ended by itself.
        """
        ends = None if seconds is None else self._limits.elapsed() + seconds
        while self._thread.is_alive() and self._limits.left_until(ends) != 0.0:
            if self._limits.cancel.is_set():
                break
            self._thread.join(_LOOK)
        has_ended = not self._thread.is_alive()
        self._stop[0] = 1
        return has_ended

    def _run(self) -> None:
        while not CODE.wait(self._limits, _LOOK):
            if self._stop[0] != 0 or self._limits.is_over():
                return
        decomposition = decompose(subset(self._problem, pairs=self._kept), self._rows)
        # Leaving an item costs no more than the cheapest pair that is not looked at: prices of
        # items beyond that would bring these pairs into the knapsacks.
        leave_cost = np.minimum(decomposition.leave_cost, self._elsewhere()[decomposition.item])
        prices = price_units(decomposition, self._rows)
        keys = np.arange(1, len(decomposition.item) + 1, dtype=np.int64)
        # No column is looked for later, so that one slot per agent will do.
        state = init_ascent(decomposition.knapsacks, prices, 1, keys)
        known = priced(self._problem, self._rows).bound - decomposition.under.constant
        reached = float(known)
        for weight in self._strategy.weights:
            reached = self._ascend(decomposition, leave_cost, state, reached, weight)

    def _elsewhere(self) -> Floats:
        """Return what each item costs at least at the pairs that are not looked at: (items,)."""
        out = ~self._kept
        under = priced(self._problem, self._rows)
        least = np.full(self._problem.items, float(NEVER))
        np.minimum.at(least, self._problem.pair_item[out], under.pair[out])
        return least

    def _ascend(
        self,
        decomposition: KnapsackDecomposition,
        leave_cost: Floats,
        state: Ascent,
        known: float,
        weight: float,
    ) -> float:
        """Raise the bound until it hardly rises or there is no time; return it."""
        step, proven, stop, poor = _STEP, known, self._stop, 0
        for _ in range(_MOST_LOOKS):
            if stop[0] != 0 or self._limits.is_over() or self._is_done():
                break
            pace = Pace(_STEPS, self._strategy.reach * max(abs(known), 1.0), step, weight)
            bound, step = ascend(
                decomposition.knapsacks, decomposition.cost, leave_cost, state, pace, stop
            )
            # At bound 0 a share of it is nothing, and no rise at all is little.
            poor = poor + 1 if bound - known <= _END * abs(bound) else 0
            has_arrived = poor >= _POOR
            known = max(known, bound)
            if bound - proven > _RISE * abs(bound) or ((has_arrived or stop[0]) and bound > proven):
                self._prove(decomposition, state.best)
                proven = bound
            if has_arrived:
                break
        return known

    def _prove(self, decomposition: KnapsackDecomposition, price: Floats) -> None:
        items = decomposition.item_prices(price)
        prices = drop_kept_row(self._problem, self._rows, decomposition.kept, items)
        bound = prove_bound(self._problem, prices)
        if bound is not None and not self._is_left:
            self._on_prices(prices, bound)


def _run_example() -> None:
    problem, stop, found = example_problem(), np.zeros(1, dtype=np.int64), list[Prices]()
    rows = Prices(np.zeros_like(problem.capacity), np.zeros(0, dtype=np.int64))
    options, keys = AscentOptions(steps=4, chunk=2), np.array([1, 2, 4, 8], dtype=np.int64)
    solve_dual(problem, rows, options, Limits(), keys, stop, found.append)
    prove_bound(problem, found[-1])


CODE = CompiledCode("dual ascent", _run_example)
"""The compiled functions of an ascent and of what it proves."""
