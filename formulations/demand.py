"""What must be done by whom and when, and what workers can give: the face for ``explanation``.

Every task needs at least the minutes of its fastest worker inside its window. A client whose owner
of today may not stay needs a new one, with the transfer minutes. Who may serve a need is a
*pattern*, a row of workers; most needs share a few patterns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..model.instance import Instance
from ..model.policy import MILLI, Policy, floor_share
from ..problem import Bools, Ints
from .eligibility import (
    ANYONE,
    NOBODY,
    ClientFacts,
    Eligibility,
    derive_client_facts,
    find_eligibility,
    meet,
)
from .minutes import compute_minutes
from .rules import (
    caseload,
    deadlines,
    moves,
    overtime,
    robust,
    service,
    utilisation,
)
from .view import InstanceView as InstanceView
from .view import encode_instance


@dataclass(frozen=True, eq=False)
class Demand:
    """An instance and a policy, with what all counts begin from.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy, under which nothing may stay undone.
    view : InstanceView
        The instance in numbers.
    facts : ClientFacts
        K, windows and bound tasks.
    able : Eligibility
        Who may own and do what, by class.
    only_owner : array of shape (clients,)
        The one worker who may own the client, as in ``ClientFacts``; today's owner too where no
        client may change owners.
    only_doer : array of shape (tasks,)
        The one worker who may do the task, in the same way.
    """

    instance: Instance
    policy: Policy
    view: InstanceView
    facts: ClientFacts
    able: Eligibility
    only_owner: Ints
    only_doer: Ints


@dataclass(frozen=True, eq=False)
class Needs:
    """What is needed, one entry per client or task.

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

    def select(self, chosen: Bools) -> Needs:
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


@dataclass(frozen=True, eq=False)
class Supply:
    """What workers can give.

    Parameters
    ----------
    amount : array of shape (workers, periods)
        Minutes per period, overtime included, or cases in a single period.
    most : array of shape (workers,) or None
        Most over all periods, None for no such limit.
    """

    amount: Ints
    most: Ints | None


@dataclass(frozen=True, eq=False)
class CapDemand:
    """What must be and may be owned under one cap.

    Parameters
    ----------
    field : str
        Field of the policy.
    limit, scale : int
        The cap of a whole caseload, and what stands for one case.
    needs : Needs
        Cases that must be owned.
    supply : Supply
        Cases that may be owned.
    """

    field: str
    limit: int
    scale: int
    needs: Needs
    supply: Supply


def derive_demand(instance: Instance, policy: Policy) -> Demand:
    """Work out what all counts begin from."""
    view = encode_instance(instance)
    facts = derive_client_facts(view, instance, policy)
    able = find_eligibility(view, policy, facts.bound & facts.owned_only[view.client])
    still = any(most == 0 for _, most in moves.most_changes(view, policy))
    strict = facts.bound & facts.owned_only[view.client]
    owner, doer = facts.only_owner, facts.only_doer
    if still:
        owner = meet(owner, np.where(view.today >= 0, view.today, ANYONE))
        doer = np.where(strict, meet(doer, owner[view.client]), doer)
    return Demand(instance, policy, view, facts, able, owner, doer)


def is_everything_required(policy: Policy) -> bool:
    """Whether every task must be done and every client owned."""
    return service.is_required(policy)


def has_workers(patterns: Bools) -> Bools:
    """Return which patterns hold any worker: of shape (patterns,)."""
    some: Bools = np.any(patterns, axis=1)
    return some


def find_owner_patterns(demand: Demand) -> tuple[Bools, Ints]:
    """Return who may own each client: patterns, and the pattern of each client."""
    able = demand.able
    return _split_patterns(able.owners.dense() > 0, able.client_class, demand.only_owner)


def find_task_patterns(demand: Demand) -> tuple[Bools, Ints]:
    """Return who may do each task: patterns, and the pattern of each task.

    The only worker of a bound task under K = 1 is the owner, so today's where that one must stay.
    """
    able = demand.able
    return _split_patterns(able.doers.dense() > 0, able.task_class, demand.only_doer)


def find_owner_tasks(demand: Demand) -> Bools:
    """Return which tasks only the owner of the client may do: of shape (tasks,)."""
    tasks: Bools = demand.facts.bound & demand.facts.owned_only[demand.view.client]
    return tasks


def find_minute_needs(demand: Demand) -> Needs:
    """Return the minutes that are needed of workers, leaving out needs nobody may serve."""
    view, facts = demand.view, demand.facts
    doers, doing = find_task_patterns(demand)
    owners, owning = find_owner_patterns(demand)
    moved = np.flatnonzero(_is_moved(demand, owners, owning) | demand.view.forced)
    transfer = np.full(len(moved), moves.transfer_minutes(demand.policy), dtype=np.int64)
    needs = Needs(
        patterns=np.concatenate([doers, owners]),
        pattern=np.append(doing, len(doers) + owning[moved]),
        amount=np.append(_find_least_minutes(demand, doers, doing), transfer),
        release=np.append(view.release, facts.first_release[moved]),
        due=np.append(deadlines.dues(view, demand.policy), facts.last_due[moved]),
        client=np.append(view.client, moved),
        task=np.append(np.arange(view.tasks), np.full(len(moved), -1, dtype=np.int64)),
    )
    served = has_workers(needs.patterns)[needs.pattern]
    return _merge_patterns(needs.select((needs.amount > 0) & served))


