"""The one objective: what an assignment costs with the least slacks that make it legal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .assignment import AssignmentProblem, Windows
from .sparse import Bools, Ints, sum_by

# The least slacks of given loads, agent by agent.


Short = list[tuple[int, str]]
"""Loads that no slack can carry, by place, each with the row that is short."""


def least_slacks(
    problem: AssignmentProblem, loads: Ints, agents: Ints | None = None
) -> tuple[Ints, Short]:
    """Return the cheapest slacks that make the loads legal.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; slacks outside the windows relieve one row each.
    loads : array of shape (n, resources)
        Amount of every resource at each of the agents.
    agents : array of shape (n,) or None
        The agents that are asked about; None for all, in their order.

    Returns
    -------
    slacks : array of shape (n, slacks)
        The least slacks.
    short : list of (place, text)
        Rows that stay exceeded with all slacks at their limits, and the places of the loads.
    """
    those = np.arange(problem.agents) if agents is None else agents
    slacks = np.zeros((len(those), problem.slacks), dtype=np.int64)
    short: Short = []
    first = problem.timed_rows
    if problem.windows is not None:
        short += _window_slacks(problem, problem.windows, those, loads, slacks)
    used = loads @ problem.untimed_rows.T
    for row in range(first, problem.rows.rows):
        over = np.maximum(used[:, row - first] - problem.capacity[those, row], 0)
        for slack, step in problem.row_relief(row):
            taken = np.minimum(-(-over // step), problem.slack_limit[those, slack])
            slacks[:, slack] = taken
            over = np.maximum(over - taken * step, 0)
        short += [(at, f"row {row} is exceeded") for at in np.flatnonzero(over).tolist()]
    return slacks, short


def _window_slacks(
    problem: AssignmentProblem, windows: Windows, agents: Ints, loads: Ints, slacks: Ints
) -> Short:
    # Entry (agent, a, p): what is left of the work released from a on and due by p, had nobody
    # overtime. Negative where it fits, and for windows that no work begins in.
    backlog = windows.work(loads[:, : windows.cells]) - windows.held[agents]
    backlog = np.where(windows.inside, backlog, -1)
    behind = np.flatnonzero((backlog > 0).any(axis=(1, 2)))
    short: Short = []
    for at in behind.tolist():
        agent = int(agents[at])
        room = _limits(problem, windows.overtime, agent)
        late = _limits(problem, windows.late, agent)
        over, delay = _catch_up(backlog[at], room)
        used = windows.overtime >= 0
        slacks[at, windows.overtime[used]] = over[used]
        used = windows.late >= 0
        slacks[at, windows.late[used]] = np.minimum(delay, late)[used]
        stuck = np.flatnonzero(delay > late)
        short += [(at, f"work due by period {p} does not fit") for p in stuck]
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
            # No more than makes this window as tight as later ones, which it does not help.
            rest = int(column[where + 1 :].max(initial=0))
            extra = min(int(room[where]), most - rest)
            room[where] -= extra
            over[where] += extra
            backlog[: where + 1, where:] -= extra
    return over, late


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What an assignment costs, and where it breaks the problem.

    Parameters
    ----------
    objective : int or None
        The cost; None where the assignment breaks the problem.
    pair_cost, unassigned_cost, slack_cost, join_cost, open_cost : int
        The parts of the cost.
    slacks : array of shape (agents, slacks)
        The least slacks.
    loads : array of shape (agents, resources)
        Amount of every resource at every agent.
    faults : tuple of str
        What is broken, in the problem's own terms; empty where the assignment is legal.
    """

    objective: int | None
    pair_cost: int
    unassigned_cost: int
    slack_cost: int
    join_cost: int
    open_cost: int
    slacks: Ints
    loads: Ints
    faults: tuple[str, ...]


