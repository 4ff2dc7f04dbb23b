"""continuity: at most K distinct workers among the owner and those who work on the client.

Tasks of exempt kinds do not count. Under K = 1 only the owner works on the client. Where households
stay together, all clients of one have one owner, the smallest K of theirs, and the same workers.
"""

from __future__ import annotations

import numpy as np

from ...model.instance import Instance
from ...model.policy import Policy
from ...problem import Bools, Ints
from ..view import InstanceView, encode_lists

UNLIMITED = np.iinfo(np.int64).max
"""Stands for no limit on the number of workers."""


def most_workers(instance: Instance, policy: Policy, home: Ints) -> Ints:
    """Return K of every client, or ``UNLIMITED``: of shape (clients,).

    ``home`` is the client who stands for each client's household: of shape (clients,).

    A client in several groups gets the smallest K of its groups, and so does a household of its
    clients, where households stay together.
    """
    own = _most_of_each(instance, policy)
    least = own.copy()
    np.minimum.at(least, home, own)
    return least[home]


def find_homes(view: InstanceView, policy: Policy) -> Ints:
    """Return the client who stands for each client's household: of shape (clients,).

    The first of the household where households stay together, else the client itself.
    """
    if policy.continuity.enabled and policy.continuity.household:
        return view.household
    return np.arange(view.clients, dtype=np.int64)


def _most_of_each(instance: Instance, policy: Policy) -> Ints:
    clients = instance.clients.height
    if not policy.continuity.enabled:
        return np.full(clients, UNLIMITED, dtype=np.int64)
    names = list(policy.continuity.k_by_group)
    limits = np.array([_number(k) for k in policy.continuity.k_by_group.values()], dtype=np.int64)
    held = encode_lists(instance.clients["groups"], names)
    smallest = np.where(held, limits, UNLIMITED).min(axis=1, initial=UNLIMITED)
    return np.where(held.any(axis=1), smallest, _number(policy.continuity.k))


def is_bound(view: InstanceView, policy: Policy, most: Ints) -> Bools:
    """Return which tasks count against K: boolean, of shape (tasks,).

    The task's kind is not exempt, and its client has a finite K (``most``, of shape (clients,)).
    """
    exempt = np.array([kind in policy.continuity.exempt_kinds for kind in view.kinds], dtype=bool)
    return ~exempt[view.kind] & (most[view.client] < UNLIMITED)


def _number(k: int | str) -> int:
    return k if isinstance(k, int) else int(UNLIMITED)


def least_piece(policy: Policy) -> int:
    """Return the minutes that a piece of a task should have at least, 0 for any."""
    return policy.continuity.piece if policy.continuity.enabled else 0
