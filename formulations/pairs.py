"""The eligible pairs of owners and tasks, made at once from the classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.policy import Policy
from ..problem import Bools, Ints, Sparse
from .clients import ClientFacts
from .eligibility import Eligibility
from .minutes import Profiles, interpreted_pairs
from .rules import moves
from .view import View


@dataclass(frozen=True, eq=False)
class Pairs:
    """Eligible pairs of some items.

    Parameters
    ----------
    start : array of shape (items + 1,)
        Pairs of each item.
    worker, cost, profile : arrays of shape (pairs,)
        The worker, the cost in thousandths of a minute and the profile of each pair.
    change : boolean array of shape (pairs,)
        Whether the pair is a change of owner.
    """

    start: Ints
    worker: Ints
    cost: Ints
    profile: Ints
    change: Bools


def owner_pairs(
    view: View, policy: Policy, facts: ClientFacts, able: Eligibility, use: Profiles, capped: bool
) -> Pairs:
    """Return who may own which client, at what cost.

    A client outside all groups whose owner of today may stay keeps that owner: it costs and loads
    nothing, so no other choice can be better, unless caps count owned clients.

    Parameters
    ----------
    view, policy, facts, able, use
        The instance, the policy and what was worked out from them.
    capped : bool
        Whether owned clients use up a caseload cap.

    Returns
    -------
    Pairs
        One item a client.
    """
    client, worker = _expand(able.owners, able.client_class)
    change = moves.is_change(view, client, worker)
    stays = np.zeros(view.clients, dtype=np.bool_)
    stays[client[~change & (view.today[client] >= 0)]] = True
    settled = stays & ~facts.grouped & (not capped)
    kept = ~change | ~(facts.frozen | settled)[client]
    client, worker, change = client[kept], worker[kept], change[kept]
    return Pairs(
        start=_starts(client, view.clients),
        worker=worker,
        cost=np.where(change, moves.change_price(policy), 0).astype(np.int64),
        profile=np.where(change, use.change[client], use.keep[client]),
        change=change,
    )


def task_pairs(view: View, facts: ClientFacts, able: Eligibility, use: Profiles) -> Pairs:
    """Return who may do which task.

    Parameters
    ----------
    view, facts, able, use
        The instance and what was worked out from it.

    Returns
    -------
    Pairs
        One item a task; every cost is zero.
    """
    task, worker = _expand(able.doers, able.task_class)
    strict = facts.bound[task] & (facts.owned_only & facts.frozen)[view.client[task]]
    kept = ~strict | (view.today[view.client[task]] == worker)
    task, worker = task[kept], worker[kept]
    silent = interpreted_pairs(view, task, worker)
    return Pairs(
        start=_starts(task, view.tasks),
        worker=worker,
        cost=np.zeros(len(task), dtype=np.int64),
        profile=np.where(silent, use.interpreted[task], use.plain[task]),
        change=np.zeros(len(task), dtype=np.bool_),
    )


def _expand(classes: Sparse, class_of: Ints) -> tuple[Ints, Ints]:
    item, entry = classes.take(class_of)
    return item, classes.column[entry]


def _starts(item: Ints, items: int) -> Ints:
    start = np.zeros(items + 1, dtype=np.int64)
    np.cumsum(np.bincount(item, minlength=items), out=start[1:])
    return start
