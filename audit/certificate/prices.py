"""The prices of a certificate in arrays, or the reasons to refuse it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...model.certificate import Certificate, LimitPrice, RowName, RowPrice
from ...model.instance import Instance
from ...problem import Ints
from .rows import Cap, Level, Limit

MOST = 2**40
"""Prices and scales above it are refused: sums must stay whole numbers of 64 bits."""

_SHOWN = 5


class RefusedCertificateError(ValueError):
    """A certificate that cannot be read against the instance and the policy; says why."""


@dataclass(frozen=True, eq=False)
class Tables:
    """Prices in arrays.

    Parameters
    ----------
    window : array of shape (workers, periods, periods)
        Entry (w, a, p): of a minute of w's that is released in a or later and due by p.
    level : array of shape (workers, levels)
        Of a minute of each worker's, by level.
    cap : array of shape (workers, caps)
        Of each unit of a cap.
    limit : array of shape (limits,)
        Of each unit of a limit on the whole plan.
    """

    window: Ints
    level: Ints
    cap: Ints
    limit: Ints


def tables(
    instance: Instance,
    certificate: Certificate,
    levels: Sequence[Level],
    caps: Sequence[Cap],
    limits: Sequence[Limit],
) -> Tables:
    """Put the prices of a certificate in arrays.

    Parameters
    ----------
    instance : Instance
        The instance.
    certificate : Certificate
        Any certificate.
    levels, caps, limits : sequences of Level, of Cap and of Limit
        The rows that may bear a price besides windows.

    Raises
    ------
    RefusedCertificateError
        If a worker, a rule or a limit is unknown, a window lies outside the horizon, a price is
        negative or too large, or a row is named twice.
    """
    faults = _faults(instance, certificate, levels, caps, limits)
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise RefusedCertificateError("; ".join(faults[:_SHOWN]) + more)
    place = {id: row for row, id in enumerate(instance.workers["id"].to_list())}
    periods, workers = instance.calendar.periods, len(place)
    found = Tables(
        window=np.zeros((workers, periods, periods), dtype=np.int64),
        level=np.zeros((workers, len(levels)), dtype=np.int64),
        cap=np.zeros((workers, len(caps)), dtype=np.int64),
        limit=np.zeros(len(limits), dtype=np.int64),
    )
    column = {("utilisation", each.name): number for number, each in enumerate(levels)}
    column |= {("caseload", each.name): number for number, each in enumerate(caps)}
    for row in certificate.rows:
        worker = place[row.worker]
        if row.window is not None:
            found.window[worker, row.window[0], row.window[1]] = row.price
        else:
            part = found.level if row.rule == "utilisation" else found.cap
            part[worker, column[row.rule, row.name or ""]] = row.price
    of_plan = {(each.rule, each.name): number for number, each in enumerate(limits)}
    for limit in certificate.limits:
        found.limit[of_plan[limit.rule, limit.name or ""]] = limit.price
    return found


def _faults(
    instance: Instance,
    certificate: Certificate,
    levels: Sequence[Level],
    caps: Sequence[Cap],
    limits: Sequence[Limit],
) -> list[str]:
    workers = set(instance.workers["id"].to_list())
    named = {("utilisation", each.name) for each in levels}
    named |= {("caseload", each.name) for each in caps}
    whole = {(each.rule, each.name) for each in limits}
    faults: list[str] = []
    for name, number in (("scale", certificate.scale), ("shortage", certificate.shortage)):
        if number is not None and not 0 < number <= MOST:
            faults.append(f"{name} {number} is not above 0, or too large")
    seen: set[tuple[str | None, str, object]] = set()
    rows: tuple[RowPrice | LimitPrice, ...] = (*certificate.rows, *certificate.limits)
    for row in rows:
        worker = row.worker if isinstance(row, RowPrice) else None
        where = f"{row}" if worker is None else f"worker {worker}, {row}"
        known = whole if worker is None else named
        if worker is not None and worker not in workers:
            faults.append(f"there is no worker {worker}")
        elif not (_is_window(instance, row) if row.window and worker else _is_named(row, known)):
            faults.append(f"{where}: there is no such limit under this policy")
        if not 0 <= row.price <= MOST:
            faults.append(f"{where}: the price {row.price} is negative or too large")
        key = worker, row.rule, row.window or row.name
        if key in seen:
            faults.append(f"{where}: named twice")
        seen.add(key)
    return faults


def _is_window(instance: Instance, row: RowName) -> bool:
    if row.window is None or row.rule != "deadlines" or row.name is not None:
        return False
    return 0 <= row.window[0] <= row.window[1] <= instance.calendar.last


def _is_named(row: RowName, known: set[tuple[str, str]]) -> bool:
    return row.window is None and (row.rule, row.name or "") in known
