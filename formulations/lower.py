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
    NOBODY,
    ClientFacts,
    Eligibility,
    derive_client_facts,
    find_eligibility,
    meet,
)
from .eligible_pairs import (
    Pairs,
    build_owner_pairs,
    build_task_pairs,
    join_handoffs,
    join_households,
)
from .minutes import Profiles, build_profiles
from .rules import caseload, moves, pairs, service, utilisation
from .view import InstanceView, encode_instance


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
    most = _most_minutes(seen, owners, tasks, use)
    owners, table = join_households(owners, use.table, facts.home)
    every = _join(owners, tasks)
    side = build_capacity(seen, policy, use, most, owned, levels, caps)
    limits = _build_limits(seen, instance, policy, owners, tasks)
    check_time()
    group, grouped = _number_groups(seen, facts)
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
        group=group,
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


def _number_groups(view: InstanceView, facts: ClientFacts) -> tuple[Ints, Ints]:
    """Return the group of every item, -1 for none, and the client whose owner leads each.

    Groups are numbered in the order of their clients.
    """
    group = np.where(facts.grouped, np.cumsum(facts.grouped) - 1, -1).astype(np.int64)
    return np.append(group, group[facts.home[view.client]]), np.flatnonzero(facts.grouped)


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


def _most_minutes(view: InstanceView, owners: Pairs, tasks: Pairs, use: Profiles) -> Ints:
    """Return the most minutes that could come to each worker in each window.

    Every eligible pair is added up as if all came true, and with it the hand-off that a worker on
    the client would carry: (workers, cells).
    """
    cells, table = len(use.release), use.table
    # Cells behind the windows are cases, not minutes.
    real = (table.column < cells) & (table.value > 0)
    entries = table.row_of[real], table.column[real], table.value[real]
    minutes = sparse(*entries, table.rows, cells)
    parts = [(owners.worker, owners.profile), (tasks.worker, tasks.profile)]
    if (use.join >= 0).any():
        for pairs, client in ((owners, np.arange(view.clients)), (tasks, view.client)):
            join = np.repeat(use.join[client], np.diff(pairs.start))
            parts.append((pairs.worker[join >= 0], join[join >= 0]))
    most = np.zeros(view.workers * cells, dtype=np.int64)
    # Hardly any profile has minutes in more than one window, so that one turn is enough for most.
    for turn in range(int(np.diff(minutes.start).max(initial=0))):
        entry = minutes.start[:-1] + turn
        (there,) = np.nonzero(entry < minutes.start[1:])
        cell, value = np.zeros(minutes.rows, dtype=np.int64), np.zeros(minutes.rows, dtype=np.int64)
        cell[there], value[there] = minutes.column[entry[there]], minutes.value[entry[there]]
        for worker, profile in parts:
            np.add.at(most, worker * cells + cell[profile], value[profile])
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
    gaps = utilisation.build_gap_rows(view, instance, policy)
    if not gaps:
        return found
    task = np.repeat(np.arange(view.tasks), np.diff(tasks.start))
    position = len(owners.worker) + np.arange(len(tasks.worker))
    for name, coefficient, most in gaps:
        row = position, coefficient[tasks.worker] * view.minutes[task]
        found.append(_Limit(RowName(rule="utilisation", name=name), row, nothing, most))
    return found


def _rows(entries: list[tuple[Ints, Ints]], columns: int) -> Sparse:
    row = np.repeat(np.arange(len(entries)), [len(column) for column, _ in entries])
    none = np.zeros(0, dtype=np.int64)
    column = np.concatenate([*(column for column, _ in entries), none])
    value = np.concatenate([*(value for _, value in entries), none])
    return sparse(row, column, value, len(entries), columns)
