"""The audit once more in plain loops over rows, slow and obvious, to test the fast one against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.model.tables import Client, Task, Worker


class Row(NamedTuple):
    """A row of work."""

    worker: str
    client: str
    activity: str
    task: str | None
    period: int
    minutes: int


Piece = tuple[str, str | None, int, int, int]
"""Client, task or None, release, due and minutes of a piece of work."""


def exact(number: float) -> Fraction:
    """Return the number as it is written in the policy."""
    return Fraction(repr(number))


def thousandths(number: float) -> int:
    """Return the number in whole thousandths, rounded up."""
    return ceil(exact(number) * 1000)


@dataclass
class Plain:
    """An instance and a plan as rows; see ``plain``."""

    policy: Policy
    last: int
    clients: dict[str, Client]
    workers: dict[str, Worker]
    tasks: dict[str, Task]
    owner: dict[str, str | None]
    doer: dict[str, str | None]
    work: list[Row]
    pairs: dict[tuple[str, str], str]
    former: set[str]

    def due(self, task: Task) -> int:
        """Return the due period inside the horizon."""
        return max(0, min(task.due, self.last)) if self.policy.deadlines.enabled else self.last

    def periods_overdue(self, task: Task) -> int:
        """Return by how many periods a task was late before the first one."""
        return max(0, -task.due) if self.policy.deadlines.enabled else 0

    def window(self, id: str) -> tuple[int, int]:
        """Return the first release and the last due of a client's tasks."""
        mine = [task for task in self.tasks.values() if task.client == id]
        if not mine:
            return 0, self.last
        return min(task.release for task in mine), max(self.due(task) for task in mine)

    def home(self, id: str) -> list[str]:
        """Return the clients who stay together with a client, the client included."""
        section, label = self.policy.continuity, self.clients[id].household
        if not section.enabled or not section.household or label is None:
            return [id]
        return [other for other, client in self.clients.items() if client.household == label]

    def alone(self, id: str) -> bool:
        """Whether a client is in no household that stays together."""
        section = self.policy.continuity
        return self.clients[id].household is None or not (section.enabled and section.household)

    def k(self, id: str) -> float:
        """Return K of a client and its household, infinite where it has none."""
        section = self.policy.continuity
        if not section.enabled:
            return float("inf")
        found = float("inf")
        for one in self.home(id):
            groups = [g for g in self.clients[one].groups if g in section.k_by_group]
            for k in [section.k_by_group[g] for g in groups] or [section.k]:
                found = min(found, float(k if isinstance(k, int) else "inf"))
        return found

    def pooled(self, task: Task) -> bool:
        """Whether K does not bind the task."""
        exempt = task.kind in self.policy.continuity.exempt_kinds
        return exempt or self.k(task.client) == float("inf")

    def interpreted(self, task: Task, worker: Worker) -> bool:
        """Whether a worker needs an interpreter for a task."""
        language = self.policy.language
        understood = self.clients[task.client].language in worker.languages
        interpreted = language.enabled and language.match == "interpreter"
        return interpreted and task.contact and not understood

    def minutes(self, task: Task, worker: Worker) -> int:
        """Return how long a task takes a worker."""
        factor = Fraction(1)
        if self.interpreted(task, worker):
            factor = Fraction(thousandths(self.policy.language.interpreter_factor), 1000)
        if self.policy.skills.enabled and self.pooled(task):
            saved = floor(exact(self.policy.skills.specialist_speedup) * 1000)
            factor *= Fraction(1000 - saved, 1000)
        return ceil(task.minutes * factor)

    def planned(self, worker: str) -> list[int]:
        """Return the regular minutes of a worker that are not held back, by period."""
        rule = self.policy.robust
        away = exact(rule.absence) if rule.enabled else Fraction(0)
        return [floor(minutes * (1 - away)) for minutes in self.workers[worker].minutes]

    def may_be_wrong(self) -> bool:
        """Whether anything is protected against minutes that are wrong."""
        rule = self.policy.robust
        wrong = rule.enabled and bool(rule.deviation and rule.clients)
        return wrong and self.policy.overtime.enabled

    def longer(self, task: Task, worker: Worker) -> int:
        """Return by how many minutes a task may take a worker longer."""
        return ceil(self.minutes(task, worker) * exact(self.policy.robust.deviation))

    def unprotected(self, id: str, pieces: Sequence[Piece]) -> tuple[int, int]:
        """Return by how many minutes a worker's work does not fit at worst, and its last period.

        A piece is client, task, release, due and minutes.
        """
        rule, worker = self.policy.robust, self.workers[id]
        limit = self.policy.overtime.limit
        room = [
            planned + (limit if regular else 0)
            for planned, regular in zip(self.planned(id), worker.minutes, strict=True)
        ]
        forbidden = self.policy.deadlines.enabled and self.policy.deadlines.late == "forbidden"
        worst = 0, 0
        for last in range(self.last + 1):
            for first in range(last + 1) if forbidden or last == self.last else ():
                fits = sum(room[first : last + 1])
                needed = 0
                for client, task, release, due, minutes in pieces:
                    if first <= release and due <= last:
                        needed += minutes + self._besides(client, task, worker)
                free = max(0, fits - rule.clients * rule.threshold)
                if needed - free > worst[0]:
                    worst = needed - free, last
        return worst

    def _besides(self, client: str, task: str | None, worker: Worker) -> int:
        if task is None:
            return 0
        tasks = [other for other in self.tasks.values() if other.client == client]
        whole = sum(self.longer(other, worker) for other in tasks)
        above = max(0, whole - self.policy.robust.threshold)
        return ceil(Fraction(self.longer(self.tasks[task], worker) * above, max(whole, 1)))

    def worked(self, worker: str, period: int | None = None) -> int:
        """Return the minutes that a worker works, in all or in one period."""
        return sum(
            row.minutes
            for row in self.work
            if row.worker == worker and period in (None, row.period)
        )

    def span(self, row: Row) -> tuple[int, int]:
        """Return the release and the due period of a row of work."""
        if row.task is None:
            return self.window(row.client)
        task = self.tasks[row.task]
        return task.release, self.due(task)

    def near(self, office: str, other: str) -> bool:
        """Whether two offices share a pool."""
        pool = self.policy.pool
        if not pool.enabled or pool.scope == "county" or office == other:
            return True
        both = {office, other}
        return pool.scope == "region" and any(both <= set(some) for some in pool.regions.values())

    def standing(self, id: str) -> int:
        """Return what a client needs in a usual month."""
        client, named = self.clients[id], self.policy.caseload.standing
        if client.expected_minutes is not None:
            return client.expected_minutes
        if client.programs and all(name in named for name in client.programs):
            return sum(named[name] for name in client.programs)
        alike = [c.id for c in self.clients.values() if {*c.programs} == {*client.programs}]
        minutes = sum(task.minutes for task in self.tasks.values() if task.client in alike)
        months = max(Fraction(self.last + 1, 21), Fraction(1))
        return ceil(minutes / months / len(alike))

    def fair_share(self, id: str) -> Fraction:
        """Return a worker's share of the standing minutes of the pool."""
        me = self.workers[id]
        there = [w for w in self.workers.values() if self.near(w.office, me.office)]
        regular = sum(sum(worker.minutes) * self.caseload_share(worker.id) for worker in there)
        served = [c.id for c in self.clients.values() if self.near(c.office, me.office)]
        needed = sum(map(self.standing, served))
        mine = sum(me.minutes) * self.caseload_share(id)
        return needed * mine / regular if regular else Fraction(0)

    def caseload_share(self, id: str) -> Fraction:
        """Return a worker's share of a usual caseload."""
        share = self.workers[id].caseload_share
        return Fraction(1) if share is None else exact(share)

    def uneven_price(self, id: str, owned: int) -> int:
        """Return what owning so many standing minutes costs a worker."""
        section, share = self.policy.caseload, self.fair_share(id)
        total = 0
        for minute in range(owned if section.enabled else 0):
            prices = [
                thousandths(point.price)
                for point in section.breakpoints
                if minute >= floor(exact(point.above) * share)
            ]
            total += prices[-1] if prices else 0
        return total

    def strangers(self, client: Client, worker: Worker) -> tuple[int, int]:
        """Return what it costs that an owner lacks the client's language, and a program."""
        language, skills = self.policy.language, self.policy.skills
        spoken = client.language in worker.languages
        through = language.enabled and language.match == "interpreter" and not spoken
        lacks = bool({*client.programs} - {*worker.programs})
        lacks = lacks and skills.enabled and not skills.bundle_integrity
        return (
            thousandths(language.owner_price) if through else 0,
            thousandths(skills.owner_price) if lacks else 0,
        )

    def meeting(self, client: str, worker: str | None) -> int:
        """Return what it costs that a worker, or nobody, owns a client or does a task."""
        said = {
            who: int(price)
            for (id, who), price in self.pairs.items()
            if id == client and price != "never"
        }
        if not self.policy.pairs.enabled:
            return 0
        largest_gain = max([0, *(-price for price in said.values())])
        return 1000 * (largest_gain + said.get(worker or "", 0))

    def is_change(self, id: str) -> bool:
        """Whether a client goes from one owner to another."""
        today, owner = self.clients[id].worker, self.owner[id]
        return today is not None and owner is not None and today != owner

    def is_forced(self, id: str) -> bool:
        """Whether the owner that a client has today is no longer there."""
        return self.clients[id].worker in self.former


