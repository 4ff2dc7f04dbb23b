"""What is in hand before the first program ends: the greedy's plan, and better ones from prices.

Each step takes a moment. Linear and integer programs may take all the time that there is where many
solves share the processors, and nothing else would lie between the greedy's plan and theirs.
"""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, Ints
from ..column_generation.agent_cost import make_agent_rows
from ..column_generation.choices import make_choices
from ..column_generation.local_search import DESCENT, Descent, is_descent_ready
from ..column_generation.pipeline import supports
from ..engine import Request
from ..greedy import assign_greedily
from ..incumbent import Best
from ..limits import Limits
from ..prices import Priced

LARGE = 300_000
"""From so many pairs on the greedy takes longer than the first kernel."""

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
