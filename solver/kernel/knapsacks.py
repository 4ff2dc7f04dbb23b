"""A better bound beside the search: an exact knapsack an agent, over the pairs that matter.

The multipliers climb over the pairs of small regret alone, which is many times faster; what they
prove is then worked out over all pairs, exactly (see ``lagrangian/proof.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from ...problem import AssignmentProblem, Bools, Prices, restrict
from ..lagrangian.knapsack import Floats
from ..lagrangian.multipliers import Ascent, ascend, ascent_from
from ..lagrangian.packing import Packing, packing, without_kept
from ..lagrangian.proof import proved
from ..lagrangian.root import first_prices
from ..limits import Limits
from ..prices import NEVER, priced
from .subgradient import serves

MOST_CELLS = 20_000_000
"""Most cells of the table of one knapsack."""

_STEP = 0.5
"""Length of the first steps."""

_STEPS = 100
"""Steps between two looks."""

_REACH = 3e-5
"""How far above the bound the climb aims, as a share of it."""

_WEIGHTS = (0.02, 0.01, 0.005)
"""Weights of a new choice in the average, one after the other when the climb stands still.

Agents with a hundred items need a long memory: with 0.1 a climb stops half way.
"""

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


def raises(problem: AssignmentProblem) -> bool:
    """Whether a knapsack an agent can raise the bound of a problem, and its table is small."""
    if not serves(problem):
        return False
    units = np.bincount(problem.pair_agent, problem.count[problem.pair_item]).max()
    return bool(units * max(int(problem.most.max()), 1) <= MOST_CELLS)


class Climb:
    """Climbs in a thread of its own; use it in a ``with`` block.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem that ``raises``.
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
        self._limits = limits
        self._stop = np.zeros(1, dtype=np.int64)
        self._found = found
        self._is_done = is_done
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Climb:
        """Begin to climb."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Climb no more."""
        self._stop[0] = 1
        self._thread.join()

    def wait(self) -> None:
        """Wait until the climb has arrived or its time is over."""
        while self._thread.is_alive() and not self._limits.is_over():
            self._thread.join(_LOOK)
        self._stop[0] = 1

    def _run(self) -> None:
        packed = packing(restrict(self._problem, self._kept), self._rows)
        left = np.minimum(packed.left, self._elsewhere()[packed.item])
        keys = np.arange(1, len(packed.item) + 1, dtype=np.int64)
        prices = first_prices(packed, self._rows)
        state = ascent_from(packed.sacks, prices, _SLOTS, keys)
        known = priced(self._problem, self._rows).bound - packed.under.constant
        reached = float(known)
        for weight in _WEIGHTS:
            reached = self._climb(packed, left, state, reached, weight)

    def _elsewhere(self) -> Floats:
        """Return what each item costs at least at the pairs that are not looked at: (items,).

        Prices of items beyond that would bring these pairs into the knapsacks.
        """
        out = ~self._kept
        under = priced(self._problem, self._rows)
        least = np.full(self._problem.items, float(NEVER))
        np.minimum.at(least, self._problem.pair_item[out], under.pair[out])
        return least

    def _climb(
        self, packed: Packing, left: Floats, state: Ascent, known: float, weight: float
    ) -> float:
        """Climb until the bound hardly rises or there is no time; return the bound."""
        step, proven, stop, poor = _STEP, known, self._stop, 0
        while stop[0] == 0 and not self._is_done():
            reach = _REACH * max(abs(known), 1.0)
            bound, step = ascend(
                packed.sacks,
                packed.cost,
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
                self._prove(packed, state.best)
                proven = bound
            if arrived:
                break
        return known

    def _prove(self, packed: Packing, price: Floats) -> None:
        prices = without_kept(self._rows, packed.kept, packed.item_prices(price))
        bound = proved(self._problem, prices)
        if bound is not None:
            self._found(prices, bound)