def find_minute_supply(demand: Demand, needs: Needs) -> Supply:
    """Return the minutes that workers have planned, with overtime, under the ceiling."""
    view, policy = demand.view, demand.policy
    everything = np.full(view.workers, needs.amount.sum(), dtype=np.int64)
    amount = robust.planned_minutes(view, policy) + overtime.limits(view, policy, everything)
    levels = utilisation.build_levels(view, policy)
    ceilings = [level.capacity for level in levels if level.price is None]
    return Supply(amount, ceilings[0] if ceilings else None)


def find_cap_demands(demand: Demand) -> Iterator[CapDemand]:
    """Yield what must be and may be owned under each caseload cap."""
    section = demand.policy.caseload
    if not section.enabled:
        return
    fields: list[tuple[str, int, int]] = []
    if section.cap is not None:
        fields.append(("caseload.cap", floor_share(section.cap, MILLI), MILLI))
    fields += [(f"caseload.caps.{program}", cap, 1) for program, cap in section.caps.items()]
    caps = [cap for cap in caseload.build_caps(demand.view, demand.policy) if not cap.steps]
    for (field, limit, scale), cap in zip(fields, caps, strict=True):
        needs = _find_case_needs(demand, cap.weight)
        yield CapDemand(field, limit, scale, needs, Supply(cap.limit[:, None], None))


def find_needed_changes(demand: Demand) -> Ints:
    """Return the clients whose owner of today may not stay while another may own them."""
    owners, owning = find_owner_patterns(demand)
    owned = has_workers(owners)[owning]
    return np.flatnonzero(_is_moved(demand, owners, owning) & owned)


def find_change_limit(demand: Demand) -> tuple[str, int] | None:
    """Return the field of the policy that limits changes of owner most, and its number."""
    limits = moves.most_changes(demand.view, demand.policy)
    return min(limits, key=lambda limit: limit[1]) if limits else None


def find_needed_programs(demand: Demand, client: Ints, task: Ints) -> Bools:
    """Return what a worker must know to serve needs: boolean, of shape (needs, programs).

    Parameters
    ----------
    demand : Demand
        The question.
    client, task : arrays of shape (needs,)
        Rows of the clients and tasks; -1 where a need is no task.
    """
    view, section = demand.view, demand.policy.skills
    needed = np.zeros((len(client), len(view.programs)), dtype=np.bool_)
    if not section.enabled:
        return needed
    strict = find_owner_tasks(demand)
    owner = task < 0
    needed[~owner, view.program[task[~owner]]] = True
    # Whoever does a task that only the owner may do must be fit to own the client.
    owner[~owner] = strict[task[~owner]]
    if section.bundle_integrity:
        needed[owner] |= view.client_programs[client[owner]]
    alone = np.zeros((view.clients, len(view.programs)), dtype=np.bool_)
    alone[view.client[strict], view.program[strict]] = True
    needed[owner] |= alone[client[owner]]
    return needed


def _find_case_needs(demand: Demand, weight: Ints) -> Needs:
    """Return the cases that must be owned, weighted, leaving out clients nobody may own."""
    owners, owning = find_owner_patterns(demand)
    clients = np.arange(demand.view.clients)
    zeros = np.zeros(len(clients), dtype=np.int64)
    needs = Needs(owners, owning, weight, zeros, zeros, clients, zeros - 1)
    return _merge_patterns(needs.select((weight > 0) & has_workers(owners)[owning]))


def _is_moved(demand: Demand, owners: Bools, owning: Ints) -> Bools:
    """Return which clients have an owner today who may not stay: (clients,)."""
    today = demand.view.today
    stays = owners[owning, np.maximum(today, 0)] if owners.shape[1] else today >= 0
    changed: Bools = (today >= 0) & ~stays
    return changed


def _split_patterns(rows: Bools, class_of: Ints, only: Ints) -> tuple[Bools, Ints]:
    """Return the rows by class, and one more for each class and only worker."""
    # A class and a worker are one key; its pattern holds that worker alone, if eligible.
    width = rows.shape[1] + 1
    kept = only != ANYONE
    keys, extra = np.unique(
        (class_of * width + np.where(only == NOBODY, width - 1, only))[kept], return_inverse=True
    )
    old, worker = np.divmod(keys, width)
    single = np.zeros((len(keys), width), dtype=np.bool_)
    single[np.arange(len(keys)), worker] = np.pad(rows, ((0, 0), (0, 1)))[old, worker]
    pattern = class_of.copy()
    pattern[kept] = len(rows) + extra.reshape(-1)
    return np.concatenate([rows, single[:, :-1]]), pattern


def _find_least_minutes(demand: Demand, doers: Bools, doing: Ints) -> Ints:
    """Return the minutes of each task at its fastest worker: (tasks,)."""
    view = demand.view
    plain, interpreted = compute_minutes(view, demand.policy, demand.facts)
    spoken = (doers.astype(np.int64) @ view.worker_languages.astype(np.int64)) > 0
    understood = spoken[doing, view.client_language[view.client]]
    return np.where(understood, plain, interpreted)


def _merge_patterns(needs: Needs) -> Needs:
    """Return the needs with equal patterns made one."""
    patterns, inverse = np.unique(needs.patterns, axis=0, return_inverse=True)
    pattern = inverse.reshape(-1).astype(np.int64)[needs.pattern]
    return Needs(
        patterns, pattern, needs.amount, needs.release, needs.due, needs.client, needs.task
    )
