"""The best plan of a tiny agency, found by listing all of them.

A plan is an owner or none for every client, and a worker or none for every task; what its workers
do when is the cheapest of all schedules. Plans are judged by the words of the audit in plain loops
(``plain_audit``), client by client, worker by worker and as a whole. No lowering has a part in it,
and whoever uses it lets the audit itself judge the plan that comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil, floor

from plain_audit import Plain, exact, thousandths
from plans import Work, plan_of
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.model.tables import Client, Task, Worker
from schedules import Chunk, Prices, Split, cheapest

Who = str | None
"""A worker, or nobody."""


@dataclass(frozen=True)
class Job:
    """A piece of work for a client; ``task`` is None for switching minutes."""

    client: str
    activity: str
    task: str | None
    chunk: Chunk


@dataclass(frozen=True)
class Choice:
    """What is decided about one client.

    Parameters
    ----------
    client : str
        The client.
    owner : str or None
        The owner.
    doers : mapping of str to (str or None)
        The worker of each of the client's tasks.
    cost : int
        What is to be paid whenever the work is done, in thousandths of a minute.
    jobs : mapping of str to tuple of Job
        The work that comes to each worker.
    """

    client: str
    owner: Who
    doers: Mapping[str, Who]
    cost: int
    jobs: Mapping[str, tuple[Job, ...]]


def best(instance: Instance, policy: Policy) -> tuple[int, Plan] | None:
    """Return the least cost in thousandths of a minute and a plan of that cost; None without any.

    Parameters
    ----------
    instance : Instance
        A tiny instance.
    policy : Policy
        The policy.

    Returns
    -------
    tuple of (int, Plan) or None
        None if no plan is legal.
    """
    return _Judge(instance, policy).best()


def score(
    instance: Instance, policy: Policy, owners: Mapping[str, Who], doers: Mapping[str, Who]
) -> int | None:
    """Return the least cost with these owners and workers; None if that is not legal.

    Parameters
    ----------
    instance : Instance
        A small instance.
    policy : Policy
        The policy.
    owners, doers : mapping of str to (str or None)
        Owner of every client, worker of every task.

    Returns
    -------
    int or None
        In thousandths of a minute.
    """
    judge = _Judge(instance, policy)
    wanted = [judge.choice(id, owners[id], doers) for id in judge.plain.clients]
    chosen = [choice for choice in wanted if choice is not None]
    return judge.total(chosen) if len(chosen) == len(wanted) else None


def planned(
    instance: Instance, policy: Policy, owners: Mapping[str, Who], doers: Mapping[str, Who]
) -> Plan | None:
    """Return a plan with these owners and workers, legal or not; None if the work fits nowhere.

    Parameters
    ----------
    instance : Instance
        A small instance.
    policy : Policy
        The policy.
    owners, doers : mapping of str to (str or None)
        Owner of every client, worker of every task.

    Returns
    -------
    Plan or None
        With the cheapest schedule of every worker.
    """
    judge = _Judge(instance, policy)
    return judge.plan([judge.decided(id, owners[id], doers) for id in judge.plain.clients])


class _Judge:
    """Knows an instance and a policy; remembers what each worker's work costs."""

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.instance, self.policy = instance, policy
        self.plain = Plain(
            policy,
            instance.calendar.last,
            {id: instance.client(id) for id in instance.clients["id"]},
            {id: instance.worker(id) for id in instance.workers["id"]},
            {id: instance.task(id) for id in instance.tasks["id"]},
            {},
            {},
            [],
        )
        self._costs: dict[tuple[str, tuple[Chunk, ...]], int | None] = {}

    def best(self) -> tuple[int, Plan] | None:
        """See the function of that name."""
        lists = [sorted(self._choices(id), key=lambda c: c.cost) for id in self.plain.clients]
        least: int | None = None
        found: list[Choice] = []
        for chosen in _cheap_first(lists, 0, lambda: least):
            total = self.total(chosen, least)
            if total is not None and (least is None or total < least):
                least, found = total, list(chosen)
        plan = self.plan(found)
        return None if least is None or plan is None else (least, plan)

    def _choices(self, id: str) -> Iterator[Choice]:
        tasks = [task.id for task in self.plain.tasks.values() if task.client == id]
        anybody: list[Who] = [None, *self.plain.workers]
        for owner, *doers in product(anybody, repeat=1 + len(tasks)):
            choice = self.choice(id, owner, dict(zip(tasks, doers, strict=True)))
            if choice is not None:
                yield choice

    def choice(self, id: str, owner: Who, doers: Mapping[str, Who]) -> Choice | None:
        """Return a decision about one client, None if no plan may have it."""
        mine = self._of_client(id, doers)
        return self.decided(id, owner, mine) if self._may_be(id, owner, mine) else None

    def decided(self, id: str, owner: Who, doers: Mapping[str, Who]) -> Choice:
        """Return a decision about one client, legal or not."""
        client, mine = self.plain.clients[id], self._of_client(id, doers)
        cost = self._change(client, owner) + (self._unowned if owner is None else 0)
        cost += sum(self._undone[name] for name, doer in mine.items() if doer is None)
        return Choice(id, owner, mine, cost, self._jobs(client, owner, mine))

    def _of_client(self, id: str, doers: Mapping[str, Who]) -> dict[str, Who]:
        tasks = self.plain.tasks.values()
        return {task.id: doers[task.id] for task in tasks if task.client == id}

    def _may_be(self, id: str, owner: Who, doers: Mapping[str, Who]) -> bool:
        policy, p, client = self.policy, self.plain, self.plain.clients[id]
        if policy.service.enabled and policy.service.undone == "forbidden":
            if None in (owner, *doers.values()):
                return False
        if owner is not None and not self._may_own(client, p.workers[owner]):
            return False
        done = {p.tasks[name]: p.workers[doer] for name, doer in doers.items() if doer is not None}
        if not all(self._may_do(client, task, doer) for task, doer in done.items()):
            return False
        met = {doer.id for task, doer in done.items() if not p.pooled(task)}
        if p.k(client.id) == 1 and owner is None:
            return not met
        return len((met | {owner}) - {None}) <= p.k(client.id)

    def _may_own(self, client: Client, worker: Worker) -> bool:
        policy = self.policy
        moved = client.worker not in (None, worker.id)
        if policy.moves.enabled and client.id in policy.moves.frozen and moved:
            return False
        whole = policy.skills.enabled and policy.skills.bundle_integrity
        if whole and not set(client.programs) <= set(worker.programs):
            return False
        return self._near(client, worker) and self._understood(client, worker)

    def _may_do(self, client: Client, task: Task, worker: Worker) -> bool:
        if self.policy.skills.enabled and task.program not in worker.programs:
            return False
        spoken = not task.contact or self._understood(client, worker)
        return spoken and self._near(client, worker)

    def _understood(self, client: Client, worker: Worker) -> bool:
        rule = self.policy.language
        required = rule.enabled and rule.match == "required"
        return not required or client.language in worker.languages

    def _near(self, client: Client, worker: Worker) -> bool:
        rule, both = self.policy.pool, {client.office, worker.office}
        if not rule.enabled or rule.scope == "county" or len(both) == 1:
            return True
        return rule.scope == "region" and any(both <= set(r) for r in rule.regions.values())

    def _change(self, client: Client, owner: Who) -> int:
        rule = self.policy.moves
        if not rule.enabled or None in (owner, client.worker) or owner == client.worker:
            return 0
        return ceil(exact(rule.change_price) * 1000 / rule.months_served)

    @cached_property
    def _unowned(self) -> int:
        rule = self.policy.service
        return thousandths(rule.unowned) if rule.enabled else 0

    @cached_property
    def _undone(self) -> dict[str, int]:
        rule, p = self.policy.service, self.plain
        base = thousandths(rule.undone_price)
        return {
            id: task.minutes * (base + self._late_price * (p.last - p.due(task)))
            if rule.enabled
            else 0
            for id, task in p.tasks.items()
        }

    @cached_property
    def _late_price(self) -> int:
        rule = self.policy.deadlines
        return thousandths(rule.late_price) if rule.enabled else 0

    def _jobs(
        self, client: Client, owner: Who, doers: Mapping[str, Who]
    ) -> dict[str, tuple[Job, ...]]:
        jobs: dict[str, list[Job]] = {id: [] for id in self.plain.workers}
        for name, doer in doers.items():
            if doer is not None:
                task = self.plain.tasks[name]
                minutes = self.plain.minutes(task, self.plain.workers[doer])
                chunk = Chunk(task.release, self.plain.due(task), minutes)
                jobs[doer].append(Job(client.id, "task", name, chunk))
        window, rules = self.plain.window(client.id), self.policy
        moved = owner is not None and client.worker not in (None, owner)
        if owner is not None and moved and rules.moves.enabled:
            chunk = Chunk(*window, rules.moves.transfer_minutes)
            jobs[owner].append(Job(client.id, "transfer", None, chunk))
        for other in {*doers.values()} - {None, owner}:
            if other is not None and rules.handoffs.enabled:
                chunk = Chunk(*window, rules.handoffs.minutes)
                jobs[other].append(Job(client.id, "handoff", None, chunk))
        return {id: tuple(mine) for id, mine in jobs.items() if mine}

    def total(self, chosen: Sequence[Choice], most: int | None = None) -> int | None:
        """Return the cost of a whole plan; None if it is not legal or no less than ``most``."""
        if not self._may_be_together(chosen):
            return None
        total = sum(choice.cost for choice in chosen)
        for id in self.plain.workers:
            cost = self._worker(id, [job for c in chosen for job in c.jobs.get(id, ())])
            if cost is None or (most is not None and total + cost >= most):
                return None
            total += cost
        return total

    def _may_be_together(self, chosen: Sequence[Choice]) -> bool:
        doers = {name: doer for choice in chosen for name, doer in choice.doers.items()}
        return (
            self._moves_legal(chosen)
            and self._caseload_legal(chosen)
            and self._levels_legal(doers)
            and self._gaps_legal(doers)
        )

    def _moves_legal(self, chosen: Sequence[Choice]) -> bool:
        rule, clients = self.policy.moves, self.plain.clients
        changes = sum(
            None not in (c.owner, clients[c.client].worker) and c.owner != clients[c.client].worker
            for c in chosen
        )
        owned = sum(client.worker is not None for client in clients.values())
        limits = [changes if rule.limit is None else rule.limit]
        if rule.limit_share is not None:
            limits.append(floor(exact(rule.limit_share) * owned))
        return not rule.enabled or changes <= min(limits)

    def _caseload_legal(self, chosen: Sequence[Choice]) -> bool:
        rule = self.policy.caseload
        if not rule.enabled:
            return True
        for id in self.plain.workers:
            bundles = [self.plain.clients[c.client].programs for c in chosen if c.owner == id]
            if rule.cap is not None and sum(map(self._weight, bundles)) > exact(rule.cap) * 1000:
                return False
            for program, cap in rule.caps.items():
                if sum(program in bundle for bundle in bundles) > cap:
                    return False
        return True

    def _weight(self, bundle: Sequence[str]) -> int:
        weights = self.policy.caseload.weights
        return sum(thousandths(weights.get(name, 1.0)) for name in bundle) if weights else 1000

    def _levels_legal(self, doers: Mapping[str, Who]) -> bool:
        rule = self.policy.service
        for kind, share in rule.levels.items() if rule.enabled else ():
            of_kind = [doers[id] for id, task in self.plain.tasks.items() if task.kind == kind]
            if len(of_kind) - of_kind.count(None) < exact(share) * len(of_kind):
                return False
        return True

    def _gaps_legal(self, doers: Mapping[str, Who]) -> bool:
        rule = self.policy.utilisation
        for gap in rule.gaps if rule.enabled else ():
            inside = {id for id, worker in self.plain.workers.items() if _has(worker, gap.group)}
            regular, minutes = [0, 0], [0, 0]
            for id, worker in self.plain.workers.items():
                regular[id in inside] += sum(worker.minutes)
            for name, doer in doers.items():
                if doer is not None:
                    minutes[doer in inside] += self.plain.tasks[name].minutes
            apart = minutes[0] * regular[1] - minutes[1] * regular[0]
            if all(regular) and abs(apart) > exact(gap.limit) * regular[0] * regular[1]:
                return False
        return True

    def _worker(self, id: str, jobs: Sequence[Job]) -> int | None:
        """Return what lateness, overtime and load of one worker cost; None if that cannot be."""
        key = id, tuple(sorted(job.chunk for job in jobs if job.chunk.minutes))
        if key not in self._costs:
            self._costs[key] = self._worker_anew(*key)
        return self._costs[key]

    def _worker_anew(self, id: str, chunks: tuple[Chunk, ...]) -> int | None:
        rule, regular = self.policy.utilisation, sum(self.plain.workers[id].minutes)
        load = sum(chunk.minutes for chunk in chunks)
        schedule = self._schedule(id, chunks)
        ceiling = rule.ceiling if rule.enabled else None
        if schedule is None or (ceiling is not None and load > floor(exact(ceiling) * regular)):
            return None
        cost, before = schedule[0], 0
        for point in rule.breakpoints if rule.enabled else ():
            price = thousandths(point.price)
            cost += (price - before) * max(0, load - floor(exact(point.above) * regular))
            before = price
        return cost

    def _schedule(self, id: str, chunks: tuple[Chunk, ...]) -> tuple[int, tuple[Split, ...]] | None:
        rule, policy = self.policy.overtime, self.policy
        regular = self.plain.workers[id].minutes
        most = rule.limit if rule.enabled else sum(chunk.minutes for chunk in chunks)
        extra = tuple(most if minutes else 0 for minutes in regular)
        forbidden = policy.deadlines.enabled and policy.deadlines.late == "forbidden"
        price = thousandths(rule.price) if rule.enabled else 0
        prices = Prices(None if forbidden else self._late_price, price)
        return cheapest(chunks, regular, extra, prices)

    def plan(self, chosen: Sequence[Choice]) -> Plan | None:
        """Return the plan of these decisions; None if the work fits nowhere."""
        work: list[Work] = []
        for id in self.plain.workers:
            mine = [job for c in chosen for job in c.jobs.get(id, ()) if job.chunk.minutes]
            mine.sort(key=lambda job: job.chunk)
            schedule = self._schedule(id, tuple(job.chunk for job in mine))
            if schedule is None:
                return None
            work += [
                (id, job.client, job.activity, job.task, period, minutes)
                for job, split in zip(mine, schedule[1], strict=True)
                for period, minutes in enumerate(split)
                if minutes
            ]
        owners = {choice.client: choice.owner for choice in chosen}
        doers = {name: doer for choice in chosen for name, doer in choice.doers.items()}
        return plan_of(self.instance, self.policy, owners, doers, work)


def _cheap_first(
    lists: Sequence[Sequence[Choice]], paid: int, most: Callable[[], int | None]
) -> Iterator[tuple[Choice, ...]]:
    """Yield every combination, but those whose fixed costs alone are no less than the best."""
    if not lists:
        yield ()
        return
    for choice in lists[0]:
        least = most()
        if least is not None and paid + choice.cost >= least:
            return
        for rest in _cheap_first(lists[1:], paid + choice.cost, most):
            yield (choice, *rest)


def _has(worker: Worker, group: str) -> bool:
    kind, name = group.split(":")
    has = {
        "office": [worker.office],
        "unit": [worker.unit],
        "language": worker.languages,
        "program": worker.programs,
    }
    return name in has[kind]
