"""What everything costs, in the parts in which the certificate's prices are whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd

import numpy as np

from ...model.instance import Instance
from ...model.policy import Policy, milli
from ...problem import Bools, Ints
from .. import restate
from .people import Work
from .rows import Cap, Level


@dataclass(frozen=True, eq=False)
class UnitCosts:
    """Costs in thousandths of a minute, or in parts of them.

    Parameters
    ----------
    must_own, must_do : boolean arrays of shape (clients,) and (tasks,)
        Which clients must be owned, and which tasks done, at any cost; tasks in the order of
        ``Work``.
    change : int
        A change of owner.
    unowned : array of shape (clients,)
        Each client without an owner.
    undone : array of shape (tasks,)
        Each task left undone, in the order of ``Work``.
    late, overtime : int
        A minute late by a period; an overtime minute.
    backlog : array of shape (tasks,)
        A minute of each task for the periods that it was late on arrival, in the order of ``Work``.
    meeting : Ints
        Rows of (client, worker, cost): what it costs that a worker of a pair owns the client or
        does a task of it.
    missed : array of shape (clients,)
        What any other worker costs; ``unowned`` and ``undone`` have it already.
    steps : tuple of (int or None)
        A minute above each level; None where there may be none.
    shares : tuple of tuples of int
        A unit above each cap, at each of its prices; empty where there may be none.
    language, skills : int
        An owner who does not speak the client's language; one who lacks a program.
    interpreter : int
        A minute of contact at a worker who does not speak the client's language.
    unit : int
        Every cost is a multiple of it, and so is every total.
    """

    must_own: Bools
    must_do: Bools
    change: int
    unowned: Ints
    undone: Ints
    late: int
    overtime: int
    backlog: Ints
    meeting: Ints
    missed: Ints
    steps: tuple[int | None, ...]
    shares: tuple[tuple[int, ...], ...]
    language: int
    skills: int
    interpreter: int
    unit: int

    def scaled(self, scale: int) -> UnitCosts:
        """Return the costs in so many parts of each unit."""
        return replace(
            self,
            change=self.change * scale,
            unowned=self.unowned * scale,
            undone=self.undone * scale,
            late=self.late * scale,
            overtime=self.overtime * scale,
            backlog=self.backlog * scale,
            meeting=self.meeting * np.array([1, 1, scale]),
            missed=self.missed * scale,
            steps=tuple(None if step is None else step * scale for step in self.steps),
            shares=tuple(tuple(price * scale for price in each) for each in self.shares),
            language=self.language * scale,
            skills=self.skills * scale,
            interpreter=self.interpreter * scale,
            unit=self.unit * scale,
        )

    @property
    def has_meetings(self) -> bool:
        """Whether anybody costs anything for a pair; with who has left, all do."""
        return bool(len(self.meeting) or self.missed.any())

    def meetings(self, client: Ints, workers: int) -> Ints:
        """Return what it costs that each worker serves some clients: (clients, workers).

        ``client`` are rows of the clients, not falling, of shape (n,).
        """
        cost = np.repeat(self.missed[client, None], workers, axis=1)
        first = np.searchsorted(client, self.meeting[:, 0])
        last = np.searchsorted(client, self.meeting[:, 0], side="right")
        for start, end, worker, each in zip(first, last, *self.meeting[:, 1:].T, strict=True):
            cost[start:end, worker] = each
        return cost


def compute_unit_costs(
    instance: Instance, policy: Policy, work: Work, levels: Sequence[Level], caps: Sequence[Cap]
) -> UnitCosts:
    """Return the costs of a policy, in thousandths of a minute."""
    moves, service = policy.moves, policy.service
    must = _find_required(instance, policy, work)
    change = -(-milli(moves.change_price) // moves.months_served) if moves.enabled else 0
    unowned = milli(service.unowned) if service.enabled else 0
    minute = milli(service.undone_price) if service.enabled else 0
    late = milli(policy.deadlines.late_price) if policy.deadlines.enabled else 0
    overtime = milli(policy.overtime.price) if policy.overtime.enabled else 0
    periods = instance.calendar.last - work.due + work.overdue
    waiting = periods * (late if service.enabled else 0)
    undone = work.standard * (minute + waiting)
    steps = [level.step for level in levels]
    meeting, missed = _restate_meetings(instance, policy)
    unserved = undone + missed[work.client]
    amounts = np.concatenate([undone, missed, meeting[:, 2]])
    every = int(np.gcd.reduce(amounts)) if amounts.size else 0
    priced = [step for step in steps if step is not None]
    shares = tuple(cap.price for cap in caps)
    speaking, whole = policy.language, policy.skills
    interpreted = speaking.enabled and speaking.match == "interpreter"
    language = milli(speaking.owner_price) if interpreted else 0
    lacking = whole.enabled and not whole.bundle_integrity
    skills = milli(whole.owner_price) if lacking else 0
    minute_through = milli(speaking.interpreter_price) if interpreted else 0
    priced += [language, skills, minute_through, *(price for each in shares for price in each)]
    return UnitCosts(
        must_own=must[0],
        must_do=must[1],
        change=change,
        unowned=unowned + missed,
        undone=unserved,
        late=late,
        overtime=overtime,
        backlog=late * work.overdue,
        meeting=meeting,
        missed=missed,
        steps=tuple(steps),
        shares=shares,
        language=language,
        skills=skills,
        interpreter=minute_through,
        unit=gcd(change, unowned, every, late, overtime, *priced),
    )


def _restate_meetings(instance: Instance, policy: Policy) -> tuple[Ints, Ints]:
    """Return what the workers of pairs cost, as rows, and what everybody else does."""
    clients = {id: row for row, id in enumerate(instance.clients["id"].to_list())}
    workers = {id: row for row, id in enumerate(instance.workers["id"].to_list())}
    missed = np.zeros(len(clients), dtype=np.int64)
    rows: list[tuple[int, int, int]] = []
    for client, worker, cost in restate.meeting_costs(instance, policy).iter_rows():
        if worker is None and client in clients:
            missed[clients[client]] = cost
        elif client in clients and worker in workers:
            rows.append((clients[client], workers[worker], cost))
    return np.array(rows, dtype=np.int64).reshape(len(rows), 3), missed


def _find_required(instance: Instance, policy: Policy, work: Work) -> tuple[Bools, Bools]:
    """Return who must be owned and what must be done: because all must, or because it is fixed."""
    moves, service = policy.moves, policy.service
    everything = service.enabled and service.undone == "forbidden"
    owners = moves.fixed_owners if moves.enabled else {}
    doers = moves.fixed_tasks if moves.enabled else {}
    clients, tasks = instance.clients["id"].to_list(), instance.tasks["id"].to_list()
    must_own = np.array([everything or id in owners for id in clients], dtype=np.bool_)
    must_do = np.array([everything or id in doers for id in tasks], dtype=np.bool_)
    return must_own, must_do[work.task]


def compute_shortage_costs(
    instance: Instance,
    policy: Policy,
    work: Work,
    levels: Sequence[Level],
    caps: Sequence[Cap],
    price: int,
) -> UnitCosts:
    """Return the costs under which only what must be served and is not has a price.

    ``price`` is that of each task or owner missing that must be there.
    """
    must_own, must_do = _find_required(instance, policy, work)
    return UnitCosts(
        must_own=np.zeros_like(must_own),
        must_do=np.zeros_like(must_do),
        change=0,
        unowned=np.where(must_own, price, 0).astype(np.int64),
        undone=np.where(must_do, price, 0).astype(np.int64),
        late=0,
        overtime=0,
        backlog=np.zeros(len(must_do), dtype=np.int64),
        meeting=np.zeros((0, 3), dtype=np.int64),
        missed=np.zeros(len(must_own), dtype=np.int64),
        steps=tuple(None if level.step is None else 0 for level in levels),
        shares=tuple((0,) * len(cap.price) for cap in caps),
        language=0,
        skills=0,
        interpreter=0,
        unit=1,
    )
