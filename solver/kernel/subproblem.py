"""A problem over some of its pairs, and the way there and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ...problem import AssignmentProblem, Bools, Ints, evaluate, subset
from ..incumbent import Best


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


# Large-neighbourhood search: free a part of the best assignment, solve that, keep the rest.
#
# A neighbourhood is a set of whole groups and single items. Agents whose slacks cost most give more
# of their items. Its size follows what the solver can finish (Shaw 1998; Ropke and Pisinger 2006).


Floats = npt.NDArray[np.float64]

_FIRST_SIZE = 120
_SMALLEST = 20
_GROWTH = 1.4


class Neighbourhoods:
    """Draws neighbourhoods of an assignment, larger or smaller as it goes.

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
