"""moves: a change of owner is priced, takes the new owner's minutes, and may be limited.

A change is an owner other than today's; a first owner, where there is none today, is none. Where
the owner today has left it is forced: priced and worked like any other, but free of every limit.
Owners and workers of tasks may be fixed: then they are the only ones, and somebody must be there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from ...model.instance import Instance
from ...model.policy import Policy, floor_share, milli
from ...problem import Bools, Ints
from ..view import InstanceView, encode_names


def change_price(policy: Policy) -> int:
    """Return the price of a change of owner, in thousandths of a minute, for one month."""
    if not policy.moves.enabled:
        return 0
    return -(-milli(policy.moves.change_price) // policy.moves.months_served)


def transfer_minutes(policy: Policy) -> int:
    """Return the minutes a new owner spends on taking a client over."""
    return policy.moves.transfer_minutes if policy.moves.enabled else 0


def is_change(view: InstanceView, client: Ints, worker: Ints) -> Bools:
    """Return whether owning is a change, for clients and workers of the same shape."""
    changed: Bools = is_chosen(view, client, worker) | view.forced[client]
    return changed


def is_chosen(view: InstanceView, client: Ints, worker: Ints) -> Bools:
    """Return whether owning is a change though the owner today could be there: the limited ones."""
    today = view.today[client]
    chosen: Bools = (today >= 0) & (today != worker)
    return chosen


def is_frozen(view: InstanceView, instance: Instance, policy: Policy) -> Bools:
    """Return whose owner of today may not be replaced by another: of shape (clients,)."""
    frozen = np.zeros(view.clients, dtype=np.bool_)
    if policy.moves.enabled:
        rows = encode_names(
            pl.Series(policy.moves.frozen, dtype=pl.String()), instance.clients["id"].to_list()
        )
        frozen[rows[rows >= 0]] = True
    return frozen & (view.today >= 0)


def find_fixed_owners(instance: Instance, policy: Policy) -> Ints:
    """Return the worker who must own each client, -1 where nobody is fixed: of shape (clients,)."""
    fixed = policy.moves.fixed_owners if policy.moves.enabled else {}
    return _fixed_rows(instance, instance.clients["id"], fixed)


def find_fixed_doers(instance: Instance, policy: Policy) -> Ints:
    """Return the worker who must do each task, -1 where nobody is fixed: of shape (tasks,)."""
    fixed = policy.moves.fixed_tasks if policy.moves.enabled else {}
    return _fixed_rows(instance, instance.tasks["id"], fixed)


def _fixed_rows(instance: Instance, ids: pl.Series, fixed: Mapping[str, str]) -> Ints:
    found = np.full(len(ids), -1, dtype=np.int64)
    if fixed:
        rows = encode_names(pl.Series(list(fixed), dtype=pl.String()), ids.to_list())
        workers = pl.Series(list(fixed.values()), dtype=pl.String())
        found[rows[rows >= 0]] = encode_names(workers, instance.workers["id"].to_list())[rows >= 0]
    return found


def most_changes(view: InstanceView, policy: Policy) -> list[tuple[str, int]]:
    """Return the limits on the number of changes that the policy sets, by the name of the field."""
    if not policy.moves.enabled:
        return []
    limits: list[tuple[str, int]] = []
    if policy.moves.limit is not None:
        limits.append(("limit", policy.moves.limit))
    if policy.moves.limit_share is not None:
        owned = int((view.today >= 0).sum())
        limits.append(("limit_share", floor_share(policy.moves.limit_share, owned)))
    return limits
