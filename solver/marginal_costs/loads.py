"""The work of agents in windows of time, and the least slacks that it needs, compiled.

The slacks are those of ``problem.evaluate``, found for one agent without a matrix being made.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import PLUS, YES, allocation_free_part, compiled


class AgentLoads(NamedTuple):
    """The work of all agents, and what more of it costs.

    Parameters
    ----------
    backlog : array of shape (agents, periods, periods)
        For the window from one period to another the minutes released and due inside, less the
        regular minutes of its periods; entries below the diagonal mean nothing.
    tightest : array of shape (agents, periods, periods)
        The greatest backlog of all windows around each.
    room : array of shape (agents, periods)
        Most overtime minutes.
    minutes, amount : arrays of shape (agents,)
        The two sums.
    most : array of shape (agents,)
        Most minutes.
    minutes_from, amount_from : arrays of shape (levels, agents)
        Where each level begins.
    minutes_price, amount_price : arrays of shape (levels,)
        What a unit above it costs more.
    late, overtime : arrays of shape (agents,)
        Minutes times periods late, and overtime minutes, now; late is -1 where work does not fit.
    late_price, overtime_price : int
        Prices of them.
    may_be_late : bool
        Whether work may end after its due period, though never after the last one.
    """

    backlog: Ints
    tightest: Ints
    room: Ints
    minutes: Ints
    amount: Ints
    most: Ints
    minutes_from: Ints
    amount_from: Ints
    minutes_price: Ints
    amount_price: Ints
    late: Ints
    overtime: Ints
    late_price: int
    overtime_price: int
    may_be_late: bool


@allocation_free_part
def _find_tightest(backlog: Ints, period: int) -> tuple[int, int]:
    """Return backlog and start of the window that ends with a period and is behind most.

    Of several the latest; the start is -1 where none is behind.
    """
    most, start = 0, -1
    for first in range(period + 1):
        if backlog[first, period] > 0 and backlog[first, period] >= most:
            most, start = backlog[first, period], first
    return most, start


@allocation_free_part
def _work_over(backlog: Ints, room: Ints, where: int, period: int, most: int) -> int:
    """Return the overtime of a period that helps the windows that end with a later one."""
    # No more than makes the tightest as tight as those that begin later, which it does not help.
    rest = 0
    for first in range(where + 1, period + 1):
        rest = max(rest, backlog[first, period])
    extra: int = min(room[where], most - rest)
    room[where] -= extra
    for first in range(where + 1):
        for last in range(where, len(room)):
            backlog[first, last] -= extra
    return extra


@allocation_free_part
def catch_up(backlog: Ints, room: Ints, may_be_late: bool) -> tuple[int, int]:
    """Return the least lateness and overtime of one agent; lateness is -1 where nothing helps.

    Both arrays are used up. For every period in turn, while work due by then does not fit, overtime
    goes to the latest period with room in the tightest window with the latest start.
    """
    late, over = 0, 0
    for period in range(len(room)):
        most, start = _find_tightest(backlog, period)
        while start >= 0:
            where = period
            while where >= start and room[where] <= 0:
                where -= 1
            if where < start:
                if not may_be_late or period == len(room) - 1:
                    return -1, 0
                late += most
                break
            over += _work_over(backlog, room, where, period, most)
            most, start = _find_tightest(backlog, period)
    return late, over


@allocation_free_part
def add_work(backlog: Ints, release: int, due: int, minutes: int) -> None:
    """Add minutes with a window of their own to the backlog of all windows around it."""
    for first in range(release + 1):
        for last in range(due, len(backlog)):
            backlog[first, last] += minutes


@compiled
def change_load(loads: AgentLoads, agent: int, windows: Ints, amount: int, sign: int) -> None:
    """Give an agent work, or take it away, and find its lateness and overtime anew.

    Parameters
    ----------
    loads : AgentLoads
        The work of all agents; that of the agent is changed.
    agent : int
        Who.
    windows : array of shape (n, 3)
        Release, due and minutes of each piece.
    amount : int
        What is added to the second sum.
    sign : int
        1, or -1 to take away.
    """
    for piece in range(len(windows)):
        minutes = sign * windows[piece, 2]
        add_work(loads.backlog[agent], windows[piece, 0], windows[piece, 1], minutes)
        loads.minutes[agent] += minutes
    loads.amount[agent] += sign * amount
    settle_agent(loads, agent)


@compiled
def settle_agent(loads: AgentLoads, agent: int) -> None:
    """Find an agent's tightest windows, lateness and overtime after its work or time changed.

    Parameters
    ----------
    loads : AgentLoads
        The work of all agents.
    agent : int
        Who.
    """
    backlog, tightest = loads.backlog[agent], loads.tightest[agent]
    periods = len(backlog)
    for first in range(periods):
        for last in range(periods - 1, first - 1, -1):
            most = backlog[first, last]
            if first > 0:
                most = max(most, tightest[first - 1, last])
            if last < periods - 1:
                most = max(most, tightest[first, last + 1])
            tightest[first, last] = most
    late, over = catch_up(loads.backlog[agent].copy(), loads.room[agent].copy(), loads.may_be_late)
    loads.late[agent], loads.overtime[agent] = late, over


def empty_loads(agents: int, periods: int, minutes_levels: int, amount_levels: int) -> AgentLoads:
    """Return agents without work, minutes or prices.

    Parameters
    ----------
    agents, periods : int
        How many.
    minutes_levels, amount_levels : int
        Number of levels of the two sums.

    Returns
    -------
    AgentLoads
        Arrays of zeros, which the caller fills.
    """
    each = (np.zeros(agents, dtype=np.int64) for _ in range(5))
    minutes, amount, most, late, overtime = each
    return AgentLoads(
        backlog=np.zeros((agents, periods, periods), dtype=np.int64),
        tightest=np.zeros((agents, periods, periods), dtype=np.int64),
        room=np.zeros((agents, periods), dtype=np.int64),
        minutes=minutes,
        amount=amount,
        most=most,
        minutes_from=np.zeros((minutes_levels, agents), dtype=np.int64),
        amount_from=np.zeros((amount_levels, agents), dtype=np.int64),
        minutes_price=np.zeros(minutes_levels, dtype=np.int64),
        amount_price=np.zeros(amount_levels, dtype=np.int64),
        late=late,
        overtime=overtime,
        late_price=PLUS,
        overtime_price=PLUS,
        may_be_late=YES,
    )
