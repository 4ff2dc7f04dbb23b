"""What serving every client costs at least under the prices, some clients at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...problem import Bools, Ints
from .people import People, Work
from .unit_costs import UnitCosts

NEVER = 2**61
"""Stands for what cannot be; above every real sum (see ``bound``)."""

_CELLS = 2**20
"""About so many entries per array."""


@dataclass(frozen=True, eq=False)
class WorkPrices:
    """Prices by what a worker does.

    Parameters
    ----------
    minute : array of shape (periods, periods, workers)
        Of a minute with this release and due at each worker.
    protected : array of shape (periods, periods, workers)
        Of a minute that counts besides, where clients may take longer.
    standard : array of shape (workers,)
        Of a standard minute of a task, for gaps; may be negative.
    undone : array of shape (tasks,)
        Of each task left undone, for service levels, in the order of ``Work``.
    change : int
        Of a change of owner, for limits on moves.
    owned : array of shape (workers, caps)
        Of each unit of a cap.
    weight : array of shape (clients, caps)
        Units of each client.
    """

    minute: Ints
    protected: Ints
    standard: Ints
    undone: Ints
    change: int
    owned: Ints
    weight: Ints


def split_clients(work: Work, workers: int) -> Iterator[slice]:
    """Yield slices of clients that have few clients and tasks together, in order.

    No household that stays together is cut.
    """
    size: Ints = np.arange(work.clients + 1) + work.first
    step = max(_CELLS // max(workers, 1), 1)
    start = 0
    while start < work.clients:
        room = np.searchsorted(size, [int(size[start]) + step], side="right")
        least = int(work.home[np.searchsorted(work.home, start, side="right")])
        last = int(work.home[np.searchsorted(work.home, int(room[0]) - 1, side="right") - 1])
        end = max(last, least)
        yield slice(start, end)
        start = end


def compute_least_values(
    people: People, work: Work, unit_costs: UnitCosts, prices: WorkPrices, part: slice
) -> Ints:
    """Return what each of some households costs at least: of shape (households of the part,).

    A client without a household is one. Three cases cover every way to serve it (nobody, one
    worker, two or more), and each is taken at what it costs at least. ``NEVER`` where none is
    possible.
    """
    tasks = slice(int(work.first[part.start]), int(work.first[part.stop]))
    owner, join = price_owners(people, work, unit_costs, prices, part)
    done = price_tasks(people, work, unit_costs, prices, tasks)
    none = np.where(unit_costs.must_own[part], NEVER, unit_costs.unowned[part])
    # One worker owns all clients of a household, or nobody any of them.
    homes = work.homes(part)
    owner, join = sum_rows(owner, homes), sum_rows(join, homes)
    none = sum_rows(none[:, None], homes)[:, 0]
    undone = unit_costs.undone[tasks] + prices.undone[tasks]
    left = np.where(unit_costs.must_do[tasks], NEVER, undone)
    # Rows are tasks or households, columns workers; ``first`` says which tasks are a household's.
    best = np.minimum(left[:, None], done)
    alone, bound = work.alone[part][homes[:-1]], work.bound[tasks]
    first = work.first[part.start + homes] - tasks.start
    every = sum_rows(best, first)
    nobody = _plus(none, sum_rows(left[:, None], first)[:, 0])
    least_owner = np.minimum(none, owner.min(axis=1, initial=NEVER))
    least_task = np.minimum(left, done.min(axis=1, initial=NEVER))[:, None]
    single = _plus(np.minimum(none[:, None], owner), every)
    spread = _plus(least_owner, sum_rows(least_task, first)[:, 0])
    # One worker: all tasks there or left. Two or more: owner and every task where they cost least.
    if alone.any():
        # Under K = 1 bound tasks come with the owner, or with nobody where there is none.
        free = ~bound[:, None]
        unbound = sum_rows(np.where(free, best, 0), first)
        tied = _plus(owner, sum_rows(np.where(free, 0, best), first))
        idle = _plus(none, sum_rows(np.where(free, 0, left[:, None]), first)[:, 0])
        owned = np.minimum(_plus(tied, unbound), _plus(idle[:, None], unbound))
        single = np.where(alone[:, None], owned, single)
        once = np.minimum(idle, tied.min(axis=1, initial=NEVER))
        apart = _plus(once, sum_rows(np.where(free, least_task, 0), first)[:, 0])
        apart = np.where(sum_rows(free.astype(np.int64), first)[:, 0] > 0, apart, NEVER)
        spread = np.where(alone, apart, spread)
    one = _plus(single, join).min(axis=1, initial=NEVER)
    if people.workers < 2:
        spread = np.full_like(spread, NEVER)
    # Two or more workers owe two hand-offs at least; the owner's is taken off in ``owner``.
    twice = np.sort(join, axis=1)[:, :2].sum(axis=1)
    least: Ints = np.minimum(np.minimum(nobody, one), _plus(spread, twice))
    return least


def price_owners(
    people: People, work: Work, unit_costs: UnitCosts, prices: WorkPrices, part: slice
) -> tuple[Ints, Ints]:
    """Return what owning and what coming at all costs: two arrays (clients of the part, workers).

    A worker who comes owes a hand-off, which the owner is spared.
    """
    first, last = work.window[part].T
    minute = prices.minute[first, last]
    join = np.where(work.shared[part, None], work.handoff * minute, 0)
    change = unit_costs.change + work.transfer * minute
    cost = np.where(people.change(part), change, 0) - join
    cost = cost + np.where(people.choose(part), prices.change, 0)
    cost = cost + prices.weight[part] @ prices.owned.T
    if unit_costs.language:
        cost = cost + np.where(people.understands(part), 0, unit_costs.language)
    if unit_costs.skills:
        cost = cost + np.where(people.knows(part), 0, unit_costs.skills)
    if unit_costs.has_meetings:
        client = np.arange(work.clients)[part]
        cost = cost + unit_costs.meetings(client, people.workers)
    return np.where(people.may_own(part), cost, NEVER), join


def price_tasks(
    people: People, work: Work, unit_costs: UnitCosts, prices: WorkPrices, tasks: slice
) -> Ints:
    """Return what doing each task costs at each worker: (tasks of the part, workers)."""
    minute = prices.minute[work.release[tasks], work.due[tasks]]
    minute = minute + unit_costs.backlog[tasks, None]
    cost = minute * compute_minutes(people, work, tasks)
    if unit_costs.interpreter:
        through = np.where(work.contact[tasks], work.interpreted[tasks], 0)[:, None]
        cost = cost + np.where(_speaks(people, work, tasks), 0, through * unit_costs.interpreter)
    if prices.protected.any():
        each = prices.protected[work.release[tasks], work.due[tasks]]
        cost = cost + each * compute_extra(people, work, tasks)
    if prices.standard.any():
        cost = cost + work.standard[tasks, None] * prices.standard
    if unit_costs.has_meetings:
        cost = cost + unit_costs.meetings(work.client[tasks], people.workers)
    return np.where(find_eligible(people, work, tasks), cost, NEVER)


def compute_minutes(people: People, work: Work, tasks: slice) -> Ints:
    """Return how long each task takes each worker: (tasks of the part, workers)."""
    return _by_language(people, work, tasks, work.plain[tasks], work.interpreted[tasks])


def compute_extra(people: People, work: Work, tasks: slice) -> Ints:
    """Return what each task counts besides at each worker: (tasks of the part, workers)."""
    plain, through = work.extra_plain[tasks], work.extra_interpreted[tasks]
    return _by_language(people, work, tasks, plain, through)


def _by_language(people: People, work: Work, tasks: slice, plain: Ints, through: Ints) -> Ints:
    if np.array_equal(plain, through):
        return plain[:, None]
    return np.where(_speaks(people, work, tasks), plain[:, None], through[:, None])


def _speaks(people: People, work: Work, tasks: slice) -> Bools:
    """Return who speaks the language of each task's client: (tasks of the part, workers)."""
    return people.speaks[people.language[work.client[tasks]]]


