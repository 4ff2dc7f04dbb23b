"""Ejection chains over a pool, compiled: a block takes a better pattern and others make room.

Where rows are tight a block that should be elsewhere finds no room there: of the blocks that are
there one leaves, and if that one finds none either, another (Glover 1996, Ejection chains,
reference structures and alternating path methods for traveling salesman problems, section 2;
Yagiura, Ibaraki and Glover 2004, An ejection chain approach for the generalized assignment
problem). Whose turn it is prices tell: no agent's slacks cost less than its loads are priced at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import MINUS, PLUS, ZERO, allocation_free, allocation_free_part, copy_values
from ..limits import Limits
from .agent_cost import INFEASIBILITY_PENALTY, AgentRows, agent_cost
from .choices import ProfileTable, add_profile
from .column_usage import ColumnPool, ColumnUsage

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


_CHUNK = 5
"""Patterns in use between two looks at the clock."""

_LONGEST = 6
"""Most switches of a chain. Of those that pay half have two and nearly all four at most."""


class ChainContext(NamedTuple):
    """All that a chain looks at.

    Attributes
    ----------
    profiles, agent_rows : ProfileTable, AgentRows
        The problem.
    pool : ColumnPool
        The patterns.
    usage : ColumnUsage
        How often each is used; changed in place.
    """

    profiles: ProfileTable
    agent_rows: AgentRows
    pool: ColumnPool
    usage: ColumnUsage


class _Touched(NamedTuple):
    """The agents that a switch touches: their loads and costs afterwards, and scratch."""

    agent: Ints
    load: Ints
    cost: Ints
    work: Ints
    over: Ints


class _Chain(NamedTuple):
    """The switches of a chain so far, their blocks, and all agents they touch."""

    block: Ints
    leaves: Ints
    enters: Ints
    agent: Ints


def make_chains(context: ChainContext, order: Ints, limits: Limits) -> int:
    """Let blocks change their patterns, others after them, wherever that saves something.

    Parameters
    ----------
    context : ChainContext
        Its usage is changed in place.
    order : array of shape (n,)
        Patterns whose blocks begin, in this order, with one that is no dearer, loads priced; those
        in use count.
    limits : Limits
        When to stop.

    Returns
    -------
    int
        What was saved.
    """
    saved = 0
    touched, chain = _make_scratch(context)
    for first in range(0, len(order), _CHUNK):
        if limits.is_over():
            break
        saved += _make_some(context, order[first : first + _CHUNK], touched, chain)
    return saved


def _make_scratch(context: ChainContext) -> tuple[_Touched, _Chain]:
    """Return room for what one switch touches, and for a whole chain."""
    widest = 2 * int(np.diff(context.pool.load_start).max(initial=1))
    periods = context.agent_rows.room.shape[1]
    touched = _Touched(
        np.zeros(widest, dtype=np.int64),
        np.zeros((widest, context.usage.load.shape[1]), dtype=np.int64),
        np.zeros(widest, dtype=np.int64),
        np.zeros((periods, periods), dtype=np.int64),
        np.zeros(periods, dtype=np.int64),
    )
    block, leaves, enters = np.zeros((3, _LONGEST), dtype=np.int64)
    return touched, _Chain(block, leaves, enters, np.zeros(widest * _LONGEST, dtype=np.int64))


@allocation_free
def _make_some(context: ChainContext, order: Ints, touched: _Touched, chain: _Chain) -> int:
    pool = context.pool
    saved = 0
    for out in order:
        block = pool.block[out]
        for into in range(pool.first[block], pool.first[block + 1]):
            is_used = context.usage.number[out] > 0
            if is_used and into != out and pool.above[into] <= pool.above[out]:
                saved += _make_chain(context, out, into, touched, chain)
    return saved


@allocation_free_part
def _make_chain(
    context: ChainContext, out: int, into: int, touched: _Touched, chain: _Chain
) -> int:
    """Switch a block and then others, as long as it takes; return what was saved, or undo all."""
    length, agents, change = 0, 0, 0
    while True:
        change += _switch(context, out, into, touched)
        chain.block[length] = context.pool.block[out]
        chain.leaves[length], chain.enters[length] = out, into
        length += 1
        agents = _remember(context.pool, out, chain, agents)
        agents = _remember(context.pool, into, chain, agents)
        if change < 0:
            return int(-change)
        if length == len(chain.leaves) or agents == 0:
            break
        agent = _find_worst(context, chain, agents)
        out, into = _find_best(context, agent, chain, length, touched)
        if out < 0:
            break
    for place in range(length - 1, -1, -1):
        _switch(context, chain.enters[place], chain.leaves[place], touched)
    return 0


@allocation_free_part
def _remember(pool: ColumnPool, pattern: int, chain: _Chain, agents: int) -> int:
    """Note the agents of a pattern; return how many are noted."""
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        if _find(chain.agent, agents, agent) < 0:
            chain.agent[agents] = agent
            agents += 1
    return agents


@allocation_free_part
def _find_worst(context: ChainContext, chain: _Chain, agents: int) -> int:
    """Return the agent of a chain, of one or more, that loses most."""
    usage, worst, most = context.usage, MINUS, -np.inf
    for k in range(agents):
        agent = chain.agent[k]
        loss = usage.cost[agent] - usage.carried[agent]
        if loss > most:
            worst, most = agent, loss
    return worst


@allocation_free_part
def _find_best(
    context: ChainContext, agent: int, chain: _Chain, length: int, touched: _Touched
) -> tuple[int, int]:
    """Return the switch at an agent that saves most; -1 where none saves anything."""
    pool, usage = context.pool, context.usage
    best, out, into = 0, MINUS, MINUS
    for index in range(pool.at_start[agent], pool.at_start[agent + 1]):
        here = pool.at[index]
        block = pool.block[here]
        if _find(chain.block, length, block) >= 0:
            continue
        for there in range(pool.first[block], pool.first[block + 1]):
            # The pattern at the agent may be the one that leaves or the one that enters.
            for way in range(2):
                leaves, enters = (here, there) if way == 0 else (there, here)
                if here == there or usage.number[leaves] == 0:
                    continue
                dearer = pool.above[enters] - pool.above[leaves]
                if dearer - _lost(context, leaves) - _lost(context, enters) >= best:
                    continue
                change = _try_out(context, leaves, enters, touched)[1]
                if change < best:
                    best, out, into = change, leaves, enters
    return out, into


@allocation_free_part
def _lost(context: ChainContext, pattern: int) -> float:
    """Return what the agents of a pattern lose: no more can be saved there."""
    pool, usage, loss = context.pool, context.usage, 0.0
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        loss += usage.cost[agent] - usage.carried[agent]
    return loss


@allocation_free_part
def _find(agents: Ints, count: int, agent: int) -> int:
    for k in range(count):
        if agents[k] == agent:
            return k
    return -1


@allocation_free_part
def _try_out(context: ChainContext, leaves: int, enters: int, touched: _Touched) -> tuple[int, int]:
    """Fill in loads and costs after a switch; return how many agents it touches, and the change."""
    pool = context.pool
    count = _take_up(context, touched, ZERO, leaves, MINUS)
    count = _take_up(context, touched, count, enters, PLUS)
    change = pool.cost[enters] - pool.cost[leaves] + _penalty(context, leaves, enters)
    for k in range(count):
        agent, load = touched.agent[k], touched.load[k]
        cost = agent_cost(context.agent_rows, agent, load, touched.work, touched.over)
        touched.cost[k] = cost
        change += cost - context.usage.cost[agent]
    return count, change


@allocation_free_part
def _take_up(context: ChainContext, touched: _Touched, count: int, pattern: int, sign: int) -> int:
    """Add a pattern to the loads of its agents, or take it away; return how many are touched."""
    pool = context.pool
    for k in range(pool.load_start[pattern], pool.load_start[pattern + 1]):
        agent = pool.load_agent[k]
        place = _find(touched.agent, count, agent)
        if place < 0:
            place, count = count, count + 1
            touched.agent[place] = agent
            copy_values(context.usage.load[agent], touched.load[place])
        add_profile(context.profiles, pool.load_profile[k], sign, touched.load[place])
    return count


@allocation_free_part
def _penalty(context: ChainContext, leaves: int, enters: int) -> int:
    """Return the price of what a switch adds to what the global rows do not hold."""
    pool, change = context.pool, 0
    for row in range(len(pool.most)):
        over = context.usage.spent[row] - pool.most[row]
        after = over + pool.used[enters, row] - pool.used[leaves, row]
        change += INFEASIBILITY_PENALTY * (max(after, 0) - max(over, 0))
    return change


@allocation_free_part
def _switch(context: ChainContext, leaves: int, enters: int, touched: _Touched) -> int:
    """Use one pattern once less and another once more; return by how much that is dearer."""
    pool, usage = context.pool, context.usage
    count, change = _try_out(context, leaves, enters, touched)
    for k in range(count):
        copy_values(touched.load[k], usage.load[touched.agent[k]])
        usage.cost[touched.agent[k]] = touched.cost[k]
    usage.number[leaves] -= 1
    usage.number[enters] += 1
    for k in range(pool.load_start[leaves], pool.load_start[leaves + 1]):
        usage.carried[pool.load_agent[k]] -= pool.load_price[k]
    for k in range(pool.load_start[enters], pool.load_start[enters + 1]):
        usage.carried[pool.load_agent[k]] += pool.load_price[k]
    for row in range(len(pool.most)):
        usage.spent[row] += pool.used[enters, row] - pool.used[leaves, row]
    return change
