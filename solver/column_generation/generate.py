"""Column generation: solve the linear program, price all blocks, add what is cheaper, again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints
from ..limits import Limits
from .choices import Choices, Duals, Floats, make_item_prices
from .choose import SPREAD
from .master import Master, Solved
from .patterns import NOBODY, PatternMaker, Patterns
from .pricing import Pricing, price_blocks

_EPSILON = 0.5
"""Patterns that are cheaper by less are not added; thousandths of what costs are counted in."""


_TOWARDS, _SETTLED = (0.4, 1.0), (0.7, 1.0)
"""How far from the prices that prove most towards those of the program blocks are priced, while its
value still falls, and once it is settled."""

_FALL = 1e-3
"""Share of the program's value; a value that falls by less from round to round is settled."""

_RANKS = 1
"""Patterns of single agents per block and round."""

_FEW = 50
"""Up to so many violated rows are met before blocks are priced.

The dual simplex method meets a few rows in as many steps. Beside new patterns they leave a basis
that is good for neither method, and cost thousands.
"""


@dataclass(frozen=True, eq=False)
class Generator:
    """Prices blocks and makes the patterns that a linear program lacks.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices : Choices
        Its plain arrays.
    maker : PatternMaker
        Makes patterns.
    threads : int
        Threads for pricing.
    """

    problem: AssignmentProblem
    choices: Choices
    maker: PatternMaker
    threads: int

    def price(
        self,
        duals: Duals,
        kept: int,
        agents: Bools | None = None,
        blocks: Ints | None = None,
    ) -> Pricing:
        """Price all blocks or some, at some agents only if they are given."""
        return price_blocks(self.problem, self.choices, duals, kept, self.threads, agents, blocks)

    def missing(
        self, solved: Solved, patterns: Patterns, duals: Duals, pricing: Pricing
    ) -> Patterns:
        """Return patterns cheaper than all that their blocks have.

        They are cheaper under the program's prices and under those at which they are looked for.

        Parameters
        ----------
        solved : Solved
            A solution of the linear program.
        patterns : Patterns
            The patterns in it.
        duals : Duals
            Prices at which to look for them.
        pricing : Pricing
            All blocks under these.
        """
        found = self.below(duals, pricing, self.cheapest_own(patterns, duals) - _EPSILON, _RANKS)
        own = self.cheapest_own(patterns, solved.duals) - _EPSILON
        return found.take(np.flatnonzero(found.prices(solved.duals) < own[found.block]))

    def cheapest_own(self, patterns: Patterns, duals: Duals) -> Floats:
        """Return the price of the cheapest pattern at hand of every block: (blocks,)."""
        own = np.full(self.maker.blocks, np.inf)
        np.minimum.at(own, patterns.block, patterns.prices(duals))
        return own

    def below(self, duals: Duals, pricing: Pricing, most: Floats, kept: int) -> Patterns:
        """Return the priced patterns that cost less than so much, by block.

        Parameters
        ----------
        duals : Duals
            The prices.
        pricing : Pricing
            All blocks under them.
        most : array of shape (blocks,)
            What a pattern must cost less than.
        kept : int
            How many of the single agents of a block count.
        """
        wanted: list[tuple[Ints, Ints]] = []
        for rank in range(kept):
            block = np.flatnonzero((pricing.agent[:, rank] >= 0) & (pricing.value[:, rank] < most))
            wanted.append((block, pricing.agent[block, rank]))
        spread = pricing.spread & (pricing.least < most)
        for test, stands in ((pricing.nobody < most, NOBODY), (spread, SPREAD)):
            block = np.flatnonzero(test)
            wanted.append((block, np.full(len(block), stands, dtype=np.int64)))
        block, agent = (np.concatenate(part) for part in zip(*wanted, strict=True))
        prices = make_item_prices(self.problem, self.choices, duals)
        made = self.maker.cheapest(block, agent, prices, self.threads)
        return made.take(np.flatnonzero(made.prices(duals) < most[made.block]))


@dataclass(frozen=True, eq=False)
class Generated:
    """The linear program solved as far as the limit let it.

    Parameters
    ----------
    solved : Solved
        Its last solution.
    duals : Duals
        The prices that prove most.
    bound : float
        What they prove.
    is_complete : bool
        Whether it ended before the limit: no row is missing, and no pattern that matters.
    """

    solved: Solved
    duals: Duals
    bound: float
    is_complete: bool


def generate(
    master: Master,
    generator: Generator,
    limits: Limits,
    close: float,
    first: Duals,
    smoothing: bool,
    enough: float = np.inf,
) -> Generated | None:
    """Add patterns and rows until the linear program is solved.

    Blocks are priced between the prices that prove most so far and those of the program: the
    latter alone swing from one extreme to the other (Wentges 1997, Weighted Dantzig-Wolfe
    decomposition).

    Parameters
    ----------
    master : Master
        The linear program; grows.
    generator : Generator
        Makes patterns.
    limits : Limits
        When to stop.
    close : float
        Share of the objective at which bound and objective are close enough.
    first : Duals
        Prices to begin with.
    smoothing : bool
        Whether to price between; the program's prices alone are used if not.
    enough : float
        A bound beyond which nothing more is wanted.

    Returns
    -------
    Generated or None
        None where the limit came before the first solution.
    """
    best: Generated | None = None
    centre, bound = first, generator.price(first, 1).bound
    while True:
        met = _solve_with_few(master, limits)
        if met is None:
            return best
        solved, rows = met
        missing = master.patterns.take(np.zeros(0, dtype=np.int64))
        for share in _shares(best, solved) if smoothing else _TOWARDS[-1:]:
            duals = master.duals_maker.between(centre, solved.duals, share)
            pricing = generator.price(duals, _RANKS)
            if pricing.bound > bound:
                centre, bound = duals, pricing.bound
            missing = generator.missing(solved, master.patterns, duals, pricing)
            if len(missing):
                break
        near = solved.objective - bound <= close * max(abs(solved.objective), 1.0)
        done = rows == 0 and (near or len(missing) == 0)
        best = Generated(solved, centre, bound, done)
        if done or bound > enough or limits.is_over():
            return best
        master.add(missing)


def _solve_with_few(master: Master, limits: Limits) -> tuple[Solved, int] | None:
    """Solve the program, again while it violates a few rows; return how many come in after it.

    None where the limit came first.
    """
    while True:
        solved = master.solve(limits)
        if solved is None:
            return None
        rows = master.add_violated(solved.weight, solved.slacks)
        if not 0 < rows <= _FEW:
            return solved, rows


def _shares(before: Generated | None, solved: Solved) -> tuple[float, ...]:
    """Return how far towards the program's prices to look for patterns, one after the other."""
    if before is None:
        return _TOWARDS
    fall = before.solved.objective - solved.objective
    return _SETTLED if abs(fall) <= _FALL * abs(solved.objective) else _TOWARDS
