"""The workers' side of the problem: rows, capacities and slacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.certificate import RowName
from ..model.policy import Policy
from ..problem import Bools, Ints, Sparse, Windows, sparse, sum_columns
from .minutes import Profiles
from .rules import deadlines, overtime, robust
from .rules.caseload import Cap
from .rules.utilisation import Level
from .view import InstanceView


@dataclass(frozen=True, eq=False)
class Capacity:
    """Rows, capacities and slacks; fields as in ``AssignmentProblem``.

    Parameters
    ----------
    rows, capacity, relief, slack_price, slack_limit, windows
        See ``AssignmentProblem``. Rows are windows, then utilisation levels, then caps, then
        windows that are protected; slacks are overtime by period, lateness by period but the last,
        then one per priced level, then one per step of a cap.
    names : tuple of RowName
        What each row is about.
    """

    rows: Sparse
    capacity: Ints
    relief: Sparse
    slack_price: Ints
    slack_limit: Ints
    windows: Windows
    names: tuple[RowName, ...]


def build_capacity(
    view: InstanceView,
    policy: Policy,
    use: Profiles,
    most: Ints,
    owned: Sequence[Ints],
    levels: Sequence[Level],
    caps: Sequence[Cap],
) -> Capacity:
    """Return the rows, capacities and slacks of every worker.

    ``most`` holds the most minutes that could come to each worker in each window: (workers, cells);
    ``owned``, for every cap, the most of it that could: (workers,).
    """
    windows = _windows(view, policy, use)
    timed, cells = len(windows.row_start), windows.cells
    # Which resources each row adds up: windows of time those inside them, levels all minutes, caps
    # their own resource behind the cells.
    members = [np.flatnonzero(_inside(windows, row)) for row in range(timed)]
    members += [np.arange(cells)] * len(levels)
    members += [np.array([cells + cap]) for cap in range(len(caps))]
    hard = _protected_rows(policy, windows)
    protected: list[int] = hard.tolist()
    members += [_with_extra(use, members[row]) for row in protected]
    rows = _incidence(members, use.table.columns)
    limits = overtime.limits(view, policy, most.sum(axis=1))
    # Protected limits have the whole overtime: what takes longer may need more than what is there.
    room = overtime.limits(view, policy, np.full(view.workers, policy.overtime.limit))
    capacity = np.concatenate(
        [
            _window_sums(windows.capacity, windows),
            _columns([level.capacity for level in levels], view.workers),
            _columns([cap.limit for cap in caps], view.workers),
            _protected_capacity(policy, windows, room)[:, hard],
        ],
        axis=1,
    )
    first = timed + len(levels)
    single = [timed + row for row, level in enumerate(levels) if level.price is not None]
    single += [first + place for place, cap in enumerate(caps) for _ in cap.steps]
    return Capacity(
        rows=rows,
        capacity=capacity,
        relief=_relief(windows, single, len(members)),
        slack_price=_slack_prices(policy, windows, levels, caps),
        slack_limit=_slack_limits(windows, limits, most, owned, levels, caps),
        windows=windows,
        names=_names(windows, levels, caps, protected),
    )


# Slacks in the order of their columns: overtime, lateness, priced levels, steps of caps.


def _slack_prices(
    policy: Policy, windows: Windows, levels: Sequence[Level], caps: Sequence[Cap]
) -> Ints:
    price = [overtime.price(policy)] * windows.periods
    price += [deadlines.price(policy)] * int((windows.late >= 0).sum())
    price += [level.price for level in levels if level.price is not None]
    price += [step.price for cap in caps for step in cap.steps]
    return np.array(price, dtype=np.int64)


def _slack_limits(
    windows: Windows,
    limits: Ints,
    most: Ints,
    owned: Sequence[Ints],
    levels: Sequence[Level],
    caps: Sequence[Cap],
) -> Ints:
    minutes = most.sum(axis=1)
    single = [minutes for level in levels if level.price is not None]
    single += [
        all_of_it if step.width is None else step.width
        for cap, all_of_it in zip(caps, owned, strict=True)
        for step in cap.steps
    ]
    parts = [
        limits,
        _late_limits(windows, most)[:, windows.late >= 0],
        _columns(single, len(most)),
    ]
    return np.concatenate(parts, axis=1)


def _names(
    windows: Windows, levels: Sequence[Level], caps: Sequence[Cap], protected: list[int]
) -> tuple[RowName, ...]:
    spans = list(zip(windows.row_start.tolist(), windows.row_end.tolist(), strict=True))
    return (
        *(RowName(rule="deadlines", window=span) for span in spans),
        *(RowName(rule="utilisation", name=level.name) for level in levels),
        *(RowName(rule="caseload", name=cap.name) for cap in caps),
        *(RowName(rule="robust", window=spans[row]) for row in protected),
    )


def _windows(view: InstanceView, policy: Policy, use: Profiles) -> Windows:
    """Return the windows that some work lies inside, with late slacks where there can be any."""
    periods = view.last + 1
    late = np.full(periods, -1, dtype=np.int64)
    if deadlines.may_be_late(policy):
        # Nothing can be late in the last period: what does not end by then is not done at all.
        late[: view.last] = periods + np.arange(view.last)
        ends = np.arange(periods)
    else:
        ends = np.unique(np.append(use.due, view.last))
    # A row is needed for each release and end between which some work lies whole.
    releases = np.unique(use.release)
    start, end = np.repeat(releases, len(ends)), np.tile(ends, len(releases))
    holds = ((use.release >= start[:, None]) & (use.due <= end[:, None])).any(axis=1)
    return Windows(
        release=use.release,
        due=use.due,
        capacity=robust.planned_minutes(view, policy),
        row_start=start[holds].astype(np.int64),
        row_end=end[holds].astype(np.int64),
        overtime=np.arange(periods, dtype=np.int64),
        late=late,
    )


def _inside(windows: Windows, row: int) -> Bools:
    inside: Bools = (windows.release >= windows.row_start[row]) & (
        windows.due <= windows.row_end[row]
    )
    return inside


def _window_sums(minutes: Ints, windows: Windows) -> Ints:
    """Return minutes by period summed over every window row: (workers, window rows)."""
    # Sums up to each period; the difference of two is what lies between.
    before = np.zeros((len(minutes), windows.periods + 1), dtype=np.int64)
    np.cumsum(minutes, axis=1, out=before[:, 1:])
    return before[:, windows.row_end + 1] - before[:, windows.row_start]


def _protected_rows(policy: Policy, windows: Windows) -> Ints:
    """Return the window rows that have to hold if minutes are wrong: those without lateness."""
    if not robust.is_protected(policy):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(windows.late[windows.row_end] < 0)


def _with_extra(use: Profiles, cells: Ints) -> Ints:
    """Return the resources of a window row, and those of what its tasks count besides."""
    return np.concatenate([cells, use.table.columns - len(use.release) + cells])


def _protected_capacity(policy: Policy, windows: Windows, overtime: Ints) -> Ints:
    """Return what every window holds with all overtime, less the reserve: (workers, window rows).

    Who has less than the reserve has no work there, which then cannot take longer.
    """
    return np.maximum(
        _window_sums(windows.capacity + overtime, windows) - robust.reserve(policy), 0
    )


def _late_limits(windows: Windows, most: Ints) -> Ints:
    return np.cumsum(sum_columns(most, windows.due, windows.periods), axis=1)


def _relief(windows: Windows, single: Sequence[int], rows: int) -> Sparse:
    """Overtime relieves every window around it, lateness every window that ends with it.

    Behind the slacks of time stands one for each entry of ``single``, which relieves that row.
    """
    period = np.arange(windows.periods)[:, None]
    around = (windows.row_start <= period) & (period <= windows.row_end)
    ends = (windows.row_end == period)[windows.late >= 0]
    timed = np.concatenate([around, ends])
    slack, row = np.nonzero(timed)
    slack = np.append(slack, len(timed) + np.arange(len(single)))
    row = np.append(row, np.array(single, dtype=np.int64))
    ones = np.ones(len(row), dtype=np.int64)
    return sparse(slack, row, ones, len(timed) + len(single), rows)


def _incidence(members: Sequence[np.ndarray], columns: int) -> Sparse:
    row = np.repeat(np.arange(len(members)), [len(each) for each in members])
    column = np.concatenate([*members, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return sparse(row, column, np.ones(len(row), dtype=np.int64), len(members), columns)


def _columns(columns: Sequence[Ints], height: int) -> Ints:
    if not columns:
        return np.zeros((height, 0), dtype=np.int64)
    return np.column_stack(columns)
