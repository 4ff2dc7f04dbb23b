"""Facts about each client that the lowering needs: K, the window, whether workers form a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.instance import Instance
from ..model.policy import Policy
from ..problem import Bools, Ints, sum_by
from .rules import continuity, deadlines, handoffs, moves
from .view import View


@dataclass(frozen=True, eq=False)
class ClientFacts:
    """What the lowering needs to know of each client.

    Parameters
    ----------
    most : array of shape (clients,)
        K, ``continuity.UNLIMITED`` where there is no limit.
    owned_only : boolean array of shape (clients,)
        Whether only the owner may do bound tasks (K = 1).
    grouped : boolean array of shape (clients,)
        Whether the client's owner and tasks form a group of the problem.
    joined : boolean array of shape (clients,)
        Whether workers of the group carry hand-off minutes.
    frozen : boolean array of shape (clients,)
        Whether today's owner may not be replaced by another.
    first_release, last_due : arrays of shape (clients,)
        The window of switching minutes; the whole horizon without tasks.
    bound : boolean array of shape (tasks,)
        Whether the task counts against K.
    """

    most: Ints
    owned_only: Bools
    grouped: Bools
    joined: Bools
    frozen: Bools
    first_release: Ints
    last_due: Ints
    bound: Bools


def client_facts(view: View, instance: Instance, policy: Policy) -> ClientFacts:
    """Work out the facts.

    Parameters
    ----------
    view : View
        The instance in numbers.
    instance : Instance
        The instance.
    policy : Policy
        The policy.

    Returns
    -------
    ClientFacts
        The facts.
    """
    most = continuity.most_workers(instance, policy)
    bound = continuity.is_bound(view, policy, most)
    tasks = np.bincount(view.client, minlength=view.clients)
    bound_tasks = sum_by(view.client, bound.astype(np.int64), view.clients)
    owned_only = most == 1
    free_tasks = tasks - bound_tasks
    could_join = (tasks > 0) & ~(owned_only & (free_tasks == 0))
    joined = could_join & (handoffs.minutes(policy) > 0)
    limited = (owned_only & (bound_tasks > 0)) | (bound_tasks + 1 > most)
    first = np.full(view.clients, view.last, dtype=np.int64)
    np.minimum.at(first, view.client, view.release)
    last = np.zeros(view.clients, dtype=np.int64)
    np.maximum.at(last, view.client, deadlines.dues(view, policy))
    idle = tasks == 0
    return ClientFacts(
        most=most,
        owned_only=owned_only,
        grouped=limited | joined,
        joined=joined,
        frozen=moves.is_frozen(view, instance, policy),
        first_release=np.where(idle, 0, first),
        last_due=np.where(idle, view.last, last),
        bound=bound,
    )
