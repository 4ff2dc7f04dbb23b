"""Local search over a pool, compiled: one block, or two at a time, change their patterns.

Where rows are tight a block can only move if another makes room: both change at once. Prices tell
beforehand which exchanges cannot pay, for no agent's slacks cost less than its loads are priced at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import MINUS, PLUS, ZERO, compiled, compiled_part
from ..limits import Limits
from .agent_cost import INFEASIBILITY_PENALTY, AgentRows, agent_cost
from .choices import Floats, ProfileTable, add_profile, copy_values
from .column_usage import ColumnPool, ColumnUsage
from .patterns import Patterns

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


_CHUNK = 50
"""Patterns in use between two looks at the clock."""


class ExchangeContext(NamedTuple):
    """All that an exchange looks at.

    Attributes
    ----------
    profiles, agent_rows : ProfileTable, AgentRows
        The problem.
    pool : ColumnPool
        The patterns.
    usage : ColumnUsage
        How often each is used; changed in place.
    least : float
        What a first change must leave to be saved at its agents, by prices.
    side : array of shape (patterns,)
        Which side all agents of a pattern are on; -1 where they are on several. Exchanges on one
        side touch nothing of another.
    """

    profiles: ProfileTable
    agent_rows: AgentRows
    pool: ColumnPool
    usage: ColumnUsage
    least: float
    side: Ints


class _Touched(NamedTuple):
    """The agents that switches touch: their loads, costs and losses afterwards, and scratch."""

    agent: Ints
    load: Ints
    cost: Ints
    loss: Floats
    work: Ints
    over: Ints


def sides_of(patterns: Patterns, agents: Ints, sides: int) -> Ints:
    """Return on which side all agents of each pattern are; -1 where they are on several.

    Parameters
    ----------
    patterns : Patterns
        The patterns; of those that load nobody each side has those of its own blocks.
    agents : array of shape (agents,)
        The side of every agent.
    sides : int
        How many sides there are.

    Returns
    -------
    array of shape (patterns,)
        The sides.
    """
    loaded = np.diff(patterns.load_start)
    of = np.repeat(np.arange(len(patterns)), loaded)
    least = np.where(loaded > 0, sides, patterns.block % sides)
    most = np.where(loaded > 0, -1, least)
    np.minimum.at(least, of, agents[patterns.load_agent])
    np.maximum.at(most, of, agents[patterns.load_agent])
    return np.where(least == most, least, -1)


def exchange(context: ExchangeContext, order: Ints, limits: Limits) -> int:
    """Change the patterns of one or two blocks wherever that saves something.

    Parameters
    ----------
    context : ExchangeContext
        Its usage is changed in place.
    order : array of shape (n,)
        Patterns of one side whose blocks have their turns, in this order; those in use count.
    limits : Limits
        When to stop.

    Returns
    -------
    int
        What was saved.
    """
    saved = 0
    one, two = _make_touched(context, 2), _make_touched(context, 4)
    for first in range(0, len(order), _CHUNK):
        if limits.is_over():
            break
        saved += _exchange(context, order[first : first + _CHUNK], one, two)
    return saved


@compiled
def _exchange(context: ExchangeContext, order: Ints, one: _Touched, two: _Touched) -> int:
    pool = context.pool
    saved = 0
    for out in order:
        block = pool.block[out]
        for into in range(pool.first[block], pool.first[block + 1]):
            same_side = context.side[into] == context.side[out]
            if into != out and same_side and context.usage.number[out] > 0:
                saved += _first(context, out, into, one, two)
    return saved


def _make_touched(context: ExchangeContext, patterns: int) -> _Touched:
    """Return room for the agents that so many patterns touch."""
    widest = int(np.diff(context.pool.load_start).max(initial=1))
    size, periods = patterns * widest, context.agent_rows.room.shape[1]
    return _Touched(
        np.zeros(size, dtype=np.int64),
        np.zeros((size, context.usage.load.shape[1]), dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.zeros(size),
        np.zeros((periods, periods), dtype=np.int64),
        np.zeros(periods, dtype=np.int64),
    )


@compiled_part
def _first(context: ExchangeContext, out: int, into: int, one: _Touched, two: _Touched) -> int:
    """Switch a block, alone if that pays or with a second block; return what was saved."""
    pool, usage = context.pool, context.usage
    count = _take_up(context, one, ZERO, out, MINUS)
    count = _take_up(context, one, count, into, PLUS)
    dearer = pool.above[into] - pool.above[out]
    # No agent's slacks cost less than what its loads are priced at, so the difference is the most
    # that these agents can save.
    room = 0.0
    for k in range(count):
        room += usage.cost[one.agent[k]] - usage.carried[one.agent[k]]
    if room - dearer <= context.least:
        return 0
    change = pool.cost[into] - pool.cost[out] + _cost_change(context, one, count)
    change += _penalty(context, out, into, MINUS, MINUS)
    if change < 0:
        _settle(context, one, count)
        _switch(context, out, into)
        return int(-change)
    # What the first switch alone costs more must come back from a second at one of these agents.
    hope = room - dearer
    for k in range(count):
        hope -= _lose(context, one, k, out, into)
    for k in range(count):
        saved = _second(context, out, into, one.agent[k], count, hope, one, two)
        if saved > 0:
            return saved
    return 0


@compiled_part
def _lose(context: ExchangeContext, one: _Touched, place: int, out: int, into: int) -> float:
    """Fill in and return what an agent loses after a switch."""
    pool, agent = context.pool, one.agent[place]
    loss = one.cost[place] - context.usage.carried[agent]
    for k in range(pool.load_start[into], pool.load_start[into + 1]):
        if pool.load_agent[k] == agent:
            loss -= pool.load_price[k]
    for k in range(pool.load_start[out], pool.load_start[out + 1]):
        if pool.load_agent[k] == agent:
            loss += pool.load_price[k]
    one.loss[place] = loss
    return float(loss)


@compiled_part
def _second(
    context: ExchangeContext,
    out: int,
    into: int,
    agent: int,
    count: int,
    hope: float,
    one: _Touched,
    two: _Touched,
) -> int:
    """Look for a switch at an agent with which a first one pays; return what both save."""
    pool = context.pool
    for index in range(pool.at_start[agent], pool.at_start[agent + 1]):
        here = pool.at[index]
        block = pool.block[here]
        if block == pool.block[out] or context.side[here] != context.side[out]:
            continue
        for there in range(pool.first[block], pool.first[block + 1]):
            if context.side[there] != context.side[out]:
                continue
            # The pattern at the agent may be the one that leaves or the one that enters.
            for way in range(2):
                leaves, enters = (here, there) if way == 0 else (there, here)
                if here == there or context.usage.number[leaves] == 0:
                    continue
                most = hope + pool.above[leaves] - pool.above[enters]
                most += _left(context, leaves, count, one) + _left(context, enters, count, one)
                if most <= 0.0:
                    continue
                saved = _both(context, out, into, leaves, enters, count, one, two)
                if saved > 0:
                    return saved
    return 0


@compiled_part
def _left(context: ExchangeContext, pattern: int, count: int, one: _Touched) -> float:
    """Return what the agents of a pattern lose after a first switch: no more can be saved there."""
    pool, usage = context.pool, context.usage
    loss = 0.0
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        place = _find(one, count, agent)
        loss += one.loss[place] if place >= 0 else usage.cost[agent] - usage.carried[agent]
    return loss


@compiled_part
def _both(
    context: ExchangeContext,
    out: int,
    into: int,
    leaves: int,
    enters: int,
    count: int,
    one: _Touched,
    two: _Touched,
) -> int:
    """Make two switches if that saves something; return what."""
    pool = context.pool
    # Loads after the first switch, on which the second is laid.
    for k in range(count):
        two.agent[k] = one.agent[k]
        copy_values(one.load[k], two.load[k])
    count = _take_up(context, two, count, leaves, MINUS)
    count = _take_up(context, two, count, enters, PLUS)
    change = pool.cost[into] - pool.cost[out] + pool.cost[enters] - pool.cost[leaves]
    change += _cost_change(context, two, count) + _penalty(context, out, into, leaves, enters)
    if change >= 0:
        return 0
    _settle(context, two, count)
    _switch(context, out, into)
    _switch(context, leaves, enters)
    return int(-change)


@compiled_part
def _find(touched: _Touched, count: int, agent: int) -> int:
    for k in range(count):
        if touched.agent[k] == agent:
            return k
    return -1


@compiled_part
def _take_up(
    context: ExchangeContext, touched: _Touched, count: int, pattern: int, sign: int
) -> int:
    """Add a pattern to the loads of its agents, or take it away; return how many are touched."""
    pool = context.pool
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        place = _find(touched, count, agent)
        if place < 0:
            place, count = count, count + 1
            touched.agent[place] = agent
            copy_values(context.usage.load[agent], touched.load[place])
        add_profile(context.profiles, pool.load_profile[k], sign, touched.load[place])
    return count


@compiled_part
def _cost_change(context: ExchangeContext, touched: _Touched, count: int) -> int:
    """Fill in what the agents cost now; return by how much that is more than before."""
    change = 0
    for k in range(count):
        agent = touched.agent[k]
        cost = agent_cost(context.agent_rows, agent, touched.load[k], touched.work, touched.over)
        touched.cost[k] = cost
        change += cost - context.usage.cost[agent]
    return change


@compiled_part
def _penalty(context: ExchangeContext, out: int, into: int, leaves: int, enters: int) -> int:
    """Return the price of what switches add to what the global rows do not hold."""
    pool, change = context.pool, 0
    for row in range(len(pool.most)):
        over = context.usage.spent[row] - pool.most[row]
        after = over + pool.used[into, row] - pool.used[out, row]
        if enters >= 0:
            after += pool.used[enters, row] - pool.used[leaves, row]
        change += INFEASIBILITY_PENALTY * (max(after, 0) - max(over, 0))
    return change


@compiled_part
def _settle(context: ExchangeContext, touched: _Touched, count: int) -> None:
    """Keep the loads and costs of the agents that switches touch."""
    for k in range(count):
        copy_values(touched.load[k], context.usage.load[touched.agent[k]])
        context.usage.cost[touched.agent[k]] = touched.cost[k]


@compiled_part
def _switch(context: ExchangeContext, out: int, into: int) -> None:
    """Use one pattern once less and another once more; loads and costs are not looked at."""
    pool, usage = context.pool, context.usage
    usage.number[out] -= 1
    usage.number[into] += 1
    for k in range(pool.load_start[out], pool.load_start[out + 1]):
        usage.carried[pool.load_agent[k]] -= pool.load_price[k]
    for k in range(pool.load_start[into], pool.load_start[into + 1]):
        usage.carried[pool.load_agent[k]] += pool.load_price[k]
    for row in range(len(pool.most)):
        usage.spent[row] += pool.used[into, row] - pool.used[out, row]
