"""caseload: caps on the clients a worker owns, with or without work, and prices on uneven ones.

For every cap: sum over owned clients of the weight <= cap x the worker's share of a caseload,
rounded down. Weights are in thousandths of a case. Breakpoints price the standing minutes owned
above shares of a fair share, which is the pool's standing minutes by regular minutes x share of a
caseload: with bp_k rounded down to the minute,
cost = sum over k of (price_k - price_{k-1}) max(0, owned - bp_k).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from ...model.policy import MILLI, Policy, milli
from ...problem import Ints, sum_by
from ..view import InstanceView, number_rows
from .pool import find_areas

MONTH = 21
"""Periods of a usual month."""


@dataclass(frozen=True, eq=False)
class Step:
    """What more than a limit costs.

    Parameters
    ----------
    price : int
        Of each unit, in thousandths of a minute.
    width : array of shape (workers,) or None
        Most units at this price; None: as many as there are.
    """

    price: int
    width: Ints | None


@dataclass(frozen=True, eq=False)
class Cap:
    """One cap on owned clients.

    Parameters
    ----------
    name : str
        ``cap``, or ``cap`` and the program; ``standing`` for the breakpoints.
    weight : array of shape (clients,)
        What each client counts.
    limit : array of shape (workers,)
        Most that each worker may own, in the unit of the weights, or may own for nothing.
    steps : tuple of Step
        Prices of more than that, rising; empty where more is forbidden.
    """

    name: str
    weight: Ints
    limit: Ints
    steps: tuple[Step, ...] = ()


def build_caps(view: InstanceView, policy: Policy) -> list[Cap]:
    """Return the caps that the policy sets, and the one that its breakpoints make."""
    section = policy.caseload
    if not section.enabled:
        return []
    found: list[Cap] = []
    if section.cap is not None:
        most = _by_share(view, Fraction(repr(section.cap)) * MILLI)
        found.append(Cap("cap", _weights(view, policy), most))
    for program, limit in section.caps.items():
        holds = np.zeros(view.clients, dtype=np.int64)
        if program in view.programs:
            holds = view.client_programs[:, view.programs.index(program)].astype(np.int64)
        found.append(Cap(f"cap {program}", holds, _by_share(view, Fraction(limit))))
    return [*found, *_breakpoints(view, policy)]


def top_price(policy: Policy) -> int:
    """Return the most that a standing minute can cost, in thousandths of a minute."""
    points = policy.caseload.breakpoints if policy.caseload.enabled else ()
    return max((milli(point.price) for point in points), default=0)


def standing_minutes(view: InstanceView, policy: Policy) -> Ints:
    """Return what each client needs in a usual month: of shape (clients,).

    What the table says; else the minutes of the client's programs; else, where one of them has
    none, the mean of the tasks of the clients with the same programs, rounded up.
    """
    named = policy.caseload.standing
    each = np.array([named.get(name, 0) for name in view.programs], dtype=np.int64)
    known = np.array([name in named for name in view.programs], dtype=np.bool_)
    said = view.expected >= 0
    by_program = view.client_programs.astype(np.int64) @ each
    strange = (view.client_programs & ~known).any(axis=1) | ~view.client_programs.any(axis=1)
    if not (strange & ~said).any():
        return np.where(said, view.expected, by_program)
    found = np.where(strange, _mean_of_tasks(view), by_program)
    return np.where(said, view.expected, found)


def _mean_of_tasks(view: InstanceView) -> Ints:
    _, bundle = number_rows(view.client_programs.astype(np.int64))
    held = np.bincount(bundle)
    minutes = sum_by(bundle[view.client], view.minutes, len(held))
    # A longer horizon than a month has the tasks of several.
    periods = max(view.last + 1, MONTH)
    mean: Ints = -(-minutes * MONTH // (held * periods))
    return mean[bundle]


def _breakpoints(view: InstanceView, policy: Policy) -> list[Cap]:
    points = policy.caseload.breakpoints
    if not top_price(policy):
        return []
    standing = standing_minutes(view, policy)
    limits = [_shares(view, policy, standing, point.above) for point in points]
    widths = [after - before for before, after in pairwise(limits)]
    steps = [
        Step(milli(point.price), width)
        for point, width in zip(points, [*widths, None], strict=True)
    ]
    return [Cap("standing", standing, limits[0], tuple(steps))]


def _shares(view: InstanceView, policy: Policy, standing: Ints, above: float) -> Ints:
    """Return a share of the fair share of every worker, rounded down to the minute."""
    area = find_areas(view, policy)
    size = int(area.max(initial=-1)) + 1
    theirs = area[view.worker_office]
    regular = view.capacity.sum(axis=1) * view.caseload_share
    needed = sum_by(area[view.client_office], standing, size)[theirs].tolist()
    whole = sum_by(theirs, regular, size)[theirs].tolist()
    part = Fraction(repr(above))
    shares = [
        int(part * need * mine / all_of_them) if all_of_them else 0
        for need, mine, all_of_them in zip(needed, regular.tolist(), whole, strict=True)
    ]
    return np.array(shares, dtype=np.int64)


def _by_share(view: InstanceView, limit: Fraction) -> Ints:
    """Return a limit for a whole caseload by every worker's share of one, rounded down."""
    shares = view.caseload_share.tolist()
    each = {share: int(limit * share / MILLI) for share in set(shares)}
    return np.array([each[share] for share in shares], dtype=np.int64)


def _weights(view: InstanceView, policy: Policy) -> Ints:
    weights = policy.caseload.weights
    if not weights:
        return np.full(view.clients, MILLI, dtype=np.int64)
    each = np.array([milli(weights.get(name, 1.0)) for name in view.programs], dtype=np.int64)
    return view.client_programs.astype(np.int64) @ each
