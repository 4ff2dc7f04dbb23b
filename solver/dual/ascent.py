"""The root: prices of rows from the linear relaxation, prices of items from an ascent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...problem import AssignmentProblem, Ints, Prices
from ..limits import Limits
from ..prices import NEVER, priced
from .decomposition import KnapsackDecomposition, decompose, drop_kept_row
from .fixing import compute_rises
from .knapsack import Floats
from .subproblem import Subproblem
from .volume import ascend, init_ascent

_REACH = 0.01
"""How far above the bound the first ascent aims, as a share of it."""

_LEAST_RISE = 1e-5
"""Rise between two looks, as a share of the bound, at which the first ascent has arrived."""

_LOOKS = 4
"""Chunks between two looks."""


@dataclass(frozen=True)
class AscentOptions:
    """What the first ascent may spend.

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
        decomposition = self.decomposition
        return Subproblem(
            decomposition.knapsacks,
            decomposition.cost,
            decomposition.left,
            decomposition.agent,
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
    prove_bound: Callable[[Prices], None],
) -> Root:
    """Climb from prices of rows.

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
    prove_bound : callable
        Takes prices that prove a bound, now and then.

    Returns
    -------
    Root
        What is known.
    """
    decomposition = decompose(problem, rows)
    state = init_ascent(
        decomposition.knapsacks, price_units(decomposition, rows), options.slots, keys
    )
    step, before, bound = 1.0, -np.inf, 0.0
    for chunk in range(options.steps // options.chunk):
        reach = _REACH * max(abs(bound), float(decomposition.cost.max(initial=1.0)))
        bound, step = ascend(
            decomposition.knapsacks,
            decomposition.cost,
            decomposition.left,
            state,
            options.chunk,
            reach,
            step,
            options.weight,
            np.inf,
            stop,
        )
        if limits.is_over():
            break
        if chunk % _LOOKS == _LOOKS - 1:
            prove_bound(
                drop_kept_row(
                    problem, rows, decomposition.kept, decomposition.item_prices(state.best)
                )
            )
            if bound - before < _LEAST_RISE * abs(bound):
                break
            before = bound
    prices = drop_kept_row(problem, rows, decomposition.kept, decomposition.item_prices(state.best))
    prove_bound(prices)
    rise = compute_rises(decomposition.knapsacks, decomposition.cost, state.best)
    return Root(decomposition, state.best, prices, state.share, rise, bound)


def price_units(decomposition: KnapsackDecomposition, rows: Prices) -> Floats:
    """Return prices of units to begin with: the cheapest choice with every row priced.

    Parameters
    ----------
    decomposition : KnapsackDecomposition
        The knapsacks.
    rows : Prices
        Prices of all rows, the kept one included.

    Returns
    -------
    array of shape (units,)
        The prices; the bound that they prove is no worse than that of the rows' prices.
    """
    least = priced(decomposition.problem, rows).best
    return np.where(least >= NEVER, 0, least)[decomposition.item].astype(np.float64)
