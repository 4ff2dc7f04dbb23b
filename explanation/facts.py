"""Step one: what can be counted before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..formulations.rules import service
from ..model.instance import Instance
from ..model.policy import Policy
from ..problem import Bools, Ints, sum_by
from .answer import Facts, Oversize
from .capacity import case_networks, case_shortages, minute_shortages, minute_supply, move_shortages
from .demand import Needs, Question, days, many, minute_needs, question
from .network import Supply, cut, nodes_of
from .uncovered import closed, strict_tasks

# Work that one worker has to do alone, and that is more than any one who may do it has.


_IDS = 5


def oversize(asked: Question, needs: Needs, supply: Supply) -> tuple[Oversize, ...]:
    """Return the tasks, and under K = 1 the clients, that are too much for any one worker.

    Parameters
    ----------
    asked : Question
        The question.
    needs : Needs
        Minutes that are needed, with at least one worker each.
    supply : Supply
        Minutes of the workers.

    Returns
    -------
    tuple of Oversize
        One fact about tasks and one about clients, where there are any.
    """
    have = _most(needs, supply, needs.pattern, needs.release, needs.due)
    alone = (needs.amount > have) & (needs.task >= 0)
    found = list(_tasks(asked, needs, np.flatnonzero(alone), have))
    return (*found, *_clients(asked, needs.some(~alone), supply))


def _tasks(asked: Question, needs: Needs, rows: Ints, have: Ints) -> Iterator[Oversize]:
    if not len(rows):
        return
    rows = rows[np.argsort(have[rows] - needs.amount[rows], kind="stable")]
    first = rows[0]
    ids = asked.instance.tasks["id"].gather(needs.task[rows[:_IDS]].tolist()).to_list()
    when = days(int(needs.release[first]), int(needs.due[first]), asked.view.last)
    need, most = int(needs.amount[first]), int(have[first])
    head = f"{many(len(rows), 'task')} too long for anyone: task {ids[0]} needs"
    yield Oversize(
        what="task",
        number=len(rows),
        ids=tuple(ids),
        need=need,
        have=most,
        words=f"{head} {need:,} minutes {when}, and nobody who may do it has more than {most:,}",
    )


def _clients(asked: Question, needs: Needs, supply: Supply) -> Iterator[Oversize]:
    """Yield the clients whose owner, who does all bound work, would need more than anyone has."""
    strict = np.zeros(len(needs.task), dtype=np.bool_)
    of_task = needs.task >= 0
    strict[of_task] = strict_tasks(asked)[needs.task[of_task]]
    work = needs.some(strict)
    if not len(work.client):
        return
    clients, place = np.unique(work.client, return_inverse=True)
    place = place.reshape(-1).astype(np.int64)
    need = sum_by(place, work.amount, len(clients))
    first, last = np.full(len(clients), asked.view.last), np.zeros(len(clients), dtype=np.int64)
    np.minimum.at(first, place, work.release)
    np.maximum.at(last, place, work.due)
    # All tasks of a client need the owner, so any one of their patterns will do.
    pattern = np.zeros(len(clients), dtype=np.int64)
    pattern[place] = work.pattern
    have = _most(work, supply, pattern, first, last)
    rows = np.flatnonzero(need > have)
    if not len(rows):
        return
    rows = rows[np.argsort(have[rows] - need[rows], kind="stable")]
    ids = asked.instance.clients["id"].gather(clients[rows[:_IDS]].tolist()).to_list()
    at = rows[0]
    when = days(int(first[at]), int(last[at]), asked.view.last)
    yield Oversize(
        what="client",
        number=len(rows),
        ids=tuple(ids),
        need=int(need[at]),
        have=int(have[at]),
        words=f"{many(len(rows), 'client')} too much for any one owner: client {ids[0]} needs "
        f"{int(need[at]):,} minutes {when}, and no possible owner has more than {int(have[at]):,}",
    )


def _most(needs: Needs, supply: Supply, pattern: Ints, release: Ints, due: Ints) -> Ints:
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


def find_facts(instance: Instance, policy: Policy) -> Facts:
    """Count what keeps any plan from doing everything on time.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        A policy under which undone and late work are forbidden.

    Returns
    -------
    Facts
        Each fact proves by itself that there is no plan; no facts prove nothing.
    """
    if not service.is_required(policy):
        return Facts()
    asked = question(instance, policy)
    needs = minute_needs(asked)
    supply = minute_supply(asked, needs)
    found = [
        *minute_shortages(asked, needs, supply),
        *case_shortages(asked),
        *move_shortages(asked),
    ]
    found.sort(key=lambda each: (each.unit != "minutes", each.unit, -each.missing))
    return Facts(
        closed=closed(asked),
        oversize=oversize(asked, needs, supply),
        shortages=tuple(found),
    )


def is_impossible(instance: Instance, policy: Policy) -> bool:
    """Whether counting alone shows that there is no plan; quicker than all facts."""
    if not service.is_required(policy):
        return False
    asked = question(instance, policy)
    needs = minute_needs(asked)
    supply = minute_supply(asked, needs)
    return bool(
        closed(asked)
        or _is_short(needs, supply)
        or any(_is_short(each.needs, each.supply) for each in case_networks(asked))
        or any(True for _ in move_shortages(asked))
        or oversize(asked, needs, supply)
    )


def _is_short(needs: Needs, supply: Supply) -> bool:
    if not len(needs.amount):
        return False
    nodes = nodes_of(needs, supply)
    return cut(nodes, nodes.amount).missing > 0
