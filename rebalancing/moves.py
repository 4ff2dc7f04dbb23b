"""What a rebalance changes: the moves with their reasons, and the deadlines that are lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from ..formulations import Lowered, embed
from ..metrics.timeliness import list_on_time_tasks
from ..model.instance import Instance
from ..model.plan import Plan
from ..planning.handover import Handovers
from ..planning.moves import OwnerChange, list_owner_changes
from ..problem import Bools, Ints, agent_loads, least_slacks, presence, sum_by
from .events import Events

Reason = Literal["leaves", "transfer", "left", "absent", "unfit", "balance", "first"]
"""The owner leaves, hands over, had left before, is away, may not own the client; to even out the
work; there was no owner."""


@dataclass(frozen=True)
class Move(OwnerChange):
    """A client whose owner changes, or who is left without one; most fields as in ``OwnerChange``.

    Parameters
    ----------
    reason : str
        What of the events is behind it: ``leaves``, ``transfer``, ``left``, ``absent``,
        ``unfit``, ``balance`` or ``first``.
    speaks : bool or None
        Whether the new owner speaks the client's language.
    choices : int
        Workers who could have been the owner.
    """

    reason: Reason = "balance"
    speaks: bool | None = None
    choices: int = 0


def find_lost(instance: Instance, plan: Plan, punctual: frozenset[str]) -> tuple[str, ...]:
    """Return the tasks on time before that a plan does late or not at all, in their order."""
    missed = punctual - list_on_time_tasks(instance, plan)
    tasks: list[str] = instance.tasks["id"].to_list()
    return tuple(task for task in tasks if task in missed)


def count_changes(plan: Plan) -> int:
    """Return how many clients get another owner than today's."""
    owner, before = pl.col("owner"), pl.col("owner_today")
    return plan.owners.filter(owner.is_not_null() & before.is_not_null() & (owner != before)).height


def count_forced(instance: Instance, plan: Plan) -> int:
    """Return how many clients get another owner because today's has left."""
    owned = plan.owners.drop_nulls("owner").select(id="owner_today")
    return owned.join(instance.former, on="id", how="semi").height


def count_unowned(plan: Plan) -> int:
    """Return how many clients have no owner."""
    return plan.owners["owner"].null_count()


def list_moves(
    lowered: Lowered,
    events: Events,
    plan: Plan,
    kept: Bools,
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Move, ...]:
    """Return every client whose owner a plan changes or lacks, in the order of the instance.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    events : Events
        What happened.
    plan : Plan
        The plan.
    kept : boolean array of shape (pairs,)
        The choices that were open.
    is_over : callable
        Whether there is no time left; why an owner does not stay is not known then.

    Returns
    -------
    tuple of Move
        The moves, with their reasons.
    """
    view, problem = lowered.view, lowered.problem
    of_clients = int(problem.pair_start[view.clients])
    choices = np.bincount(problem.pair_item[:of_clients][kept[:of_clients]], minlength=view.clients)
    stays = np.zeros(view.clients, dtype=np.bool_)
    client = problem.pair_item[:of_clients]
    stays[client[problem.pair_agent[:of_clients] == view.today[client]]] = True
    spoken = dict(lowered.instance.workers.select("id", "languages").iter_rows())
    language = lowered.instance.clients["language"].to_list()
    handovers = Handovers(lowered, problem, embed(lowered, plan), kept)
    changes = {each.client: each for each in list_owner_changes(lowered, handovers, is_over)}
    found: list[Move] = []
    for row, (id, owner, before) in enumerate(
        plan.owners.select("client", "owner", "owner_today").iter_rows()
    ):
        if owner == before and owner is not None:
            continue
        about = changes.get(id, OwnerChange(id, before, owner))
        found.append(
            Move(
                **vars(about),
                reason=_reason(events, before, bool(view.forced[row]), bool(stays[row])),
                speaks=None if owner is None else language[row] in spoken[owner],
                choices=int(choices[row]),
            )
        )
    return tuple(found)


def _reason(events: Events, before: str | None, forced: bool, stays: bool) -> Reason:
    if before is None:
        return "first"
    if before in events.leaves:
        return "leaves"
    if before in events.gone:
        return "transfer"
    if forced:
        return "left"
    if not stays:
        return "unfit"
    return "absent" if before in events.away else "balance"


# Which choices a rebalance leaves open: who may take over whom.


@dataclass(frozen=True, eq=False)
class Forced:
    """Clients whose owner of today may not stay.

    Parameters
    ----------
    gone : boolean array of shape (clients,)
        The owner leaves, or has left before.
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


def find_forced(lowered: Lowered) -> Forced:
    """Return the clients who need another owner.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.

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
    return Forced(view.forced, (view.today >= 0) & ~stays)


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
    owners = lowered.instance.clients["worker"].fill_null("").to_numpy()
    for worker, successor in events.transfers:
        (to,) = _rows(lowered, (successor,))
        handed = np.zeros(view.clients, dtype=np.bool_)
        handed[client[owning & (agent == to)]] = True
        handed &= owners == worker
        kept &= ~owning | ~handed[client] | (agent == to)
    return kept


def _rows(lowered: Lowered, workers: tuple[str, ...]) -> Ints:
    row = {id: at for at, id in enumerate(lowered.instance.workers["id"].to_list())}
    return np.array([row[worker] for worker in workers], dtype=np.int64)


# How much of a rebalance is open: everything in small agencies, in large ones what matters.
#
# Where only the owner works on a client, the greedy leaves all others as they are. In a large
# agency of that kind a client whose owner stays and whose tasks are all on time today keeps owner
# and worker: that leaves a tenth of the choices.


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
    greedy : boolean array of shape (items,) or None
        The same for the clerk's rule.
    """

    kept: Bools
    must: Bools
    start: Ints
    free: Bools | None = None
    greedy: Bools | None = None


def find_room(
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
    greedy = _items(lowered, movable)
    if int(kept.sum()) <= MOST_PAIRS:
        return Room(kept, strict, start, greedy=greedy)
    late = _late_minutes(lowered, punctual)
    more = np.argsort(-late, kind="stable")[: _REACH * max(limit - int(must.unfit.sum()), 0)]
    movable[more[late[more] > 0]] = True
    kept = open_pairs(lowered, events, movable)
    return Room(kept, strict, start, _items(lowered, movable | (late > 0)), greedy)


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
