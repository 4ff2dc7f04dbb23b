"""Local search, compiled: an item, or what a group has at one agent, goes to a better agent.

Every change is evaluated exactly, slacks included. Assignments that break a row are walked through
at the price ``INFEASIBILITY_PENALTY`` per unit; limits on the agents of a group are never broken.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...problem import AssignmentProblem, Ints
from ..compilation import CompiledCode, example_problem
from ..compiled import MINUS, PLUS, allocation_free_part, compiled, copy_values, is_ready
from ..limits import Limits
from .agent_cost import AgentRows, agent_cost, make_agent_rows
from .choices import Choices, Floats, make_choices
from .search_state import (
    State,
    agent_of,
    carry,
    fill_state,
    make_state,
    may_follow,
    move,
    price_at,
    price_here,
    read_assignment,
)

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


_CHUNK = 2_000
"""Units between two looks at the clock."""

_NOISE = 0.05
"""Chance in the order of agents, as a share of their time."""

_TRIES = 8
"""Agents tried for a unit in a sweep."""

_MOST_SWEEPS = 8
"""Sweeps after which a descent stops even if something is left."""


class Descent:
    """Improves assignments of one problem; its plain arrays are made once.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices, agent_rows : Choices, AgentRows
        Its plain arrays.
    random : numpy Generator
        The chance in the order of units and agents.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        choices: Choices,
        agent_rows: AgentRows,
        random: np.random.Generator,
    ) -> None:
        self._problem = problem
        self._choices = choices
        self._agent_rows = agent_rows
        self._random = random

    def improve(
        self,
        x: Ints,
        sweeps: int,
        limits: Limits,
        offer: Callable[[Ints], object] | None = None,
    ) -> Ints:
        """Return an assignment after some sweeps over all units, more over those left out.

        Parameters
        ----------
        x : array of shape (pairs,)
            Where to begin; rows may be broken, limits on the agents of a group may not.
        sweeps : int
            Fewest sweeps, unless nothing moves any more.
        limits : Limits
            When to stop.
        offer : callable or None
            Takes what there is after each sweep but the last: on large problems one takes a while.

        Returns
        -------
        array of shape (pairs,)
            Not dearer than ``x``, what breaks a row priced at ``INFEASIBILITY_PENALTY`` per unit.
        """
        state = make_state(self._problem, self._choices, self._agent_rows, x)
        left = int((state.place < 0).sum())
        for sweep in range(_MOST_SWEEPS):
            units = (
                np.arange(len(state.place)) if sweep < sweeps else np.flatnonzero(state.place < 0)
            )
            order = self._random.permutation(units)
            moves, _ = improve(
                self._choices, self._agent_rows, state, order, _TRIES, limits, self._random
            )
            before, left = left, int((state.place < 0).sum())
            ended = sweep + 1 >= sweeps and (left == 0 or left > 0.5 * before)
            if moves == 0 or ended or limits.is_over():
                break
            if offer is not None:
                offer(read_assignment(self._problem, state))
        return read_assignment(self._problem, state)


def is_descent_ready() -> bool:
    """Whether all loops of a descent have their machine code, so that it begins at once."""
    return is_ready(fill_state, improve_units)


def _run_example() -> None:
    problem = example_problem()
    none, random = np.zeros(problem.pairs, dtype=np.int64), np.random.default_rng(0)
    descent = Descent(problem, make_choices(problem), make_agent_rows(problem), random)
    descent.improve(none, 1, Limits())


DESCENT = CompiledCode("descent", _run_example)
"""The compiled functions of a descent."""


def improve(
    choices: Choices,
    agent_rows: AgentRows,
    state: State,
    order: Ints,
    tries: int,
    limits: Limits,
    random: np.random.Generator,
) -> tuple[int, int]:
    """Give every unit in turn to the agent where all costs least.

    Parameters
    ----------
    choices, agent_rows : Choices, AgentRows
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
        fullness = _fullness(agent_rows, state) + _NOISE * random.random(choices.agents)
        some = improve_units(
            choices, agent_rows, state, order[first : first + _CHUNK], tries, fullness
        )
        moves, gain = moves + some[0], gain + some[1]
    return moves, gain


def _fullness(agent_rows: AgentRows, state: State) -> Floats:
    """Return how full every agent is: work against time, or else the fullest row.

    With windows, the other rows count where no slack relieves them: a full one lets nothing in.
    """
    full: Floats = np.zeros(len(state.load))
    timed = len(agent_rows.release)
    if timed:
        full = state.load[:, :timed].sum(axis=1) / np.maximum(agent_rows.held[:, -1], 1)
    for row in range(len(agent_rows.row_start) - 1):
        if timed and agent_rows.slack_start[row + 1] > agent_rows.slack_start[row]:
            continue
        part = slice(int(agent_rows.row_start[row]), int(agent_rows.row_start[row + 1]))
        used = state.load[:, agent_rows.row_resource[part]] @ agent_rows.row_amount[part]
        full = np.maximum(full, used / np.maximum(agent_rows.row_capacity[:, row], 1))
    return full


@compiled
def improve_units(
    choices: Choices, agent_rows: AgentRows, state: State, order: Ints, tries: int, fullness: Floats
) -> tuple[int, int]:
    """Give units their turns in an order; return the number of moves and what they saved."""
    moved = np.zeros(len(state.place), dtype=np.int64)
    load = np.zeros(state.load.shape[1], dtype=np.int64)
    used = np.zeros(len(state.used), dtype=np.int64)
    targets = np.zeros(tries + 1, dtype=np.int64)
    return _improve_units(choices, agent_rows, state, order, fullness, moved, load, used, targets)


@allocation_free_part
def _improve_units(
    choices: Choices,
    agent_rows: AgentRows,
    state: State,
    order: Ints,
    fullness: Floats,
    moved: Ints,
    load: Ints,
    used: Ints,
    targets: Ints,
) -> tuple[int, int]:
    moves, gain = 0, 0
    for unit in order:
        group = choices.group[state.item[unit]]
        for whole in range(2):
            count = _who_moves(choices, state, unit, whole == 1, moved)
            if count == 0:
                continue
            saved = _best_move(
                choices, agent_rows, state, moved[:count], group, fullness, targets, load, used
            )
            if saved > 0:
                moves, gain = moves + 1, gain + saved
    return moves, gain


@allocation_free_part
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


@allocation_free_part
def _best_move(
    choices: Choices,
    agent_rows: AgentRows,
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
    free = _cost_with(choices, agent_rows, state, moved, group, here, MINUS, load)
    now = price_here(choices, state, moved, group, here)
    if here >= 0:
        now += state.cost[here] - free
    head = state.item[moved[0]]
    best, to, loaded = now, here, free
    for k in range(_targets(choices, head, now, fullness, targets)):
        there = targets[k]
        if there == here or not may_follow(choices, state, group, head, there):
            continue
        price = price_at(choices, state, moved, group, here, there, used)
        if price >= best:
            continue
        after = _cost_with(choices, agent_rows, state, moved, group, there, PLUS, load)
        if there >= 0:
            price += after - state.cost[there]
        if price < best:
            best, to, loaded = price, there, after
    if to != here:
        move(choices, state, moved, group, here, to)
        if here >= 0:
            state.cost[here] = free
        if to >= 0:
            state.cost[to] = loaded
    return now - best


@allocation_free_part
def _cost_with(
    choices: Choices,
    agent_rows: AgentRows,
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
    copy_values(state.load[agent], load)
    carry(choices, state, moved, group, agent, sign, load)
    return agent_cost(agent_rows, agent, load, state.work, state.over)


@allocation_free_part
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
