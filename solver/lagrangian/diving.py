"""Diving: fix a part of the assignment, raise the bound again, and so on to the end.

A dive over columns fixes the column of the greatest weight in the average; noise on the weights
makes every dive a different one and takes the place of limited discrepancy search (Sadykov,
Vanderbeck, Pessoa, Tahiri and Uchoa 2019). A dive over pairs settles the units that the average
has all but decided. It is softer, and better where agents hold many units: a column is then one of
very many that are nearly as good, but most of its units are in all of them. A dive ends early once
its bound is no better than the best assignment known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import Bools, Ints
from ..dual.knapsack import Knapsacks
from ..dual.subproblem import Subproblem
from ..dual.volume import Ascent, Pace, ascend, find_heaviest, forget_columns, init_ascent

ROUNDS = 25
"""Rounds in which all units are settled, about, in a dive over pairs."""

LEAST_SHARE = 0.05
"""Least share of an entry that may be settled."""

_STEP = 0.05
"""Least length of the first step of an ascent."""


@dataclass(frozen=True)
class DiveOptions:
    """How a dive goes.

    Parameters
    ----------
    reach : float
        How far the ascents aim above the bound.
    steps : int
        Steps of an ascent between two fixings; the first takes twice as many.
    noise : float
        Most noise on the weights of columns or on the shares of entries.
    weight : float
        Weight of a new choice in the average.
    slots : int
        Columns remembered per agent.
    seed : int
        Seed of the noise.
    """

    reach: float
    steps: int
    noise: float
    weight: float
    slots: int
    seed: int


class _Dive:
    """One dive; what is common to both kinds.

    Parameters
    ----------
    subproblem : Subproblem
        What is to be placed, and where.
    options : DiveOptions
        How it goes.
    keys : array of shape (units,)
        Random keys of the units.
    slots : int
        Columns remembered per agent.
    """

    def __init__(
        self, subproblem: Subproblem, options: DiveOptions, keys: Ints, slots: int
    ) -> None:
        self._subproblem = subproblem
        self._options = options
        # Capacities of its own: a dive over pairs takes from them.
        knapsacks = subproblem.knapsacks
        self.knapsacks: Knapsacks = knapsacks._replace(
            regular=knapsacks.regular.copy(), most=knapsacks.most.copy()
        )
        self.state: Ascent = init_ascent(self.knapsacks, subproblem.price, slots, keys)
        self.place: Ints = np.full(len(subproblem.price), -1, dtype=np.int64)
        self._rng = np.random.default_rng(options.seed)
        self._step = _STEP
        self._steps = 2 * options.steps

    def ascend(self, enough: float, stop: Ints) -> float:
        """Raise the bound on what is still to be placed; return it."""
        options = self._options
        step = max(self._step, _STEP)
        pace = Pace(self._steps, options.reach, step, options.weight, enough)
        cost, leave_cost = self._subproblem.cost, self._subproblem.leave_cost
        bound, self._step = ascend(self.knapsacks, cost, leave_cost, self.state, pace, stop)
        self._steps = options.steps
        return bound

    def fix_column(self) -> float | None:
        """Give an agent the heaviest column; return what that costs, None if there is no column."""
        state, columns = self.state, self.state.columns
        noise = self._options.noise * self._rng.random(columns.weight.shape)
        heaviest = find_heaviest(columns, state.is_open, noise)
        if heaviest is None:
            return None
        agent, slot = heaviest
        knapsacks = self.knapsacks
        held: Bools = columns.holds[agent, slot]
        first: int = knapsacks.start[agent]
        end: int = knapsacks.start[agent + 1]
        entry: Ints = np.arange(first, end)
        entry = entry[held[knapsacks.unit[entry]]]
        unit = knapsacks.unit[entry]
        self.place[unit] = entry
        state.alive[unit] = False
        state.is_open[agent] = False
        forget_columns(columns, state.is_open, unit)
        state.share[~state.alive[knapsacks.unit]] = 0.0
        over = int(knapsacks.load[entry].sum() - knapsacks.regular[agent])
        slacks = knapsacks.over_price[knapsacks.over_start[agent] + over] if over > 0 else 0.0
        return float(self._subproblem.cost[entry].sum() + slacks)

    def settle_firmest(self) -> float | None:
        """Settle the units of which the average is surest; return what they cost, if there are any.

        An agent's slacks are no part of it: they are in the bound of what it still holds.
        """
        state, knapsacks, agent = self.state, self.knapsacks, self._subproblem.agent
        likely = np.flatnonzero(state.share > LEAST_SHARE)
        score = state.share[likely] + self._options.noise * self._rng.random(len(likely))
        most, settled = max(1, len(self.place) // ROUNDS), list[int]()
        for entry in likely[np.argsort(-score, kind="stable")].tolist():
            if len(settled) == most:
                break
            unit, where = knapsacks.unit[entry], agent[entry]
            if state.alive[unit] and knapsacks.load[entry] <= knapsacks.most[where]:
                self.place[unit] = entry
                state.alive[unit] = False
                knapsacks.regular[where] -= knapsacks.load[entry]
                knapsacks.most[where] -= knapsacks.load[entry]
                settled.append(entry)
        state.share[~state.alive[knapsacks.unit]] = 0.0
        return float(self._subproblem.cost[settled].sum()) if settled else None


def dive_by_columns(
    subproblem: Subproblem, cutoff: float, options: DiveOptions, keys: Ints, stop: Ints
) -> tuple[Ints, float]:
    """Dive once over columns.

    Parameters
    ----------
    subproblem : Subproblem
        What is to be placed, and where.
    cutoff : float
        Cost of the best assignment known.
    options : DiveOptions
        How the dive goes.
    keys : array of shape (units,)
        Random keys of the units.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    place : array of shape (units,)
        Entry of every unit, -1 where it has none.
    bound : float
        Bound at the end of the dive.
    """
    dive = _Dive(subproblem, options, keys, options.slots)
    fixed = bound = 0.0
    while dive.state.is_open.any() and dive.state.alive.any():
        bound = dive.ascend(cutoff - fixed, stop)
        if fixed + bound >= cutoff or stop[0] != 0:
            break
        more = dive.fix_column()
        if more is None:
            break
        fixed += more
    return dive.place, fixed + bound


def dive_by_pairs(
    subproblem: Subproblem, cutoff: float, options: DiveOptions, stop: Ints
) -> tuple[Ints, float]:
    """Dive once over pairs; see ``dive_by_columns``."""
    # No column is looked for, so that one slot and no keys will do.
    keys = np.zeros(len(subproblem.price), dtype=np.int64)
    dive = _Dive(subproblem, options, keys, 1)
    fixed = bound = 0.0
    while dive.state.alive.any():
        bound = dive.ascend(cutoff - fixed, stop)
        if fixed + bound >= cutoff or stop[0] != 0:
            break
        more = dive.settle_firmest()
        if more is None:
            break
        fixed += more
    return dive.place, fixed + bound
