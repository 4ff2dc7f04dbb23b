"""Local search, compiled: an item, or what a group has at one agent, goes to a better agent.

Every change is evaluated exactly, slacks included. Assignments that break a row are walked through
at the price ``MISFIT`` a unit; limits on the agents of a group are never broken.
"""

from __future__ import annotations

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false
import numpy as np

from ...problem import Ints
from ..compiled import compiled
from ..limits import Limits
from .choices import Choices, add_profile, pair_at, settle_rows
from .desk import MISFIT, Desk, agent_cost
from .state import State, agent_of, present_in
from .tariff import Floats

_CHUNK = 2_000
"""Units between two looks at the clock."""

_IMPOSSIBLE = 2**61

_NOISE = 0.05
"""Chance in the order of agents, as a share of their time."""


def improve(
    choices: Choices,
    desk: Desk,
    state: State,
    order: Ints,
    tries: int,
    limits: Limits,
    random: np.random.Generator,
) -> tuple[int, int]:
    """Give every unit in turn to the agent where all costs least.

    Parameters
    ----------
    choices, desk : Choices, Desk
        The problem.
    state : State
        Changed in place.
    order : array of shape (n,)
        Units, in the order of their turns.
    tries : int
        Most agents tried for a unit: those with most room, give or take a little chance.
    limits : Limits
        When to stop.
    random : numpy Generator
        The chance.

    Returns
    -------
    moves, gain : int
        Number of changes, and what they saved.
    """
    moves, gain = 0, 0
    for first in range(0, len(order), _CHUNK):
        if limits.is_over():
            break
        fullness = _fullness(desk, state) + _NOISE * random.random(choices.agents)
        some = _improve(choices, desk, state, order[first : first + _CHUNK], tries, fullness)
        moves, gain = moves + some[0], gain + some[1]
    return moves, gain


def _fullness(desk: Desk, state: State) -> Floats:
    """Return how full every agent is: work against time, or else the fullest row.

    With windows, the other rows count where no slack relieves them: a full one lets nothing in.
    """
    full: Floats = np.zeros(len(state.load))
    timed = len(desk.release)
    if timed:
        full = state.load[:, :timed].sum(axis=1) / np.maximum(desk.held[:, -1], 1)
    for row in range(len(desk.row_start) - 1):
        if timed and desk.slack_start[row + 1] > desk.slack_start[row]:
            continue
        part = slice(int(desk.row_start[row]), int(desk.row_start[row + 1]))
        used = state.load[:, desk.row_resource[part]] @ desk.row_amount[part]
        full = np.maximum(full, used / np.maximum(desk.row_capacity[:, row], 1))
    return full


@compiled
def _improve(
    choices: Choices, desk: Desk, state: State, order: Ints, tries: int, fullness: Floats
) -> tuple[int, int]:
    moves, gain = 0, 0
    moved = np.zeros(len(state.place), dtype=np.int64)
    load = np.zeros(state.load.shape[1], dtype=np.int64)
    used = np.zeros(len(state.used), dtype=np.int64)
    targets = np.zeros(tries + 1, dtype=np.int64)
    for unit in order:
        group = choices.group[state.item[unit]]
        for whole in range(2):
            count = _who_moves(choices, state, unit, whole == 1, moved)
            if count == 0:
                continue
            saved = _best_move(
                choices, desk, state, moved[:count], group, fullness, targets, load, used
            )
            if saved > 0:
                moves, gain = moves + 1, gain + saved
    return moves, gain


@compiled
def _who_moves(choices: Choices, state: State, unit: int, whole: bool, moved: Ints) -> int:
    """Fill in the units that move together with a unit; return how many.

    With a lead, all bound items go together; else one item, or all that the group has there.
    """
    item = state.item[unit]
    group = choices.group[item]
    if group < 0 or not choices.bound[item]:
        moved[0] = unit
        return 0 if whole else 1
    lead = choices.lead[group]
    if lead >= 0 and item != lead:
        moved[0] = unit
        return 0 if whole else 1
    if lead < 0 and not whole:
        moved[0] = unit
        return 1
    if lead >= 0 and not whole:
        return 0
    agent = agent_of(choices, state.place[unit])
    count = 0
    for k in range(choices.member_start[group], choices.member_start[group + 1]):
        other = choices.member[k]
        if choices.bound[other]:
            there = agent_of(choices, state.place[state.unit[other]])
            if there == agent or (lead >= 0 and there < 0):
                moved[count] = state.unit[other]
                count += 1
    is_first = count > 0 and moved[0] == unit
    return count if is_first and (count > 1 or lead >= 0) else 0


@compiled
def _best_move(
    choices: Choices,
    desk: Desk,
    state: State,
    moved: Ints,
    group: int,
    fullness: Floats,
    targets: Ints,
    load: Ints,
    used: Ints,
) -> int:
    """Try agents for some units, move them to the best; return what it saves."""
    here = agent_of(choices, state.place[moved[0]])
    free = _cost_with(choices, desk, state, moved, group, here, -1, load)
    now = _price(choices, state, moved, group, here)
    if here >= 0:
        now += state.cost[here] - free
    head = state.item[moved[0]]
    best, to, loaded = now, here, free
    for k in range(_targets(choices, head, now, fullness, targets)):
        there = targets[k]
        if there == here or not _may_follow(choices, state, group, head, there):
            continue
        price = _price_at(choices, state, moved, group, here, there, used)
        if price >= best:
            continue
        after = _cost_with(choices, desk, state, moved, group, there, 1, load)
        if there >= 0:
            price += after - state.cost[there]
        if price < best:
            best, to, loaded = price, there, after
    if to != here:
        _move(choices, state, moved, group, here, to)
        if here >= 0:
            state.cost[here] = free
        if to >= 0:
            state.cost[to] = loaded
    return now - best


