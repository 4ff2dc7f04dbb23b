"""The bound by prices of owners and tasks: one exact knapsack a worker over one kept row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...model.certificate import Certificate, RowName
from ...model.instance import Instance
from ...model.policy import Policy
from ...problem import Ints
from ..knapsack import most_worth
from .clients import NEVER, Priced, chunks, doing, minutes, owners
from .people import People
from .prices import MOST, RefusedCertificateError
from .rows import Cap, Level
from .slacks import slack_limits
from .tariff import Tariff
from .work import Work


@dataclass(frozen=True, eq=False)
class Kept:
    """The row that every worker's knapsack keeps.

    Parameters
    ----------
    capacity : array of shape (workers,)
        What fits, with all that overtime, lateness or a breakpoint may add.
    task : boolean array of shape (tasks,)
        Whether the minutes of each task count, in the order of ``Work``.
    switching : boolean array of shape (clients,)
        Whether the minutes of a transfer count.
    weight : array of shape (clients,)
        What owning each client counts besides.
    """

    capacity: Ints
    task: np.ndarray
    switching: np.ndarray
    weight: Ints


def kept_row(
    instance: Instance,
    policy: Policy,
    certificate: Certificate,
    work: Work,
    levels: list[Level],
    caps: list[Cap],
    most: Ints,
) -> Kept:
    """Return the row that a certificate keeps.

    Parameters
    ----------
    instance, policy, certificate, work, levels, caps
        The question and the certificate.
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
    everything = np.ones(len(work.client), dtype=np.bool_)
    always = np.ones(work.clients, dtype=np.bool_)
    nothing = np.zeros(work.clients, dtype=np.int64)
    for level in levels:
        if (name.rule, name.window, name.name) == ("utilisation", None, level.name):
            extra = 0 if level.step is None else most.sum(axis=1)
            return Kept(level.most + extra, everything, always, nothing)
    for cap in caps:
        if (name.rule, name.window, name.name) == ("caseload", None, cap.name):
            capacity = np.full(len(most), cap.most, dtype=np.int64)
            return Kept(capacity, ~everything, ~always, cap.weight)
    if name.window is None or name.rule != "deadlines" or name.name is not None:
        raise RefusedCertificateError(f"kept, {name}: there is no such limit under this policy")
    return _window(instance, policy, work, most, name)


def _window(instance: Instance, policy: Policy, work: Work, most: Ints, name: RowName) -> Kept:
    first, last = name.window or (0, 0)
    if not 0 <= first <= last <= instance.calendar.last:
        raise RefusedCertificateError(f"kept, {name}: there is no such window")
    overtime, late = slack_limits(instance, policy, most)
    inside = slice(first, last + 1)
    capacity = instance.capacity[:, inside].sum(axis=1) + overtime[:, inside].sum(axis=1)
    return Kept(
        capacity + late[:, last],
        (work.release >= first) & (work.due <= last),
        (work.window[:, 0] >= first) & (work.window[:, 1] <= last),
        np.zeros(work.clients, dtype=np.int64),
    )


def item_prices(instance: Instance, certificate: Certificate, work: Work) -> tuple[Ints, Ints]:
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


def served_by_items(
    people: People, work: Work, tariff: Tariff, prices: Priced, kept: Kept, price: tuple[Ints, Ints]
) -> int:
    """Return what serving everybody costs at least, by prices of owners and tasks.

    Limits on the workers of a client are left out, and so are hand-offs, which cost no less.

    Parameters
    ----------
    people, work, tariff, prices, kept
        The question and the prices.
    price : pair of arrays
        As ``item_prices`` returns them.
    """
    owner, task = price
    left = tariff.undone + prices.undone
    least = [owner if tariff.must else np.minimum(owner, tariff.unowned)]
    least.append(task if tariff.must else np.minimum(task, left))
    total = sum(int(each.astype(object).sum()) for each in least if each.size)
    found: list[list[Ints]] = [[], [], []]
    for part in chunks(work, people.workers):
        for worth, load in _savings(people, work, tariff, prices, kept, price, part):
            row, worker = np.nonzero(worth > 0)
            for column, values in zip(
                found, (worker, worth[row, worker], load[row, worker]), strict=True
            ):
                column.append(values)
    worker, worth, load = (
        np.concatenate([*column, np.zeros(0, dtype=np.int64)]) for column in found
    )
    for number, capacity in enumerate(kept.capacity.tolist()):
        mine = worker == number
        total -= most_worth(worth[mine].tolist(), load[mine].tolist(), capacity)
    return total


def _savings(
    people: People,
    work: Work,
    tariff: Tariff,
    prices: Priced,
    kept: Kept,
    price: tuple[Ints, Ints],
    part: slice,
) -> list[tuple[Ints, Ints]]:
    """Return what each owner and each task of some clients saves at each worker, and its load."""
    tasks = slice(int(work.first[part.start]), int(work.first[part.stop]))
    owning, join = owners(people, work, tariff, prices, part)
    may = owning < NEVER
    worth = np.where(may, price[0][part, None] - np.where(may, owning + join, 0), 0)
    taken = np.where(people.change(part) & kept.switching[part, None], work.transfer, 0)
    done = doing(people, work, prices, tasks)
    tied = (work.bound[tasks] & work.alone[work.client[tasks]])[:, None]
    able = (done < NEVER) & (may[work.client[tasks] - part.start] | ~tied)
    gain = np.where(able, price[1][tasks, None] - np.where(able, done, 0), 0)
    spent = np.where(kept.task[tasks, None], minutes(people, work, tasks), 0)
    return [
        (worth, taken + kept.weight[part, None]),
        (gain, np.broadcast_to(spent, gain.shape)),
    ]
