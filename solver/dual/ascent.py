"""The root: prices of rows from the linear relaxation, prices of items from an ascent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...problem import AssignmentProblem, Ints, Prices
from ..limits import Limits
from ..prices import NEVER, priced
from .decomposition import Packing, packing, without_kept
from .fixing import rises
from .knapsack import Floats
from .settings import Settings
from .subproblem import Field
from .volume import ascend, ascent_from

_REACH = 0.01
"""How far above the bound the first ascent aims, as a share of it."""

_LEAST_RISE = 1e-5
"""Rise between two looks, as a share of the bound, at which the first ascent has arrived."""

_LOOKS = 4
"""Chunks between two looks."""


@dataclass(frozen=True, eq=False)
class Root:
    """What is known before anything is placed.

    Parameters
    ----------
    packed : Packing
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

    packed: Packing
    price: Floats
    prices: Prices
    share: Floats
    rise: Floats
    bound: float

    @cached_property
    def field(self) -> Field:
        """The whole problem, to dive and to search in."""
        packed = self.packed
        return Field(
            packed.sacks,
            packed.cost,
            packed.left,
            packed.agent,
            self.price,
            self.share,
            self.rise[0],
            abs(self.bound),
        )


def climb(
    problem: AssignmentProblem,
    rows: Prices,
    settings: Settings,
    limits: Limits,
    keys: Ints,
    stop: Ints,
    proved: Callable[[Prices], None],
) -> Root:
    """Climb from prices of rows.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem without groups.
    rows : Prices
        Prices of the rows; zero will do.
    settings : Settings
        How long to climb.
    limits : Limits
        When to stop altogether.
    keys : array of shape (units,)
        Random keys of the units.
    stop : array of shape (1,)
        Not zero once all work is to end.
    proved : callable
        Takes prices that prove a bound, now and then.

    Returns
    -------
    Root
        What is known.
    """
    packed = packing(problem, rows)
    state = ascent_from(packed.sacks, first_prices(packed, rows), settings.slots, keys)
    step, before, bound = 1.0, -np.inf, 0.0
    for chunk in range(settings.root_steps // settings.chunk):
        reach = _REACH * max(abs(bound), float(packed.cost.max(initial=1.0)))
        bound, step = ascend(
            packed.sacks,
            packed.cost,
            packed.left,
            state,
            settings.chunk,
            reach,
            step,
            settings.fresh,
            np.inf,
            stop,
        )
        if limits.is_over():
            break
        if chunk % _LOOKS == _LOOKS - 1:
            proved(without_kept(problem, rows, packed.kept, packed.item_prices(state.best)))
            if bound - before < _LEAST_RISE * abs(bound):
                break
            before = bound
    prices = without_kept(problem, rows, packed.kept, packed.item_prices(state.best))
    proved(prices)
    rise = rises(packed.sacks, packed.cost, state.best)
    return Root(packed, state.best, prices, state.share, rise, bound)


def first_prices(packed: Packing, rows: Prices) -> Floats:
    """Return prices of units to begin with: the cheapest choice with every row priced.

    Parameters
    ----------
    packed : Packing
        The knapsacks.
    rows : Prices
        Prices of all rows, the kept one included.

    Returns
    -------
    array of shape (units,)
        The prices; the bound that they prove is no worse than that of the rows' prices.
    """
    least = priced(packed.problem, rows).best
    return np.where(least >= NEVER, 0, least)[packed.item].astype(np.float64)
