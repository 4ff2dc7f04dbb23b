"""How much of a rebalance is open: everything in small agencies, in large ones what matters.

Where only the owner works on a client, the clerk leaves all others as they are. In a large agency
of that kind a client whose owner stays and whose tasks are all on time today keeps owner and
worker: that leaves a tenth of the choices.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from ..formulations import Lowered, embed
from ..model.plan import Plan
from ..problem import Bools, Ints, agent_loads, least_slacks, presence, sum_by
from .rebalance_events import Events
from .rebalance_pairs import Forced, open_pairs

MOST_PAIRS = 1_000_000
"""Most open pairs for which every client may move; above it, only those in trouble may."""

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
    start : array of shape (pairs,)
        Things as they are, as an assignment; a hint, not necessarily legal.
    free : boolean array of shape (items,) or None
        Items still to be assigned, all others being as in the start; None for all.
    clerk : boolean array of shape (items,) or None
        The same for the clerk's rule.
    """

    kept: Bools
    must: Bools
    start: Ints
    free: Bools | None = None
    clerk: Bools | None = None


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
    view = lowered.view
    kept = open_pairs(lowered, events, np.ones(view.clients, dtype=np.bool_))
    strict = open_pairs(lowered, events, must.any)
    start = embed(lowered, before)
    if not _is_owned_only(lowered):
        return Room(kept, strict, start)
    away = np.isin(lowered.instance.clients["worker"].fill_null("").to_numpy(), events.away)
    touched: Bools = must.any | away | (view.today < 0)
    movable: Bools = touched | _stuck(lowered, start, touched)
    clerk = _items(lowered, movable)
    if int(kept.sum()) <= MOST_PAIRS:
        return Room(kept, strict, start, clerk=clerk)
    late = _late_minutes(lowered, punctual)
    more = np.argsort(-late, kind="stable")[: _REACH * max(limit - int(must.any.sum()), 0)]
    movable[more[late[more] > 0]] = True
    kept = open_pairs(lowered, events, movable)
    return Room(kept, strict, start, _items(lowered, movable | (late > 0)), clerk)


def _is_owned_only(lowered: Lowered) -> bool:
    """Whether only owners work on clients, so that a client is one choice."""
    facts = lowered.facts
    return bool((facts.bound & facts.owned_only[lowered.view.client]).all())


def _items(lowered: Lowered, clients: Bools) -> Bools:
    """Return the items of some clients: themselves and their tasks."""
    return np.append(clients, clients[lowered.view.client])


def _stuck(lowered: Lowered, start: Ints, touched: Bools) -> Bools:
    """Return the clients who cannot be left as they are: (clients,).

    All clients of workers who are beyond a limit even without those who are touched, and clients of
    whom something that must be done is undone.
    """
    view, problem = lowered.view, lowered.problem
    free = _items(lowered, touched)
    fixed: Ints = np.where(free[problem.pair_item], 0, start)
    short = least_slacks(problem, agent_loads(problem, fixed, presence(problem, fixed)[0]))[1]
    over = np.isin(view.today, np.array([agent for agent, _ in short], dtype=np.int64))
    left = problem.required & (sum_by(problem.pair_item, fixed, problem.items) < problem.count)
    lacking = left[: view.clients].copy()
    np.logical_or.at(lacking, view.client, left[view.clients :])
    stuck: Bools = (over | lacking) & ~touched
    return stuck


def _late_minutes(lowered: Lowered, punctual: Collection[str]) -> Ints:
    """Return the minutes of tasks that are late or undone today, at least one: (clients,)."""
    known = set(punctual)
    ids = lowered.instance.tasks["id"].to_list()
    late = np.array([id not in known for id in ids], dtype=np.bool_)
    view = lowered.view
    amounts = np.where(late, np.maximum(view.minutes, 1), 0)
    return np.bincount(view.client, weights=amounts, minlength=view.clients).astype(np.int64)