def evaluate(problem: AssignmentProblem, x: Ints) -> Evaluation:
    """Evaluate an assignment.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.

    Returns
    -------
    Evaluation
        The cost with the least slacks, or the faults.
    """
    chosen = np.flatnonzero(x)
    item = problem.pair_item[chosen]
    unassigned = problem.count - sum_by(item, x[chosen], problem.items)
    faults = _item_faults(problem, x, unassigned) + _global_faults(problem, x, unassigned)
    present, bound = presence(problem, x)
    faults += _group_faults(problem, unassigned, bound)
    loads = agent_loads(problem, x, present)
    slacks, short = least_slacks(problem, loads)
    faults += tuple(f"agent {agent}: {row}" for agent, row in short)
    joined = np.maximum(present.sum(axis=1) - 1, 0)
    used = np.bincount(problem.pair_agent[chosen[x[chosen] > 0]], minlength=problem.agents) > 0
    parts = (
        int(problem.pair_cost[chosen] @ x[chosen]),
        int(problem.unassigned_price @ unassigned),
        int(slacks.sum(axis=0) @ problem.slack_price),
        int(joined @ problem.join_price),
        int(problem.open_price[used].sum()),
    )
    return Evaluation(None if faults else sum(parts), *parts, slacks, loads, faults)


def presence(problem: AssignmentProblem, x: Ints) -> tuple[Bools, Bools]:
    """Return which agents are present in which groups.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.

    Returns
    -------
    present, bound : boolean arrays of shape (groups, agents)
        Whether the agent has any item, and any bound item, of the group.
    """
    used = np.flatnonzero(x > 0)
    used = used[problem.group[problem.pair_item[used]] >= 0]
    item, agent = problem.pair_item[used], problem.pair_agent[used]
    group, counts = problem.group[item], problem.bound[item]
    present = np.zeros((problem.groups, problem.agents), dtype=np.bool_)
    present[group, agent] = True
    bound = np.zeros_like(present)
    bound[group[counts], agent[counts]] = True
    return present, bound


def agent_loads(problem: AssignmentProblem, x: Ints, present: Bools) -> Ints:
    """Return the amount of every resource at every agent.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.
    present : boolean array of shape (groups, agents)
        Which agents are present in which groups.

    Returns
    -------
    array of shape (agents, resources)
        The loads.
    """
    loads = np.zeros((problem.agents, problem.resources), dtype=np.int64)
    used = np.flatnonzero(x)
    where, entry = problem.profiles.take(problem.pair_profile[used])
    at = problem.pair_agent[used][where]
    amount = problem.profiles.value[entry] * x[used][where]
    np.add.at(loads, (at, problem.profiles.column[entry]), amount)
    carrying = np.flatnonzero(problem.join_profile >= 0)
    group, agent = np.nonzero(present[carrying])
    where, entry = problem.profiles.take(problem.join_profile[carrying][group])
    column = problem.profiles.column[entry]
    np.add.at(loads, (agent[where], column), problem.profiles.value[entry])
    return loads


def _item_faults(problem: AssignmentProblem, x: Ints, unassigned: Ints) -> tuple[str, ...]:
    faults = [f"pair {pair} is used {x[pair]} times" for pair in np.flatnonzero(x < 0)]
    faults += [f"item {item} is used too often" for item in np.flatnonzero(unassigned < 0)]
    left = problem.required & (unassigned > 0)
    return (*faults, *(f"item {item} must be assigned" for item in np.flatnonzero(left)))


def _global_faults(problem: AssignmentProblem, x: Ints, unassigned: Ints) -> tuple[str, ...]:
    used = problem.global_pairs.times(x) + problem.global_unassigned.times(unassigned)
    over = np.flatnonzero(used > problem.global_limit)
    return tuple(f"global row {row} is exceeded" for row in over)


def _group_faults(problem: AssignmentProblem, unassigned: Ints, bound: Bools) -> tuple[str, ...]:
    agents = bound.sum(axis=1)
    crowded = np.flatnonzero(agents > problem.group_limit)
    faults = [f"group {group} has too many agents" for group in crowded]
    led = np.flatnonzero(problem.group_lead >= 0)
    done = problem.count - unassigned
    headless = led[(done[problem.group_lead[led]] == 0) & (agents[led] > 0)]
    return (*faults, *(f"group {group} lacks its lead" for group in headless))
