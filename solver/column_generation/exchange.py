"""Local search over a pool, compiled: one block, or two at a time, change their patterns.

Where rows are tight a block can only move if another makes room: both change at once. Prices tell
beforehand which exchanges cannot pay, for no agent's slacks cost less than its loads are priced at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import compiled
from ..limits import Limits
from .agent_cost import MISFIT, Desk, agent_cost
from .choices import Choices, add_profile
from .column_usage import Pool, Standing
from .duals import Floats

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


_CHUNK = 50
"""Patterns in use between two looks at the clock."""


class Board(NamedTuple):
    """All that an exchange looks at.

    Attributes
    ----------
    choices, desk : Choices, Desk
        The problem.
    pool : Pool
        The patterns.
    standing : Standing
        How often each is used; changed in place.
    least : float
        What a first change must leave to be saved at its agents, by prices.
    """

    choices: Choices
    desk: Desk
    pool: Pool
    standing: Standing
    least: float


class _Touched(NamedTuple):
    """The agents that switches touch: their loads, costs and losses afterwards, and scratch."""

    agent: Ints
    load: Ints
    cost: Ints
    loss: Floats
    work: Ints
    over: Ints


def exchange(board: Board, order: Ints, limits: Limits) -> int:
    """Change the patterns of one or two blocks wherever that saves something.

    Parameters
    ----------
    board : Board
        Its standing is changed in place.
    order : array of shape (n,)
        Patterns whose blocks have their turns, in this order; those in use count.
    limits : Limits
        When to stop.

    Returns
    -------
    int
        What was saved.
    """
    saved = 0
    for first in range(0, len(order), _CHUNK):
        if limits.is_over():
            break
        saved += _exchange(board, order[first : first + _CHUNK])
    return saved


@compiled
def _exchange(board: Board, order: Ints) -> int:
    pool = board.pool
    one, two = _touched(board, 2), _touched(board, 4)
    saved = 0
    for out in order:
        block = pool.block[out]
        for into in range(pool.first[block], pool.first[block + 1]):
            if into != out and board.standing.number[out] > 0:
                saved += _first(board, out, into, one, two)
    return saved


@compiled
def _touched(board: Board, patterns: int) -> _Touched:
    pool, widest = board.pool, 1
    for pattern in range(len(pool.cost)):
        widest = max(widest, pool.load_start[pattern + 1] - pool.load_start[pattern])
    size, periods = patterns * widest, board.desk.room.shape[1]
    return _Touched(
        np.zeros(size, dtype=np.int64),
        np.zeros((size, board.standing.load.shape[1]), dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.zeros(size),
        np.zeros((periods, periods), dtype=np.int64),
        np.zeros(periods, dtype=np.int64),
    )


@compiled
def _first(board: Board, out: int, into: int, one: _Touched, two: _Touched) -> int:
    """Switch a block, alone if that pays or with a second block; return what was saved."""
    pool, standing = board.pool, board.standing
    count = _take_up(board, one, 0, out, -1)
    count = _take_up(board, one, count, into, 1)
    dearer = pool.above[into] - pool.above[out]
    room = 0.0
    for k in range(count):
        room += standing.cost[one.agent[k]] - standing.carried[one.agent[k]]
    if room - dearer <= board.least:
        return 0
    change = pool.cost[into] - pool.cost[out] + _cost_change(board, one, count)
    change += _misfit(board, out, into, -1, -1)
    if change < 0:
        _settle(board, one, count)
        _switch(board, out, into)
        return int(-change)
    hope = room - dearer
    for k in range(count):
        hope -= _lose(board, one, k, out, into)
    for k in range(count):
        saved = _second(board, out, into, one.agent[k], count, hope, one, two)
        if saved > 0:
            return saved
    return 0


@compiled
def _lose(board: Board, one: _Touched, place: int, out: int, into: int) -> float:
    """Fill in and return what an agent loses after a switch."""
    pool, agent = board.pool, one.agent[place]
    loss = one.cost[place] - board.standing.carried[agent]
    for k in range(pool.load_start[into], pool.load_start[into + 1]):
        if pool.load_agent[k] == agent:
            loss -= pool.load_price[k]
    for k in range(pool.load_start[out], pool.load_start[out + 1]):
        if pool.load_agent[k] == agent:
            loss += pool.load_price[k]
    one.loss[place] = loss
    return float(loss)


@compiled
def _second(
    board: Board,
    out: int,
    into: int,
    agent: int,
    count: int,
    hope: float,
    one: _Touched,
    two: _Touched,
) -> int:
    """Look for a switch at an agent with which a first one pays; return what both save."""
    pool = board.pool
    for index in range(pool.at_start[agent], pool.at_start[agent + 1]):
        here = pool.at[index]
        block = pool.block[here]
        if block == pool.block[out]:
            continue
        for there in range(pool.first[block], pool.first[block + 1]):
            for way in range(2):
                leaves, enters = (here, there) if way == 0 else (there, here)
                if here == there or board.standing.number[leaves] == 0:
                    continue
                most = hope + pool.above[leaves] - pool.above[enters]
                most += _left(board, leaves, count, one) + _left(board, enters, count, one)
                if most <= 0.0:
                    continue
                saved = _both(board, out, into, leaves, enters, count, one, two)
                if saved > 0:
                    return saved
    return 0


@compiled
def _left(board: Board, pattern: int, count: int, one: _Touched) -> float:
    """Return what the agents of a pattern lose after a first switch: no more can be saved there."""
    pool, standing = board.pool, board.standing
    loss = 0.0
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        place = _find(one, count, agent)
        loss += one.loss[place] if place >= 0 else standing.cost[agent] - standing.carried[agent]
    return loss


@compiled
def _both(
    board: Board,
    out: int,
    into: int,
    leaves: int,
    enters: int,
    count: int,
    one: _Touched,
    two: _Touched,
) -> int:
    """Make two switches if that saves something; return what."""
    pool = board.pool
    for k in range(count):
        two.agent[k] = one.agent[k]
        two.load[k] = one.load[k]
    count = _take_up(board, two, count, leaves, -1)
    count = _take_up(board, two, count, enters, 1)
    change = pool.cost[into] - pool.cost[out] + pool.cost[enters] - pool.cost[leaves]
    change += _cost_change(board, two, count) + _misfit(board, out, into, leaves, enters)
    if change >= 0:
        return 0
    _settle(board, two, count)
    _switch(board, out, into)
    _switch(board, leaves, enters)
    return int(-change)


@compiled
def _find(touched: _Touched, count: int, agent: int) -> int:
    for k in range(count):
        if touched.agent[k] == agent:
            return k
    return -1


@compiled
def _take_up(board: Board, touched: _Touched, count: int, pattern: int, sign: int) -> int:
    """Add a pattern to the loads of its agents, or take it away; return how many are touched."""
    pool = board.pool
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        place = _find(touched, count, agent)
        if place < 0:
            place, count = count, count + 1
            touched.agent[place] = agent
            touched.load[place] = board.standing.load[agent]
        add_profile(board.choices, pool.load_profile[k], sign, touched.load[place])
    return count


@compiled
def _cost_change(board: Board, touched: _Touched, count: int) -> int:
    """Fill in what the agents cost now; return by how much that is more than before."""
    change = 0
    for k in range(count):
        agent = touched.agent[k]
        cost = agent_cost(board.desk, agent, touched.load[k], touched.work, touched.over)
        touched.cost[k] = cost
        change += cost - board.standing.cost[agent]
    return change


@compiled
def _misfit(board: Board, out: int, into: int, leaves: int, enters: int) -> int:
    """Return the price of what switches add to what the global rows do not hold."""
    pool, change = board.pool, 0
    for row in range(len(pool.most)):
        over = board.standing.spent[row] - pool.most[row]
        after = over + pool.used[into, row] - pool.used[out, row]
        if enters >= 0:
            after += pool.used[enters, row] - pool.used[leaves, row]
        change += MISFIT * (max(after, 0) - max(over, 0))
    return change


@compiled
def _settle(board: Board, touched: _Touched, count: int) -> None:
    """Keep the loads and costs of the agents that switches touch."""
    for k in range(count):
        board.standing.load[touched.agent[k]] = touched.load[k]
        board.standing.cost[touched.agent[k]] = touched.cost[k]


@compiled
def _switch(board: Board, out: int, into: int) -> None:
    """Use one pattern once less and another once more; loads and costs are not looked at."""
    pool, standing = board.pool, board.standing
    standing.number[out] -= 1
    standing.number[into] += 1
    for k in range(pool.load_start[out], pool.load_start[out + 1]):
        standing.carried[pool.load_agent[k]] -= pool.load_price[k]
    for k in range(pool.load_start[into], pool.load_start[into + 1]):
        standing.carried[pool.load_agent[k]] += pool.load_price[k]
    for row in range(len(pool.most)):
        standing.spent[row] += pool.used[into, row] - pool.used[out, row]
