"""Who may own whom and who may do what: pairs, by classes of identical clients and tasks.

Clients of one office, language and bundle have the same eligible workers, unless they must not meet
some of them, and so have tasks of one such class, program and contact; the rules are asked once per
class, never once per pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.instance import Instance
from ..model.policy import Policy
from ..problem import Bools, Ints, Sparse, sparse, sum_by
from .rules import continuity, deadlines, handoffs, language, moves, pairs, pool, skills
from .view import InstanceView, number_rows


@dataclass(frozen=True, eq=False)
class Eligibility:
    """Eligible workers of every client and task, by class.

    Parameters
    ----------
    client_class, task_class : arrays of shape (clients,) and (tasks,)
        Class of each.
    owners, doers : Sparse of shape (classes, workers)
        Eligible workers of each class, with entries 1.
    owner_price : array of shape (classes, workers)
        What owning costs besides a change, in thousandths of a minute.
    """

    client_class: Ints
    task_class: Ints
    owners: Sparse
    doers: Sparse
    owner_price: Ints


def find_eligibility(view: InstanceView, policy: Policy, strict: Bools) -> Eligibility:
    """Ask the rules skills, language, pool and pairs who may own and do what.

    ``strict`` marks the tasks that only an owner of the client may do (bound tasks under K = 1):
    boolean, of shape (tasks,).
    """
    keys = np.column_stack(
        [
            view.client_office,
            view.client_language,
            _bundle_codes(view.client_programs),
            pairs.classes(view, policy),
        ]
    )
    first, client_class = number_rows(keys)
    office, spoken = view.client_office[first], view.client_language[first]
    bundles = view.client_programs[first]
    near = pool.may_serve(view, policy, office) & pairs.may_meet(view, policy, first)
    owners = near & language.may_own(view, policy, spoken) & skills.may_own(view, policy, bundles)
    # A task's class is its client's class and what the rules ask of the task itself.
    mine = client_class[view.client]
    keys = np.column_stack([mine, view.program, view.contact, strict]).astype(np.int64)
    first, task_class = number_rows(keys)
    of = mine[first]
    doers = (
        near[of]
        & language.may_contact(view, policy, spoken[of], view.contact[first])
        & skills.may_do(view, policy, view.program[first])
        & (owners[of] | ~strict[first][:, None])
    )
    price = language.owner_prices(view, policy, spoken)
    price = price + skills.owner_prices(view, policy, bundles)
    return Eligibility(client_class, task_class, _sparse(owners), _sparse(doers), price)


def _bundle_codes(bundles: Bools) -> Ints:
    return number_rows(bundles.astype(np.int64))[1]


def _sparse(mask: Bools) -> Sparse:
    row, column = np.nonzero(mask)
    return sparse(row, column, np.ones(len(row), dtype=np.int64), *mask.shape)


# Facts about each client that the lowering needs: K, the window, whether workers form a group.

ANYONE, NOBODY = -1, -2
"""Stand for a row of the workers where a rule names none, and where two rules name two."""


@dataclass(frozen=True, eq=False)
class ClientFacts:
    """What the lowering needs to know of each client.

    Parameters
    ----------
    home : array of shape (clients,)
        The client who stands for the household where households stay together, else the client
        itself. What is said of owners and groups is said of that client, for all of them.
    most : array of shape (clients,)
        K, ``continuity.UNLIMITED`` where there is no limit.
    owned_only : boolean array of shape (clients,)
        Whether only the owner may do bound tasks (K = 1).
    grouped : boolean array of shape (clients,)
        Whether the client's owner and tasks, and those of its household, form a group of the
        problem; False for clients for whom another one stands.
    joined : boolean array of shape (clients,)
        Whether workers of the group carry hand-off minutes for the client.
    only_owner : array of shape (clients,)
        The one worker who may own the client, because the client is frozen or something is fixed;
        ``ANYONE`` where there is no such one, ``NOBODY`` where the policy contradicts itself.
    only_doer : array of shape (tasks,)
        The one worker who may do the task, in the same way.
    must_own, must_do : boolean arrays of shape (clients,) and (tasks,)
        Whether somebody must own the client, or do the task, because it is fixed.
    first_release, last_due : arrays of shape (clients,)
        The window of switching minutes; the whole horizon without tasks.
    bound : boolean array of shape (tasks,)
        Whether the task counts against K.
    """

    home: Ints
    most: Ints
    owned_only: Bools
    grouped: Bools
    joined: Bools
    only_owner: Ints
    only_doer: Ints
    must_own: Bools
    must_do: Bools
    first_release: Ints
    last_due: Ints
    bound: Bools


def derive_client_facts(view: InstanceView, instance: Instance, policy: Policy) -> ClientFacts:
    """Work out K, windows and groups of every client."""
    home = continuity.find_homes(view, policy)
    most = continuity.most_workers(instance, policy, home)
    bound = continuity.is_bound(view, policy, most)
    tasks = np.bincount(view.client, minlength=view.clients)
    # Counts are those of whole households, held by the client who stands for each.
    of_home = sum_by(home, tasks, view.clients)
    bound_tasks = sum_by(home[view.client], bound.astype(np.int64), view.clients)
    owned_only = most == 1
    could_join = ~(owned_only & (of_home == bound_tasks)) & (handoffs.minutes(policy) > 0)
    joined = (tasks > 0) & could_join[home]
    # Workers form a group where K can bind at all: more bound tasks and an owner than K allows.
    limited = (owned_only & (bound_tasks > 0)) | (bound_tasks + 1 > most)
    limited |= (of_home > 0) & could_join
    stands = home == np.arange(view.clients)
    first = np.full(view.clients, view.last, dtype=np.int64)
    np.minimum.at(first, view.client, view.release)
    last = np.zeros(view.clients, dtype=np.int64)
    np.maximum.at(last, view.client, deadlines.dues(view, policy))
    owner, doer = _find_only_workers(view, instance, policy, bound & owned_only[view.client], home)
    # A client without tasks may be taken over at any time.
    idle = tasks == 0
    return ClientFacts(
        home=home,
        most=most,
        owned_only=owned_only,
        grouped=limited & stands,
        joined=joined,
        only_owner=owner,
        only_doer=doer,
        must_own=moves.find_fixed_owners(instance, policy) >= 0,
        must_do=moves.find_fixed_doers(instance, policy) >= 0,
        first_release=np.where(idle, 0, first),
        last_due=np.where(idle, view.last, last),
        bound=bound,
    )


def _find_only_workers(
    view: InstanceView, instance: Instance, policy: Policy, strict: Bools, home: Ints
) -> tuple[Ints, Ints]:
    """Return the only owner of each client and the only worker of each task, or ``ANYONE``.

    ``strict`` marks the tasks that only the owner may do: boolean, of shape (tasks,). Whoever is
    fixed on such a task is the only one who may own the client, and does the others too; so is
    whoever alone may own a client of the household.
    """
    frozen = np.where(moves.is_frozen(view, instance, policy), view.today, ANYONE)
    owner = meet(frozen, moves.find_fixed_owners(instance, policy))
    doer = moves.find_fixed_doers(instance, policy)
    for task in np.flatnonzero(strict & (doer >= 0)).tolist():
        client = view.client[[task]]
        owner[client] = meet(owner[client], doer[[task]])
    for member in np.flatnonzero(home != np.arange(view.clients)).tolist():
        owner[home[[member]]] = meet(owner[home[[member]]], owner[[member]])
    owner = owner[home]
    return owner, np.where(strict, meet(doer, owner[view.client]), doer)


def meet(one: Ints, other: Ints) -> Ints:
    """Return the only workers that two rules leave, who each name one, ``ANYONE`` or ``NOBODY``."""
    both = np.where(one == other, one, NOBODY)
    met: Ints = np.where(one == ANYONE, other, np.where(other == ANYONE, one, both))
    return met
