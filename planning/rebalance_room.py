"""How much of a rebalance is open: everything in small agencies, in large ones what matters.

In a large agency where only the owner works on a client, a client whose owner stays and whose tasks
are all on time today keeps owner and worker: that leaves thousands of choices instead of millions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from ..formulations import Lowered, embed
from ..model.plan import Plan
from ..problem import Bools, Ints
from .rebalance_events import Events
from .rebalance_pairs import Forced, open_pairs

MOST_PAIRS = 1_000_000
"""Most open pairs for which every client may move; above it, only those in trouble may."""

CANDIDATES = 12
"""Most workers who may take over a client of a large agency: those with most time left."""

_REACH = 4
"""Clients in trouble who may move, for each change beyond those who must."""


@dataclass(frozen=True, eq=False)
class Room:
    """What is open.

    Parameters
    ----------
    kept : boolean array of shape (pairs,)
        Choices that may be made.
    must : boolean array of shape (pairs,)
        The same where only those who must move may.
    free : boolean array of shape (items,) or None
        Items still to be assigned; None for all.
    start : array of shape (pairs,) or None
        An assignment that says how the others are; None where there are none.
    """

    kept: Bools
    must: Bools
    free: Bools | None = None
    start: Ints | None = None


def room_of(
    lowered: Lowered,
    events: Events,
    must: Forced,
    before: Plan,
    punctual: Collection[str],
    limit: int,
) -> Room:
    """Return what is open.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    events : Events
        What happened.
    must : Forced
        Who needs another owner.
    before : Plan
        The plan as things were.
    punctual : collection of str
        Tasks on time in it.
    limit : int
        Most changes of owner.

    Returns
    -------
    Room
        Everything, or in a large agency what matters.
    """
    everybody = np.ones(lowered.view.clients, dtype=np.bool_)
    kept = open_pairs(lowered, events, everybody)
    strict = open_pairs(lowered, events, must.any)
    if int(kept.sum()) <= MOST_PAIRS or not _is_owned_only(lowered):
        return Room(kept, strict)
    view = lowered.view
    late = _late_minutes(lowered, punctual)
    more = np.argsort(-late, kind="stable")[: _REACH * max(limit - int(must.any.sum()), 0)]
    away = np.isin(lowered.instance.clients["worker"].fill_null("").to_numpy(), events.away)
    movable: Bools = must.any | away | (view.today < 0)
    movable[more[late[more] > 0]] = True
    client_free = movable | (late > 0)
    free = np.append(client_free, client_free[view.client])
    start = embed(lowered, before)
    few = _few(lowered, start)
    kept = open_pairs(lowered, events, movable) & few
    return Room(kept, strict & few, free, start)


def _is_owned_only(lowered: Lowered) -> bool:
    """Whether only owners work on clients, so that a client is one choice."""
    facts = lowered.facts
    return bool((facts.bound & facts.owned_only[lowered.view.client]).all())


def _late_minutes(lowered: Lowered, punctual: Collection[str]) -> Ints:
    """Return the minutes of tasks that are late or undone today, at least one: (clients,)."""
    known = set(punctual)
    ids = lowered.instance.tasks["id"].to_list()
    late = np.array([id not in known for id in ids], dtype=np.bool_)
    view = lowered.view
    amounts = np.where(late, np.maximum(view.minutes, 1), 0)
    return np.bincount(view.client, weights=amounts, minlength=view.clients).astype(np.int64)


def _few(lowered: Lowered, start: Ints) -> Bools:
    """Return the pairs of today's owners and of the eligible workers with most time left."""
    view, problem = lowered.view, lowered.problem
    agent = problem.pair_agent
    client = np.append(np.arange(view.clients), view.client)[problem.pair_item]
    used = np.flatnonzero(start)
    task = problem.pair_item[used] - view.clients
    work = np.where(task >= 0, view.minutes[np.maximum(task, 0)], 0)
    load = np.bincount(agent[used], weights=work, minlength=view.workers)
    share = load / np.maximum(view.capacity.sum(axis=1), 1)
    rank = np.empty(view.workers, dtype=np.int64)
    rank[np.argsort(share, kind="stable")] = np.arange(view.workers)
    owners = int(problem.pair_start[view.clients])
    order = np.lexsort((rank[agent[:owners]], client[:owners]))
    place = np.empty(owners, dtype=np.int64)
    place[order] = np.arange(owners) - problem.pair_start[client[:owners][order]]
    chosen = np.zeros((view.clients, view.workers), dtype=np.bool_)
    near = np.flatnonzero(place < CANDIDATES)
    chosen[client[near], agent[near]] = True
    few: Bools = (agent == view.today[client]) | chosen[client, agent]
    return few
