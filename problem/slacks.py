"""The least slacks of given loads, agent by agent."""

from __future__ import annotations

import numpy as np

from .assignment import AssignmentProblem
from .sparse import Ints
from .windows import Windows

Short = list[tuple[int, str]]
"""Agents whose loads no slack can carry, each with the row that is short."""


def least_slacks(problem: AssignmentProblem, loads: Ints) -> tuple[Ints, Short]:
    """Return the cheapest slacks that make the loads legal.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; slacks outside the windows relieve one row each.
    loads : array of shape (agents, resources)
        Amount of every resource at every agent.

    Returns
    -------
    slacks : array of shape (agents, slacks)
        The least slacks.
    short : list of (agent, text)
        Rows that stay exceeded with all slacks at their limits.
    """
    slacks = np.zeros((problem.agents, problem.slacks), dtype=np.int64)
    short: Short = []
    first = 0
    if problem.windows is not None:
        first = len(problem.windows.row_start)
        short += _window_slacks(problem, problem.windows, loads, slacks)
    used = loads @ problem.rows.dense()[first:].T
    relieving = problem.relief.transposed()
    for row in range(first, problem.rows.rows):
        over = np.maximum(used[:, row - first] - problem.capacity[:, row], 0)
        slack_of_row, amount = relieving.row(row)
        for index in np.argsort(problem.slack_price[slack_of_row], kind="stable"):
            slack, step = slack_of_row[index], amount[index]
            taken = np.minimum(-(-over // step), problem.slack_limit[:, slack])
            slacks[:, slack] = taken
            over = np.maximum(over - taken * step, 0)
        short += [(int(agent), f"row {row} is exceeded") for agent in np.flatnonzero(over)]
    return slacks, short


def _window_slacks(
    problem: AssignmentProblem, windows: Windows, loads: Ints, slacks: Ints
) -> Short:
    periods = windows.periods
    before = np.zeros((problem.agents, periods + 1), dtype=np.int64)
    np.cumsum(windows.capacity, axis=1, out=before[:, 1:])
    held = before[:, None, 1:] - before[:, :-1, None]
    backlog = windows.work(loads[:, : windows.cells]) - held
    started = np.isin(np.arange(periods), windows.release)[:, None]
    inside = started & np.triu(np.ones((periods, periods), dtype=np.bool_))
    backlog = np.where(inside, backlog, -1)
    behind = np.flatnonzero((backlog > 0).any(axis=(1, 2)))
    short: Short = []
    for agent in behind:
        room = _limits(problem, windows.overtime, int(agent))
        late = _limits(problem, windows.late, int(agent))
        over, delay = _catch_up(backlog[agent], room)
        used = windows.overtime >= 0
        slacks[agent, windows.overtime[used]] = over[used]
        used = windows.late >= 0
        slacks[agent, windows.late[used]] = np.minimum(delay, late)[used]
        stuck = np.flatnonzero(delay > late)
        short += [(int(agent), f"work due by period {p} does not fit") for p in stuck]
    return short


def _limits(problem: AssignmentProblem, slack: Ints, agent: int) -> Ints:
    limits = np.zeros_like(slack)
    limits[slack >= 0] = problem.slack_limit[agent, slack[slack >= 0]]
    return limits


def _catch_up(backlog: Ints, room: Ints) -> tuple[Ints, Ints]:
    """Return the least overtime and lateness of one agent, each of shape (periods,).

    For every period in turn, while work due by then does not fit, overtime goes to the latest
    period with room inside the tightest window with the latest start: there it helps every tight
    window, and the most windows still to come. Without room the rest is late.
    """
    backlog, room = backlog.copy(), room.copy()
    over, late = np.zeros_like(room), np.zeros_like(room)
    for period in range(len(room)):
        column = backlog[: period + 1, period]
        while (most := int(column.max(initial=0))) > 0:
            start = int(np.flatnonzero(column == most)[-1])
            open_periods = np.flatnonzero(room[start : period + 1])
            if not open_periods.size:
                late[period] = most
                break
            where = start + int(open_periods[-1])
            rest = int(column[where + 1 :].max(initial=0))
            extra = min(int(room[where]), most - rest)
            room[where] -= extra
            over[where] += extra
            backlog[: where + 1, where:] -= extra
    return over, late
