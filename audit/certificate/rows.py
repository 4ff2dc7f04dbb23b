"""The rows that a price may stand on, restated: levels, caps, and limits on the whole plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import numpy as np

from ...model.certificate import Certificate, LimitPrice, RowName, RowPrice
from ...model.instance import Instance
from ...model.policy import MILLI, Policy, floor_share, milli
from ...problem import Ints
from .. import restate
from ..rules.utilisation import find_members
from ..standing import caseload_shares, share_limits, standing_minutes


@dataclass(frozen=True, eq=False)
class Level:
    """Minutes that a worker may work, or may work without a further price.

    Parameters
    ----------
    name : str
        ``ceiling``, or ``breakpoint`` and its number from 1 on.
    most : array of shape (workers,)
        The minutes.
    step : int or None
        By how much a minute above them is dearer, in thousandths; None where there may be none.
    """

    name: str
    most: Ints
    step: int | None


@dataclass(frozen=True, eq=False)
class Cap:
    """Cases or standing minutes that a worker may own, or may own without a further price.

    Parameters
    ----------
    name : str
        ``cap``, or ``cap`` and the program; ``standing`` for shares of a fair share.
    weight : array of shape (clients,)
        What each client counts.
    most : array of shape (workers,)
        In the unit of the weights.
    price : tuple of int
        Of a unit above it, in thousandths of a minute, and of a unit above each further share;
        empty where there may be none.
    width : tuple of arrays of shape (workers,)
        Most units at each price but the last.
    """

    name: str
    weight: Ints
    most: Ints
    price: tuple[int, ...] = ()
    width: tuple[Ints, ...] = ()

    def widths(self, owned: Ints) -> tuple[Ints, ...]:
        """Return the most units at each price, where so many in all could be owned."""
        return (*self.width, owned) if self.price else ()


@dataclass(frozen=True, eq=False)
class Protection:
    """Limits on time that hold although clients take longer.

    Parameters
    ----------
    room : array of shape (workers, periods)
        Regular minutes that are not held back, with all overtime.
    reserve : int
        Minutes that each limit keeps free.
    ends_anywhere : bool
        Whether there is a limit for every window; else for those up to the last period.
    """

    room: Ints
    reserve: int
    ends_anywhere: bool

    def holds(self, worker: Ints, start: Ints, end: Ints) -> Ints:
        """Return what fits at workers between periods, each of shape (n,): of shape (n,)."""
        before = np.zeros((len(self.room), self.room.shape[1] + 1), dtype=np.int64)
        np.cumsum(self.room, axis=1, out=before[:, 1:])
        held = before[worker, end + 1] - before[worker, start]
        free: Ints = np.maximum(held - self.reserve, 0)
        return free

    def is_limit(self, window: tuple[int, int]) -> bool:
        """Whether there is a limit for a window."""
        last = self.room.shape[1] - 1
        return 0 <= window[0] <= window[1] <= last and (self.ends_anywhere or window[1] == last)


@dataclass(frozen=True, eq=False)
class Limit:
    """A limit on the whole plan: one of three sorts.

    Parameters
    ----------
    rule, name : str
        ``moves`` and ``limit`` or ``limit_share``; ``service`` and ``level KIND``;
        ``utilisation`` and ``gap N above`` or ``gap N below``.
    most : int
        Changes of owner, tasks undone, or units of the gap.
    kind : str or None
        Kind of the tasks counted, for a service level.
    weight : array of shape (workers,) or None
        What a standard minute of a task counts at each worker, for a gap.
    """

    rule: str
    name: str
    most: int
    kind: str | None = None
    weight: Ints | None = None


def restate_levels(instance: Instance, policy: Policy) -> list[Level]:
    """Return ceiling and breakpoints."""
    section = policy.utilisation
    if not section.enabled:
        return []
    regular: list[int] = restate.capacity(instance).sum(axis=1).tolist()

    def share(part: float) -> Ints:
        return np.array([floor_share(part, minutes) for minutes in regular], dtype=np.int64)

    found = [] if section.ceiling is None else [Level("ceiling", share(section.ceiling), None)]
    below = 0
    for number, point in enumerate(section.breakpoints, start=1):
        price = milli(point.price)
        found.append(Level(f"breakpoint {number}", share(point.above), price - below))
        below = price
    return found


def restate_caps(instance: Instance, policy: Policy) -> list[Cap]:
    """Return the caps on owned clients, and the row of standing minutes.

    Weights are in thousandths, clients with a program in ones, standing minutes in minutes.
    """
    section = policy.caseload
    if not section.enabled:
        return []
    shares = caseload_shares(instance)

    def capped(most: Fraction) -> Ints:
        return np.array([int(most * share) for share in shares], dtype=np.int64)

    bundles = [set(names) for names in instance.clients["programs"].to_list()]
    found: list[Cap] = []
    if section.cap is not None:
        by_name = {name: milli(weight) for name, weight in section.weights.items()}
        each = [
            sum(by_name.get(name, MILLI) for name in bundle) if by_name else MILLI
            for bundle in bundles
        ]
        limit = capped(Fraction(Decimal(repr(section.cap))) * MILLI)
        found.append(Cap("cap", np.array(each, dtype=np.int64), limit))
    for program, most in section.caps.items():
        held = np.array([program in bundle for bundle in bundles], dtype=np.int64)
        found.append(Cap(f"cap {program}", held, capped(Fraction(most))))
    limits = share_limits(instance, policy)
    if any(price for price, _ in limits):
        starts = [np.array(minutes, dtype=np.int64) for _, minutes in limits]
        width = tuple(np.diff(np.stack(starts), axis=0))
        weight = standing_minutes(instance, policy)["standing"].to_numpy().astype(np.int64)
        prices = tuple(price for price, _ in limits)
        found.append(Cap("standing", weight, starts[0], prices, width))
    return found


def restate_protection(instance: Instance, policy: Policy) -> Protection | None:
    """Return the limits on time that are protected; None where no minutes may be wrong."""
    section, overtime = policy.robust, policy.overtime
    is_on = section.enabled and section.deviation > 0 and section.clients > 0
    if not is_on or not overtime.enabled:
        return None
    is_timed = policy.deadlines.enabled and policy.deadlines.late == "forbidden"
    over = np.where(restate.capacity(instance) > 0, overtime.limit, 0)
    room = restate.planned(instance, policy) + over
    return Protection(room, section.clients * section.threshold, is_timed)


def restate_limits(instance: Instance, policy: Policy) -> list[Limit]:
    """Return the limits on moves, on undone tasks by kind, and on gaps of load."""
    found: list[Limit] = []
    moves, service = policy.moves, policy.service
    if moves.enabled and moves.limit is not None:
        found.append(Limit("moves", "limit", moves.limit))
    if moves.enabled and moves.limit_share is not None:
        there = instance.clients.join(instance.former, left_on="worker", right_on="id", how="anti")
        owned = there["worker"].drop_nulls().len()
        found.append(Limit("moves", "limit_share", floor_share(moves.limit_share, owned)))
    for kind, share in service.levels.items() if service.enabled else ():
        tasks = int((instance.tasks["kind"] == kind).sum())
        spared = (1 - Decimal(repr(share))) * tasks
        most = int(spared.to_integral_value(rounding=ROUND_FLOOR))
        if tasks:
            found.append(Limit("service", f"level {kind}", most, kind=kind))
    return found + _gaps(instance, policy)


def _gaps(instance: Instance, policy: Policy) -> list[Limit]:
    """Return two limits per gap, over task minutes of each side times the other's regular minutes.

    With the limit of the gap as a fraction n / d: d other (task minutes inside) - d inside (task
    minutes outside) is at most n inside other, and at least its negative.
    """
    section = policy.utilisation
    regular = restate.capacity(instance).sum(axis=1)
    found: list[Limit] = []
    for number, gap in enumerate(section.gaps if section.enabled else (), start=1):
        inside = find_members(instance, gap.group)
        ours, theirs = int(regular[inside].sum()), int(regular[~inside].sum())
        if not ours or not theirs:
            continue
        part = Fraction(Decimal(repr(gap.limit)))
        weight = np.where(inside, theirs, -ours).astype(np.int64) * part.denominator
        most = part.numerator * ours * theirs
        found.append(Limit("utilisation", f"gap {number} above", most, weight=weight))
        found.append(Limit("utilisation", f"gap {number} below", most, weight=-weight))
    return found


# The prices of a certificate in arrays, or the reasons to refuse it.


MOST = 2**40
"""Prices and scales above it are refused: sums must stay whole numbers of 64 bits."""

_SHOWN = 5


class RefusedCertificateError(ValueError):
    """A certificate that cannot be read against the instance and the policy; says why."""


@dataclass(frozen=True, eq=False)
class PriceTables:
    """Prices in arrays.

    Parameters
    ----------
    window : array of shape (workers, periods, periods)
        Entry (w, a, p): of a minute of w's that is released in a or later and due by p.
    protected : array of shape (workers, periods, periods)
        The same for limits that hold although clients take longer.
    level : array of shape (workers, levels)
        Of a minute of each worker's, by level.
    cap : array of shape (workers, caps)
        Of each unit of a cap.
    limit : array of shape (limits,)
        Of each unit of a limit on the whole plan.
    """

    window: Ints
    protected: Ints
    level: Ints
    cap: Ints
    limit: Ints


def read_prices(
    instance: Instance,
    certificate: Certificate,
    levels: Sequence[Level],
    caps: Sequence[Cap],
    limits: Sequence[Limit],
    protection: Protection | None,
) -> PriceTables:
    """Put the prices of a certificate in arrays.

    Parameters
    ----------
    instance : Instance
        The instance.
    certificate : Certificate
        Any certificate.
    levels, caps, limits : sequences of Level, of Cap and of Limit
        The rows that may bear a price besides windows.
    protection : Protection or None
        Windows that may bear a second one.

    Raises
    ------
    RefusedCertificateError
        If a worker, a rule or a limit is unknown, a window lies outside the horizon, a price is
        negative or too large, or a row is named twice.
    """
    faults = _faults(instance, certificate, levels, caps, limits, protection)
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise RefusedCertificateError("; ".join(faults[:_SHOWN]) + more)
    place = {id: row for row, id in enumerate(instance.workers["id"].to_list())}
    periods, workers = instance.calendar.periods, len(place)
    found = PriceTables(
        window=np.zeros((workers, periods, periods), dtype=np.int64),
        protected=np.zeros((workers, periods, periods), dtype=np.int64),
        level=np.zeros((workers, len(levels)), dtype=np.int64),
        cap=np.zeros((workers, len(caps)), dtype=np.int64),
        limit=np.zeros(len(limits), dtype=np.int64),
    )
    column = {("utilisation", each.name): number for number, each in enumerate(levels)}
    column |= {("caseload", each.name): number for number, each in enumerate(caps)}
    for row in certificate.rows:
        worker = place[row.worker]
        if row.window is not None:
            table = found.protected if row.rule == "robust" else found.window
            table[worker, row.window[0], row.window[1]] = row.price
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
    protection: Protection | None,
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
        elif not (
            _is_window(instance, row, protection)
            if row.window and worker
            else _is_named(row, known)
        ):
            faults.append(f"{where}: there is no such limit under this policy")
        if not 0 <= row.price <= MOST:
            faults.append(f"{where}: the price {row.price} is negative or too large")
        key = worker, row.rule, row.window or row.name
        if key in seen:
            faults.append(f"{where}: named twice")
        seen.add(key)
    return faults


def _is_window(instance: Instance, row: RowName, protection: Protection | None) -> bool:
    if row.window is None or row.name is not None:
        return False
    if row.rule == "robust":
        return protection is not None and protection.is_limit(row.window)
    if row.rule != "deadlines":
        return False
    return 0 <= row.window[0] <= row.window[1] <= instance.calendar.last


def _is_named(row: RowName, known: set[tuple[str, str]]) -> bool:
    return row.window is None and (row.rule, row.name or "") in known
