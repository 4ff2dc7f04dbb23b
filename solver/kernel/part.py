"""A problem over some of its pairs, and the way there and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, restrict
from ..incumbent import Best


@dataclass(frozen=True, eq=False)
class Part:
    """A problem over some of its pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem with these pairs only.
    pair : array of shape (pairs of the part,)
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
        """Take an assignment of the part if it is better; return whether it is legal."""
        whole = np.zeros(self.pairs, dtype=np.int64)
        whole[self.pair] = x
        return self.best.offer(whole)

    def is_done(self, unit: int) -> bool:
        """Whether nothing more is wanted; objectives are multiples of a unit."""
        return self.best.is_done(unit)


def part(problem: AssignmentProblem, kept: Bools, closed: Bools, best: Best) -> Part:
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
    Part
        It is as hard to satisfy as its pairs make it.
    """
    small = restrict(problem, kept)
    small = replace(small, required=problem.required | closed)
    return Part(small, np.flatnonzero(kept), problem.pairs, best)
