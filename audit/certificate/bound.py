r"""What a certificate proves, from the instance and the policy alone.

With prices p >= 0 on the rows of every worker and mu >= 0 on the limits on the whole plan, let a
be what doing or owning costs with its minutes and cases priced, and f what leaving costs. No plan
costs less than

.. math::

    -p.capacity - mu.M + \sum limit \min(0, price - p.relief) + \sum_{clients} \min(V_0, V_1, V_2)

where V0 serves a client by nobody, V1 by one worker and V2 by two or more, each taken at what it
costs at least (Lagrangean relaxation, Geoffrion 1974). All in whole numbers. Nothing here comes
from those who made the plan or the prices: wrong prices weaken the bound, and cannot make it false.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from ...model.certificate import Certificate
from ...model.instance import Instance
from ...model.policy import Policy
from ...problem import Ints
from .. import restate
from .clients import NEVER, WorkPrices, compute_least_values, split_clients
from .items import bound_by_items, find_kept_row, read_item_prices
from .people import People, Work, restate_people, restate_work
from .rows import (
    Cap,
    Level,
    Limit,
    PriceTables,
    RefusedCertificateError,
    read_prices,
    restate_caps,
    restate_levels,
    restate_limits,
    restate_protection,
)
from .slacks import (
    compute_cap_worth,
    compute_constant,
    compute_most_minutes,
    is_needed,
    sum_nested,
)
from .unit_costs import UnitCosts, compute_shortage_costs, compute_unit_costs

_MOST = 2**60
"""No sum may exceed it."""


@dataclass(frozen=True)
class Verification:
    """What a certificate proves.

    Parameters
    ----------
    bound : int or None
        No plan costs less, in whole thousandths of a minute; None where nothing is proven.
    infeasible : bool
        Whether it proves that there is no plan.
    refused : str or None
        Why the certificate cannot be read, in plain words; it then proves nothing.
    """

    bound: int | None
    infeasible: bool = False
    refused: str | None = None


def verify_certificate(
    instance: Instance, policy: Policy, certificate: Certificate
) -> Verification:
    """Return what a certificate proves about a question.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    certificate : Certificate
        Any certificate, from anyone.

    Returns
    -------
    Verification
        The bound recomputed; refused where prices are negative or stand on what there is not.
    """
    try:
        least, unit = compute_least_cost(instance, policy, certificate)
    except RefusedCertificateError as error:
        return Verification(None, refused=str(error))
    if certificate.shortage is not None:
        return Verification(None, infeasible=least > 0)
    # Every cost is a multiple of the unit, so the bound may be rounded up to the next one.
    step = max(unit // certificate.scale, 1)
    return Verification(max(-(-least // (step * certificate.scale)) * step, 0))


def compute_least_cost(
    instance: Instance, policy: Policy, certificate: Certificate
) -> tuple[int, int]:
    """Return the bound that prices prove, and the unit of all costs.

    Parameters
    ----------
    instance, policy, certificate
        As for ``verify_certificate``.

    Returns
    -------
    bound, unit : int
        In parts of a thousandth of a minute, ``certificate.scale`` to each.

    Raises
    ------
    RefusedCertificateError
        If the certificate cannot be read, or its prices are too large to be added up.
    """
    instance = _bring_together(instance, policy)
    level, cap, limit, protection = (
        restate_levels(instance, policy),
        restate_caps(instance, policy),
        restate_limits(instance, policy),
        restate_protection(instance, policy),
    )
    found = read_prices(instance, certificate, level, cap, limit, protection)
    who, jobs = restate_people(instance, policy), restate_work(instance, policy)
    costs = _costs(instance, policy, certificate, jobs, level, cap)
    _check_size(instance, jobs, costs, found, cap, limit)
    by_items = (certificate.owners, certificate.tasks, certificate.kept) != (None, None, None)
    most = np.zeros_like(restate.capacity(instance))
    if by_items or is_needed(policy, costs, found):
        most = compute_most_minutes(who, jobs, instance.calendar.periods)
    total = compute_constant(instance, policy, costs, found, level, protection, most)
    total += compute_cap_worth(who, jobs, costs, found, cap)
    total -= sum(price * row.most for price, row in zip(found.limit.tolist(), limit, strict=True))
    prices = _priced(jobs, found, cap, limit)
    if by_items:
        rows = level, cap, protection
        kept = find_kept_row(instance, policy, certificate, who, jobs, rows, most, costs, found)
        price = read_item_prices(instance, certificate, jobs)
        return total + bound_by_items(who, jobs, costs, prices, kept, price), costs.unit
    return total + _served(who, jobs, costs, prices), costs.unit


def _bring_together(instance: Instance, policy: Policy) -> Instance:
    """Return the instance with the clients of each household that stays together side by side."""
    homes = restate.households(instance, policy)
    if homes["household"].n_unique() == homes.height:
        return instance
    first = homes.with_row_index("row").select(pl.col("row").min().over("household"))["row"]
    order = np.argsort(first.to_numpy(), kind="stable")
    return replace(instance, clients=instance.clients[order])


def _costs(
    instance: Instance,
    policy: Policy,
    certificate: Certificate,
    jobs: Work,
    level: list[Level],
    cap: list[Cap],
) -> UnitCosts:
    if certificate.shortage is not None:
        return compute_shortage_costs(instance, policy, jobs, level, cap, certificate.shortage)
    costs = compute_unit_costs(instance, policy, jobs, level, cap)
    if certificate.scale * _total(costs.undone) >= _MOST:
        raise RefusedCertificateError("the scale is too large for sums of costs")
    return costs.scaled(certificate.scale)


def _priced(jobs: Work, found: PriceTables, cap: list[Cap], limit: list[Limit]) -> WorkPrices:
    minute = sum_nested(found.window) + found.level.sum(axis=1)[:, None, None]
    protected = sum_nested(found.protected)
    minute = minute + protected
    weight = np.zeros((jobs.clients, len(cap)), dtype=np.int64)
    for number, each in enumerate(cap):
        weight[:, number] = each.weight
    standard = np.zeros(len(found.window), dtype=np.int64)
    kinds: dict[str, int] = {}
    change = 0
    for price, row in zip(found.limit.tolist(), limit, strict=True):
        if row.weight is not None:
            standard += price * row.weight
        elif row.kind is not None:
            kinds[row.kind] = price
        else:
            change += price
    undone = np.array([kinds.get(kind, 0) for kind in jobs.kind], dtype=np.int64)
    minute, protected = (
        np.ascontiguousarray(each.transpose(1, 2, 0)) for each in (minute, protected)
    )
    return WorkPrices(minute, protected, standard, undone, change, found.cap, weight)


def _served(who: People, jobs: Work, costs: UnitCosts, prices: WorkPrices) -> int:
    total = 0
    for part in split_clients(jobs, who.workers):
        least = compute_least_values(who, jobs, costs, prices, part)
        # A client that cannot be served at all has no plan; a bound may leave it out.
        total += int(least[least < NEVER].sum())
    return total


def _check_size(
    instance: Instance,
    jobs: Work,
    costs: UnitCosts,
    found: PriceTables,
    cap: list[Cap],
    limit: list[Limit],
) -> None:
    """Refuse prices whose sums could leave the whole numbers of 64 bits."""
    switching = jobs.clients * (jobs.transfer + 2 * jobs.handoff)
    timed = found.window.sum(axis=(1, 2)) + found.protected.sum(axis=(1, 2))
    minute = _largest(timed + found.level.sum(axis=1))
    minute += costs.interpreter + _largest(costs.backlog)
    extra = _total(jobs.extra_plain) + _total(jobs.extra_interpreted)
    size = minute * (_total(jobs.plain) + _total(jobs.interpreted) + extra + switching)
    size += _total(costs.unowned) + _total(costs.undone)
    size += jobs.clients * (costs.change + costs.language + costs.skills)
    # Every client and task may have the dearest of all meetings.
    size += _largest(costs.meeting[:, 2]) * (jobs.clients + len(jobs.kind))
    for number, each in enumerate(cap):
        size += _largest(found.cap[:, number]) * _total(each.weight)
    for price, row in zip(found.limit.tolist(), limit, strict=True):
        each_minute = 0 if row.weight is None else _largest(np.abs(row.weight))
        size += price * (jobs.clients + len(jobs.kind) + each_minute * _total(jobs.standard))
    if size >= _MOST:
        raise RefusedCertificateError("the prices are too large to be added up")


def _largest(amounts: Ints) -> int:
    return int(amounts.max(initial=0))


def _total(amounts: Ints) -> int:
    return int(amounts.sum())
