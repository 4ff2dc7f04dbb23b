"""Pricing, compiled: the cheapest ways to serve every block under dual prices, and what they prove.

A block is a group or a single item; the groups come first. As in ``solver.prices`` a group is left
whole, given to one agent, or spread over several; the last may cost a little less than any real
pattern, which keeps the bound true.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints
from ..compiled import allocation_free_part, compiled
from .choices import (
    NEVER,
    Choices,
    Duals,
    Floats,
    ItemPrices,
    insert,
    jitter,
    make_item_prices,
    pair_price,
)

# What a group costs under dual prices, compiled: left, whole at one agent, or spread over several.


# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


class _Totals(NamedTuple):
    """Sums over the items of a group.

    Attributes
    ----------
    musts, exempt : int
        Items that one agent must have all of, and items that do not count.
    strict : bool
        Whether an item that does not count must be assigned.
    none, none_bound, none_exempt, spare : float
        Cost of leaving all items, those that count, those that do not, those that may be left.
    best, best_exempt : float
        Cost of the best choice by itself for every item, and for those that do not count.
    """

    musts: int
    exempt: int
    strict: bool
    none: float
    none_bound: float
    none_exempt: float
    spare: float
    best: float
    best_exempt: float


class _AtAgents(NamedTuple):
    """Scratch: what the items of one group save or cost at every agent.

    Attributes
    ----------
    total, exempt : arrays of shape (agents,)
        Savings of all items, and of those that do not count.
    musts : array of shape (agents,)
        How many of the items that one agent must have all of the agent can have.
    """

    total: Floats
    exempt: Floats
    musts: Ints


class _Sheet(NamedTuple):
    """What pricing writes, block by block: as in ``Pricing``; ``may`` says whom it may note."""

    least: Floats
    value: Floats
    agent: Ints
    nobody: Floats
    spread: Bools
    may: Bools


@allocation_free_part
def _price_group(
    choices: Choices, group: int, prices: ItemPrices, at: _AtAgents, sheet: _Sheet
) -> None:
    """Write the least price of one group, its best agents and whether it may spread."""
    at.total[:] = 0.0
    at.exempt[:] = 0.0
    at.musts[:] = 0
    totals = _add_items(choices, group, prices, at)
    alone, once = _at_agents(choices, group, prices, totals, at, sheet)
    sheet.nobody[group] = totals.none
    sheet.least[group] = min(totals.none, alone)
    if choices.agents > 1 and (choices.limit[group] > 1 or totals.exempt > 0):
        # Spread over several agents each item has its own best choice. That may cost less than any
        # real pattern of so many agents at most, which keeps the bound true.
        apart = totals.best
        if choices.limit[group] == 1 and choices.lead[group] >= 0 and not totals.strict:
            apart = min(min(once, totals.none_bound) + totals.best_exempt, NEVER)
        # Two agents at least are present: one beyond the first pays, and both carry the join load.
        join = choices.join_profile[group]
        apart += choices.join_price[group]
        if join >= 0:
            apart += _two_least(prices.profile[join])
        sheet.spread[group] = apart < sheet.least[group] - 1e-6
        sheet.least[group] = min(sheet.least[group], apart)


@allocation_free_part
def _add_items(choices: Choices, group: int, prices: ItemPrices, at: _AtAgents) -> _Totals:
    """Add up the items of a group, and what they save or cost at every agent."""
    musts, exempt, strict = 0, 0, False
    none, none_bound, none_exempt, spare, best, best_exempt = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(choices.member_start[group], choices.member_start[group + 1]):
        item = choices.member[k]
        is_bound = choices.bound[item]
        # Agents are told apart by what they save against leaving every item that may be left.
        base = 0.0 if prices.left[item] >= NEVER else prices.left[item]
        must = prices.left[item] >= NEVER or item == choices.lead[group]
        musts += must
        none = min(none + prices.left[item], NEVER)
        spare += base
        if is_bound:
            none_bound = min(none_bound + prices.left[item], NEVER)
        else:
            exempt += 1
            strict = strict or must
            none_exempt += base
        least = prices.left[item]
        for pair in range(choices.pair_start[item], choices.pair_start[item + 1]):
            there = choices.pair_agent[pair]
            price = pair_price(choices, pair, prices)
            least = min(least, price)
            if must or price < base:
                at.total[there] += price - base
                at.musts[there] += must
            if not is_bound and price < base:
                at.exempt[there] += price - base
        best = min(best + least, NEVER)
        if not is_bound:
            best_exempt = min(best_exempt + least, NEVER)
    return _Totals(musts, exempt, strict, none, none_bound, none_exempt, spare, best, best_exempt)


@allocation_free_part
def _at_agents(
    choices: Choices,
    group: int,
    prices: ItemPrices,
    totals: _Totals,
    at: _AtAgents,
    sheet: _Sheet,
) -> tuple[float, float]:
    """Put the best single agents in place.

    Returns the least cost of the group at one agent, and of the items that count at one.
    """
    alone, once = NEVER, NEVER
    join = choices.join_profile[group]
    for there in range(choices.agents):
        # Only who can have every item that must be had, and the lead, can have the group alone.
        joined = prices.profile[join, there] if join >= 0 else 0.0
        price = NEVER
        if at.musts[there] == totals.musts:
            price = totals.spare + at.total[there] + joined
            apart = totals.none_exempt + at.exempt[there]
            once = min(once, totals.spare + at.total[there] - apart)
        if totals.exempt and totals.none_bound < NEVER:
            unled = totals.none_bound + totals.none_exempt + at.exempt[there] + joined
            price = min(price, unled)
        alone = min(alone, price)
        if price < NEVER and sheet.may[there]:
            noisy = price + jitter(group, there)
            insert(sheet.value[group], sheet.agent[group], noisy, there)
    return alone, once


@allocation_free_part
def _two_least(prices: Floats) -> float:
    """Return the sum of the two least of some prices."""
    first, second = NEVER, NEVER
    for price in prices:
        if price < first:
            first, second = price, first
        elif price < second:
            second = price
    return min(first + second, NEVER)


# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


@dataclass(frozen=True, eq=False)
class Pricing:
    """The cheapest ways to serve every block.

    Parameters
    ----------
    least : array of shape (blocks,)
        No pattern of the block costs less; ``NEVER`` for a block that was not priced.
    value : array of shape (blocks, kept)
        Cost of the best ways to have the block at one agent, cheapest first, give or take a
        little chance.
    agent : array of shape (blocks, kept)
        The agents; -1 where there are no more.
    nobody : array of shape (blocks,)
        Cost of leaving the whole block.
    spread : boolean array of shape (blocks,)
        Whether spreading over several agents may be cheaper than any one agent.
    bound : float
        No assignment costs less.
    """

    least: Floats
    value: Floats
    agent: Ints
    nobody: Floats
    spread: Bools
    bound: float


def single_items(problem: AssignmentProblem) -> Ints:
    """Return the single items, in order: block ``groups + i`` is single item i."""
    return np.flatnonzero(problem.group < 0)


def price_blocks(
    problem: AssignmentProblem,
    choices: Choices,
    duals: Duals,
    kept: int,
    threads: int,
    open_agents: Bools | None = None,
    wanted: Ints | None = None,
) -> Pricing:
    """Price every block, or some.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices : Choices
        Its plain arrays.
    duals : Duals
        The prices.
    kept : int
        How many single agents are wanted per block.
    threads : int
        Threads.
    open_agents : boolean array of shape (agents,) or None
        Agents that may be among the single agents of a block, all by default; the bound holds
        only then.
    wanted : array of shape (n,) or None
        Blocks that are priced, all by default; the bound holds only then, too. No others have
        agents, and leaving them costs ``NEVER``.

    Returns
    -------
    Pricing
        The cheapest ways, and the bound.
    """
    singles = single_items(problem)
    blocks = problem.groups + len(singles)
    prices = make_item_prices(problem, choices, duals)
    value = np.full((blocks, kept), NEVER)
    agent = np.full((blocks, kept), -1, dtype=np.int64)
    least, nobody = np.full(blocks, NEVER), np.full(blocks, NEVER)
    spread = np.zeros(blocks, dtype=np.bool_)
    may = np.ones(problem.agents, dtype=np.bool_) if open_agents is None else open_agents
    sheet = _Sheet(least, value, agent, nobody, spread, may)
    these = np.arange(blocks, dtype=np.int64) if wanted is None else wanted
    cuts = np.linspace(0, len(these), 8 * threads + 1).astype(np.int64).tolist()

    def part(index: int) -> None:
        _price(choices, singles, these[cuts[index] : cuts[index + 1]], prices, sheet)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, range(len(cuts) - 1)))
    count = np.append(np.ones(problem.groups, dtype=np.int64), problem.count[singles])
    possible = least < NEVER / 2
    bound = duals.constant + float(count[possible] @ least[possible])
    return Pricing(least, value, agent, nobody, spread, bound)


@compiled
def _price(
    choices: Choices, singles: Ints, wanted: Ints, prices: ItemPrices, sheet: _Sheet
) -> None:
    """Price some blocks; rows of the sheet are theirs alone."""
    groups = len(choices.limit)
    agents = choices.agents
    at = _AtAgents(np.zeros(agents), np.zeros(agents), np.zeros(agents, dtype=np.int64))
    for block in wanted:
        if block < groups:
            _price_group(choices, block, prices, at, sheet)
            continue
        item = singles[block - groups]
        low = prices.left[item]
        for pair in range(choices.pair_start[item], choices.pair_start[item + 1]):
            there = choices.pair_agent[pair]
            price = pair_price(choices, pair, prices)
            low = min(low, price)
            if sheet.may[there]:
                noisy = price + jitter(block, there)
                insert(sheet.value[block], sheet.agent[block], noisy, there)
        sheet.nobody[block] = prices.left[item]
        sheet.least[block] = low
