"""An assignment in plain arrays, unit by unit, with what it costs agent by agent."""

from __future__ import annotations

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false
from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Ints
from ..compiled import compiled
from .choices import Choices, add_profile, settle_rows
from .desk import Desk, agent_cost


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


def state_of(problem: AssignmentProblem, choices: Choices, desk: Desk, x: Ints) -> State:
    """Return an assignment as a state.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices, desk : Choices, Desk
        Its plain arrays.
    x : array of shape (pairs,)
        How often each pair is used; no item more often than its count.

    Returns
    -------
    State
        Loads and costs are filled in.
    """
    periods = desk.room.shape[1]
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
    _fill(choices, desk, state)
    return state


def assignment_of(problem: AssignmentProblem, state: State) -> Ints:
    """Return a state as an assignment: how often each pair is used, of shape (pairs,)."""
    return np.bincount(state.place[state.place >= 0], minlength=problem.pairs).astype(np.int64)


@compiled
def agent_of(choices: Choices, place: int) -> int:
    """Return the agent of a pair, -1 for what is left."""
    return choices.pair_agent[place] if place >= 0 else -1


@compiled
def present_in(choices: Choices, state: State, group: int, agent: int) -> int:
    """Return how many items of a group are at an agent."""
    count = 0
    for k in range(choices.member_start[group], choices.member_start[group + 1]):
        place = state.place[state.unit[choices.member[k]]]
        if place >= 0 and choices.pair_agent[place] == agent:
            count += 1
    return count


@compiled
def _fill(choices: Choices, desk: Desk, state: State) -> None:
    for unit in range(len(state.place)):
        place = state.place[unit]
        settle_rows(choices, state.item[unit], place, 1, state.used)
        if place >= 0:
            load = state.load[choices.pair_agent[place]]
            add_profile(choices, choices.pair_profile[place], 1, load)
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
                add_profile(choices, choices.join_profile[group], 1, state.load[agent])
    for agent in range(len(state.cost)):
        state.cost[agent] = agent_cost(desk, agent, state.load[agent], state.work, state.over)
