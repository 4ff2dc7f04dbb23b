"""The eligible pairs of owners and tasks, made at once from the classes of clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..model.policy import Policy
from ..problem import Ints, Sparse, sparse
from .eligibility import (
    ANYONE,
    ClientFacts,
    Eligibility,
)
from .minutes import Profiles, compute_minutes
from .rules import caseload, deadlines, moves, pairs
from .rules.language import interpreter_price
from .view import InstanceView


@dataclass(frozen=True, eq=False)
class Pairs:
    """Eligible pairs of some items.

    Parameters
    ----------
    start : array of shape (items + 1,)
        Pairs of each item.
    worker, cost, profile : arrays of shape (pairs,)
        The worker, the cost in thousandths of a minute and the profile of each pair.
    changes : array of shape (pairs,)
        How many clients change owner by the pair, as far as they count against a limit: by choice.
    """

    start: Ints
    worker: Ints
    cost: Ints
    profile: Ints
    changes: Ints


def build_owner_pairs(
    view: InstanceView,
    policy: Policy,
    facts: ClientFacts,
    able: Eligibility,
    use: Profiles,
    meetings: pairs.Meetings,
    caps: Sequence[caseload.Cap],
) -> Pairs:
    """Return who may own which client, at what cost: one item per client.

    A client outside all groups whose owner of today may stay keeps that owner where a change costs
    no less than all it could save: no other choice can be better, unless caps forbid something or a
    pair of the client has a price or a gain.
    """
    only, today = facts.only_owner, view.today
    if all(cap.steps for cap in caps):
        free = (only == ANYONE) & ~facts.grouped & ~meetings.is_about(view.clients)
        free &= np.bincount(facts.home, minlength=view.clients)[facts.home] == 1
        owned = np.flatnonzero((today >= 0) & free)
        place = able.client_class[owned], today[owned]
        saving = able.owner_price[place]
        saving += sum(cap.weight[owned] * cap.steps[-1].price for cap in caps)
        stays = (able.owners.dense()[place] > 0) & (saving <= moves.change_price(policy))
        only = only.copy()
        only[owned[stays]] = today[owned[stays]]
    start, worker = _choose(able.owners, able.client_class, only)
    client = np.repeat(np.arange(view.clients), np.diff(start))
    change = moves.is_change(view, client, worker)
    cost = able.owner_price[able.client_class[client], worker]
    cost[change] += moves.change_price(policy)
    return Pairs(
        start=start,
        worker=worker,
        cost=cost + meetings.of(client, worker),
        profile=np.where(change, use.change[client], use.keep[client]),
        changes=moves.is_chosen(view, client, worker).astype(np.int64),
    )


def join_households(pairs: Pairs, table: Sparse, home: Ints) -> tuple[Pairs, Sparse]:
    """Return the pairs of owners with those of each household made one, and the table of profiles.

    Whoever may own every client of a household may own them all, at the sum of what each costs and
    takes; the client who stands for the household (``home``, of shape (clients,)) has these pairs.
    """
    clients = len(home)
    if (home == np.arange(clients)).all():
        return pairs, table
    size = np.bincount(home, minlength=clients)
    client = np.repeat(np.arange(clients), np.diff(pairs.start))
    alone = size[home[client]] == 1
    # Pairs of a household with one worker lie side by side: one per client, or there are too few.
    workers = int(pairs.worker.max(initial=0)) + 1
    some = np.flatnonzero(~alone)
    key = home[client[some]] * workers + pairs.worker[some]
    some = some[np.argsort(key, kind="stable")]
    distinct, first, met = np.unique(np.sort(key), return_index=True, return_counts=True)
    whole = met == size[distinct // workers]
    places = [some[at : at + n] for at, n in zip(first[whole], met[whole], strict=True)]
    profile, table = _add_profiles(table, [pairs.profile[each].tolist() for each in places])
    lead = distinct[whole] // workers
    owner = np.append(client[alone], lead)
    order = np.argsort(owner, kind="stable")

    def joined(own: Ints) -> Ints:
        sums = np.array([own[each].sum() for each in places], dtype=np.int64)
        return np.append(own[alone], sums)[order]

    return Pairs(
        start=np.append(0, np.cumsum(np.bincount(owner, minlength=clients))).astype(np.int64),
        worker=np.append(pairs.worker[alone], distinct[whole] % workers)[order],
        cost=joined(pairs.cost),
        profile=np.append(pairs.profile[alone], profile)[order],
        changes=joined(pairs.changes),
    ), table


def join_handoffs(use: Profiles, facts: ClientFacts) -> Profiles:
    """Return the profiles with hand-offs of whole households: all of its clients with work."""
    clients = np.arange(len(facts.home))
    others = np.flatnonzero((facts.home != clients) & (use.join >= 0))
    parts: dict[int, list[int]] = {}
    for client in np.flatnonzero(np.isin(facts.home, facts.home[others])).tolist():
        if use.join[client] >= 0:
            parts.setdefault(int(facts.home[client]), []).append(int(use.join[client]))
    profile, table = _add_profiles(use.table, list(parts.values()))
    join = use.join.copy()
    join[list(parts)] = profile
    return replace(use, table=table, join=join[facts.home])


def _add_profiles(table: Sparse, sums: Sequence[Sequence[int]]) -> tuple[Ints, Sparse]:
    """Return the rows of sums of profiles, (sums,), in a table that has them, each stored once."""
    row: dict[tuple[int, ...], int] = {}
    for each in sums:
        row.setdefault(tuple(sorted(each)), table.rows + len(row))
    found = np.array([row[tuple(sorted(each))] for each in sums], dtype=np.int64)
    every = np.array([one for each in row for one in each], dtype=np.int64)
    place, entry = table.take(every)
    target = np.repeat(list(row.values()), [len(each) for each in row]).astype(np.int64)[place]
    columns, rows = table.column, table.row_of
    added = np.zeros((len(row), table.columns), dtype=np.int64)
    np.add.at(added, (target - table.rows, columns[entry]), table.value[entry])
    new, column = np.nonzero(added)
    return found, sparse(
        np.append(rows, table.rows + new),
        np.append(columns, column),
        np.append(table.value, added[new, column]),
        table.rows + len(row),
        table.columns,
    )


def build_task_pairs(
    view: InstanceView,
    policy: Policy,
    facts: ClientFacts,
    able: Eligibility,
    use: Profiles,
    meetings: pairs.Meetings,
) -> Pairs:
    """Return who may do which task: one item per task.

    A pair costs what the two's meeting does, the minutes that an interpreter is needed for, and
    those of a task overdue on arrival for every period before the first.
    """
    start, worker = _choose(able.doers, able.task_class, facts.only_doer)
    task = np.repeat(np.arange(view.tasks), np.diff(start))
    # All tasks of a class are of clients of one language.
    language = np.zeros(able.doers.rows, dtype=np.int64)
    language[able.task_class] = view.client_language[view.client]
    silent = ~view.worker_languages[:, language].T[able.task_class[task], worker]
    plain, interpreted = compute_minutes(view, policy, facts)
    through = np.where(view.contact, interpreted, 0) * interpreter_price(policy)
    waited = deadlines.price(policy) * deadlines.overdue(view, policy)
    silent_cost = through + waited * interpreted
    return Pairs(
        start=start,
        worker=worker,
        cost=meetings.of(view.client[task], worker)
        + np.where(silent, silent_cost[task], (waited * plain)[task]),
        profile=np.where(silent, use.interpreted[task], use.plain[task]),
        changes=np.zeros(len(task), dtype=np.int64),
    )


def _choose(classes: Sparse, class_of: Ints, only: Ints) -> tuple[Ints, Ints]:
    """Return where the pairs of each item begin, (items + 1,), and their workers, (pairs,).

    They are those of its class; where nobody else is allowed, the only one, if that is one of them.
    """
    alone = only != ANYONE
    named = np.flatnonzero(only >= 0)
    fits = np.zeros(len(only), dtype=np.bool_)
    fits[named] = classes.dense()[class_of[named], only[named]] > 0
    start = np.zeros(len(only) + 1, dtype=np.int64)
    np.cumsum(np.where(alone, fits, np.diff(classes.start)[class_of]), out=start[1:])
    kept = np.repeat(alone, np.diff(start))
    worker = np.empty(len(kept), dtype=np.int64)
    worker[kept] = only[fits]
    worker[~kept] = classes.column[classes.take(class_of[~alone])[1]]
    return start, worker