def find_eligible(people: People, work: Work, tasks: slice) -> Bools:
    """Return who may do each task, whoever owns the client: (tasks of the part, workers)."""
    programs = [people.programs[name] for name in work.program[tasks]]
    program = np.array(programs, dtype=np.int64)
    return people.may_do(work.task[tasks], work.client[tasks], program, work.contact[tasks])


def sum_rows(table: Ints, first: Ints) -> Ints:
    """Add up the rows from each of ``first`` to the next; ``NEVER`` where one of them is."""
    if len(table) == len(first) - 1 and bool((np.diff(first) == 1).all()):
        return table
    never = table >= NEVER
    total = _segments(np.where(never, 0, table), first)
    if never.any():
        total = np.where(_segments(never.astype(np.int64), first) > 0, NEVER, total)
    return total


def _segments(table: Ints, first: Ints) -> Ints:
    # reduceat does not know empty segments, so only those with rows are added up.
    total = np.zeros((len(first) - 1, table.shape[1]), dtype=np.int64)
    some = np.flatnonzero(np.diff(first))
    if some.size:
        total[some] = np.add.reduceat(table, first[some], axis=0)
    return total


def _plus(one: Ints, other: Ints) -> Ints:
    """Add; what cannot be stays so."""
    return np.where((one >= NEVER) | (other >= NEVER), NEVER, one + other)
