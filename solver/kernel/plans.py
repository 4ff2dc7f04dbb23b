"""Plans beside the programs: quick ones before the first ends, and neighbourhoods of the best.

Each quick one takes a moment. Linear and integer programs may take all the time that there is where
many solves share the processors, and nothing else would lie between the greedy's plan and theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ...problem import AssignmentProblem, Bools, Ints, evaluate, subset
from ..column_generation.agent_cost import make_agent_rows
from ..column_generation.choices import make_choices
from ..column_generation.local_search import DESCENT, Descent, is_descent_ready
from ..column_generation.pipeline import supports
from ..engine import Request
from ..greedy import LARGE, assign_greedily
from ..incumbent import Best
from ..limits import Limits
from ..prices import Priced

_LEAST_PAIRS = 2_000
"""Fewest pairs for which loading compiled loops is worth it: smaller problems end before."""

_LEAST_SECONDS = 30.0
"""Fewest seconds that are left where the loops are compiled beside the rest."""

_SWEEPS = 2


class FirstPlans:
    """Makes plans quickly and offers them.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    best : Best
        Takes every better assignment.
    request : Request
        Its start and seed count.
    """

    def __init__(self, problem: AssignmentProblem, best: Best, request: Request) -> None:
        self._problem = problem
        self._best = best
        self._request = request
        self._descent: Descent | None = None

    def begin(self, limits: Limits) -> None:
        """Begin with the start and the greedy, where that does not take too long; improve both."""
        if self._problem.pairs <= LARGE:
            self._best.begin(self._request)
        elif self._request.start is not None and not self._request.cold:
            self._best.offer(self._request.start)
        if self._request.cold or limits.is_over():
            return
        if self._best.x is not None and self._is_worth_it(limits):
            self._improve(self._best.x, limits)

    def follow_prices(self, under: Priced, limits: Limits) -> None:
        """Give every item to the agent where it is cheapest under prices, then repair and improve.

        Parameters
        ----------
        under : Priced
            The problem under prices of its rows.
        limits : Limits
            When to stop.
        """
        wanted = _choose_cheapest(self._problem, under)
        self.follow(wanted, limits)

    def follow(self, wanted: Ints, limits: Limits) -> None:
        """Keep an assignment as far as it is legal, let the greedy do the rest, and improve it.

        Parameters
        ----------
        wanted : array of shape (pairs,)
            Pairs above 0 come first wherever they fit.
        limits : Limits
            When to stop.
        """
        if limits.is_over():
            return
        x = wanted
        if self._problem.pairs <= LARGE:
            x = assign_greedily(self._problem, limits, wanted)
            self._best.offer(x)
        elif self._problem.groups:
            # The descent mends broken rows, not groups.
            return
        if not limits.is_over() and self._is_worth_it(limits):
            self._improve(x, limits)

    def _is_worth_it(self, limits: Limits) -> bool:
        """Whether a descent is possible and its loops are there, else perhaps later."""
        if self._descent is not None:
            return True
        if self._problem.pairs < _LEAST_PAIRS or not supports(self._problem):
            return False
        if is_descent_ready():
            return True
        left = limits.left()
        if left is None or left >= _LEAST_SECONDS:
            DESCENT.start()
        return False

    def _improve(self, x: Ints, limits: Limits) -> None:
        if self._descent is None:
            problem, random = self._problem, np.random.default_rng(self._request.seed)
            self._descent = Descent(
                problem, make_choices(problem), make_agent_rows(problem), random
            )
        self._best.offer(self._descent.improve(x, _SWEEPS, limits))


def _choose_cheapest(problem: AssignmentProblem, under: Priced) -> Ints:
    """Return the pair of every item that is cheapest under prices, if it is cheaper than none."""
    order = np.lexsort((under.pair, problem.pair_item))
    item, first = np.unique(problem.pair_item[order], return_index=True)
    pair = order[first]
    taken = under.pair[pair] < under.left[item]
    wanted = np.zeros(problem.pairs, dtype=np.int64)
    wanted[pair[taken]] = problem.count[item[taken]]
    return wanted


@dataclass(frozen=True, eq=False)
class RestrictedProblem:
    """A problem over some of its pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem with these pairs only.
    pair : array of shape (its pairs,)
        Which pairs these are.
    pairs : int
        Number of all pairs.
    best : Best
        Keeps the best assignment of the whole.
    """

    problem: AssignmentProblem
    pair: Ints
    pairs: int
    best: Best

    @property
    def x(self) -> Ints | None:
        """The best assignment of the whole; None where it needs other pairs."""
        if self.best.x is None:
            return None
        inside: Ints = self.best.x[self.pair]
        return inside if inside.sum() == self.best.x.sum() else None

    def offer(self, x: Ints) -> bool:
        """Take an assignment over these pairs if it is better; return whether it is legal."""
        whole = np.zeros(self.pairs, dtype=np.int64)
        whole[self.pair] = x
        return self.best.offer(whole)

    def is_done(self, unit: int) -> bool:
        """Whether nothing more is wanted; objectives are multiples of a unit."""
        return self.best.is_done(unit)


def restrict_problem(
    problem: AssignmentProblem, kept: Bools, closed: Bools, best: Best
) -> RestrictedProblem:
    """Return a problem over some of its pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    kept : boolean array of shape (pairs,)
        Pairs that may be used.
    closed : boolean array of shape (items,)
        Items that may not be left.
    best : Best
        Keeps the best assignment of the whole.

    Returns
    -------
    RestrictedProblem
        It may be infeasible where the whole problem is not.
    """
    small = subset(problem, pairs=kept)
    small = replace(small, required=problem.required | closed)
    return RestrictedProblem(small, np.flatnonzero(kept), problem.pairs, best)


Floats = npt.NDArray[np.float64]

_FIRST_SIZE = 120
_SMALLEST = 20
_GROWTH = 1.4


class Neighbourhoods:
    """Draws neighbourhoods of an assignment, larger or smaller as it goes.

    Large-neighbourhood search frees a part of the best assignment, solves that and keeps the rest.
    A neighbourhood is a set of whole groups and single items. Agents whose slacks cost most give
    more of their items. Its size follows what the solver can finish (Shaw 1998; Ropke and Pisinger
    2006).

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    seed : int
        Seed of the draws.
    matter : boolean array of shape (pairs,)
        The pairs that a neighbourhood may free.
    """

    def __init__(self, problem: AssignmentProblem, seed: int, matter: Bools) -> None:
        self._problem = problem
        self._random = np.random.default_rng(seed)
        single = problem.group < 0
        self._block = np.where(single, problem.groups + np.arange(problem.items), problem.group)
        choices = np.bincount(problem.pair_item[matter], minlength=problem.items)
        movable = np.zeros(problem.groups + problem.items, dtype=np.bool_)
        movable[self._block[choices > 1]] = True
        self._movable = np.flatnonzero(movable)
        self.size = float(min(_FIRST_SIZE, len(self._movable)))

    @property
    def are_all(self) -> bool:
        """Whether the next neighbourhood would be everything that can move."""
        return self.size >= len(self._movable)

    def draw(self, x: Ints) -> Bools:
        """Return which pairs a neighbourhood of an assignment frees: (pairs,)."""
        weight = self._weights(x)
        count = min(round(self.size), len(self._movable))
        chosen = self._random.choice(self._movable, size=count, replace=False, p=weight)
        free = np.zeros(self._problem.groups + self._problem.items, dtype=np.bool_)
        free[chosen] = True
        return free[self._block][self._problem.pair_item]

    def learn(self, ended: bool) -> None:
        """Grow after a neighbourhood that was solved to the end, shrink after one that was not."""
        self.size = min(self.size * _GROWTH, float(len(self._movable)))
        if not ended:
            self.size = max(self.size / _GROWTH**2, float(min(_SMALLEST, len(self._movable))))

    def _weights(self, x: Ints) -> Floats:
        problem = self._problem
        slack = evaluate(problem, x).slacks @ problem.slack_price
        heat = 1.0 + slack / max(1.0, float(slack.mean()))
        weight = np.ones(problem.groups + problem.items)
        used = np.flatnonzero(x)
        block = self._block[problem.pair_item[used]]
        np.maximum.at(weight, block, heat[problem.pair_agent[used]])
        weight = weight[self._movable]
        share: Floats = weight / weight.sum()
        return share
