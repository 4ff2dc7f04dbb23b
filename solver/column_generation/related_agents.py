"""Which agents are freed together: those between which blocks want to move, or could.

Agents drawn each by itself hardly ever have both ends of a move among them, nor those who would
have to make room (Shaw 1998, Using constraint programming and local search methods to solve
vehicle routing problems, calls such neighbourhoods related).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...problem import Bools
from .choices import Duals, Floats, make_csr
from .patterns import Patterns

_LEAST = 1e-3
"""Weight of an agent who loses nothing, against the mean."""

_WANTED = 0.5
"""Weight of moves that save something under prices, against those that cost next to nothing."""


@dataclass(frozen=True, eq=False)
class Relations:
    """Ties between agents.

    Parameters
    ----------
    lost : array of shape (agents,)
        What each loses, moves that would be better included.
    could, wants : arrays of shape (agents, agents)
        Number of moves between two that cost next to nothing, and what others would save.
    """

    lost: Floats
    could: Floats
    wants: Floats

    def draw(self, size: int, free: Bools, random: np.random.Generator) -> Bools:
        """Return so many agents of those that are free, begun where much is lost: (agents,)."""
        drawn, left = np.zeros_like(free), free.copy()
        weight = self.lost
        for _ in range(min(size, int(free.sum()))):
            chance = np.where(left, weight + _LEAST * weight.mean() + _LEAST, 0.0)
            agent = random.choice(len(free), p=chance / chance.sum())
            drawn[agent], left[agent] = True, False
            weight = self._tied_to(drawn, left)
        return drawn

    def _tied_to(self, group: Bools, free: Bools) -> Floats:
        """Return how much each agent has to do with a group: (agents,)."""
        could, wants = (
            np.where(free, ties[group].sum(axis=0), 0.0) for ties in (self.could, self.wants)
        )
        tied: Floats = could / max(could.sum(), 1e-9)
        if wants.any():
            tied = (1.0 - _WANTED) * tied + _WANTED * wants / wants.sum()
        return tied


def relate_agents(
    used: Patterns, weight: Floats, near: Patterns, duals: Duals, least: Floats, loss: Floats
) -> Relations:
    """Return the ties between agents.

    Parameters
    ----------
    used : Patterns
        Patterns in use.
    weight : array of shape (patterns in use,)
        How often each is used.
    near : Patterns
        Patterns that cost, loads priced, hardly more than the least of their blocks.
    duals : Duals
        Prices.
    least : array of shape (blocks,)
        Least price of a pattern of every block.
    loss : array of shape (agents,)
        What each agent loses between its slacks and its priced loads.
    """
    regret = np.maximum(used.prices(duals) - least[used.block], 0.0)
    here, there = _agents_of(used, len(loss)), _agents_of(near, len(loss))
    each = np.arange(len(used))

    def tie(weights: Floats) -> Floats:
        of_block = make_csr((weights, (used.block, each)), (len(least), len(used)))
        ties: Floats = ((of_block @ here)[near.block].T @ there).toarray()
        np.fill_diagonal(ties, 0.0)
        return ties + ties.T

    choices = np.maximum(np.bincount(near.block, minlength=len(least)), 1)
    could, wants = tie(weight), tie(regret * weight / choices[used.block])
    could /= np.maximum(could.sum(axis=1, keepdims=True), 1.0)
    return Relations(loss + wants.sum(axis=1), could, wants)


def _agents_of(patterns: Patterns, agents: int) -> Any:
    """Return whom patterns load: sparse, (patterns, agents)."""
    of = np.repeat(np.arange(len(patterns)), np.diff(patterns.load_start))
    there = make_csr((np.ones(len(of)), (of, patterns.load_agent)), (len(patterns), agents))
    # Several loads at one agent are one tie.
    there.data[:] = 1.0
    return there
