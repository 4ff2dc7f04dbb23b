"""What can be wrong with windows of time, and with the slacks inside and outside of them."""

from __future__ import annotations

import numpy as np

from .assignment import AssignmentProblem
from .sparse import Bools
from .windows import Windows


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
