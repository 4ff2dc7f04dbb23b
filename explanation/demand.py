"""What must be done by whom and when, in classes: the demand side of the network relaxation.

Every task needs at least the minutes of its fastest worker inside its window. A client whose owner
of today may not stay needs a new one, with the transfer minutes. Who may do it is a *pattern*, a
row of workers; needs of one pattern and window are one node of the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..formulations.eligibility import ClientFacts, Eligibility, client_facts, eligibility
from ..formulations.minutes import effective_minutes
from ..formulations.rules import deadlines, moves
from ..formulations.view import View, view
from ..model.instance import Instance
from ..model.policy import Policy
from ..problem import Bools, Ints


@dataclass(frozen=True, eq=False)
class Question:
    """An instance and a policy with what all counts begin from.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy, under which nothing may stay undone.
    view : View
        The instance in numbers.
    facts : ClientFacts
        K, windows and bound tasks.
    able : Eligibility
        Who may own and do what, by class.
    kept : boolean array of shape (clients,)
        Clients whose owner of today may not be replaced.
    """

    instance: Instance
    policy: Policy
    view: View
    facts: ClientFacts
    able: Eligibility
    kept: Bools


@dataclass(frozen=True, eq=False)
class Needs:
    """What is needed, one entry a client or task.

    Parameters
    ----------
    patterns : boolean array of shape (patterns, workers)
        Sets of workers.
    pattern : array of shape (needs,)
        Who may serve each need.
    amount : array of shape (needs,)
        Minutes, or thousandths of a case.
    release, due : arrays of shape (needs,)
        When; zeros for cases.
    client : array of shape (needs,)
        Whose need it is, as a row of the clients.
    task : array of shape (needs,)
        Row of the tasks, or -1 where the need is a transfer or a case.
    """

    patterns: Bools
    pattern: Ints
    amount: Ints
    release: Ints
    due: Ints
    client: Ints
    task: Ints

    def some(self, chosen: Bools) -> Needs:
        """Return the chosen needs alone."""
        return Needs(
            self.patterns,
            self.pattern[chosen],
            self.amount[chosen],
            self.release[chosen],
            self.due[chosen],
            self.client[chosen],
            self.task[chosen],
        )


def question(instance: Instance, policy: Policy) -> Question:
    """Work out what all counts begin from.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.

    Returns
    -------
    Question
        Who may do what.
    """
    seen = view(instance)
    facts = client_facts(seen, instance, policy)
    able = eligibility(seen, policy, facts.bound & facts.owned_only[seen.client])
    still = any(most == 0 for _, most in moves.most_changes(seen, policy))
    kept = facts.frozen | (still & (seen.today >= 0))
    return Question(instance, policy, seen, facts, able, kept)


def owner_patterns(asked: Question) -> tuple[Bools, Ints]:
    """Return who may own each client: patterns, and the pattern of each client."""
    return _patterns(asked, asked.able.owners.dense() > 0, asked.able.client_class, None)


def task_patterns(asked: Question) -> tuple[Bools, Ints]:
    """Return who may do each task: patterns, and the pattern of each task.

    The only worker of a bound task under K = 1 is the owner, so today's where that one must stay.
    """
    return _patterns(asked, asked.able.doers.dense() > 0, asked.able.task_class, asked.view.client)


def minute_needs(asked: Question) -> Needs:
    """Return the minutes that are needed of workers, leaving out needs nobody may serve."""
    view, facts = asked.view, asked.facts
    doers, doing = task_patterns(asked)
    owners, owning = owner_patterns(asked)
    moved = np.flatnonzero(_must_change(asked, owners, owning))
    transfer = np.full(len(moved), moves.transfer_minutes(asked.policy), dtype=np.int64)
    needs = Needs(
        patterns=np.concatenate([doers, owners]),
        pattern=np.append(doing, len(doers) + owning[moved]),
        amount=np.append(_least_minutes(asked, doers, doing), transfer),
        release=np.append(view.release, facts.first_release[moved]),
        due=np.append(deadlines.dues(view, asked.policy), facts.last_due[moved]),
        client=np.append(view.client, moved),
        task=np.append(np.arange(view.tasks), np.full(len(moved), -1, dtype=np.int64)),
    )
    return _merged(needs.some((needs.amount > 0) & anyone(needs.patterns)[needs.pattern]))


def case_needs(asked: Question, weight: Ints) -> Needs:
    """Return the cases that must be owned, weighted, leaving out clients nobody may own."""
    owners, owning = owner_patterns(asked)
    clients = np.arange(asked.view.clients)
    zeros = np.zeros(len(clients), dtype=np.int64)
    needs = Needs(owners, owning, weight, zeros, zeros, clients, zeros - 1)
    return _merged(needs.some((weight > 0) & anyone(owners)[owning]))


def anyone(patterns: Bools) -> Bools:
    """Return which patterns hold any worker: of shape (patterns,)."""
    some: Bools = np.any(patterns, axis=1)
    return some


def must_change(asked: Question) -> Bools:
    """Return which clients have an owner today who may not stay: of shape (clients,)."""
    return _must_change(asked, *owner_patterns(asked))


def _must_change(asked: Question, owners: Bools, owning: Ints) -> Bools:
    today = asked.view.today
    stays = owners[owning, np.maximum(today, 0)] if owners.shape[1] else today >= 0
    changed: Bools = (today >= 0) & ~stays
    return changed


def _patterns(
    asked: Question, rows: Bools, class_of: Ints, client: Ints | None
) -> tuple[Bools, Ints]:
    """Return the rows by class, and one more for each class and owner of today who must stay."""
    kept, today = asked.kept, asked.view.today
    if client is not None:
        strict = asked.facts.bound & asked.facts.owned_only[client]
        kept, today = kept[client] & strict, today[client]
    width = max(rows.shape[1], 1)
    keys, extra = np.unique((class_of * width + today)[kept], return_inverse=True)
    old, worker = np.divmod(keys, width)
    single = np.zeros((len(keys), rows.shape[1]), dtype=np.bool_)
    single[np.arange(len(keys)), worker] = rows[old, worker]
    pattern = class_of.copy()
    pattern[kept] = len(rows) + extra.reshape(-1)
    return np.concatenate([rows, single]), pattern


def _least_minutes(asked: Question, doers: Bools, doing: Ints) -> Ints:
    """Return the minutes of each task at its fastest worker."""
    view = asked.view
    plain, interpreted = effective_minutes(view, asked.policy, asked.facts)
    spoken = (doers.astype(np.int64) @ view.worker_languages.astype(np.int64)) > 0
    understood = spoken[doing, view.client_language[view.client]]
    return np.where(understood, plain, interpreted)


def _merged(needs: Needs) -> Needs:
    """Return the needs with equal patterns made one."""
    patterns, inverse = np.unique(needs.patterns, axis=0, return_inverse=True)
    pattern = inverse.reshape(-1).astype(np.int64)[needs.pattern]
    return Needs(
        patterns, pattern, needs.amount, needs.release, needs.due, needs.client, needs.task
    )


# Whom a fact is about: offices, languages, programs and days in words.


_SHOWN = 4


@dataclass(frozen=True)
class Whom:
    """Some clients, described.

    Parameters
    ----------
    clients : int
        Their number.
    offices, languages, programs : tuple of str
        Theirs; programs are what a worker needs to serve them.
    shared : tuple of str
        Programs that all of them need a worker for.
    words : str
        E.g. ``412 Armenian-speaking CalFresh clients of office-12``.
    """

    clients: int
    offices: tuple[str, ...]
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    shared: tuple[str, ...]
    words: str


def whom(view: View, clients: Ints, needed: Bools) -> Whom:
    """Describe clients by what sets them apart from the others of their offices.

    Parameters
    ----------
    view : View
        The instance.
    clients : array of shape (n,)
        Rows of the clients, repeats allowed.
    needed : boolean array of shape (n, programs)
        What a worker must know for each.

    Returns
    -------
    Whom
        The description.
    """
    some = np.unique(clients)
    offices = np.unique(view.client_office[some])
    languages = np.unique(view.client_language[some])
    around = np.isin(view.client_office, offices)
    everywhere = np.unique(view.client_language[around])
    union, shared = needed.any(axis=0), needed.all(axis=0)
    spoken = _names(view.languages, languages)
    programs = _names(view.programs, np.flatnonzero(union))
    common = _names(view.programs, np.flatnonzero(shared))
    usual = bool(view.client_programs[around][:, shared].all())
    parts = [
        f"{listed(spoken, 'or')}-speaking" if _SHOWN >= len(spoken) < len(everywhere) else "",
        listed(common, "and") if common and not usual else "",
        "client" if len(some) == 1 else "clients",
    ]
    where = _names(view.offices, offices)
    return Whom(
        clients=len(some),
        offices=where,
        languages=spoken,
        programs=programs,
        shared=common,
        words=f"{len(some):,} {' '.join(part for part in parts if part)} of {listed(where, 'and')}",
    )


def listed(names: Sequence[str], last: str, most: int = _SHOWN) -> str:
    """Return names as a phrase; of many, the first few and how many more."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} {last} {len(names) - most + 1:,} more"
    *first, final = names
    return f"{', '.join(first)} {last} {final}" if first else final


def days(first: int, last: int, horizon: int) -> str:
    """Return a span of periods: ``by day 9``, ``on day 3`` or ``in days 2 to 5``."""
    if first == last:
        return f"on day {first}"
    if first == 0:
        return f"by day {last}"
    return f"from day {first} on" if last == horizon else f"in days {first} to {last}"


def many(number: int, one: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def _names(names: Sequence[str], rows: Ints) -> tuple[str, ...]:
    return tuple(names[int(row)] for row in rows)
