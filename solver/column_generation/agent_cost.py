"""What an agent's load costs, compiled: the least slacks of ``problem.evaluate``, one agent alone.

A load that does not fit costs ``INFEASIBILITY_PENALTY`` for every unit too many, so that a search
can walk through assignments that are not legal and out of them again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Ints, Windows
from ..compiled import MINUS, ZERO, allocation_free_part, compiled, protect

INFEASIBILITY_PENALTY = 10**8
"""Price of every unit that no slack can carry."""


class AgentRows(NamedTuple):
    """The agents' side of a problem in plain arrays.

    Attributes
    ----------
    release, due : arrays of shape (cells,)
        Windows of the first resources.
    held : array of shape (agents, periods + 1)
        Regular capacity before each period.
    room : array of shape (agents, periods)
        Most overtime.
    extra : int
        Price of a unit of overtime.
    backlog : array of shape (agents, periods)
        Most units late at the end of each period.
    late : int
        Price of a unit late at the end of a period.
    row_start, row_resource, row_amount : arrays
        The rows outside the windows: their resources and amounts.
    row_capacity : array of shape (agents, rows outside the windows)
        What they hold.
    slack_start, slack_price, slack_step : arrays
        The slacks of those rows, cheapest first: prices, and what a unit of each relieves.
    slack_limit : array of shape (agents, slacks of those rows)
        Most units.
    """

    release: Ints
    due: Ints
    held: Ints
    room: Ints
    extra: int
    backlog: Ints
    late: int
    row_start: Ints
    row_resource: Ints
    row_amount: Ints
    row_capacity: Ints
    slack_start: Ints
    slack_price: Ints
    slack_step: Ints
    slack_limit: Ints


def make_agent_rows(problem: AssignmentProblem) -> AgentRows:
    """Return the agents' side of a problem in plain arrays.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    AgentRows
        Its arrays; without windows the first ones are empty.
    """
    windows = problem.windows
    timed = 0 if windows is None else len(windows.row_start)
    incidence, relieving = problem.rows, problem.relief.transposed()
    rows = np.arange(timed, problem.rows.rows)
    where, entry = incidence.take(rows)
    of_row, slack_entry = relieving.take(rows)
    slack = relieving.column[slack_entry]
    order = np.lexsort((problem.slack_price[slack], of_row))
    slack, step = slack[order], relieving.value[slack_entry][order]
    return protect(
        AgentRows(
            *_timed(problem, windows),
            row_start=_starts(where, len(rows)),
            row_resource=incidence.column[entry].astype(np.int64),
            row_amount=incidence.value[entry],
            row_capacity=problem.capacity[:, timed:],
            slack_start=_starts(of_row, len(rows)),
            slack_price=problem.slack_price[slack],
            slack_step=step,
            slack_limit=problem.slack_limit[:, slack],
        )
    )


def _timed(
    problem: AssignmentProblem, windows: Windows | None
) -> tuple[Ints, Ints, Ints, Ints, int, Ints, int]:
    none = np.zeros(0, dtype=np.int64)
    if windows is None:
        empty_csr = np.zeros((problem.agents, 0), dtype=np.int64)
        return none, none, np.zeros((problem.agents, 1), dtype=np.int64), empty_csr, 0, empty_csr, 0
    held = np.zeros((problem.agents, windows.periods + 1), dtype=np.int64)
    np.cumsum(windows.capacity, axis=1, out=held[:, 1:])
    parts: list[tuple[Ints, int]] = []
    for slack in (windows.overtime, windows.late):
        most = np.zeros((problem.agents, windows.periods), dtype=np.int64)
        most[:, slack >= 0] = problem.slack_limit[:, slack[slack >= 0]]
        used = problem.slack_price[slack[slack >= 0]]
        parts.append((most, int(used[0]) if len(used) else 0))
    (room, extra), (backlog, late) = parts
    return windows.release, windows.due, held, room, extra, backlog, late


def _starts(of: Ints, count: int) -> Ints:
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(of, minlength=count), out=start[1:])
    return start


@compiled
def cost_agents(agent_rows: AgentRows, load: Ints) -> Ints:
    """Return what the loads of all agents, (agents, resources), cost in slacks: (agents,)."""
    periods = agent_rows.room.shape[1]
    work = np.zeros((periods, periods), dtype=np.int64)
    over = np.zeros(periods, dtype=np.int64)
    cost = np.zeros(len(load), dtype=np.int64)
    for agent in range(len(load)):
        cost[agent] = agent_cost(agent_rows, agent, load[agent], work, over)
    return cost


@allocation_free_part
def agent_cost(agent_rows: AgentRows, agent: int, load: Ints, work: Ints, over: Ints) -> int:
    """Return what a load costs an agent in slacks.

    Parameters
    ----------
    agent_rows : AgentRows
        The agents' side.
    agent : int
        The agent.
    load : array of shape (resources,)
        Amount of every resource.
    work : array of shape (periods, periods)
        Scratch.
    over : array of shape (periods,)
        Scratch.

    Returns
    -------
    int
        Price of the least slacks, plus ``INFEASIBILITY_PENALTY`` for every unit too many.
    """
    cost = _row_cost(agent_rows, agent, load)
    if len(agent_rows.release):
        cost += _window_cost(agent_rows, agent, load, work, over)
    return cost


@allocation_free_part
def _row_cost(agent_rows: AgentRows, agent: int, load: Ints) -> int:
    """Return the price of the least slacks in the rows that are no windows."""
    cost = 0
    for row in range(len(agent_rows.row_start) - 1):
        excess = -agent_rows.row_capacity[agent, row]
        for k in range(agent_rows.row_start[row], agent_rows.row_start[row + 1]):
            excess += agent_rows.row_amount[k] * load[agent_rows.row_resource[k]]
        for k in range(agent_rows.slack_start[row], agent_rows.slack_start[row + 1]):
            if excess <= 0:
                break
            units = min(-(-excess // agent_rows.slack_step[k]), agent_rows.slack_limit[agent, k])
            cost += units * agent_rows.slack_price[k]
            excess -= units * agent_rows.slack_step[k]
        if excess > 0:
            cost += INFEASIBILITY_PENALTY * excess
    return cost


@allocation_free_part
def _window_cost(agent_rows: AgentRows, agent: int, load: Ints, work: Ints, over: Ints) -> int:
    """Return the price of the least overtime and lateness of one agent."""
    over[:] = 0
    cost = 0
    if not _backlogs(agent_rows, agent, load, work):
        return cost
    # Ends in rising order: overtime as late as possible serves this end and as many later ones as
    # there are, and what no overtime can do by an end is late there.
    for end in range(len(over)):
        while True:
            most, start = ZERO, MINUS
            for begin in range(end + 1):
                if work[begin, end] >= most and work[begin, end] > 0:
                    most, start = work[begin, end], begin
            if start < 0:
                break
            extra = _catch_up(agent_rows, agent, start, end, most, work, over)
            if extra == 0:
                cost += agent_rows.late * min(most, agent_rows.backlog[agent, end])
                cost += INFEASIBILITY_PENALTY * max(most - agent_rows.backlog[agent, end], 0)
                break
            cost += agent_rows.extra * extra
    return cost


@allocation_free_part
def _backlogs(agent_rows: AgentRows, agent: int, load: Ints, work: Ints) -> bool:
    """Fill in by how much work exceeds the regular capacity in every window; whether it does.

    Windows end no earlier than they start; the rest of ``work`` says nothing.
    """
    held = agent_rows.held[agent]
    work[:] = 0
    for cell in range(len(agent_rows.release)):
        work[agent_rows.release[cell], agent_rows.due[cell]] += load[cell]
    most = ZERO
    # A window holds what the one that starts a period later does, and what is released before.
    for start in range(len(work) - 1, -1, -1):
        total = held[start] - held[start + 1]
        for end in range(start, len(work)):
            total += work[start, end]
            work[start, end] = total
            if end > start:
                work[start, end] += work[start + 1, end]
            most = max(most, work[start, end])
    return bool(most > 0)


@allocation_free_part
def _catch_up(
    agent_rows: AgentRows, agent: int, start: int, end: int, most: int, work: Ints, over: Ints
) -> int:
    """Add overtime in the latest period with room of a window; return how much."""
    where = end
    while where >= start and agent_rows.room[agent, where] <= over[where]:
        where -= 1
    if where < start:
        return 0
    # More would not help: a window that begins after the overtime is as short by then.
    rest = 0
    for begin in range(where + 1, end + 1):
        rest = max(rest, work[begin, end])
    extra = min(agent_rows.room[agent, where] - over[where], most - rest)
    over[where] += extra
    for begin in range(where + 1):
        for later in range(end, len(over)):
            work[begin, later] -= extra
    return int(extra)
