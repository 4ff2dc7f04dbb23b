"""Checked construction: a problem is validated once, then frozen."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from .assignment import AssignmentProblem, Windows
from .sparse import Bools, Ints, Sparse

# What can be wrong with windows of time, and with the slacks inside and outside of them.


def slack_faults(problem: AssignmentProblem) -> list[str]:
    """Return what is wrong with the windows and the slacks of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        A problem whose shapes fit, the windows apart.

    Returns
    -------
    list of str
        One sentence a fault.
    """
    timed, first = np.zeros(problem.slacks, dtype=np.bool_), 0
    windows = problem.windows
    if windows is not None:
        faults = _shape_faults(problem, windows) or _window_faults(problem, windows)
        if faults:
            return faults
        slacks = np.append(windows.overtime, windows.late)
        timed[slacks[slacks >= 0]] = True
        first = len(windows.row_start)
    slack, row = problem.relief.row_of, problem.relief.column
    outside = ~timed[slack]
    checks = {
        "a slack outside the windows relieves more than one row": bool(
            (np.bincount(slack[outside]) > 1).any()
        ),
        "a slack relieves rows of the windows without being one of theirs, or the reverse": bool(
            (outside != (row >= first)).any()
        ),
        "slacks of one row relieve it by different amounts": _uneven(problem, outside),
    }
    return [text for text, wrong in checks.items() if wrong]


def _uneven(problem: AssignmentProblem, outside: Bools) -> bool:
    """Whether the cheapest slacks of a row cannot be found by taking the cheapest first."""
    row, value = problem.relief.column[outside], problem.relief.value[outside]
    least = np.full(problem.rows.rows, np.iinfo(np.int64).max)
    np.minimum.at(least, row, value)
    return bool((value != least[row]).any())


def _shape_faults(problem: AssignmentProblem, windows: Windows) -> list[str]:
    periods = windows.periods

    def outside(values: np.ndarray, low: int, high: int) -> bool:
        return bool(values.size) and bool(values.min() < low or values.max() >= high)

    ends = (windows.release, windows.due, windows.row_start, windows.row_end)
    checks = {
        "the windows need capacity of shape (agents, periods)": len(windows.capacity)
        != problem.agents,
        "the windows need a slack or -1 for every period": {
            len(windows.overtime),
            len(windows.late),
        }
        != {periods},
        "a slack of the windows is out of range": any(
            outside(slacks, -1, problem.slacks) for slacks in (windows.overtime, windows.late)
        ),
        "the windows need a release and a due for every cell": len(windows.due) != windows.cells,
        "the windows have more cells than there are resources": windows.cells > problem.resources,
        "the windows need a start and an end for every row": len(windows.row_start)
        != len(windows.row_end),
        "the windows have more rows than there are": len(windows.row_end) > problem.rows.rows,
        "a period of the windows is out of range": any(outside(each, 0, periods) for each in ends),
    }
    return [text for text, wrong in checks.items() if wrong]


def _window_faults(problem: AssignmentProblem, windows: Windows) -> list[str]:
    checks = {
        "the first rows are not those of the windows": _other_rows(problem, windows),
        "the capacities of the first rows are not those of the windows": _other_capacity(
            problem, windows
        ),
        "the slacks of the windows do not relieve the rows that they stand for": _other_relief(
            problem, windows
        ),
        "overtime costs more than lateness in the same period": _dear_overtime(problem, windows),
    }
    return [text for text, wrong in checks.items() if wrong]


def _other_rows(problem: AssignmentProblem, windows: Windows) -> bool:
    inside = windows.release >= windows.row_start[:, None]
    inside &= windows.due <= windows.row_end[:, None]
    expected = np.zeros((len(inside), problem.resources), dtype=np.int64)
    expected[:, : windows.cells] = inside
    return not np.array_equal(problem.rows.dense()[: len(inside)], expected)


def _other_capacity(problem: AssignmentProblem, windows: Windows) -> bool:
    before = np.zeros((problem.agents, windows.periods + 1), dtype=np.int64)
    np.cumsum(windows.capacity, axis=1, out=before[:, 1:])
    held = before[:, windows.row_end + 1] - before[:, windows.row_start]
    return not np.array_equal(problem.capacity[:, : held.shape[1]], held)


def _other_relief(problem: AssignmentProblem, windows: Windows) -> bool:
    period, rows = np.arange(windows.periods)[:, None], len(windows.row_start)
    relief = problem.relief.dense()[:, :rows]
    around = (windows.row_start <= period) & (period <= windows.row_end)
    ends = windows.row_end == period
    return any(
        not np.array_equal(relief[slack[slack >= 0]], expected[slack >= 0])
        for slack, expected in ((windows.overtime, around), (windows.late, ends))
    )


def _dear_overtime(problem: AssignmentProblem, windows: Windows) -> bool:
    over = windows.overtime[windows.overtime >= 0]
    late = windows.late[windows.late >= 0]
    late = late[(problem.slack_limit[:, late] > 0).any(axis=0)]
    if not over.size or not late.size:
        return False
    return bool(problem.slack_price[over].max() > problem.slack_price[late].min())


MOST = 2**62
"""Largest magnitude that any sum of costs or loads may reach."""


class ProblemError(ValueError):
    """A problem is malformed; the message lists every fault."""


def checked(problem: AssignmentProblem) -> AssignmentProblem:
    """Validate a problem and make its arrays read-only.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    AssignmentProblem
        The same problem.

    Raises
    ------
    ProblemError
        If shapes, indices, signs or magnitudes are wrong.
    """
    faults = [*_build_shape_faults(problem)]
    if not faults and _pairs_astray(problem):
        faults = ["pair_start does not rise from 0 to the number of pairs"]
    if not faults:
        faults += [*_value_faults(problem), *slack_faults(problem), *_size_faults(problem)]
    if faults:
        raise ProblemError("; ".join(faults))
    _freeze(problem)
    return problem


def _build_shape_faults(problem: AssignmentProblem) -> list[str]:
    agents, items, pairs = problem.agents, problem.items, problem.pairs
    rows, slacks, groups = problem.rows.rows, problem.slacks, problem.groups
    shapes: dict[str, tuple[int, ...]] = {
        "required": (items,),
        "unassigned_price": (items,),
        "pair_start": (items + 1,),
        "pair_cost": (pairs,),
        "pair_profile": (pairs,),
        "capacity": (agents, rows),
        "slack_limit": (agents, slacks),
        "group": (items,),
        "bound": (items,),
        "group_lead": (groups,),
        "join_price": (groups,),
        "join_profile": (groups,),
        "open_price": (agents,),
    }
    faults = [
        f"{name} has shape {getattr(problem, name).shape} and needs {shape}"
        for name, shape in shapes.items()
        if getattr(problem, name).shape != shape
    ]
    globals_ = len(problem.global_limit)
    sizes = {
        "rows": (problem.rows, rows, problem.resources),
        "relief": (problem.relief, slacks, rows),
        "global_pairs": (problem.global_pairs, globals_, pairs),
        "global_unassigned": (problem.global_unassigned, globals_, items),
    }
    faults += [
        f"{name} has size {(matrix.rows, matrix.columns)} and needs {(height, width)}"
        for name, (matrix, height, width) in sizes.items()
        if (matrix.rows, matrix.columns) != (height, width)
    ]
    return faults


def _pairs_astray(problem: AssignmentProblem) -> bool:
    start = problem.pair_start
    return bool(start[0] != 0 or start[-1] != problem.pairs or (np.diff(start) < 0).any())


def _value_faults(problem: AssignmentProblem) -> list[str]:
    def outside(values: np.ndarray, low: int, high: int) -> bool:
        return bool(values.size) and (int(values.min()) < low or int(values.max()) >= high)

    key = problem.pair_item * max(problem.agents, 1) + problem.pair_agent
    grouped = problem.group >= 0
    checks = {
        "pair_agent is out of range": outside(problem.pair_agent, 0, problem.agents),
        "an item has an agent twice": _has_twice(key),
        "pair_profile is out of range": outside(problem.pair_profile, 0, problem.profiles.rows),
        "join_profile is out of range": outside(problem.join_profile, -1, problem.profiles.rows),
        "group is out of range": outside(problem.group, -1, problem.groups),
        "an item of a group has a count other than 1": bool((problem.count[grouped] != 1).any()),
        "a count is negative": outside(problem.count, 0, MOST),
        "a slack limit is negative": outside(problem.slack_limit, 0, MOST),
        "a row counts a resource negatively": outside(problem.rows.value, 0, MOST),
        "a relief is negative": outside(problem.relief.value, 0, MOST),
        "a price is negative": any(
            outside(prices, 0, MOST)
            for prices in (
                problem.unassigned_price,
                problem.slack_price,
                problem.join_price,
                problem.open_price,
            )
        ),
        "a lead is not a bound item of its group": _lead_fault(problem),
        "a group with a lead has a limit other than 1": bool(
            (problem.group_limit[problem.group_lead >= 0] != 1).any()
        ),
    }
    return [text for text, wrong in checks.items() if wrong]


def _has_twice(keys: Ints) -> bool:
    """Whether a key stands twice; keys that rise already need no sorting."""
    if (keys[1:] > keys[:-1]).all():
        return False
    return bool((np.diff(np.sort(keys)) == 0).any())


def _lead_fault(problem: AssignmentProblem) -> bool:
    led = np.flatnonzero(problem.group_lead >= 0)
    leads = problem.group_lead[led]
    if (leads >= problem.items).any():
        return True
    return bool((problem.group[leads] != led).any() or not problem.bound[leads].all())


def _size_faults(problem: AssignmentProblem) -> list[str]:
    def total(*products: np.ndarray) -> float:
        return float(sum(np.abs(values.astype(np.float64)).sum() for values in products))

    count = problem.count.astype(np.float64)
    cost = total(
        problem.pair_cost * count[problem.pair_item],
        problem.unassigned_price * count,
        problem.slack_limit.astype(np.float64) * problem.slack_price,
    )
    load = total(problem.profiles.value, problem.capacity, problem.slack_limit)
    return ["the sums of costs or loads may overflow"] if max(cost, load) >= MOST else []


def _freeze(problem: AssignmentProblem) -> None:
    for holder in (problem, problem.windows):
        if holder is None:
            continue
        for field in fields(holder):
            value: object = getattr(holder, field.name)
            parts = (value.start, value.column, value.value) if isinstance(value, Sparse) else ()
            for array in (*parts, value):
                if isinstance(array, np.ndarray):
                    array.setflags(write=False)
