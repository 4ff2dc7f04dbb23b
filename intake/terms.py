"""Who may have a new client under the rules that ask for no load, and at what price.

Clients of one office, language and bundle have the same terms; they are worked out once for each.
The rules are those of the audit, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from ..audit import restate
from ..model.instance import Instance
from ..model.policy import MILLI, Policy, floor_share, milli
from ..model.tables import Client, Task
from ..problem import Bools, Ints

RULES = (
    *("", "pool", "skills", "language", "pairs", "moves", "continuity", "handoffs"),
    *("caseload", "utilisation", "service", "deadlines"),
)
"""The rules that may keep a worker from a new client, in the order in which they are asked; the
place of each is its code, 0 for none."""


def code_of(rule: str) -> int:
    """Return the code of a rule."""
    return RULES.index(rule)


@dataclass(frozen=True, eq=False)
class Terms:
    """What holds for all clients of one office, language and bundle.

    Parameters
    ----------
    excluded : array of shape (workers,)
        Code of the first rule that keeps each worker from owning such a client.
    near, speaks, silent : boolean arrays of shape (workers,)
        Who is of the pool, who speaks the language, and who does not.
    price : array of shape (workers,)
        What owning costs besides a change, in thousandths of a minute.
    area : str
        The pool.
    barred : dict
        Who may not do a task, by program and contact, as far as it was asked.
    """

    excluded: Ints
    near: Bools
    speaks: Bools
    silent: Bools
    price: Ints
    area: str
    barred: dict[tuple[str, bool], Bools] = field(default_factory=dict[tuple[str, bool], Bools])


class Rules:
    """The rules of a policy that look at a client, a task and a worker alone.

    Parameters
    ----------
    instance : Instance
        The workers, the offices, the pairs.
    policy : Policy
        The rules.
    """

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.policy = policy
        self.ids: list[str] = instance.workers["id"].to_list()
        self.rows = {id: row for row, id in enumerate(self.ids)}
        self.area: dict[str, str] = dict(restate.areas(instance, policy).iter_rows())
        self.last = instance.calendar.last
        self._areas = [self.area[office] for office in instance.workers["office"].to_list()]
        self._languages = _sets(instance.workers["languages"])
        self._programs = _sets(instance.workers["programs"])
        self._terms: dict[tuple[str, str, frozenset[str]], Terms] = {}
        self._pairs = _pairs(instance, policy, self.rows)
        speaking, skills = policy.language, policy.skills
        self._interprets = speaking.enabled and speaking.match == "interpreter"
        self._speaks_only = speaking.enabled and speaking.match == "required"
        self.interpreter_price = milli(speaking.interpreter_price) if self._interprets else 0
        self._interpreter_factor = milli(speaking.interpreter_factor)
        saved = floor_share(skills.specialist_speedup, MILLI) if skills.enabled else 0
        self._pooled = MILLI - saved
        self.late_price = milli(policy.deadlines.late_price) if policy.deadlines.enabled else 0
        self._undone_price = milli(policy.service.undone_price)

    def prepare(self, instance: Instance) -> None:
        """Work out the terms of all clients that are there."""
        kinds = instance.clients.select("office", "language", "programs").unique()
        for office, language, programs in kinds.iter_rows():
            self.terms(office, language, frozenset(programs))

    def terms(self, office: str, language: str, bundle: frozenset[str]) -> Terms:
        """Return the terms of a client by office, language and bundle."""
        key = (office, language, bundle)
        found = self._terms.get(key)
        if found is None:
            found = self._terms[key] = self._work_out(*key)
        return found

    def _work_out(self, office: str, language: str, bundle: frozenset[str]) -> Terms:
        area, skills = self.area[office], self.policy.skills
        near = np.array([each == area for each in self._areas], dtype=np.bool_)
        speaks = np.array([language in each for each in self._languages], dtype=np.bool_)
        whole = np.array([bundle <= each for each in self._programs], dtype=np.bool_)
        integral = skills.enabled and skills.bundle_integrity
        excluded = np.zeros(len(near), dtype=np.int64)
        for rule, kept in (
            ("pool", ~near),
            ("skills", ~whole if integral else np.zeros_like(whole)),
            ("language", ~speaks if self._speaks_only else np.zeros_like(speaks)),
        ):
            excluded[(excluded == 0) & kept] = code_of(rule)
        price = np.zeros(len(near), dtype=np.int64)
        if self._interprets:
            price += np.where(speaks, 0, milli(self.policy.language.owner_price))
        if skills.enabled and not skills.bundle_integrity:
            price += np.where(whole, 0, milli(skills.owner_price))
        return Terms(excluded, near, speaks, ~speaks, price, area)

    def meetings(self, client: str) -> tuple[Bools, Ints, int] | None:
        """Return who must not meet a client, what meeting costs, and what nobody costs.

        None where the table of pairs does not name the client.
        """
        return self._pairs.get(client)

    def may_not(self, terms: Terms, task: Task) -> Bools:
        """Return who may not do a task: (workers,)."""
        key = task.program, task.contact
        barred = terms.barred.get(key)
        if barred is None:
            barred = ~terms.near
            if self.policy.skills.enabled:
                lacks = [task.program not in each for each in self._programs]
                barred |= np.array(lacks, dtype=np.bool_)
            if self._speaks_only and task.contact:
                barred |= terms.silent
            terms.barred[key] = barred
        fixed = self.policy.moves.fixed_tasks if self.policy.moves.enabled else {}
        if task.id in fixed:
            barred = barred | (np.arange(len(barred)) != self.rows.get(fixed[task.id], -1))
        return barred

    def minutes(self, task: Task, is_pooled: bool) -> tuple[int, int | None]:
        """Return the minutes of a task at a worker, and at one who needs an interpreter for it.

        None where no interpreter is needed.
        """
        speed = self._pooled if is_pooled else MILLI
        plain = -(-task.minutes * speed // MILLI)
        if not (self._interprets and task.contact):
            return plain, None
        factor = self._interpreter_factor
        return plain, -(-task.minutes * speed * factor // (MILLI * MILLI))

    def price_task(
        self,
        terms: Terms,
        task: Task,
        is_pooled: bool,
        minutes: Ints,
        cost: Ints,
        through: Ints,
    ) -> None:
        """Write the minutes of a task, what they cost and how many are interpreted.

        Each of shape (workers,); -1 minutes of who may not do it. The last two were zeros.
        """
        plain, slow = self.minutes(task, is_pooled)
        minutes[:] = plain
        if slow is not None:
            np.copyto(minutes, slow, where=terms.silent)
            np.multiply(terms.silent, slow, out=through)
            np.multiply(through, self.interpreter_price, out=cost)
        waited = self.overdue(task)
        if waited:
            cost += self.late_price * waited * minutes
        np.copyto(minutes, -1, where=self.may_not(terms, task))

    def due(self, task: Task) -> int:
        """Return the last period on time, inside the horizon."""
        if not self.policy.deadlines.enabled:
            return self.last
        return min(max(task.due, 0), self.last)

    def overdue(self, task: Task) -> int:
        """Return by how many periods a task was late before the first one."""
        return max(-task.due, 0) if self.policy.deadlines.enabled else 0

    def undone(self, task: Task) -> int:
        """Return what leaving a task costs, in thousandths of a minute; -1 where none may be."""
        section = self.policy.service
        moves = self.policy.moves
        if moves.enabled and task.id in moves.fixed_tasks:
            return -1
        if not section.enabled:
            return 0
        if section.undone == "forbidden" or section.levels.get(task.kind, 0) > 0:
            return -1
        waiting = self.late_price * (self.last - self.due(task) + self.overdue(task))
        return task.minutes * (self._undone_price + waiting)

    def unowned(self) -> int:
        """Return what a client without an owner costs, in thousandths of a minute."""
        section = self.policy.service
        return milli(section.unowned) if section.enabled else 0

    def only_owner(self, client: Client) -> int | None:
        """Return the row of the only worker whom the moves rule allows, -1 for nobody.

        None where it names nobody.
        """
        moves = self.policy.moves
        if not moves.enabled:
            return None
        names: set[str] = set()
        if client.id in moves.frozen and client.worker in self.rows:
            names.add(str(client.worker))
        if client.id in moves.fixed_owners:
            names.add(moves.fixed_owners[client.id])
        if not names:
            return None
        return self.rows.get(names.pop(), -1) if len(names) == 1 else -1

    def limit_of(self, groups: tuple[str, ...]) -> int | None:
        """Return K of a client by its groups; None where it is unlimited."""
        section = self.policy.continuity
        if not section.enabled:
            return None
        ks = [section.k_by_group[group] for group in groups if group in section.k_by_group]
        finite = [k for k in ks or [section.k] if isinstance(k, int)]
        return min(finite, default=None)


def _sets(lists: pl.Series) -> list[frozenset[str]]:
    return [frozenset(each or ()) for each in lists.to_list()]


def _pairs(
    instance: Instance, policy: Policy, rows: dict[str, int]
) -> dict[str, tuple[Bools, Ints, int]]:
    """Return, by client, who must not be met, what meeting each costs, and what nobody costs."""
    found: dict[str, tuple[Bools, Ints, int]] = {}
    if not policy.pairs.enabled:
        return found
    workers = len(rows)
    missed: dict[str, int] = {}
    costs = restate.meeting_costs(instance, policy)
    for client, worker, cost in costs.iter_rows():
        if worker is None:
            missed[client] = cost
    for client in instance.pairs["client"].unique().to_list():
        rest = missed.get(client, 0)
        never = np.zeros(workers, dtype=np.bool_)
        found[client] = (never, np.full(workers, rest, dtype=np.int64), rest)
    for client, worker in restate.never_together(instance).iter_rows():
        if worker in rows:
            found[client][0][rows[worker]] = True
    for client, worker, cost in costs.iter_rows():
        if worker in rows:
            found[client][1][rows[worker]] = cost
    return found
