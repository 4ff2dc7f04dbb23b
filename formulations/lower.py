"""Lowering: from an instance and a policy to an assignment problem.

Item c is the owner of client c; item ``clients + t`` is task t. The same code serves every
formulation: they differ only in K and in who counts, which ``derive_client_facts`` works out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..model.certificate import RowName
from ..model.instance import Instance
from ..model.policy import Policy
from ..problem import AssignmentProblem, Bools, Ints, Sparse, checked, sparse, sum_by
from .capacity import build_capacity
from .eligibility import (
    ANYONE,
    NOBODY,
    ClientFacts,
    Eligibility,
    derive_client_facts,
    find_eligibility,
    meet,
)
from .minutes import Profiles, build_profiles, compute_minutes
from .rules import caseload, moves, pairs, service, utilisation
from .rules.language import interpreter_price
from .view import InstanceView, encode_instance

# The eligible pairs of owners and tasks, made at once from the classes.


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

    A pair costs what the two's meeting does, and the minutes that an interpreter is needed for.
    """
    start, worker = _choose(able.doers, able.task_class, facts.only_doer)
    task = np.repeat(np.arange(view.tasks), np.diff(start))
    # All tasks of a class are of clients of one language.
    language = np.zeros(able.doers.rows, dtype=np.int64)
    language[able.task_class] = view.client_language[view.client]
    silent = ~view.worker_languages[:, language].T[able.task_class[task], worker]
    _, minutes = compute_minutes(view, policy, facts)
    through = np.where(view.contact, minutes, 0) * interpreter_price(policy)
    return Pairs(
        start=start,
        worker=worker,
        cost=meetings.of(view.client[task], worker) + np.where(silent, through[task], 0),
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


@dataclass(frozen=True, eq=False)
class Lowered:
    """An assignment problem and what its items stand for.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; costs in thousandths of a minute.
    instance : Instance
        The instance it came from.
    policy : Policy
        The policy it came from.
    view : InstanceView
        The instance in numbers.
    facts : ClientFacts
        What was worked out about the clients.
    row_names, limit_names : tuple of RowName
        What the rows of every agent, and the global rows, are about.
    """

    problem: AssignmentProblem
    instance: Instance
    policy: Policy
    view: InstanceView
    facts: ClientFacts
    row_names: tuple[RowName, ...]
    limit_names: tuple[RowName, ...]


def lower(
    instance: Instance,
    policy: Policy,
    check_time: Callable[[], object] = lambda: None,
    *,
    as_is: bool = False,
) -> Lowered:
    """Lower a question to an assignment problem.

    Parameters
    ----------
    instance : Instance
        A valid instance.
    policy : Policy
        A valid policy.
    check_time : callable
        Called between the steps; what it raises, once there is no time left, ends the lowering.
    as_is : bool
        Whether only today's owners may own their clients and do their tasks.

    Returns
    -------
    Lowered
        The problem and what its items stand for.
    """
    seen = encode_instance(instance)
    facts = _find_facts(seen, instance, policy, as_is)
    caps, levels = caseload.build_caps(seen, policy), utilisation.build_levels(seen, policy)
    use = build_profiles(seen, policy, facts, caps)
    check_time()
    owners, tasks, owned = _build_pairs(seen, policy, facts, use, caps, check_time)
    use = join_handoffs(use, facts)
    most = _most_minutes(seen, _join(owners, tasks), use)
    owners, table = join_households(owners, use.table, facts.home)
    every = _join(owners, tasks)
    side = build_capacity(seen, policy, use, most, owned, levels, caps)
    limits = _build_limits(seen, instance, policy, owners, tasks)
    check_time()
    # Groups are numbered in the order of their clients; a group's lead is the item of its owner.
    group = np.where(facts.grouped, np.cumsum(facts.grouped) - 1, -1).astype(np.int64)
    grouped = np.flatnonzero(facts.grouped)
    items = seen.clients + seen.tasks
    problem = AssignmentProblem(
        agents=seen.workers,
        count=np.ones(items, dtype=np.int64),
        required=_find_required(facts, policy),
        unassigned_price=_prices(seen, policy, facts),
        pair_start=every.start,
        pair_agent=every.worker,
        pair_cost=every.cost,
        pair_profile=every.profile,
        profiles=table,
        rows=side.rows,
        capacity=side.capacity,
        relief=side.relief,
        slack_price=side.slack_price,
        slack_limit=side.slack_limit,
        group=np.append(group, group[facts.home[seen.client]]),
        bound=np.append(np.ones(seen.clients, dtype=np.bool_), facts.bound),
        group_limit=np.minimum(facts.most[grouped], max(seen.workers, 1)),
        group_lead=np.where(facts.owned_only[grouped], grouped, -1),
        join_price=np.zeros(len(grouped), dtype=np.int64),
        join_profile=use.join[grouped],
        global_pairs=_rows([each.used for each in limits], len(every.worker)),
        global_unassigned=_rows([each.left for each in limits], items),
        global_limit=np.array([each.most for each in limits], dtype=np.int64),
        open_price=np.zeros(seen.workers, dtype=np.int64),
        windows=side.windows,
    )
    check_time()
    names = tuple(each.name for each in limits)
    return Lowered(checked(problem), instance, policy, seen, facts, side.names, names)


def _find_facts(view: InstanceView, instance: Instance, policy: Policy, as_is: bool) -> ClientFacts:
    """Return the facts; as things are only owners of today may own and do anything."""
    facts = derive_client_facts(view, instance, policy)
    if not as_is:
        return facts
    owner = np.where(view.today >= 0, view.today, NOBODY)
    return replace(
        facts,
        only_owner=meet(facts.only_owner, owner),
        only_doer=meet(facts.only_doer, owner[view.client]),
    )


def _build_pairs(
    view: InstanceView,
    policy: Policy,
    facts: ClientFacts,
    use: Profiles,
    caps: Sequence[caseload.Cap],
    check_time: Callable[[], object],
) -> tuple[Pairs, Pairs, list[Ints]]:
    """Return the pairs of owners and of tasks, and the most of every cap that a worker can own."""
    able = find_eligibility(view, policy, facts.bound & facts.owned_only[view.client])
    check_time()
    meetings = pairs.meetings(view, policy)
    owners = build_owner_pairs(view, policy, facts, able, use, meetings, caps)
    check_time()
    tasks = build_task_pairs(view, policy, facts, able, use, meetings)
    check_time()
    return owners, tasks, _most_owned(view, able, caps)


def _find_required(facts: ClientFacts, policy: Policy) -> Bools:
    """Return who must be owned and what must be done: (items,)."""
    must_own = np.zeros_like(facts.must_own)
    np.logical_or.at(must_own, facts.home, facts.must_own | service.is_required(policy))
    return np.append(must_own, facts.must_do | service.is_required(policy))


def _prices(view: InstanceView, policy: Policy, facts: ClientFacts) -> Ints:
    """Return the price of leaving each client unowned and each task undone, 0 where forbidden."""
    missed = pairs.meetings(view, policy).missed
    unowned = sum_by(facts.home, service.unowned_price(policy) + missed, view.clients)
    prices = np.append(unowned, service.undone_prices(view, policy) + missed[view.client])
    return np.where(_find_required(facts, policy), 0, prices)


def _join(owners: Pairs, tasks: Pairs) -> Pairs:
    return Pairs(
        start=np.append(owners.start, owners.start[-1] + tasks.start[1:]),
        worker=np.append(owners.worker, tasks.worker),
        cost=np.append(owners.cost, tasks.cost),
        profile=np.append(owners.profile, tasks.profile),
        changes=np.append(owners.changes, tasks.changes),
    )


def _most_minutes(view: InstanceView, pairs: Pairs, use: Profiles) -> Ints:
    """Return the most minutes that could come to each worker in each window.

    Every eligible pair is added up as if all came true, and with it the hand-off that a worker on
    the client would carry: (workers, cells).
    """
    cells, table = len(use.release), use.table
    # Cells behind the windows are cases, not minutes.
    real = (table.column < cells) & (table.value > 0)
    entries = table.row_of[real], table.column[real], table.value[real]
    minutes = sparse(*entries, table.rows, cells)
    parts = [(pairs.worker, pairs.profile)]
    if (use.join >= 0).any():
        of_item = np.append(np.arange(view.clients), view.client)
        join = np.repeat(use.join[of_item], np.diff(pairs.start))
        parts.append((pairs.worker[join >= 0], join[join >= 0]))
    most = np.zeros(view.workers * cells, dtype=np.int64)
    for worker, profile in parts:
        place, entry = minutes.take(profile)
        np.add.at(most, worker[place] * cells + minutes.column[entry], minutes.value[entry])
    return most.reshape(view.workers, cells)


def _most_owned(view: InstanceView, able: Eligibility, caps: Sequence[caseload.Cap]) -> list[Ints]:
    """Return, for every cap, the most of it that could come to each worker: (workers,)."""
    owners = able.owners
    by_class = [sum_by(able.client_class, cap.weight, owners.rows) for cap in caps]
    return [sum_by(owners.column, each[owners.row_of], view.workers) for each in by_class]


@dataclass(frozen=True, eq=False)
class _Limit:
    """A global row: its name, entries over pairs and over unassigned items, and right-hand side."""

    name: RowName
    used: tuple[Ints, Ints]
    left: tuple[Ints, Ints]
    most: int


def _build_limits(
    view: InstanceView, instance: Instance, policy: Policy, owners: Pairs, tasks: Pairs
) -> list[_Limit]:
    """Return the limits on moves, undone tasks by kind, and gaps of load."""
    found: list[_Limit] = []
    nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    changes = np.flatnonzero(owners.changes)
    for name, most in moves.most_changes(view, policy):
        row = changes, owners.changes[changes]
        found.append(_Limit(RowName(rule="moves", name=name), row, nothing, most))
    for name, kind_tasks, most in service.level_limits(view, policy):
        row = view.clients + kind_tasks, np.ones_like(kind_tasks)
        found.append(_Limit(RowName(rule="service", name=name), nothing, row, most))
    task = np.repeat(np.arange(view.tasks), np.diff(tasks.start))
    position = len(owners.worker) + np.arange(len(tasks.worker))
    for name, coefficient, most in utilisation.build_gap_rows(view, instance, policy):
        row = position, coefficient[tasks.worker] * view.minutes[task]
        found.append(_Limit(RowName(rule="utilisation", name=name), row, nothing, most))
    return found


def _rows(entries: list[tuple[Ints, Ints]], columns: int) -> Sparse:
    row = np.repeat(np.arange(len(entries)), [len(column) for column, _ in entries])
    none = np.zeros(0, dtype=np.int64)
    column = np.concatenate([*(column for column, _ in entries), none])
    value = np.concatenate([*(value for _, value in entries), none])
    return sparse(row, column, value, len(entries), columns)
