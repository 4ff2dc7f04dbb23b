"""Some patterns and how often each is used, in plain arrays, for compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Ints
from .agent_cost import AgentRows, cost_agents
from .choices import Duals, Floats, scipy_matrix
from .patterns import Patterns


class ColumnPool(NamedTuple):
    """Patterns of blocks that have several, ordered by block.

    Attributes
    ----------
    block : array of shape (patterns,)
        Block of each, counted from 0 without gaps.
    first : array of shape (blocks + 1,)
        First pattern of each block.
    cost : array of shape (patterns,)
        Cost, slacks not included.
    above : array of shape (patterns,)
        How much more each costs, loads priced, than the least of its block.
    load_start, load_agent, load_profile, load_price : arrays
        Profiles that each pattern brings to agents, and their prices there.
    at_start, at : arrays
        The patterns that load each agent.
    used : array of shape (patterns, global rows)
        What each uses of the global rows.
    most : array of shape (global rows,)
        What they hold.
    """

    block: Ints
    first: Ints
    cost: Ints
    above: Floats
    load_start: Ints
    load_agent: Ints
    load_profile: Ints
    load_price: Floats
    at_start: Ints
    at: Ints
    used: Ints
    most: Ints


class ColumnUsage(NamedTuple):
    """How often each pattern of a pool is used, and what follows; changed in place.

    Attributes
    ----------
    number : array of shape (patterns,)
        How often each is used.
    load : array of shape (agents, resources)
        Loads, those of patterns outside the pool included.
    cost : array of shape (agents,)
        What the loads cost in slacks.
    carried : array of shape (agents,)
        What the prices of the loads pay for; cost less this is never below zero.
    spent : array of shape (global rows,)
        What is used of the global rows.
    """

    number: Ints
    load: Ints
    cost: Ints
    carried: Floats
    spent: Ints


def make_pool(
    problem: AssignmentProblem, patterns: Patterns, duals: Duals, least: Floats
) -> ColumnPool:
    """Return patterns as a pool.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    patterns : Patterns
        Patterns, ordered by block.
    duals : Duals
        Prices.
    least : array of shape (blocks,)
        Least price of a pattern of every block of the problem.
    """
    block = np.cumsum(np.append(False, patterns.block[1:] != patterns.block[:-1]))
    of = np.repeat(np.arange(len(patterns)), np.diff(patterns.load_start))
    order = np.argsort(patterns.load_agent, kind="stable")
    key = np.unique(patterns.load_agent[order] * len(patterns) + of[order])
    at_agent, at = np.divmod(key, max(len(patterns), 1))
    return ColumnPool(
        block=block.astype(np.int64),
        first=np.searchsorted(block, np.arange(int(block.max(initial=-1)) + 2)),
        cost=patterns.cost,
        above=np.maximum(patterns.prices(duals) - least[patterns.block], 0.0),
        load_start=patterns.load_start,
        load_agent=patterns.load_agent,
        load_profile=patterns.load_profile,
        load_price=duals.profile[patterns.load_profile, patterns.load_agent],
        at_start=np.searchsorted(at_agent, np.arange(problem.agents + 1)),
        at=at,
        used=np.ascontiguousarray(patterns.used),
        most=problem.global_limit,
    )


def count_usage(
    problem: AssignmentProblem, agent_rows: AgentRows, used: Patterns, weight: Floats, duals: Duals
) -> ColumnUsage:
    """Return what patterns, used so often, come to; ``number`` has them all.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    agent_rows : AgentRows
        Its agents' side.
    used : Patterns
        The patterns in use.
    weight : array of shape (patterns,)
        How often each is used.
    duals : Duals
        Prices.
    """
    of = np.repeat(np.arange(len(used)), np.diff(used.load_start))
    amount = np.zeros((problem.agents, problem.profiles.rows))
    np.add.at(amount, (used.load_agent, used.load_profile), weight[of])
    # The product of a table and a sparse matrix stands column by column.
    load = np.rint(amount @ scipy_matrix(problem.profiles)).astype(np.int64, order="C")
    cost = cost_agents(agent_rows, load)
    relieved = duals.rows @ scipy_matrix(problem.relief).T
    carried = (amount * duals.profile.T).sum(axis=1) - (duals.rows * problem.capacity).sum(axis=1)
    carried += (problem.slack_limit * np.minimum(problem.slack_price - relieved, 0.0)).sum(axis=1)
    number = np.rint(weight).astype(np.int64)
    return ColumnUsage(number, load, cost, carried, number @ used.used)
