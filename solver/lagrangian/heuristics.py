"""Jobs for the processors: a dive, or a search from elite plans; and how hard they try."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ...problem import SCALE, Ints
from ..dual.ascent import AscentOptions
from ..dual.subproblem import Subproblem, restrict_to_agents
from .diving import DiveOptions, dive_by_columns, dive_by_pairs
from .local_search import improve, relink
from .search_state import SearchData, make_data


@dataclass(frozen=True)
class Settings:
    """What the steps of the engine may spend.

    Parameters
    ----------
    ascent : AscentOptions
        What the first ascent may spend.
    linear : bool
        Whether to begin with prices and a plan from the kernel's linear relaxation.
    candidates : int
        Entries a unit that the local search tries.
    dive : bool
        Whether to dive.
    search : bool
        Whether to search locally.
    parts : bool
        Whether to dive into parts of elite plans.
    fix : bool
        Whether to fix pairs and close the gap over what is left.
    kernels : bool
        Whether one thread solves growing kernels beside the others, where agents hold many items.
    patience : int
        Dives and searches in a row without improvement, after which a lone thread tries that.
    """

    ascent: AscentOptions = field(default_factory=AscentOptions)
    linear: bool = True
    candidates: int = 5
    dive: bool = True
    search: bool = True
    parts: bool = True
    fix: bool = True
    kernels: bool = True
    patience: int = 30


_STEPS = (50, 100, 50, 200)
"""Steps between two fixings, dive by dive in turn."""

_FIRST_STEPS = 10
"""The same for the first dive: a plan comes first, a good one later."""

_REACHES = (1.0, 0.5, 2.0)
"""How far the ascents of a dive aim, in turn, as multiples of the usual."""

_REACH = 1.5e-4
"""The usual: a share of the bound."""

_ENTRIES = 20_000
"""Entries from which on dives take fewer steps."""

_NOISE = 0.3
_ROUNDS = 12
_POLISH = 2

_FEWEST = 3
"""Fewest agents of a part."""

_UNITS = 300
"""Most units of a part, about."""


@dataclass(frozen=True)
class Solution:
    """What a job came to.

    Parameters
    ----------
    place : array of shape (units,)
        Entry of every unit, -1 where it has none.
    cost : float
        Its cost without the constant; infinite where agents are overloaded.
    before : float
        Cost of the assignment that it takes the place of; infinite where there is none.
    """

    place: Ints
    cost: float
    before: float = float("inf")


class Heuristics:
    """Makes jobs; each may run in any thread.

    Parameters
    ----------
    subproblem : Subproblem
        What is to be placed, and where.
    keys : array of shape (units,)
        Random keys of the units.
    settings : Settings
        How hard to try.
    seed : int
        Seed of everything random.
    stop : array of shape (1,)
        Not zero once all work is to end.
    """

    def __init__(
        self, subproblem: Subproblem, keys: Ints, settings: Settings, seed: int, stop: Ints
    ) -> None:
        self.subproblem = subproblem
        self._keys = keys
        self._settings = settings
        self._seed = seed
        self._stop = stop

    @cached_property
    def data(self) -> SearchData:
        """What does not change during a local search."""
        return make_data(self.subproblem, self._settings.candidates)

    @cached_property
    def penalty(self) -> float:
        """A usual price of one unit of load."""
        load = self.subproblem.knapsacks.load
        loads = max(1.0, float(load.mean())) if len(load) else 1.0
        return 2.0 * max(1.0, float(np.abs(self.subproblem.price).mean())) / loads

    def dive(self, number: int, cutoff: float) -> Solution:
        """Dive, and repair what comes out.

        Parameters
        ----------
        number : int
            Which dive it is: even ones are over pairs, odd ones over columns, and the first of
            either is without noise.
        cutoff : float
            Cost of the best assignment known, without the constant.

        Returns
        -------
        Solution
            What was found.
        """
        options = DiveOptions(
            self._reach(number),
            self._steps(number),
            _NOISE if number > 1 else 0.0,
            self._settings.ascent.weight,
            self._settings.ascent.slots,
            self._seed_of(number),
        )
        if number % 2:
            place, bound = dive_by_columns(self.subproblem, cutoff, options, self._keys, self._stop)
        else:
            place, bound = dive_by_pairs(self.subproblem, cutoff, options, self._stop)
        if bound >= cutoff or not self._settings.search:
            return Solution(place, self.subproblem.value(place))
        rounds = _ROUNDS / self._size if (place < 0).any() else _POLISH
        return self.search(place, number, max(1, int(rounds)))

    def _reach(self, number: int) -> float:
        reach = _REACHES[number // 2 % len(_REACHES)] * _REACH * self.subproblem.worth
        return max(reach, 1.0)

    def _steps(self, number: int) -> int:
        if number == 0:
            return _FIRST_STEPS
        return int(self._size**-0.5 * _STEPS[number // 2 % len(_STEPS)])

    @property
    def _size(self) -> float:
        """How many times larger than usual the problem is, at least 1."""
        return max(1.0, len(self.subproblem.share) / _ENTRIES)

    def search(self, place: Ints, number: int, rounds: int) -> Solution:
        """Search locally around an assignment for some rounds."""
        seed = self._seed_of(number)
        return Solution(*improve(self.data, place, self.penalty, rounds, seed, self._stop))

    def part(self, place: Ints, number: int, room: float) -> Solution:
        """Dive into what some agents hold, and leave the rest of an assignment as it is.

        Parameters
        ----------
        place : array of shape (units,)
            Entry of every unit, -1 where it has none.
        number : int
            Which job it is.
        room : float
            Entries under which the bound rises as much or more are of no use.

        Returns
        -------
        Solution
            The whole assignment with the part in it; infinite cost where it is no better.
        """
        rng = np.random.default_rng((self._seed, number, 1))
        part = restrict_to_agents(self.subproblem, place, self._draw(place, rng), room)
        mine = part.inside(place)
        before = part.subproblem.value(mine)
        heuristics = Heuristics(
            part.subproblem, self._keys[part.unit], self._settings, self._seed, self._stop
        )
        found = heuristics.dive(int(rng.integers(2, 1000)), before - SCALE + 1.0)
        whole = self.subproblem.value(place)
        if found.cost >= before:
            return Solution(place, np.inf)
        return Solution(part.outside(place, found.place), whole - before + found.cost, whole)

    def _draw(self, place: Ints, rng: np.random.Generator) -> Ints:
        """Return some agents, more often those that lose much, in rising order."""
        agents = len(self.subproblem.knapsacks.most)
        most = min(agents / 2, _UNITS * agents / max(len(place), 1))
        count = min(agents, int(rng.integers(_FEWEST, max(_FEWEST, int(most)) + 1)))
        loss = self.subproblem.losses(place)
        weight = loss + loss.mean() + 1.0
        drawn: Ints = rng.choice(agents, count, replace=False, p=weight / weight.sum())
        return np.sort(drawn)

    def relink(self, place: Ints, guide: Ints, number: int, share: float) -> Solution:
        """Search around an assignment on the way from one to another."""
        between = relink(self.data, place, guide, self.penalty, share)
        return self.search(between, number, max(1, int(_ROUNDS / self._size)))

    def assign_likeliest(self) -> Ints:
        """Return every unit at the entry that is chosen most on average: (units,)."""
        share, unit = self.subproblem.share, self.subproblem.knapsacks.unit
        order = np.lexsort((-share, unit))
        place = np.full(len(self.subproblem.price), -1, dtype=np.int64)
        units, first = np.unique(unit[order], return_index=True)
        place[units] = order[first]
        return place

    def _seed_of(self, number: int) -> int:
        return (self._seed * 1_000_003 + number) % 2**31
