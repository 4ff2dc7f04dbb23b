"""An assignment in plain arrays, unit by unit, with what it costs agent by agent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Ints
from ..compiled import MINUS, NO, PLUS, YES, allocation_free, allocation_free_part, copy_values
from .agent_cost import INFEASIBILITY_PENALTY, AgentRows, agent_cost
from .choices import Choices, add_profile, pair_at, settle_rows

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


class State(NamedTuple):
    """An assignment and what it costs agent by agent.

    Attributes
    ----------
    place : array of shape (units,)
        Pair of every unit, -1 where it is left; an item of count n has n units.
    item : array of shape (units,)
        Item of every unit.
    unit : array of shape (items,)
        First unit of every item.
    load : array of shape (agents, resources)
        Loads.
    cost : array of shape (agents,)
        What the loads cost in slacks.
    used : array of shape (global rows,)
        What is used of the global rows.
    work : array of shape (periods, periods)
        Scratch.
    over : array of shape (periods,)
        Scratch.
    """

    place: Ints
    item: Ints
    unit: Ints
    load: Ints
    cost: Ints
    used: Ints
    work: Ints
    over: Ints


def make_state(
    problem: AssignmentProblem, choices: Choices, agent_rows: AgentRows, x: Ints
) -> State:
    """Return an assignment as a state.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices, agent_rows : Choices, AgentRows
        Its plain arrays.
    x : array of shape (pairs,)
        How often each pair is used; no item more often than its count.

    Returns
    -------
    State
        Loads and costs are filled in.
    """
    periods = agent_rows.room.shape[1]
    unit = np.cumsum(problem.count) - problem.count
    item = np.repeat(np.arange(problem.items, dtype=np.int64), problem.count)
    place = np.full(len(item), -1, dtype=np.int64)
    used = np.flatnonzero(x)
    pair = np.repeat(used, x[used])
    of = problem.pair_item[pair]
    first = np.searchsorted(of, of)
    place[unit[of] + np.arange(len(pair)) - first] = pair
    state = State(
        place=place,
        item=item,
        unit=unit,
        load=np.zeros((problem.agents, problem.resources), dtype=np.int64),
        cost=np.zeros(problem.agents, dtype=np.int64),
        used=np.zeros(len(problem.global_limit), dtype=np.int64),
        work=np.zeros((periods, periods), dtype=np.int64),
        over=np.zeros(periods, dtype=np.int64),
    )
    fill_state(choices, agent_rows, state)
    return state


def read_assignment(problem: AssignmentProblem, state: State) -> Ints:
    """Return a state as an assignment: how often each pair is used, of shape (pairs,)."""
    return np.bincount(state.place[state.place >= 0], minlength=problem.pairs).astype(np.int64)


@allocation_free_part
def agent_of(choices: Choices, place: int) -> int:
    """Return the agent of a pair, -1 for what is left."""
    return choices.pair_agent[place] if place >= 0 else -1


@allocation_free_part
def present_in(choices: Choices, state: State, group: int, agent: int) -> int:
    """Return how many items of a group are at an agent."""
    count = 0
    for k in range(choices.member_start[group], choices.member_start[group + 1]):
        place = state.place[state.unit[choices.member[k]]]
        if place >= 0 and choices.pair_agent[place] == agent:
            count += 1
    return count


@allocation_free
def fill_state(choices: Choices, agent_rows: AgentRows, state: State) -> None:
    """Fill in what the places of all units come to."""
    for unit in range(len(state.place)):
        place = state.place[unit]
        settle_rows(choices, state.item[unit], place, PLUS, state.used)
        if place >= 0:
            load = state.load[choices.pair_agent[place]]
            add_profile(choices.profiles, choices.pair_profile[place], PLUS, load)
    for group in range(len(choices.limit)):
        if choices.join_profile[group] < 0:
            continue
        first, end = choices.member_start[group], choices.member_start[group + 1]
        for k in range(first, end):
            agent = agent_of(choices, state.place[state.unit[choices.member[k]]])
            is_first = agent >= 0
            for j in range(first, k):
                if agent_of(choices, state.place[state.unit[choices.member[j]]]) == agent:
                    is_first = False
            if is_first:
                add_profile(choices.profiles, choices.join_profile[group], PLUS, state.load[agent])
    for agent in range(len(state.cost)):
        state.cost[agent] = agent_cost(agent_rows, agent, state.load[agent], state.work, state.over)


# Units that move together, compiled: what they load, what they cost anywhere, and the move itself.
#
# A price holds everything but slacks: pairs, what is left, joins, and global rows that are too
# full.


# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


IMPOSSIBLE = 2**61
"""Price where units may not be."""


@allocation_free_part
def may_follow(choices: Choices, state: State, group: int, item: int, agent: int) -> bool:
    """Whether an item may go to an agent as far as the lead of its group is concerned."""
    if group < 0 or agent < 0 or not choices.bound[item]:
        return True
    lead = choices.lead[group]
    if lead < 0 or lead == item:
        return True
    return agent_of(choices, state.place[state.unit[lead]]) == agent


@allocation_free_part
def carry(
    choices: Choices, state: State, moved: Ints, group: int, agent: int, sign: int, load: Ints
) -> None:
    """Add what some units load an agent with, or with sign -1 take it away, join load included."""
    for k in range(len(moved)):
        item = state.item[moved[k]]
        pair = pair_at(choices, item, agent)
        if pair >= 0 and (sign > 0 or state.place[moved[k]] >= 0):
            add_profile(choices.profiles, choices.pair_profile[pair], sign, load)
    if group >= 0 and choices.join_profile[group] >= 0:
        there = present_in(choices, state, group, agent)
        if (sign > 0 and there == 0) or (sign < 0 and there == _placed(state, moved)):
            add_profile(choices.profiles, choices.join_profile[group], sign, load)


@allocation_free_part
def _placed(state: State, moved: Ints) -> int:
    count = 0
    for k in range(len(moved)):
        if state.place[moved[k]] >= 0:
            count += 1
    return count


@allocation_free_part
def price_here(choices: Choices, state: State, moved: Ints, group: int, here: int) -> int:
    """Return what some units cost where they are, global rows included, slacks not."""
    price = 0
    for k in range(len(moved)):
        place = state.place[moved[k]]
        price += choices.pair_cost[place] if place >= 0 else choices.left[state.item[moved[k]]]
        if place < 0 and choices.required[state.item[moved[k]]]:
            price += INFEASIBILITY_PENALTY
    if group >= 0 and choices.join_price[group] > 0:
        agents = _agents(choices, state, moved, group, here, NO)
        price += choices.join_price[group] * max(agents - 1, 0)
    for row in range(len(choices.most)):
        price += INFEASIBILITY_PENALTY * max(state.used[row] - choices.most[row], 0)
    return price


@allocation_free_part
def price_at(
    choices: Choices, state: State, moved: Ints, group: int, here: int, there: int, used: Ints
) -> int:
    """Return what some units would cost at another agent; very much where they may not be."""
    price = 0
    copy_values(state.used, used)
    counted = False
    for k in range(len(moved)):
        item = state.item[moved[k]]
        pair = pair_at(choices, item, there) if there >= 0 else MINUS
        if pair < 0 and there >= 0 and (k == 0 or choices.required[item]):
            return IMPOSSIBLE
        settle_rows(choices, item, state.place[moved[k]], MINUS, used)
        settle_rows(choices, item, pair, PLUS, used)
        price += choices.pair_cost[pair] if pair >= 0 else choices.left[item]
        if pair < 0 and choices.required[item]:
            price += INFEASIBILITY_PENALTY
        counted = counted or (pair >= 0 and choices.bound[item])
    if group >= 0:
        if counted and _agents(choices, state, moved, group, there, YES) > choices.limit[group]:
            return IMPOSSIBLE
        if choices.join_price[group] > 0:
            agents = _agents(choices, state, moved, group, there, NO)
            price += choices.join_price[group] * max(agents - 1, 0)
    for row in range(len(choices.most)):
        price += INFEASIBILITY_PENALTY * max(used[row] - choices.most[row], 0)
    return price


@allocation_free_part
def _agents(
    choices: Choices, state: State, moved: Ints, group: int, agent: int, is_bound: bool
) -> int:
    """Return the number of agents of a group, some units being at the agent given."""
    first, end = choices.member_start[group], choices.member_start[group + 1]
    count = 1 if agent >= 0 else 0
    for k in range(first, end):
        one = _elsewhere(choices, state, moved, choices.member[k], agent, is_bound)
        is_new = one >= 0
        for j in range(first, k):
            if not is_new:
                break
            other = _elsewhere(choices, state, moved, choices.member[j], agent, is_bound)
            is_new = other != one
        if is_new:
            count += 1
    return count


@allocation_free_part
def _elsewhere(
    choices: Choices, state: State, moved: Ints, item: int, agent: int, is_bound: bool
) -> int:
    """Return the agent of an item that does not move, -1 where it is the agent given."""
    if is_bound and not choices.bound[item]:
        return -1
    unit = state.unit[item]
    for k in range(len(moved)):
        if moved[k] == unit:
            return -1
    there = agent_of(choices, state.place[unit])
    return -1 if there == agent else there


@allocation_free_part
def move(choices: Choices, state: State, moved: Ints, group: int, here: int, there: int) -> None:
    """Move some units from one agent to another, loads and global rows included; -1 is nobody."""
    if here >= 0:
        carry(choices, state, moved, group, here, MINUS, state.load[here])
    if there >= 0:
        carry(choices, state, moved, group, there, PLUS, state.load[there])
    for k in range(len(moved)):
        item = state.item[moved[k]]
        pair = pair_at(choices, item, there) if there >= 0 else MINUS
        settle_rows(choices, item, state.place[moved[k]], MINUS, state.used)
        settle_rows(choices, item, pair, PLUS, state.used)
        state.place[moved[k]] = pair
