"""Step one: what can be counted before anything is solved.

Three sorts of facts: clients and tasks that no worker may serve, work that is too much for any one
worker, and shortages of minutes, cases or moves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..formulations.demand import (
    Demand,
    Needs,
    Supply,
    derive_demand,
    find_cap_demands,
    find_minute_needs,
    find_minute_supply,
    find_needed_programs,
    find_owner_patterns,
    find_owner_tasks,
    find_task_patterns,
    has_workers,
    is_everything_required,
)
from ..formulations.exclusions import count_excluded_doers, count_excluded_owners
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.rules import RuleId
from ..problem import Bools, Ints, sum_by
from .answer import Closed, Facts, Oversize
from .capacity import find_case_shortages, find_minute_shortages, find_move_shortages
from .network import build_nodes, find_cut
from .wording import Whom, describe_clients, join_names, say_number, say_periods

_IDS = 5
"""Most ids that a fact names."""


def find_facts(instance: Instance, policy: Policy) -> Facts:
    """Count what keeps any plan from doing everything on time, if undone and late work are
    forbidden.

    Each fact proves by itself that there is no plan; no facts prove nothing.
    """
    if not is_everything_required(policy):
        return Facts()
    demand = derive_demand(instance, policy)
    needs = find_minute_needs(demand)
    supply = find_minute_supply(demand, needs)
    found = [
        *find_minute_shortages(demand, needs, supply),
        *find_case_shortages(demand),
        *find_move_shortages(demand),
    ]
    found.sort(key=lambda each: (each.unit != "minutes", each.unit, -each.missing))
    return Facts(
        closed=find_uncovered(demand),
        oversize=find_oversized(demand, needs, supply),
        shortages=tuple(found),
    )


def is_impossible(instance: Instance, policy: Policy) -> bool:
    """Whether counting alone shows that there is no plan; quicker than all facts."""
    if not is_everything_required(policy):
        return False
    demand = derive_demand(instance, policy)
    needs = find_minute_needs(demand)
    supply = find_minute_supply(demand, needs)
    return bool(
        find_uncovered(demand)
        or _is_short(needs, supply)
        or any(_is_short(each.needs, each.supply) for each in find_cap_demands(demand))
        or any(True for _ in find_move_shortages(demand))
        or find_oversized(demand, needs, supply)
    )


def _is_short(needs: Needs, supply: Supply) -> bool:
    if not len(needs.amount):
        return False
    nodes = build_nodes(needs, supply)
    return find_cut(nodes, nodes.amount).missing > 0


def find_uncovered(demand: Demand) -> tuple[Closed, ...]:
    """Return the clients and tasks that no worker may serve.

    Clients come before tasks, the largest group first; tasks of clients nobody may own are left out
    where only an owner may do them.
    """
    owners, owning = find_owner_patterns(demand)
    shut = np.flatnonzero(~has_workers(owners)[owning])
    doers, doing = find_task_patterns(demand)
    strict = find_owner_tasks(demand)
    unowned = np.zeros(demand.view.clients, dtype=np.bool_)
    unowned[shut] = True
    tasks = np.flatnonzero(~has_workers(doers)[doing] & ~(strict & unowned[demand.view.client]))
    found = [*_say_unowned(demand, shut), *_say_undoable(demand, tasks)]
    return tuple(sorted(found, key=lambda fact: (fact.what, -fact.number)))


def _say_unowned(demand: Demand, shut: Ints) -> Iterator[Closed]:
    keys = np.column_stack([demand.able.client_class[shut], demand.only_owner[shut]])
    groups: dict[tuple[object, ...], list[Ints]] = {}
    for rows in _split_classes(keys, shut):
        first = int(rows[0])
        excluded = count_excluded_owners(demand, first)
        place = (demand.view.client_office[first], demand.view.client_language[first])
        groups.setdefault((*place, *excluded.items()), []).append(rows)
    for parts in groups.values():
        rows = np.sort(np.concatenate(parts))
        about = describe_clients(
            demand.view, rows, find_needed_programs(demand, rows, np.full(len(rows), -1))
        )
        says = f"{about.words}: nobody may own {'it' if len(rows) == 1 else 'them'}"
        yield _build_closed(
            demand, "clients", rows, about, count_excluded_owners(demand, int(rows[0])), says
        )


def _say_undoable(demand: Demand, shut: Ints) -> Iterator[Closed]:
    view = demand.view
    keys = np.column_stack([demand.able.task_class[shut], view.kind[shut]]).reshape(-1, 2)
    for rows in _split_classes(keys, shut):
        about = describe_clients(
            view, view.client[rows], find_needed_programs(demand, view.client[rows], rows)
        )
        kind = view.kinds[int(view.kind[rows[0]])]
        program = view.programs[int(view.program[rows[0]])]
        what = say_number(len(rows), f"{program} {kind} task")
        says = f"{what} of {about.words}: nobody may do {'it' if len(rows) == 1 else 'them'}"
        yield _build_closed(
            demand, "tasks", rows, about, count_excluded_doers(demand, int(rows[0])), says
        )


def _split_classes(keys: Ints, rows: Ints) -> Iterator[Ints]:
    if not len(rows):
        return
    _, inverse = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(inverse.reshape(-1), kind="stable")
    ends = np.flatnonzero(np.diff(inverse.reshape(-1)[order])) + 1
    yield from (np.sort(part) for part in np.split(rows[order], ends))


def _build_closed(
    demand: Demand,
    what: str,
    rows: Ints,
    about: Whom,
    excluded: dict[RuleId, int],
    says: str,
) -> Closed:
    table = demand.instance.clients if what == "clients" else demand.instance.tasks
    workers = say_number(demand.view.workers, "worker")
    tail = "; there is no worker"
    if excluded:
        why = [f"{rule} excludes {number:,}" for rule, number in excluded.items()]
        tail = f"; {join_names(why, 'and', most=len(why))} of {workers}"
    return Closed(
        what="clients" if what == "clients" else "tasks",
        number=len(rows),
        ids=tuple(table["id"].gather(rows[:_IDS].tolist()).to_list()),
        offices=about.offices,
        languages=about.languages,
        programs=about.programs,
        excluded=excluded,
        words=says + tail,
    )


def find_oversized(demand: Demand, needs: Needs, supply: Supply) -> tuple[Oversize, ...]:
    """Return the tasks, and under K = 1 the clients, that are too much for any one worker.

    Needs are minutes, with at least one worker each. There is one fact about tasks and one about
    clients, where there are any.
    """
    have = _find_most_minutes(needs, supply, needs.pattern, needs.release, needs.due)
    alone = (needs.amount > have) & (needs.task >= 0)
    found = list(_say_oversized_tasks(demand, needs, np.flatnonzero(alone), have))
    return (*found, *_say_oversized_clients(demand, needs.select(~alone), supply))


def _say_oversized_tasks(
    demand: Demand, needs: Needs, rows: Ints, have: Ints
) -> Iterator[Oversize]:
    if not len(rows):
        return
    rows = rows[np.argsort(have[rows] - needs.amount[rows], kind="stable")]
    first = rows[0]
    ids = demand.instance.tasks["id"].gather(needs.task[rows[:_IDS]].tolist()).to_list()
    when = say_periods(int(needs.release[first]), int(needs.due[first]), demand.instance.calendar)
    need, most = int(needs.amount[first]), int(have[first])
    head = f"{say_number(len(rows), 'task')} too long for anyone: task {ids[0]} needs"
    yield Oversize(
        what="task",
        number=len(rows),
        ids=tuple(ids),
        need=need,
        have=most,
        words=f"{head} {need:,} minutes {when}, and nobody who may do it has more than {most:,}",
    )


def _say_oversized_clients(demand: Demand, needs: Needs, supply: Supply) -> Iterator[Oversize]:
    """Yield the clients whose owner, who does all bound work, would need more than anyone has."""
    strict = np.zeros(len(needs.task), dtype=np.bool_)
    of_task = needs.task >= 0
    strict[of_task] = find_owner_tasks(demand)[needs.task[of_task]]
    work = needs.select(strict)
    if not len(work.client):
        return
    clients, place = np.unique(work.client, return_inverse=True)
    place = place.reshape(-1).astype(np.int64)
    need = sum_by(place, work.amount, len(clients))
    first, last = np.full(len(clients), demand.view.last), np.zeros(len(clients), dtype=np.int64)
    np.minimum.at(first, place, work.release)
    np.maximum.at(last, place, work.due)
    # All tasks of a client need the owner, so any one of their patterns will do.
    pattern = np.zeros(len(clients), dtype=np.int64)
    pattern[place] = work.pattern
    have = _find_most_minutes(work, supply, pattern, first, last)
    rows = np.flatnonzero(need > have)
    if not len(rows):
        return
    rows = rows[np.argsort(have[rows] - need[rows], kind="stable")]
    ids = demand.instance.clients["id"].gather(clients[rows[:_IDS]].tolist()).to_list()
    at = rows[0]
    when = say_periods(int(first[at]), int(last[at]), demand.instance.calendar)
    yield Oversize(
        what="client",
        number=len(rows),
        ids=tuple(ids),
        need=int(need[at]),
        have=int(have[at]),
        words=f"{say_number(len(rows), 'client')} too much for any one owner: "
        f"client {ids[0]} needs "
        f"{int(need[at]):,} minutes {when}, and no possible owner has more than {int(have[at]):,}",
    )


def _find_most_minutes(
    needs: Needs, supply: Supply, pattern: Ints, release: Ints, due: Ints
) -> Ints:
    """Return the most minutes that one worker of a pattern has in a window: shape (n,)."""
    workers, periods = supply.amount.shape
    keys, inverse = np.unique(
        np.column_stack([pattern, release, due]).reshape(-1, 3), axis=0, return_inverse=True
    )
    before = np.zeros((workers, periods + 1), dtype=np.int64)
    np.cumsum(supply.amount, axis=1, out=before[:, 1:])
    inside = before[:, keys[:, 2] + 1] - before[:, keys[:, 1]]
    if supply.most is not None:
        inside = np.minimum(inside, supply.most[:, None])
    able: Bools = needs.patterns[keys[:, 0]].T
    most: Ints = np.where(able, inside, 0).max(axis=0, initial=0).astype(np.int64)
    return most[inverse.reshape(-1)]