def plain(instance: Instance, plan: Plan) -> Plain:
    """Return an instance and a plan as rows."""
    return Plain(
        policy=plan.policy,
        last=instance.calendar.last,
        clients={id: instance.client(id) for id in instance.clients["id"]},
        workers={id: instance.worker(id) for id in instance.workers["id"]},
        tasks={id: instance.task(id) for id in instance.tasks["id"]},
        owner={row["client"]: row["owner"] for row in plan.owners.to_dicts()},
        doer={row["task"]: row["worker"] for row in plan.assignments.to_dicts()},
        work=[Row(*row) for row in plan.work.rows()],
        pairs=pair_prices(instance),
        former=set(instance.former["id"].to_list()),
    )


def pair_prices(instance: Instance) -> dict[tuple[str, str], str]:
    """Return what the table says of each pair of a client and a worker."""
    return {(row["client"], row["worker"]): row["price"] for row in instance.pairs.to_dicts()}


def plain_cost(instance: Instance, plan: Plan) -> dict[str, int]:
    """Return the parts of the cost."""
    p = plain(instance, plan)
    return {
        "change": _change(p, forced=False),
        "forced": _change(p, forced=True),
        "unowned": _unowned(p),
        "undone": _undone(p),
        "late": sum(_late(p, row) for row in p.work),
        "backlog": sum(_backlog(p, row) for row in p.work),
        "overtime": _overtime(p),
        "utilisation": sum(_load_price(p, id) for id in p.workers),
        "caseload": sum(_uneven(p, id) for id in p.workers),
        "language": sum(language for language, _ in _strangers(p))
        + sum(_interpreter_price(p, row) for row in p.work),
        "skills": sum(skills for _, skills in _strangers(p)),
        "pairs": sum(p.meeting(id, owner) for id, owner in p.owner.items())
        + sum(p.meeting(p.tasks[id].client, doer) for id, doer in p.doer.items()),
    }


