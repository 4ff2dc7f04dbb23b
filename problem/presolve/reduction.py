"""What every reduction of a problem has in common: the smaller problem, and both ways."""

from __future__ import annotations

from typing import Protocol

from ..answer import Prices
from ..assignment import AssignmentProblem
from ..sparse import Ints


class Reduction(Protocol):
    """A smaller problem that stands for a larger one.

    What it loses, and whether anything cheaper may be lost, is said by the reduction itself.
    """

    @property
    def problem(self) -> AssignmentProblem:
        """The smaller problem; the original itself where nothing could be reduced."""
        ...

    def reduce(self, x: Ints) -> Ints:
        """Return an assignment of the original as one of the smaller problem: (pairs,)."""
        ...

    def expand(self, x: Ints) -> Ints:
        """Return an assignment of the smaller problem as one of the original: (pairs,)."""
        ...

    def expand_prices(self, prices: Prices) -> Prices:
        """Return prices of the smaller problem as prices of the original."""
        ...
