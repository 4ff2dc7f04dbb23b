"""A better bound beside the search: an exact knapsack an agent, over the pairs that matter.

The multipliers climb over the pairs of small regret alone, which is many times faster; what they
prove is then worked out over all pairs, exactly (see ``lagrangian/proof.py``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Bools, Prices, restrict
from ..limits import Limits
from ..prices import NEVER, priced
from .ascent import price_units
from .decomposition import (
    KnapsackDecomposition,
    decompose,
    drop_kept_row,
    largest_loads,
    prove_bound,
)
from .knapsack import Floats
from .row_bounds import price_rows, supports
from .volume import Ascent, ascend, init_ascent

MOST_CELLS = 20_000_000
"""Most cells of the table of one knapsack."""

MOST_ITEMS = 30
"""Most items an agent that count as few: with more, prices of rows prove nearly as much."""

LEAST_PAIRS = 400
"""Fewest pairs: a smaller problem is solved before a climb has begun."""

MOST_ROWS = 300
"""Most rows an agent: with so many windows of time, one kept row says little."""

_STEP = 0.5
"""Length of the first steps."""

_STEPS = 100
"""Steps between two looks."""


class _Pace(NamedTuple):
    """How a climb goes.

    Parameters
    ----------
    reach : float
        How far above the bound it aims, as a share of it.
    weights : tuple of float
        Weights of a new choice in the average, one after the other when the climb stands still.
    """

    reach: float
    weights: tuple[float, ...]


_MANY = _Pace(3e-5, (0.02, 0.01, 0.005))
"""For agents with a hundred items, which need a long memory: with 0.1 a climb stops half way."""

_FEW = _Pace(0.01, (0.1, 0.05, 0.02))
"""For few and large items an agent: prices of rows are far from what knapsacks prove."""

_RISE = 3e-5
"""Rise of the bound, as a share of it, that is worth a proof."""

_END = 5e-6
"""Rise between two looks, as a share of the bound, at which the climb has arrived."""

_POOR = 2
"""Looks with so little rise one after the other: at first a new weight finds nothing."""

_LOOK = 0.05
"""Seconds between two looks at the clock."""

_SLOTS = 1
"""Columns remembered an agent: none is needed."""


def are_few(problem: AssignmentProblem) -> bool:
    """Whether there are few items an agent."""
    return bool(problem.count.sum() <= MOST_ITEMS * problem.agents)


def supports_knapsacks(problem: AssignmentProblem) -> bool:
    """Whether a knapsack an agent can raise the bound of a problem, and its table is small.

    It can where there are single items only, and few of them an agent or very many pairs.
    """
    if problem.groups or not 0 < problem.rows.rows <= MOST_ROWS:
        return False
    few = are_few(problem) and problem.pairs >= LEAST_PAIRS
    if not few and not supports(problem):
        return False
    units = np.bincount(problem.pair_agent, problem.count[problem.pair_item]).max()
    held = (int(largest_loads(problem, row).max()) for row in range(problem.rows.rows))
    return bool(units * max(1, *held) <= MOST_CELLS)


class BackgroundDualAscent:
    """Climbs in a thread of its own; use it in a ``with`` block.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem that ``supports_knapsacks``.
    rows : Prices
        Prices of the rows.
    kept : boolean array of shape (pairs,)
        The pairs that matter.
    limits : Limits
        When to stop.
    found : callable
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
        found: Callable[[Prices, int], None],
        is_done: Callable[[], bool],
    ) -> None:
        self._problem = problem
        self._rows = rows
        self._kept = kept
        self._pace = _FEW if are_few(problem) else _MANY
        self._limits = limits
        self._stop = np.zeros(1, dtype=np.int64)
        self._found = found
        self._is_done = is_done
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> BackgroundDualAscent:
        """Begin to climb."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Climb no more."""
        self._stop[0] = 1
        self._thread.join()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the climb has arrived or its time is over, or so many seconds."""
        ends = None if seconds is None else self._limits.elapsed() + seconds
        while self._thread.is_alive() and self._limits.left_until(ends) != 0.0:
            if self._limits.cancel.is_set():
                break
            self._thread.join(_LOOK)
        self._stop[0] = 1

    def _run(self) -> None:
        decomposition = decompose(restrict(self._problem, self._kept), self._rows)
        left = np.minimum(decomposition.left, self._elsewhere()[decomposition.item])
        keys = np.arange(1, len(decomposition.item) + 1, dtype=np.int64)
        prices = price_units(decomposition, self._rows)
        state = init_ascent(decomposition.knapsacks, prices, _SLOTS, keys)
        known = priced(self._problem, self._rows).bound - decomposition.under.constant
        reached = float(known)
        for weight in self._pace.weights:
            reached = self._ascend(decomposition, left, state, reached, weight)

    def _elsewhere(self) -> Floats:
        """Return what each item costs at least at the pairs that are not looked at: (items,).

        Prices of items beyond that would bring these pairs into the knapsacks.
        """
        out = ~self._kept
        under = priced(self._problem, self._rows)
        least = np.full(self._problem.items, float(NEVER))
        np.minimum.at(least, self._problem.pair_item[out], under.pair[out])
        return least

    def _ascend(
        self,
        decomposition: KnapsackDecomposition,
        left: Floats,
        state: Ascent,
        known: float,
        weight: float,
    ) -> float:
        """Climb until the bound hardly rises or there is no time; return the bound."""
        step, proven, stop, poor = _STEP, known, self._stop, 0
        while stop[0] == 0 and not self._is_done():
            reach = self._pace.reach * max(abs(known), 1.0)
            bound, step = ascend(
                decomposition.knapsacks,
                decomposition.cost,
                left,
                state,
                _STEPS,
                reach,
                step,
                weight,
                np.inf,
                stop,
            )
            poor = poor + 1 if bound - known < _END * abs(bound) else 0
            arrived = poor >= _POOR
            known = max(known, bound)
            if bound - proven > _RISE * abs(bound) or ((arrived or stop[0]) and bound > proven):
                self._prove(decomposition, state.best)
                proven = bound
            if arrived:
                break
        return known

    def _prove(self, decomposition: KnapsackDecomposition, price: Floats) -> None:
        prices = drop_kept_row(
            self._problem, self._rows, decomposition.kept, decomposition.item_prices(price)
        )
        bound = prove_bound(self._problem, prices)
        if bound is not None:
            self._found(prices, bound)


# Compile before the clock of a user counts: the machine code is kept on disk.


FREE = 2.0
"""Seconds of compiling and loading that count as time of the solve."""


def with_time_to_compile(problem: AssignmentProblem, limits: Limits) -> Limits:
    """Compile or load every loop on a few pairs of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem of single items.
    limits : Limits
        Those of the solve.

    Returns
    -------
    Limits
        Longer by what compiling took beyond ``FREE`` seconds; in a process that has it all, the
        same.
    """
    began = time.monotonic()
    few = restrict(problem, np.arange(problem.pairs) < 1)
    nothing = Prices(np.zeros_like(few.capacity), np.zeros_like(few.global_limit))
    prices = price_rows(few) if supports(problem) else nothing
    every = np.ones(few.pairs, dtype=np.bool_)
    with BackgroundDualAscent(few, prices, every, Limits(), _ignore, bool) as solve_dual:
        solve_dual.wait()
    more = time.monotonic() - began - FREE
    if limits.seconds is None or more <= 0.0:
        return limits
    return replace(limits, seconds=limits.seconds + more)


def _ignore(prices: Prices, bound: int) -> None:
    """Take what one pair proves."""
