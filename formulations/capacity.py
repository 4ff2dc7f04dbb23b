"""The workers' side of the problem: rows, capacities and slacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.certificate import RowName
from ..model.policy import Policy
from ..problem import Bools, Ints, Sparse, Windows, sparse, sum_columns
from .minutes import Profiles
from .rules import deadlines, overtime
from .rules.caseload import Cap
from .rules.utilisation import Level
from .view import InstanceView


@dataclass(frozen=True, eq=False)
class Capacity:
    """Rows, capacities and slacks; fields as in ``AssignmentProblem``.

    Parameters
    ----------
    rows, capacity, relief, slack_price, slack_limit, windows
        See ``AssignmentProblem``. Rows are windows, then utilisation levels, then caps; slacks are
        overtime by period, lateness by period but the last, then one per priced level.
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
    levels: Sequence[Level],
    caps: Sequence[Cap],
) -> Capacity:
    """Return the rows, capacities and slacks of every worker.

    ``most`` holds the most minutes that could come to each worker in each window: (workers, cells).
    """
    windows = _windows(view, policy, use)
    timed, cells = len(windows.row_start), windows.cells
    # Which resources each row adds up: windows of time those inside them, levels all minutes, caps
    # their own resource behind the cells.
    members = [np.flatnonzero(_inside(windows, row)) for row in range(timed)]
    members += [np.arange(cells)] * len(levels)
    members += [np.array([cells + cap]) for cap in range(len(caps))]
    rows = _incidence(members, use.table.columns)
    capacity = np.concatenate(
        [
            _window_capacity(view, windows),
            _columns([level.capacity for level in levels], view.workers),
            np.tile([cap.limit for cap in caps], (view.workers, 1)).astype(np.int64),
        ],
        axis=1,
    )
    # Slacks in the order of their columns: overtime, lateness, priced levels.
    priced = [row for row, level in enumerate(levels) if level.price is not None]
    slack_price = [overtime.price(policy)] * windows.periods
    slack_price += [deadlines.price(policy)] * int((windows.late >= 0).sum())
    slack_price += [level.price for level in levels if level.price is not None]
    limit = np.concatenate(
        [
            overtime.limits(view, policy, most.sum(axis=1)),
            _late_limits(windows, most)[:, windows.late >= 0],
            np.tile(most.sum(axis=1)[:, None], (1, len(priced))),
        ],
        axis=1,
    )
    relief = _relief(windows, [timed + row for row in priced], len(members))
    return Capacity(
        rows=rows,
        capacity=capacity,
        relief=relief,
        slack_price=np.array(slack_price, dtype=np.int64),
        slack_limit=limit,
        windows=windows,
        names=_names(windows, levels, caps),
    )


def _names(windows: Windows, levels: Sequence[Level], caps: Sequence[Cap]) -> tuple[RowName, ...]:
    spans = zip(windows.row_start.tolist(), windows.row_end.tolist(), strict=True)
    return (
        *(RowName(rule="deadlines", window=span) for span in spans),
        *(RowName(rule="utilisation", name=level.name) for level in levels),
        *(RowName(rule="caseload", name=cap.name) for cap in caps),
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
        capacity=view.capacity,
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


def _window_capacity(view: InstanceView, windows: Windows) -> Ints:
    # Sums up to each period; the difference of two is what lies between.
    before = np.zeros((view.workers, view.last + 2), dtype=np.int64)
    np.cumsum(view.capacity, axis=1, out=before[:, 1:])
    return before[:, windows.row_end + 1] - before[:, windows.row_start]


def _late_limits(windows: Windows, most: Ints) -> Ints:
    return np.cumsum(sum_columns(most, windows.due, windows.periods), axis=1)


def _relief(windows: Windows, level_rows: Sequence[int], rows: int) -> Sparse:
    """Overtime relieves every window around it, lateness every window that ends with it."""
    period = np.arange(windows.periods)[:, None]
    around = (windows.row_start <= period) & (period <= windows.row_end)
    ends = (windows.row_end == period)[windows.late >= 0]
    timed = np.concatenate([around, ends])
    slack, row = np.nonzero(timed)
    # Behind the slacks of time stands one per priced level, which relieves its own row alone.
    slack = np.append(slack, len(timed) + np.arange(len(level_rows)))
    row = np.append(row, np.array(level_rows, dtype=np.int64))
    ones = np.ones(len(row), dtype=np.int64)
    return sparse(slack, row, ones, len(timed) + len(level_rows), rows)


def _incidence(members: Sequence[np.ndarray], columns: int) -> Sparse:
    row = np.repeat(np.arange(len(members)), [len(each) for each in members])
    column = np.concatenate([*members, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return sparse(row, column, np.ones(len(row), dtype=np.int64), len(members), columns)


def _columns(columns: Sequence[Ints], height: int) -> Ints:
    if not columns:
        return np.zeros((height, 0), dtype=np.int64)
    return np.column_stack(columns)
