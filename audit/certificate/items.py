"""The bound by prices of owners and tasks: one exact knapsack per worker over one kept row.

Where nobody but the owner may do a client's bound tasks (K = 1), they come with the owner or not at
all: the prices of owner and tasks are one price of the client, and a worker's knapsack takes
the client with any of these tasks. Nothing is said of which are worth doing; it tries them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...model.certificate import Certificate, RowName
from ...model.instance import Instance
from ...model.policy import Policy
from ...problem import Bools, Ints
from .. import restate
from .clients import (
    NEVER,
    WorkPrices,
    compute_extra,
    compute_minutes,
    price_owners,
    price_tasks,
    split_clients,
    sum_rows,
)
from .knapsack import Block, OverloadCost, solve_block_knapsack
from .people import People, Work
from .rows import MOST, Cap, Level, PriceTables, Protection, RefusedCertificateError
from .slacks import compute_most_owned, compute_slack_limits, sum_relieved
from .unit_costs import UnitCosts


@dataclass(frozen=True, eq=False)
class Slack:
    """What the load of the kept row costs beyond a capacity.

    Parameters
    ----------
    free : array of shape (workers,)
        What costs nothing.
    price, most : arrays of shape (workers, steps)
        Price per minute, and most minutes at that price.
    """

    free: Ints
    price: Ints
    most: Ints

    def of(self, worker: int) -> OverloadCost:
        """Return what it costs one worker."""
        price: list[int] = self.price[worker].tolist()
        most: list[int] = self.most[worker].tolist()
        return OverloadCost(int(self.free[worker]), list(zip(price, most, strict=True)))


@dataclass(frozen=True, eq=False)
class KeptRow:
    """The row that every worker's knapsack keeps.

    Parameters
    ----------
    capacity : array of shape (workers,)
        What fits, with all that overtime, lateness or a breakpoint may add.
    slacks : tuple of Slack
        What overtime, lateness and minutes above breakpoints cost at least at each load.
    task : boolean array of shape (tasks,)
        Whether the minutes of each task count, in the order of ``Work``.
    switching : boolean array of shape (clients,)
        Whether the minutes of a transfer count.
    weight : array of shape (clients,)
        What owning each client counts besides.
    is_protected : bool
        Whether tasks count by how much longer they may take, too.
    """

    capacity: Ints
    slacks: tuple[Slack, ...]
    task: Bools
    switching: Bools
    weight: Ints
    is_protected: bool = False


def find_kept_row(
    instance: Instance,
    policy: Policy,
    certificate: Certificate,
    people: People,
    work: Work,
    rows: tuple[list[Level], list[Cap], Protection | None],
    most: Ints,
    costs: UnitCosts,
    found: PriceTables,
) -> KeptRow:
    """Return the row that a certificate keeps.

    Parameters
    ----------
    instance, policy, certificate, people, work, costs, found
        The question and the certificate.
    rows : tuple
        Levels, caps, and the windows that are protected.
    most : array of shape (workers, periods)
        Most minutes of every worker, by due.

    Raises
    ------
    RefusedCertificateError
        If there is no such row, or it has a price besides.
    """
    name = certificate.kept
    if name is None or certificate.owners is None or certificate.tasks is None:
        raise RefusedCertificateError("prices of owners, of tasks and the row kept go together")
    if any(
        (row.rule, row.window, row.name) == (name.rule, name.window, name.name)
        for row in certificate.rows
        if row.price
    ):
        raise RefusedCertificateError(f"the row that is kept, {name}, has prices of its own")
    levels, caps, protection = rows
    last = instance.calendar.last
    for cap, steps in zip(caps, costs.shares, strict=True):
        if (name.rule, name.window, name.name) == ("caseload", None, cap.name):
            return _keep_cap(people, work, cap, steps)
    window = name.window
    if name.rule == "robust" and protection is not None and window is not None:
        return _keep_protected(name, people, work, protection, window)
    if window is None and any(
        (name.rule, name.name) == ("utilisation", level.name) for level in levels
    ):
        # All minutes of a worker are those of the window that is the whole horizon.
        window = 0, last
    elif window is None or name.rule != "deadlines" or name.name is not None:
        raise RefusedCertificateError(f"kept, {name}: there is no such limit under this policy")
    elif not 0 <= window[0] <= window[1] <= last:
        raise RefusedCertificateError(f"kept, {name}: there is no such window")
    slacks, capacity = _slacks(instance, policy, levels, most, window, costs, found)
    none = np.zeros(work.clients, dtype=np.int64)
    return KeptRow(capacity, slacks, *_inside(work, window), none)


def _keep_protected(
    name: RowName, people: People, work: Work, protection: Protection, window: tuple[int, int]
) -> KeptRow:
    """Return the row of a window that is protected; nothing relieves it."""
    if name.name is not None or not protection.is_limit(window):
        raise RefusedCertificateError(f"kept, {name}: there is no such limit under this policy")
    workers = np.arange(people.workers)
    start, end = (np.full_like(workers, period) for period in window)
    none = np.zeros(work.clients, dtype=np.int64)
    capacity = protection.holds(workers, start, end)
    return KeptRow(capacity, (), *_inside(work, window), none, is_protected=True)


def _inside(work: Work, window: tuple[int, int]) -> tuple[Bools, Bools]:
    """Return which tasks and which switching minutes lie inside a window."""
    return (
        (work.release >= window[0]) & (work.due <= window[1]),
        (work.window[:, 0] >= window[0]) & (work.window[:, 1] <= window[1]),
    )


def _keep_cap(people: People, work: Work, cap: Cap, steps: tuple[int, ...]) -> KeptRow:
    """Return the row of a cap, with what more than a fair share costs."""
    capacity, slacks = cap.most, tuple[Slack, ...]()
    if cap.price:
        width = np.column_stack(cap.widths(compute_most_owned(people, work, cap)))
        capacity = capacity + width.sum(axis=1)
        price = np.broadcast_to(np.array(steps, dtype=np.int64), width.shape)
        slacks = (Slack(cap.most, price, width),)
    no_task = np.zeros(len(work.client), dtype=np.bool_)
    return KeptRow(capacity, slacks, no_task, np.zeros(work.clients, np.bool_), cap.weight)


def _slacks(
    instance: Instance,
    policy: Policy,
    levels: list[Level],
    most: Ints,
    window: tuple[int, int],
    costs: UnitCosts,
    found: PriceTables,
) -> tuple[tuple[Slack, ...], Ints]:
    """Return what the minutes of a window cost beyond capacities, and how many there may be.

    A price counts where the prices of other rows have not used it up.
    """
    first, last = window
    inside = slice(first, last + 1)
    overtime, late = compute_slack_limits(instance, policy, most)
    around, ending = sum_relieved(found)
    regular = restate.planned(instance, policy)[:, inside].sum(axis=1)
    limit = np.column_stack([overtime[:, inside], late[:, last]])
    left = np.column_stack([costs.overtime - around[:, inside], costs.late - ending[:, last]])
    slacks = [Slack(regular, np.maximum(left, 0), limit)]
    capacity = regular + limit.sum(axis=1)
    every = most.sum(axis=1)[:, None]
    for number, (level, step) in enumerate(zip(levels, costs.steps, strict=True)):
        if step is None:
            capacity = np.minimum(capacity, level.most)
            continue
        price = np.maximum(step - found.level[:, number], 0)[:, None]
        slacks.append(Slack(level.most, price, every))
    return tuple(slacks), capacity


def read_item_prices(instance: Instance, certificate: Certificate, work: Work) -> tuple[Ints, Ints]:
    """Return the prices of owners by client, and of tasks in the order of ``Work``.

    Raises
    ------
    RefusedCertificateError
        If there is no client or task of an id, or a price is too large.
    """
    owner = _by_id(instance.clients["id"].to_list(), certificate.owners or {}, "client")
    task = _by_id(instance.tasks["id"].to_list(), certificate.tasks or {}, "task")
    return owner, task[work.task]


def _by_id(ids: list[str], prices: Mapping[str, int], what: str) -> Ints:
    strange = sorted(set(prices) - set(ids))
    if strange:
        raise RefusedCertificateError(f"there is no {what} {strange[0]}")
    for id, price in prices.items():
        if abs(price) > MOST:
            raise RefusedCertificateError(f"{what} {id}: the price {price} is too large")
    return np.array([prices.get(id, 0) for id in ids], dtype=np.int64)


def bound_by_items(
    people: People,
    work: Work,
    unit_costs: UnitCosts,
    prices: WorkPrices,
    kept: KeptRow,
    price: tuple[Ints, Ints],
) -> int:
    """Return what serving everybody costs at least, by prices of owners and tasks.

    Limits on the workers of a client are left out, and so are hand-offs, which cost no less.
    ``price`` is as ``read_item_prices`` returns it.
    """
    owner, task = price
    left = unit_costs.undone + prices.undone
    every = slice(0, work.clients)
    homes = work.homes(every)
    owner, unowned, must_own = (
        sum_rows(each.astype(np.int64)[:, None], homes)[:, 0]
        for each in (owner, unit_costs.unowned, unit_costs.must_own)
    )
    least = [
        np.where(must_own > 0, owner, np.minimum(owner, unowned)),
        np.where(unit_costs.must_do, task, np.minimum(task, left)),
    ]
    total = sum(int(each.astype(object).sum()) for each in least if each.size)
    blocks: list[list[Block]] = [[] for _ in range(people.workers)]
    for part in split_clients(work, people.workers):
        _add_blocks(blocks, people, work, unit_costs, prices, kept, price, part)
    for worker, mine in enumerate(blocks):
        overs = [slack.of(worker) for slack in kept.slacks]
        total -= solve_block_knapsack(mine, int(kept.capacity[worker]), overs)
    return total


def _add_blocks(
    blocks: list[list[Block]],
    people: People,
    work: Work,
    unit_costs: UnitCosts,
    prices: WorkPrices,
    kept: KeptRow,
    price: tuple[Ints, Ints],
    part: slice,
) -> None:
    """Add what each worker may save by some clients: a block for each client and separate task."""
    tasks = slice(int(work.first[part.start]), int(work.first[part.stop]))
    homes = work.homes(part)
    place: Ints = work.client[tasks] - part.start
    client = np.searchsorted(homes, place, side="right") - 1
    # What a worker saves by owning each client, and what of the kept row that takes; a household
    # that stays together counts as one client.
    owning, join = price_owners(people, work, unit_costs, prices, part)
    owning = sum_rows(np.where(owning < NEVER, owning + join, NEVER), homes)
    may = owning < NEVER
    worth = sum_rows(price[0][part, None], homes) - np.where(may, owning, 0)
    load = np.where(people.change(part) & kept.switching[part, None], work.transfer, 0)
    load = sum_rows(load + kept.weight[part, None], homes)
    # The same of each task, and which tasks come with the owner only.
    done = price_tasks(people, work, unit_costs, prices, tasks)
    able = done < NEVER
    gain = np.where(able, price[1][tasks, None] - np.where(able, done, 0), 0)
    takes = compute_minutes(people, work, tasks)
    if kept.is_protected:
        takes = takes + compute_extra(people, work, tasks)
    spent = np.where(kept.task[tasks, None], takes, 0)
    spent = np.broadcast_to(spent, gain.shape)
    tied = work.bound[tasks] & work.alone[work.client[tasks]]
    must = tied & unit_costs.must_do[tasks]
    if must.any():
        # Whoever owns the client does every one of these tasks.
        np.logical_and.at(may, client[must], able[must])
        np.add.at(worth, client[must], gain[must])
        np.add.at(load, client[must], spent[must])
        gain = np.where(must[:, None], 0, gain)
    # Only blocks that could be worth anything at all are handed to the knapsack.
    best = worth.copy()
    np.add.at(best, client[tied], np.maximum(gain[tied], 0))
    first = work.first[part.start + homes] - tasks.start
    for row, worker in np.argwhere(may & (best > 0)).tolist():
        mine = first[row] + np.flatnonzero(tied[first[row] : first[row + 1]])
        mine = mine[gain[mine, worker] > 0]
        options = list(zip(gain[mine, worker].tolist(), spent[mine, worker].tolist(), strict=True))
        blocks[worker].append(Block(int(worth[row, worker]), int(load[row, worker]), options))
    for row, worker in np.argwhere((gain > 0) & ~tied[:, None]).tolist():
        blocks[worker].append(Block(int(gain[row, worker]), int(spent[row, worker])))
