"""Some patterns and how often each is used, in plain arrays, for compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Ints
from .agent_cost import Desk, agent_cost
from .duals import Floats, Tariff, scipy_matrix
from .patterns import PatternMaker, Patterns


class Pool(NamedTuple):
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


class Standing(NamedTuple):
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


def pool_of(problem: AssignmentProblem, patterns: Patterns, tariff: Tariff, least: Floats) -> Pool:
    """Return patterns as a pool.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    patterns : Patterns
        Patterns, ordered by block.
    tariff : Tariff
        Prices.
    least : array of shape (blocks,)
        Least price of a pattern of every block of the problem.
    """
    block = np.cumsum(np.append(False, patterns.block[1:] != patterns.block[:-1]))
    of = np.repeat(np.arange(len(patterns)), np.diff(patterns.load_start))
    order = np.argsort(patterns.load_agent, kind="stable")
    key = np.unique(patterns.load_agent[order] * len(patterns) + of[order])
    at_agent, at = np.divmod(key, max(len(patterns), 1))
    return Pool(
        block=block.astype(np.int64),
        first=np.searchsorted(block, np.arange(int(block.max(initial=-1)) + 2)),
        cost=patterns.cost,
        above=np.maximum(patterns.prices(tariff) - least[patterns.block], 0.0),
        load_start=patterns.load_start,
        load_agent=patterns.load_agent,
        load_profile=patterns.load_profile,
        load_price=tariff.profile[patterns.load_profile, patterns.load_agent],
        at_start=np.searchsorted(at_agent, np.arange(problem.agents + 1)),
        at=at,
        used=np.ascontiguousarray(patterns.used),
        most=problem.global_limit,
    )


def standing_of(
    problem: AssignmentProblem, desk: Desk, used: Patterns, weight: Floats, tariff: Tariff
) -> Standing:
    """Return what patterns, used so often, come to; ``number`` has them all.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    desk : Desk
        Its agents' side.
    used : Patterns
        The patterns in use.
    weight : array of shape (patterns,)
        How often each is used.
    tariff : Tariff
        Prices.
    """
    of = np.repeat(np.arange(len(used)), np.diff(used.load_start))
    amount = np.zeros((problem.agents, problem.profiles.rows))
    np.add.at(amount, (used.load_agent, used.load_profile), weight[of])
    load = np.rint(amount @ scipy_matrix(problem.profiles)).astype(np.int64)
    periods = desk.room.shape[1]
    work = np.zeros((periods, periods), dtype=np.int64)
    over = np.zeros(periods, dtype=np.int64)
    cost = [agent_cost(desk, agent, load[agent], work, over) for agent in range(problem.agents)]
    relieved = tariff.rows @ scipy_matrix(problem.relief).T
    carried = (amount * tariff.profile.T).sum(axis=1) - (tariff.rows * problem.capacity).sum(axis=1)
    carried += (problem.slack_limit * np.minimum(problem.slack_price - relieved, 0.0)).sum(axis=1)
    number = np.rint(weight).astype(np.int64)
    return Standing(number, load, np.array(cost, dtype=np.int64), carried, number @ used.used)


# From an assignment to patterns and back.


def patterns_used(
    problem: AssignmentProblem, maker: PatternMaker, x: Ints
) -> tuple[Patterns, Floats]:
    """Return the patterns of an assignment, and how often each is used.

    One a group and one a pair of a single item; what is left has a pattern without pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    maker : PatternMaker
        Makes the patterns.
    x : array of shape (pairs,)
        How often each pair is used.
    """
    pair = np.flatnonzero(x)
    block = maker.block_of(problem.pair_item[pair])
    grouped = block < problem.groups
    key = np.where(grouped, block, problem.groups + pair)
    order = np.argsort(key, kind="stable")
    pair, block, key = pair[order], block[order], key[order]
    first = np.flatnonzero(np.append(True, np.diff(key) > 0)) if len(key) else key
    start = np.append(first, len(key))
    there = np.zeros(maker.blocks, dtype=np.bool_)
    there[block] = True
    done = np.zeros(maker.blocks, dtype=np.int64)
    np.add.at(done, block, np.where(block < problem.groups, 0, x[pair]))
    weight = np.where(block < problem.groups, 1, x[pair])[first]
    rest = np.where(np.arange(maker.blocks) < problem.groups, ~there, maker.count - done)
    empty = np.flatnonzero(rest)
    nothing = np.zeros(0, dtype=np.int64)
    patterns = maker.of_pairs(block[first], start, pair) + maker.of_pairs(
        empty, np.zeros(len(empty) + 1, dtype=np.int64), nothing
    )
    return patterns, np.append(weight, rest[empty]).astype(np.float64)


def rounded(problem: AssignmentProblem, count: Ints, patterns: Patterns, weight: Floats) -> Ints:
    """Return an assignment near a fractional one: as much of each pattern as is whole, then most.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    count : array of shape (blocks,)
        How often each block is to be served.
    patterns : Patterns
        The patterns.
    weight : array of shape (patterns,)
        How often each is used.

    Returns
    -------
    array of shape (pairs,)
        Not necessarily legal.
    """
    whole = np.floor(weight + 1e-6).astype(np.int64)
    missing = count.copy()
    np.subtract.at(missing, patterns.block, whole)
    order = np.lexsort((whole - weight, patterns.block))
    block = patterns.block[order]
    first = np.searchsorted(block, block)
    rank = np.arange(len(order)) - first
    whole[order[rank < missing[block]]] += 1
    x = np.zeros(problem.pairs, dtype=np.int64)
    of = np.repeat(np.arange(len(patterns)), np.diff(patterns.pair_start))
    np.add.at(x, patterns.pair, whole[of])
    return x
