"""What overtime, lateness and minutes above a breakpoint can be worth at most under the prices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ...model.instance import Instance
from ...model.policy import Policy
from ...problem import Ints
from .. import restate
from .clients import compute_minutes, find_eligible, split_clients
from .people import People, Work
from .rows import Cap, Level, PriceTables, Protection
from .unit_costs import UnitCosts

Exact = npt.NDArray[np.object_]
"""Whole numbers of any size."""


def compute_most_minutes(people: People, work: Work, periods: int) -> Ints:
    """Return the most minutes due in each period that any plan could give each worker: (workers,
    periods).

    Every task that a worker may do is added up, every client that may be taken over, and every
    hand-off: no plan has more.
    """
    total = np.zeros((periods, people.workers), dtype=np.int64)
    for part in split_clients(work, people.workers):
        tasks = slice(int(work.first[part.start]), int(work.first[part.stop]))
        own = people.may_own(part)
        may = find_eligible(people, work, tasks)
        client = work.client[tasks] - part.start
        tied = work.bound[tasks] & work.alone[part][client]
        may = may & (own[client] | ~tied[:, None])
        taken = np.where(own & people.change(part), work.transfer, 0)
        taken = taken + np.where(work.shared[part, None], work.handoff, 0)
        for due, amount in (
            (work.due[tasks], np.where(may, compute_minutes(people, work, tasks), 0)),
            (work.window[part, 1], taken),
        ):
            for period in np.unique(due):
                total[period] += amount[due == period].sum(axis=0)
    return total.T


def compute_slack_limits(instance: Instance, policy: Policy, most: Ints) -> tuple[Ints, Ints]:
    """Return the most overtime and the most minutes overdue: two arrays (workers, periods).

    ``most`` is as ``compute_most_minutes`` returns it.
    """
    every = most.sum(axis=1)[:, None]
    over = np.minimum(every, policy.overtime.limit) if policy.overtime.enabled else every
    overtime = np.where(restate.capacity(instance) > 0, over, 0)
    late = np.cumsum(most, axis=1)
    late[:, -1:] = 0
    if not may_be_late(policy):
        late[:] = 0
    return overtime, late


def may_be_late(policy: Policy) -> bool:
    """Whether work may end after its due period."""
    return policy.deadlines.enabled and policy.deadlines.late == "priced"


def compute_constant(
    instance: Instance,
    policy: Policy,
    unit_costs: UnitCosts,
    tables: PriceTables,
    levels: Sequence[Level],
    protection: Protection | None,
    most: Ints,
) -> int:
    """Return the part of the bound that no choice changes: capacities, and what slacks may save.

    ``most`` is as ``compute_most_minutes`` returns it.
    """
    overtime, late = compute_slack_limits(instance, policy, most)
    around, ending = sum_relieved(tables)
    worth = _sum(overtime, np.minimum(unit_costs.overtime - around, 0))
    worth += _sum(late, np.minimum(unit_costs.late - ending, 0))
    # What each priced window holds: sums up to each period, one less the other.
    before = np.zeros((len(most), most.shape[1] + 1), dtype=np.int64)
    np.cumsum(restate.planned(instance, policy), axis=1, out=before[:, 1:])
    worker, start, end = np.nonzero(tables.window)
    held = before[worker, end + 1] - before[worker, start]
    worth -= _sum(held, tables.window[worker, start, end])
    if protection is not None:
        at = np.nonzero(tables.protected)
        worth -= _sum(protection.holds(*at), tables.protected[at])
    every = most.sum(axis=1)
    for number, (level, step) in enumerate(zip(levels, unit_costs.steps, strict=True)):
        price = tables.level[:, number]
        worth -= _sum(level.most, price)
        if step is not None:
            worth += _sum(every, np.minimum(step - price, 0))
    return worth


def compute_cap_worth(
    people: People, work: Work, unit_costs: UnitCosts, tables: PriceTables, caps: Sequence[Cap]
) -> int:
    """Return what caps hold under their prices, and what more than a fair share may save."""
    worth = 0
    for number, (cap, steps) in enumerate(zip(caps, unit_costs.shares, strict=True)):
        price = tables.cap[:, number]
        worth -= _sum(cap.most, price)
        owned = np.zeros_like(price)
        if steps and bool((price > steps[-1]).any()):
            owned = compute_most_owned(people, work, cap)
        for step, width in zip(steps, cap.widths(owned), strict=True):
            worth += _sum(width, np.minimum(step - price, 0))
    return worth


def compute_most_owned(people: People, work: Work, cap: Cap) -> Ints:
    """Return the most of a cap that any plan could give each worker: of shape (workers,)."""
    total = np.zeros(people.workers, dtype=np.int64)
    for part in split_clients(work, people.workers):
        total += cap.weight[part] @ people.may_own(part).astype(np.int64)
    return total


def sum_relieved(tables: PriceTables) -> tuple[Ints, Ints]:
    """Return the prices that overtime and overdue minutes relieve: two (workers, periods)."""
    ending = tables.window.sum(axis=1)
    return np.ascontiguousarray(np.diagonal(sum_nested(tables.window), axis1=1, axis2=2)), ending


def sum_nested(window: Ints) -> Ints:
    """Return the sum of the prices of all windows around each: (workers, periods, periods)."""
    # Windows that end at p or later, then those of them that begin at a or earlier.
    later = np.cumsum(window[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.cumsum(later, axis=1)


def is_needed(policy: Policy, unit_costs: UnitCosts, tables: PriceTables) -> bool:
    """Return whether the most minutes of the workers matter under the prices."""
    around, ending = sum_relieved(tables)
    needed = bool((around > unit_costs.overtime).any())
    needed |= may_be_late(policy) and bool((ending[:, :-1] > unit_costs.late).any())
    for number, step in enumerate(unit_costs.steps):
        needed |= step is not None and bool((tables.level[:, number] > step).any())
    return needed


def _sum(one: Ints, other: Ints) -> int:
    """Return the sum of the products, whatever its size."""
    product: Exact = one.astype(object) * other.astype(object)
    return int(product.sum())
