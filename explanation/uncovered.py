"""Clients whom no worker may own, and tasks that no worker may do, with the rules that say so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..formulations.rules import language, pool, skills
from ..model.rules import RuleId
from ..problem import Bools, Ints
from .answer import Closed
from .demand import Question, Whom, anyone, listed, many, owner_patterns, task_patterns, whom

_IDS = 5
_ORDER: tuple[RuleId, ...] = ("pool", "skills", "language", "continuity", "moves")


def closed(asked: Question) -> tuple[Closed, ...]:
    """Return the clients and tasks that are closed to every worker.

    Parameters
    ----------
    asked : Question
        The question.

    Returns
    -------
    tuple of Closed
        Clients before tasks, the largest group first; tasks of clients nobody may own are left out
        where only an owner may do them.
    """
    owners, owning = owner_patterns(asked)
    shut = np.flatnonzero(~anyone(owners)[owning])
    doers, doing = task_patterns(asked)
    strict = strict_tasks(asked)
    unowned = np.zeros(asked.view.clients, dtype=np.bool_)
    unowned[shut] = True
    tasks = np.flatnonzero(~anyone(doers)[doing] & ~(strict & unowned[asked.view.client]))
    found = [*_clients(asked, shut), *_tasks(asked, tasks)]
    return tuple(sorted(found, key=lambda fact: (fact.what, -fact.number)))


def strict_tasks(asked: Question) -> Bools:
    """Return which tasks only the owner of the client may do: of shape (tasks,)."""
    strict: Bools = asked.facts.bound & asked.facts.owned_only[asked.view.client]
    return strict


def needed_programs(asked: Question, client: Ints, task: Ints) -> Bools:
    """Return what a worker must know to serve needs: boolean, of shape (needs, programs).

    Parameters
    ----------
    asked : Question
        The question.
    client, task : arrays of shape (needs,)
        Rows of the clients and tasks; -1 where a need is no task.
    """
    view, section = asked.view, asked.policy.skills
    needed = np.zeros((len(client), len(view.programs)), dtype=np.bool_)
    if not section.enabled:
        return needed
    owner = task < 0
    needed[~owner, view.program[task[~owner]]] = True
    owner[~owner] = strict_tasks(asked)[task[~owner]]
    if section.bundle_integrity:
        needed[owner] |= view.client_programs[client[owner]]
    alone = np.zeros((view.clients, len(view.programs)), dtype=np.bool_)
    strict = strict_tasks(asked)
    alone[view.client[strict], view.program[strict]] = True
    needed[owner] |= alone[client[owner]]
    return needed


def excluded_owners(asked: Question, client: int) -> dict[RuleId, int]:
    """Return how many workers the rules keep from owning a client, by the first rule."""
    view, policy = asked.view, asked.policy
    masks: dict[RuleId, Bools] = {
        "pool": ~pool.may_serve(view, policy, view.client_office[[client]])[0],
        "skills": ~skills.may_own(view, policy, view.client_programs[[client]])[0],
        "language": ~language.may_own(view, policy, view.client_language[[client]])[0],
        "moves": _others(asked, client),
    }
    return _counted(masks)


def excluded_doers(asked: Question, task: int) -> dict[RuleId, int]:
    """Return how many workers the rules keep from doing a task, by the first rule."""
    view, policy = asked.view, asked.policy
    client = int(view.client[task])
    office, spoken = view.client_office[[client]], view.client_language[[client]]
    masks: dict[RuleId, Bools] = {
        "pool": ~pool.may_serve(view, policy, office)[0],
        "skills": ~skills.may_do(view, policy, view.program[[task]])[0],
        "language": ~language.may_contact(view, policy, spoken, view.contact[[task]])[0],
    }
    if strict_tasks(asked)[task]:
        may_own = asked.able.owners.dense()[asked.able.client_class[client]] > 0
        masks["continuity"] = ~may_own
        masks["moves"] = _others(asked, client)
    return _counted(masks)


def _others(asked: Question, client: int) -> Bools:
    """Return everybody but the owner of today, where that one must stay."""
    others = np.full(asked.view.workers, bool(asked.kept[client]), dtype=np.bool_)
    if asked.kept[client]:
        others[asked.view.today[client]] = False
    return others


def _counted(masks: dict[RuleId, Bools]) -> dict[RuleId, int]:
    counted: dict[RuleId, int] = {}
    left: Bools | None = None
    for rule in _ORDER:
        if rule in masks:
            here = masks[rule] if left is None else masks[rule] & left
            left = ~masks[rule] if left is None else left & ~masks[rule]
            counted[rule] = int(here.sum())
    return {rule: number for rule, number in counted.items() if number}


def _clients(asked: Question, shut: Ints) -> Iterator[Closed]:
    today = np.where(asked.kept[shut], asked.view.today[shut], -1)
    keys = np.column_stack([asked.able.client_class[shut], today]).reshape(-1, 2)
    groups: dict[tuple[object, ...], list[Ints]] = {}
    for rows in _classes(keys, shut):
        first = int(rows[0])
        excluded = excluded_owners(asked, first)
        place = (asked.view.client_office[first], asked.view.client_language[first])
        groups.setdefault((*place, *excluded.items()), []).append(rows)
    for parts in groups.values():
        rows = np.sort(np.concatenate(parts))
        about = whom(asked.view, rows, needed_programs(asked, rows, np.full(len(rows), -1)))
        says = f"{about.words}: nobody may own {'it' if len(rows) == 1 else 'them'}"
        yield _closed(asked, "clients", rows, about, excluded_owners(asked, int(rows[0])), says)


def _tasks(asked: Question, shut: Ints) -> Iterator[Closed]:
    view = asked.view
    keys = np.column_stack([asked.able.task_class[shut], view.kind[shut]]).reshape(-1, 2)
    for rows in _classes(keys, shut):
        about = whom(view, view.client[rows], needed_programs(asked, view.client[rows], rows))
        kind = view.kinds[int(view.kind[rows[0]])]
        program = view.programs[int(view.program[rows[0]])]
        what = many(len(rows), f"{program} {kind} task")
        says = f"{what} of {about.words}: nobody may do {'it' if len(rows) == 1 else 'them'}"
        yield _closed(asked, "tasks", rows, about, excluded_doers(asked, int(rows[0])), says)


def _classes(keys: Ints, rows: Ints) -> Iterator[Ints]:
    if not len(rows):
        return
    _, inverse = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(inverse.reshape(-1), kind="stable")
    ends = np.flatnonzero(np.diff(inverse.reshape(-1)[order])) + 1
    yield from (np.sort(part) for part in np.split(rows[order], ends))


def _closed(
    asked: Question,
    what: str,
    rows: Ints,
    about: Whom,
    excluded: dict[RuleId, int],
    says: str,
) -> Closed:
    table = asked.instance.clients if what == "clients" else asked.instance.tasks
    workers = many(asked.view.workers, "worker")
    tail = "; there is no worker"
    if excluded:
        why = [f"{rule} excludes {number:,}" for rule, number in excluded.items()]
        tail = f"; {listed(why, 'and', most=len(why))} of {workers}"
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