def _uneven(p: Plain, worker: str) -> int:
    return p.uneven_price(
        worker, sum(p.standing(id) for id, owner in p.owner.items() if owner == worker)
    )


def _strangers(p: Plain) -> list[tuple[int, int]]:
    return [
        p.strangers(p.clients[id], p.workers[owner])
        for id, owner in p.owner.items()
        if owner is not None
    ]


def _interpreter_price(p: Plain, row: Row) -> int:
    if row.task is None or not p.interpreted(p.tasks[row.task], p.workers[row.worker]):
        return 0
    return row.minutes * thousandths(p.policy.language.interpreter_price)


def _change(p: Plain, forced: bool) -> int:
    section = p.policy.moves
    each = ceil(Fraction(thousandths(section.change_price), section.months_served))
    moved = [id for id in p.clients if section.enabled and p.is_change(id)]
    return sum(each for id in moved if p.is_forced(id) == forced)


def _unowned(p: Plain) -> int:
    section = p.policy.service
    return sum(
        thousandths(section.unowned)
        for owner in p.owner.values()
        if section.enabled and owner is None
    )


def _undone(p: Plain) -> int:
    section = p.policy.service
    price = thousandths(section.undone_price)
    return sum(
        task.minutes * (price + _late_price(p) * (p.last - p.due(task) + p.periods_overdue(task)))
        for id, task in p.tasks.items()
        if section.enabled and p.doer[id] is None
    )


def _late(p: Plain, row: Row) -> int:
    _, due = p.span(row)
    return _late_price(p) * row.minutes * max(0, row.period - due)


def _backlog(p: Plain, row: Row) -> int:
    if row.task is None:
        return 0
    return _late_price(p) * row.minutes * p.periods_overdue(p.tasks[row.task])


def _late_price(p: Plain) -> int:
    section = p.policy.deadlines
    return thousandths(section.late_price) if section.enabled else 0


def _overtime(p: Plain) -> int:
    section = p.policy.overtime
    return sum(
        thousandths(section.price) * max(0, p.worked(id, period) - regular)
        for id in p.workers
        for period, regular in enumerate(p.planned(id))
        if section.enabled
    )


def _load_price(p: Plain, id: str) -> int:
    section = p.policy.utilisation
    regular = sum(p.workers[id].minutes)
    total = 0
    for minute in range(p.worked(id)):
        # The price of this minute is that of the last breakpoint at or below it.
        prices = [
            thousandths(point.price)
            for point in section.breakpoints
            if section.enabled and minute >= floor(exact(point.above) * regular)
        ]
        total += prices[-1] if prices else 0
    return total
