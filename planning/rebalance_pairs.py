"""Which choices a rebalance leaves open: who may take over whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..formulations import Lowered
from ..problem import Bools, Ints
from .rebalance_events import Events


@dataclass(frozen=True, eq=False)
class Forced:
    """Clients whose owner of today may not stay.

    Parameters
    ----------
    gone : boolean array of shape (clients,)
        The owner leaves.
    unfit : boolean array of shape (clients,)
        The owner may not own the client under the policy, whatever happens.
    """

    gone: Bools
    unfit: Bools

    @property
    def any(self) -> Bools:
        """Either of the two: (clients,)."""
        either: Bools = self.gone | self.unfit
        return either


def forced(lowered: Lowered, events: Events) -> Forced:
    """Return the clients who need another owner.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    events : Events
        What happened.

    Returns
    -------
    Forced
        Who they are.
    """
    view, problem = lowered.view, lowered.problem
    owners = problem.pair_start[view.clients]
    client = problem.pair_item[:owners]
    stays = np.zeros(view.clients, dtype=np.bool_)
    stays[client[problem.pair_agent[:owners] == view.today[client]]] = True
    gone = np.isin(view.today, _rows(lowered, events.gone))
    return Forced(gone, (view.today >= 0) & ~stays & ~gone)


def open_pairs(lowered: Lowered, events: Events, movable: Bools) -> Bools:
    """Return the pairs that stay open.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    events : Events
        What happened: the excluded take over nobody, a successor takes all that may be taken.
    movable : boolean array of shape (clients,)
        Clients who may get another owner; all others keep today's, and so do their tasks where
        only the owner may do them.

    Returns
    -------
    boolean array of shape (pairs,)
        Which pairs may be used.
    """
    view, problem, facts = lowered.view, lowered.problem, lowered.facts
    agent = problem.pair_agent
    client = np.append(np.arange(view.clients), view.client)[problem.pair_item]
    owning = problem.pair_item < view.clients
    theirs = agent == view.today[client]
    owned_only = np.append(np.ones(view.clients, dtype=np.bool_), facts.bound) & np.append(
        np.ones(view.clients, dtype=np.bool_), facts.owned_only[view.client]
    )
    settled = (view.today >= 0) & ~movable
    kept: Bools = theirs | ~(settled[client] & owned_only[problem.pair_item])
    kept &= theirs | ~owning | ~np.isin(agent, _rows(lowered, events.excluded))
    for worker, successor in events.transfers:
        (row,), (to,) = _rows(lowered, (worker,)), _rows(lowered, (successor,))
        handed = np.zeros(view.clients, dtype=np.bool_)
        handed[client[owning & (agent == to)]] = True
        handed &= view.today == row
        kept &= ~owning | ~handed[client] | (agent == to)
    return kept


def _rows(lowered: Lowered, workers: tuple[str, ...]) -> Ints:
    row = {id: at for at, id in enumerate(lowered.instance.workers["id"].to_list())}
    return np.array([row[worker] for worker in workers], dtype=np.int64)
