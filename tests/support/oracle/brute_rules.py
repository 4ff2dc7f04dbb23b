"""The thirteen rules over plain rows, for brute force: who may, what it costs, what fits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import ceil, floor

from plain_audit import Plain, exact, pair_prices, thousandths
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.tables import Client, Task, Worker

Who = str | None
"""A worker, or nobody."""


class Rules:
    """The words of a policy for an instance, in the plain loops that the audit is tested against.

    Parameters
    ----------
    instance : Instance
        A small instance.
    policy : Policy
        The policy.
    """

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.policy = policy
        self.clients = {id: instance.client(id) for id in instance.clients["id"]}
        self.workers = {id: instance.worker(id) for id in instance.workers["id"]}
        self.tasks = {id: instance.task(id) for id in instance.tasks["id"]}
        self.plain = Plain(
            policy,
            instance.calendar.last,
            self.clients,
            self.workers,
            self.tasks,
            {},
            {},
            [],
            pair_prices(instance),
            set(instance.former["id"].to_list()),
        )
        self.of_client = {
            id: [task.id for task in self.tasks.values() if task.client == id]
            for id in self.clients
        }

    @cached_property
    def owners(self) -> dict[str, list[Who]]:
        """Who may own each client, nobody included where that is allowed."""
        return {
            id: self._left(
                self.policy.moves.fixed_owners,
                id,
                [*self._nobody, *(w.id for w in self.workers.values() if self._may_own(client, w))],
            )
            for id, client in self.clients.items()
        }

    @cached_property
    def doers(self) -> dict[str, list[Who]]:
        """Who may do each task, nobody included where that is allowed."""
        return {
            id: self._left(
                self.policy.moves.fixed_tasks,
                id,
                [*self._nobody, *(w.id for w in self.workers.values() if self._may_do(task, w))],
            )
            for id, task in self.tasks.items()
        }

    @cached_property
    def minutes(self) -> dict[tuple[str, str], int]:
        """How long each task takes each worker."""
        return {
            (task.id, worker.id): self.plain.minutes(task, worker)
            for task in self.tasks.values()
            for worker in self.workers.values()
        }

    def interpreter_price(self, task: str, worker: Who) -> int:
        """Return what it costs that a worker does a task through an interpreter."""
        if worker is None or not self.plain.interpreted(self.tasks[task], self.workers[worker]):
            return 0
        price = thousandths(self.policy.language.interpreter_price)
        return price * self.minutes[task, worker]

    def backlog_price(self, task: str, worker: Who) -> int:
        """Return what it costs for the periods before the first that a worker does a task."""
        if worker is None:
            return 0
        periods = self.plain.periods_overdue(self.tasks[task])
        return self.late_price * periods * self.minutes[task, worker]

    @cached_property
    def windows(self) -> dict[str, tuple[int, int]]:
        """When switching minutes of each client may begin, and when they are due."""
        return {id: self.plain.window(id) for id in self.clients}

    @cached_property
    def _bound(self) -> dict[str, bool]:
        return {id: not self.plain.pooled(task) for id, task in self.tasks.items()}

    @cached_property
    def _most(self) -> dict[str, float]:
        return {id: self.plain.k(id) for id in self.clients}

    @property
    def _nobody(self) -> list[Who]:
        rule = self.policy.service
        return [] if rule.enabled and rule.undone == "forbidden" else [None]

    def _left(self, fixed: Mapping[str, str], id: str, some: list[Who]) -> list[Who]:
        if not self.policy.moves.enabled or id not in fixed:
            return some
        return [who for who in some if who == fixed[id]]

    def _may_own(self, client: Client, worker: Worker) -> bool:
        policy = self.policy
        frozen = policy.moves.enabled and client.id in policy.moves.frozen
        if frozen and client.worker not in (None, worker.id, *self.plain.former):
            return False
        whole = policy.skills.enabled and policy.skills.bundle_integrity
        if whole and not set(client.programs) <= set(worker.programs):
            return False
        fits = self._near(client, worker) and self._understood(client, worker)
        return fits and self._may_meet(client, worker)

    def _may_do(self, task: Task, worker: Worker) -> bool:
        client = self.clients[task.client]
        if self.policy.skills.enabled and task.program not in worker.programs:
            return False
        spoken = not task.contact or self._understood(client, worker)
        return spoken and self._near(client, worker) and self._may_meet(client, worker)

    def _may_meet(self, client: Client, worker: Worker) -> bool:
        rule, price = self.policy.pairs, self.plain.pairs.get((client.id, worker.id))
        return not rule.enabled or price != "never"

    def _understood(self, client: Client, worker: Worker) -> bool:
        rule = self.policy.language
        required = rule.enabled and rule.match == "required"
        return not required or client.language in worker.languages

    def _near(self, client: Client, worker: Worker) -> bool:
        rule, both = self.policy.pool, {client.office, worker.office}
        if not rule.enabled or rule.scope == "county" or len(both) == 1:
            return True
        return rule.scope == "region" and any(both <= set(r) for r in rule.regions.values())

    def few_enough(self, id: str, owner: Who, doers: Mapping[str, Who]) -> bool:
        """Whether a client meets no more workers than it may."""
        most = self._most[id]
        met = {doers[name] for name in self.of_client[id] if self._bound[name]} - {None}
        if most == 1 and owner is None:
            return not met
        return len(met | ({owner} - {None})) <= most

    def is_change(self, id: str, owner: Who) -> bool:
        """Whether a client goes from one owner to another."""
        return owner is not None and self.clients[id].worker not in (None, owner)

    @cached_property
    def change_price(self) -> int:
        """Price of a change of owner, in thousandths of a minute."""
        rule = self.policy.moves
        price = ceil(exact(rule.change_price) * 1000 / rule.months_served)
        return price if rule.enabled else 0

    def owner_price(self, id: str, owner: Who) -> int:
        """Return what it costs that an owner lacks the client's language or a program."""
        if owner is None:
            return 0
        return sum(self.plain.strangers(self.clients[id], self.workers[owner]))

    def uneven_price(self, owners: Mapping[str, Who]) -> int:
        """Return what caseloads above fair shares cost."""
        owned = dict.fromkeys(self.workers, 0)
        for id, owner in owners.items():
            if owner is not None:
                owned[owner] += self._standing[id]
        return sum(self._uneven_prices[id][minutes] for id, minutes in owned.items())

    @cached_property
    def _standing(self) -> dict[str, int]:
        return {id: self.plain.standing(id) for id in self.clients}

    @cached_property
    def _uneven_prices(self) -> dict[str, list[int]]:
        most = sum(self._standing.values())
        return {
            id: [self.plain.uneven_price(id, n) for n in range(most + 1)] for id in self.workers
        }

    @cached_property
    def unowned_price(self) -> int:
        """Price of a client without an owner, in thousandths of a minute."""
        rule = self.policy.service
        return thousandths(rule.unowned) if rule.enabled else 0

    @cached_property
    def undone_price(self) -> dict[str, int]:
        """Price of leaving each task, in thousandths of a minute."""
        rule, p = self.policy.service, self.plain
        base = thousandths(rule.undone_price)
        return {
            id: task.minutes
            * (base + self.late_price * (p.last - p.due(task) + p.periods_overdue(task)))
            if rule.enabled
            else 0
            for id, task in self.tasks.items()
        }

    @cached_property
    def late_price(self) -> int:
        """Price of a minute late by a period, in thousandths of a minute."""
        rule = self.policy.deadlines
        return thousandths(rule.late_price) if rule.enabled else 0

    def load_price(self, id: str, load: int) -> int | None:
        """Return what so many minutes of a worker cost; None if that is too much."""
        rule, regular = self.policy.utilisation, sum(self.workers[id].minutes)
        if not rule.enabled:
            return 0
        if rule.ceiling is not None and load > floor(exact(rule.ceiling) * regular):
            return None
        cost, before = 0, 0
        for point in rule.breakpoints:
            price = thousandths(point.price)
            cost += (price - before) * max(0, load - floor(exact(point.above) * regular))
            before = price
        return cost

    def may_be_together(self, owners: Mapping[str, Who], doers: Mapping[str, Who]) -> bool:
        """Whether limits over all clients and tasks are kept."""
        return (
            self._few_moves(owners)
            and self._caps_kept(owners)
            and self._levels_kept(doers)
            and self._gaps_kept(doers)
            and all(self._home_kept(id, owners, doers) for id in self.clients)
        )

    def _home_kept(self, id: str, owners: Mapping[str, Who], doers: Mapping[str, Who]) -> bool:
        """Whether a client's household has one owner and meets no more workers than it may."""
        home = self.plain.home(id)
        bound = [name for one in home for name in self.of_client[one] if self._bound[name]]
        met = {owners[id], *(doers[name] for name in bound)} - {None}
        return {owners[one] for one in home} == {owners[id]} and len(met) <= self._most[id]

    def _few_moves(self, owners: Mapping[str, Who]) -> bool:
        there = [each for each in owners.items() if not self.plain.is_forced(each[0])]
        return sum(self.is_change(*each) for each in there) <= self._most_changes

    @cached_property
    def _most_changes(self) -> int:
        rule, left = self.policy.moves, (None, *self.plain.former)
        owned = sum(client.worker not in left for client in self.clients.values())
        limits = [len(self.clients)]
        if rule.enabled and rule.limit is not None:
            limits.append(rule.limit)
        if rule.enabled and rule.limit_share is not None:
            limits.append(floor(exact(rule.limit_share) * owned))
        return min(limits)

    def _caps_kept(self, owners: Mapping[str, Who]) -> bool:
        rule = self.policy.caseload
        for worker in self.workers if rule.enabled else ():
            mine = [id for id, owner in owners.items() if owner == worker]
            if rule.cap is not None and sum(self._weight[id] for id in mine) > self._cap[worker]:
                return False
            for program, cap in rule.caps.items():
                most = floor(cap * self.plain.caseload_share(worker))
                if sum(program in self.clients[id].programs for id in mine) > most:
                    return False
        return True

    @cached_property
    def _cap(self) -> dict[str, int]:
        cap = exact(self.policy.caseload.cap or 0.0) * 1000
        return {id: floor(cap * self.plain.caseload_share(id)) for id in self.workers}

    @cached_property
    def _weight(self) -> dict[str, int]:
        weights = self.policy.caseload.weights
        return {
            id: sum(thousandths(weights.get(name, 1.0)) for name in client.programs)
            if weights
            else 1000
            for id, client in self.clients.items()
        }

    def _levels_kept(self, doers: Mapping[str, Who]) -> bool:
        rule = self.policy.service
        for kind, share in rule.levels.items() if rule.enabled else ():
            of_kind = [doers[id] for id, task in self.tasks.items() if task.kind == kind]
            if len(of_kind) - of_kind.count(None) < exact(share) * len(of_kind):
                return False
        return True

    def _gaps_kept(self, doers: Mapping[str, Who]) -> bool:
        rule = self.policy.utilisation
        for gap in rule.gaps if rule.enabled else ():
            inside = {id for id, worker in self.workers.items() if _has(worker, gap.group)}
            regular, minutes = [0, 0], [0, 0]
            for id, worker in self.workers.items():
                regular[id in inside] += sum(worker.minutes)
            for name, doer in doers.items():
                if doer is not None:
                    minutes[doer in inside] += self.tasks[name].minutes
            apart = minutes[0] * regular[1] - minutes[1] * regular[0]
            if all(regular) and abs(apart) > exact(gap.limit) * regular[0] * regular[1]:
                return False
        return True


def _has(worker: Worker, group: str) -> bool:
    kind, name = group.split(":")
    has = {
        "office": [worker.office],
        "unit": [worker.unit],
        "language": worker.languages,
        "program": worker.programs,
    }
    return name in has[kind]
