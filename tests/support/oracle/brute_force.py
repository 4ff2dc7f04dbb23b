"""The best plan of a tiny agency, found by listing all of them.

A plan is an owner or none for every client, and a worker or none for every task; what its workers
do when is the cheapest of all schedules. Plans are judged by the words of the audit in plain loops
(``brute_rules``), client by client, worker by worker and as a whole. No lowering has a part in it,
and whoever uses it lets the audit itself judge the plan that comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from brute_rules import Rules, Who
from plain_audit import thousandths
from plans import Work, plan_of
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from schedules import Chunk, Prices, Schedule, cheapest


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


Found = tuple[int, tuple[Choice, ...]]
"""The least cost so far, and the decisions that lead to it."""


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
    plans = _Plans(instance, policy)
    lists = [sorted(plans.choices(id), key=lambda c: c.cost) for id in plans.rules.clients]
    found = plans.search(lists, (), None)
    if found is None:
        return None
    plan = plans.plan(found[1])
    assert plan is not None
    return found[0], plan


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
    plans = _Plans(instance, policy)
    rules = plans.rules
    legal = (
        all(owners[id] in rules.owners[id] for id in rules.clients)
        and all(doers[id] in rules.doers[id] for id in rules.tasks)
        and all(rules.few_enough(id, owners[id], doers) for id in rules.clients)
    )
    return plans.total(plans.decided(owners, doers)) if legal else None


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
    plans = _Plans(instance, policy)
    return plans.plan(plans.decided(owners, doers))


class _Plans:
    """The plans of an instance under a policy; remembers what each worker's work costs."""

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.instance, self.policy = instance, policy
        self.rules = Rules(instance, policy)
        self._costs: dict[tuple[str, tuple[Chunk, ...]], int | None] = {}

    def choices(self, id: str) -> Iterator[Choice]:
        """Yield every decision about one client that is legal by itself."""
        rules = self.rules
        tasks = rules.of_client[id]
        for owner, *doers in product(rules.owners[id], *(rules.doers[name] for name in tasks)):
            mine = dict(zip(tasks, doers, strict=True))
            if rules.few_enough(id, owner, mine):
                yield self._choice(id, owner, mine)

    def search(
        self, lists: Sequence[Sequence[Choice]], chosen: tuple[Choice, ...], found: Found | None
    ) -> Found | None:
        """Return the best of all plans that begin as chosen, or what was found if that is better.

        Choices come sorted by cost: where the fixed costs alone are no less than what was found,
        the rest of the list need not be looked at.
        """
        if not lists:
            total = self.total(chosen, None if found is None else found[0])
            return found if total is None else (total, chosen)
        paid = sum(choice.cost for choice in chosen)
        for choice in lists[0]:
            if found is not None and paid + choice.cost >= found[0]:
                break
            found = self.search(lists[1:], (*chosen, choice), found)
        return found

    def decided(self, owners: Mapping[str, Who], doers: Mapping[str, Who]) -> list[Choice]:
        """Return one choice a client, legal or not."""
        return [
            self._choice(id, owners[id], {name: doers[name] for name in tasks})
            for id, tasks in self.rules.of_client.items()
        ]

    def _choice(self, id: str, owner: Who, doers: Mapping[str, Who]) -> Choice:
        rules = self.rules
        cost = rules.change_price if rules.is_change(id, owner) else 0
        cost += rules.unowned_price if owner is None else rules.owner_price(id, owner)
        cost += sum(rules.undone_price[name] for name, doer in doers.items() if doer is None)
        cost += sum(rules.interpreter_price(*each) for each in doers.items())
        cost += sum(rules.backlog_price(*each) for each in doers.items())
        cost += sum(rules.plain.meeting(id, who) for who in (owner, *doers.values()))
        return Choice(id, owner, doers, cost, self._jobs(id, owner, doers))

    def _jobs(self, id: str, owner: Who, doers: Mapping[str, Who]) -> dict[str, tuple[Job, ...]]:
        rules, policy, window = self.rules, self.policy, self.rules.windows[id]
        jobs: dict[str, list[Job]] = {}
        for name, doer in doers.items():
            if doer is not None:
                task = rules.tasks[name]
                minutes = rules.minutes[name, doer]
                chunk = Chunk(task.release, rules.plain.due(task), minutes)
                jobs.setdefault(doer, []).append(Job(id, "task", name, chunk))
        if owner is not None and rules.is_change(id, owner) and policy.moves.enabled:
            chunk = Chunk(*window, policy.moves.transfer_minutes)
            jobs.setdefault(owner, []).append(Job(id, "transfer", None, chunk))
        if policy.handoffs.enabled and rules.plain.alone(id):
            chunk = Chunk(*window, policy.handoffs.minutes)
            for other in jobs.keys() - {owner}:
                jobs[other].append(Job(id, "handoff", None, chunk))
        return {worker: tuple(mine) for worker, mine in jobs.items()}

    def _household_jobs(self, chosen: Sequence[Choice]) -> Iterator[tuple[str, Job]]:
        """Yield the hand-offs of households: whoever comes gets to know all clients with tasks."""
        rules, policy = self.rules, self.policy
        for choice in chosen:
            id = choice.client
            if not policy.handoffs.enabled or rules.plain.alone(id) or not rules.of_client[id]:
                continue
            home = rules.plain.home(id)
            come = {who for one in chosen if one.client in home for who in one.doers.values()}
            chunk = Chunk(*rules.windows[id], policy.handoffs.minutes)
            for worker in sorted(who for who in come if who not in (None, choice.owner)):
                yield worker, Job(id, "handoff", None, chunk)

    def _all_jobs(self, chosen: Sequence[Choice]) -> dict[str, list[Job]]:
        """Return the work of every worker."""
        jobs = {
            id: [job for c in chosen for job in c.jobs.get(id, ())] for id in self.rules.workers
        }
        for worker, job in self._household_jobs(chosen):
            jobs[worker].append(job)
        return jobs

    def total(self, chosen: Sequence[Choice], most: int | None = None) -> int | None:
        """Return the cost of a whole plan; None if it is not legal or no less than ``most``."""
        owners = {choice.client: choice.owner for choice in chosen}
        doers = {name: doer for choice in chosen for name, doer in choice.doers.items()}
        if not self.rules.may_be_together(owners, doers):
            return None
        total = sum(choice.cost for choice in chosen) + self.rules.uneven_price(owners)
        if most is not None and total >= most:
            return None
        for id, jobs in self._all_jobs(chosen).items():
            cost = self._worker(id, jobs) if self._is_protected(id, jobs) else None
            if cost is None or (most is not None and total + cost >= most):
                return None
            total += cost
        return total

    def _is_protected(self, id: str, jobs: Sequence[Job]) -> bool:
        """Whether the work of one worker fits although clients take longer."""
        plain = self.rules.plain
        pieces = [
            (job.client, job.task, job.chunk.release, job.chunk.due, job.chunk.minutes)
            for job in jobs
        ]
        return not plain.may_be_wrong() or plain.unprotected(id, pieces)[0] == 0

    def _worker(self, id: str, jobs: Sequence[Job]) -> int | None:
        """Return what lateness, overtime and load of one worker cost; None if that cannot be."""
        key = id, tuple(sorted(job.chunk for job in jobs if job.chunk.minutes))
        if key not in self._costs:
            load = sum(chunk.minutes for chunk in key[1])
            schedule, price = self._schedule(*key), self.rules.load_price(id, load)
            fits = None if schedule is None or price is None else schedule[0] + price
            self._costs[key] = fits
        return self._costs[key]

    def _schedule(self, id: str, chunks: tuple[Chunk, ...]) -> Schedule | None:
        rule, due = self.policy.overtime, self.policy.deadlines
        regular = self.rules.workers[id].minutes
        most = rule.limit if rule.enabled else sum(chunk.minutes for chunk in chunks)
        extra = tuple(most if minutes else 0 for minutes in regular)
        planned = tuple(self.rules.plain.planned(id))
        forbidden = due.enabled and due.late == "forbidden"
        price = thousandths(rule.price) if rule.enabled else 0
        prices = Prices(None if forbidden else self.rules.late_price, price)
        return cheapest(chunks, planned, extra, prices)

    def plan(self, chosen: Sequence[Choice]) -> Plan | None:
        """Return the plan of these decisions; None if the work fits nowhere."""
        work: list[Work] = []
        for id, jobs in self._all_jobs(chosen).items():
            mine = [job for job in jobs if job.chunk.minutes]
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