@compiled
def _cost_with(
    choices: Choices,
    desk: Desk,
    state: State,
    moved: Ints,
    group: int,
    agent: int,
    sign: int,
    load: Ints,
) -> int:
    """Return what an agent's load would cost with some units, or with sign -1 without them."""
    if agent < 0:
        return 0
    load[:] = state.load[agent]
    _carry(choices, state, moved, group, agent, sign, load)
    return agent_cost(desk, agent, load, state.work, state.over)


@compiled
def _targets(choices: Choices, item: int, most: int, fullness: Floats, targets: Ints) -> int:
    """Fill in nobody and the emptiest agents of an item within a price; return how many."""
    targets[0] = -1
    count = 1
    for pair in range(choices.pair_start[item], choices.pair_start[item + 1]):
        if choices.pair_cost[pair] >= most:
            continue
        there = choices.pair_agent[pair]
        if count == len(targets) and fullness[targets[count - 1]] <= fullness[there]:
            continue
        place = count if count < len(targets) else count - 1
        count = place + 1
        while place > 1 and fullness[targets[place - 1]] > fullness[there]:
            targets[place] = targets[place - 1]
            place -= 1
        targets[place] = there
    return count


@compiled
def _may_follow(choices: Choices, state: State, group: int, item: int, agent: int) -> bool:
    """Whether an item may go to an agent as far as the lead of its group is concerned."""
    if group < 0 or agent < 0 or not choices.bound[item]:
        return True
    lead = choices.lead[group]
    if lead < 0 or lead == item:
        return True
    return agent_of(choices, state.place[state.unit[lead]]) == agent


@compiled
def _carry(
    choices: Choices, state: State, moved: Ints, group: int, agent: int, sign: int, load: Ints
) -> None:
    """Add what some units load an agent with, or with sign -1 take it away, join load included."""
    for k in range(len(moved)):
        item = state.item[moved[k]]
        pair = pair_at(choices, item, agent)
        if pair >= 0 and (sign > 0 or state.place[moved[k]] >= 0):
            add_profile(choices, choices.pair_profile[pair], sign, load)
    if group >= 0 and choices.join_profile[group] >= 0:
        there = present_in(choices, state, group, agent)
        if (sign > 0 and there == 0) or (sign < 0 and there == _placed(state, moved)):
            add_profile(choices, choices.join_profile[group], sign, load)


@compiled
def _placed(state: State, moved: Ints) -> int:
    count = 0
    for k in range(len(moved)):
        if state.place[moved[k]] >= 0:
            count += 1
    return count


@compiled
def _price(choices: Choices, state: State, moved: Ints, group: int, here: int) -> int:
    """Return what some units cost where they are, global rows included, slacks not."""
    price = 0
    for k in range(len(moved)):
        place = state.place[moved[k]]
        price += choices.pair_cost[place] if place >= 0 else choices.left[state.item[moved[k]]]
        if place < 0 and choices.required[state.item[moved[k]]]:
            price += MISFIT
    if group >= 0 and choices.join_price[group] > 0:
        agents = _agents(choices, state, moved, group, here, False)
        price += choices.join_price[group] * max(agents - 1, 0)
    for row in range(len(choices.most)):
        price += MISFIT * max(state.used[row] - choices.most[row], 0)
    return price


@compiled
def _price_at(
    choices: Choices, state: State, moved: Ints, group: int, here: int, there: int, used: Ints
) -> int:
    """Return what some units would cost at another agent; very much where they may not be."""
    price = 0
    used[:] = state.used
    counted = False
    for k in range(len(moved)):
        item = state.item[moved[k]]
        pair = pair_at(choices, item, there) if there >= 0 else -1
        if pair < 0 and there >= 0 and (k == 0 or choices.required[item]):
            return _IMPOSSIBLE
        settle_rows(choices, item, state.place[moved[k]], -1, used)
        settle_rows(choices, item, pair, 1, used)
        price += choices.pair_cost[pair] if pair >= 0 else choices.left[item]
        if pair < 0 and choices.required[item]:
            price += MISFIT
        counted = counted or (pair >= 0 and choices.bound[item])
    if group >= 0:
        if counted and _agents(choices, state, moved, group, there, True) > choices.limit[group]:
            return _IMPOSSIBLE
        if choices.join_price[group] > 0:
            agents = _agents(choices, state, moved, group, there, False)
            price += choices.join_price[group] * max(agents - 1, 0)
    for row in range(len(choices.most)):
        price += MISFIT * max(used[row] - choices.most[row], 0)
    return price


@compiled
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


@compiled
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


@compiled
def _move(choices: Choices, state: State, moved: Ints, group: int, here: int, there: int) -> None:
    if here >= 0:
        _carry(choices, state, moved, group, here, -1, state.load[here])
    pairs = np.full(len(moved), -1, dtype=np.int64)
    if there >= 0:
        _carry(choices, state, moved, group, there, 1, state.load[there])
        for k in range(len(moved)):
            pairs[k] = pair_at(choices, state.item[moved[k]], there)
    for k in range(len(moved)):
        item = state.item[moved[k]]
        settle_rows(choices, item, state.place[moved[k]], -1, state.used)
        settle_rows(choices, item, pairs[k], 1, state.used)
        state.place[moved[k]] = pairs[k]
