"""pairs: some clients and workers must not meet, others meet at a price or with a gain.

With the gain g and the price p of a pair, both 0 where the table says nothing, and G the largest
gain of the client, owning the client costs G - g + p, and so does each task done; nobody at all
costs G. So a gain that is had costs nothing, one that is missed costs what it is worth, every cost
is 0 or above, and a client without pairs costs nothing. A gain with a worker who has left is always
missed: that the worker were there would never be dearer. Whoever must not meet neither owns the
client nor does a task.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...model.policy import MILLI, Policy
from ...problem import Bools, Ints
from ..view import InstanceView


@dataclass(frozen=True, eq=False)
class Meetings:
    """What it costs that a worker owns a client or does a task, in thousandths of a minute.

    Parameters
    ----------
    missed : array of shape (clients,)
        With a worker of no pair of the client, or with nobody.
    key : array of shape (pairs,)
        Client times the number of workers plus worker of every pair with a cost of its own, rising.
    cost : array of shape (pairs,)
        Its cost.
    workers : int
        Number of workers.
    """

    missed: Ints
    key: Ints
    cost: Ints
    workers: int

    def is_about(self, clients: int) -> Bools:
        """Return which of so many clients have a pair with a price or a gain: (clients,)."""
        about = np.zeros(clients, dtype=np.bool_)
        about[self.key // max(self.workers, 1)] = True
        return about

    def of(self, client: Ints, worker: Ints) -> Ints:
        """Return the costs of clients and workers, two arrays of one shape."""
        found = self.missed[client]
        if len(self.key):
            wanted = client * self.workers + worker
            at = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
            found = np.where(self.key[at] == wanted, self.cost[at], found)
        return found


def may_meet(view: InstanceView, policy: Policy, clients: Ints) -> Bools:
    """Return which workers some clients may meet: shape (n, workers)."""
    may = np.ones((len(clients), view.workers), dtype=np.bool_)
    if policy.pairs.enabled and view.pair_never.any():
        place = np.full(view.clients, -1, dtype=np.int64)
        place[clients] = np.arange(len(clients))
        row = place[view.pair_client]
        never = view.pair_never & (row >= 0)
        may[row[never], view.pair_worker[never]] = False
    return may


def classes(view: InstanceView, policy: Policy) -> Ints:
    """Return a number for each client that those with other pairs do not have: (clients,)."""
    found = np.zeros(view.clients, dtype=np.int64)
    if policy.pairs.enabled:
        some = np.unique(view.pair_client[view.pair_never])
        found[some] = 1 + np.arange(len(some))
    return found


def meetings(view: InstanceView, policy: Policy) -> Meetings:
    """Return what meetings cost."""
    missed = view.lost_gain * MILLI
    priced = ~view.pair_never & (view.pair_minutes != 0)
    if not policy.pairs.enabled:
        missed, priced = np.zeros_like(missed), np.zeros_like(priced)
    client, minutes = view.pair_client[priced], view.pair_minutes[priced] * MILLI
    np.maximum.at(missed, client, -minutes)
    key = client * view.workers + view.pair_worker[priced]
    order = np.argsort(key)
    return Meetings(missed, key[order], (missed[client] + minutes)[order], view.workers)
