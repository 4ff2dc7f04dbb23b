"""Cuts of the network relaxation, shrunk until they can be read, in minutes and in cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..problem import Bools, Ints
from .needs import anyone
from .network import Cut, Nodes, cut

_MOST = 12
"""Most shortages that are named; those that are left are counted in the last one."""


@dataclass(frozen=True, eq=False)
class Found:
    """A shortage in the nodes of a network.

    Parameters
    ----------
    nodes : boolean array of shape (nodes,)
        Whose needs.
    used : boolean array of shape (groups, periods)
        Who may serve them, when.
    need, missing : int
        In the unit of the network; what is missing of earlier shortages is left out of ``need``.
    is_besides : bool
        Whether some of the needs are in an earlier shortage, too.
    """

    nodes: Bools
    used: Bools
    need: int
    missing: int
    is_besides: bool


def shortages(nodes: Nodes) -> list[Found]:
    """Return shortages that together explain all that is missing.

    Each is shrunk to the fewest patterns of workers that are short by themselves, the widest
    dropped first, so that the scarcest remain; then all needs that only the same workers may serve
    are put back, so that their shortage is told once. Its needs are cut down to what can be
    served, and the next is looked for.

    Parameters
    ----------
    nodes : Nodes
        The network.

    Returns
    -------
    list of Found
        In the order in which they were found; empty if everything fits.
    """
    amount = nodes.amount.copy()
    before = np.zeros(len(amount), dtype=np.bool_)
    found: list[Found] = []
    while True:
        whole = cut(nodes, amount)
        if not whole.missing:
            return found
        part = whole if len(found) == _MOST - 1 else _shrunk(nodes, amount, whole)
        chosen = part.nodes
        found.append(
            Found(
                nodes=chosen,
                used=part.used,
                need=int(amount[chosen].sum()) * nodes.unit,
                missing=part.missing * nodes.unit,
                is_besides=bool((chosen & before).any()),
            )
        )
        before |= chosen
        amount = np.where(chosen, part.served, amount)


def _shrunk(nodes: Nodes, amount: Ints, whole: Cut) -> Cut:
    """Drop pattern after pattern as long as what is left does not fit; put back what is alike."""
    kept = whole
    width = nodes.serves.sum(axis=1)
    patterns = np.unique(nodes.pattern[kept.nodes])
    for pattern in patterns[np.argsort(-width[patterns], kind="stable")]:
        tried = cut(nodes, np.where(kept.nodes & (nodes.pattern != pattern), amount, 0))
        if tried.missing:
            kept = tried
    serving = anyone(nodes.serves[np.unique(nodes.pattern[kept.nodes])].T)
    alike = ~anyone(nodes.serves & ~serving)
    return cut(nodes, np.where(alike[nodes.pattern], amount, 0))
