"""The cheapest pairs of a block under dual prices, compiled: at one agent, at none, at several."""

from __future__ import annotations

import numpy as np

from ...problem import Bools, Ints
from ..compiled import allocation_free_part, compiled, compiled_part, copy_values
from .choices import NEVER, Choices, Floats, ItemPrices, pair_at, pair_price

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


SPREAD = -2
"""Stands for the agents of a pattern over several agents."""


@compiled
def choose(
    choices: Choices,
    singles: Ints,
    block: Ints,
    agent: Ints,
    prices: ItemPrices,
    room: Ints,
    pair: Ints,
    legal: Bools,
) -> None:
    """Choose the cheapest pairs of some blocks, each at an agent, at none or spread.

    Parameters
    ----------
    choices, singles : Choices, array
        The items' side; the single items, behind the groups.
    block, agent : arrays of shape (n,)
        The blocks and their agents, -1 for none and ``SPREAD`` for several.
    prices : ItemPrices
        What the items' choices cost.
    room : array of shape (n + 1,)
        Where the pairs of each begin in ``pair``.
    pair : array
        Filled in; -1 where an item is left.
    legal : boolean array of shape (n,)
        Filled in: whether the choice is legal.
    """
    groups = len(choices.limit)
    for index in range(len(block)):
        out = pair[room[index] : room[index + 1]]
        if block[index] >= groups:
            item = singles[block[index] - groups]
            if agent[index] >= 0:
                out[0] = pair_at(choices, item, agent[index])
            legal[index] = out[0] >= 0 or not choices.required[item]
        elif agent[index] == SPREAD:
            legal[index] = _spread(choices, block[index], prices, out)
        else:
            there = agent[index]
            legal[index] = _at_one(choices, block[index], there, prices, out)


@allocation_free_part
def _at_one(choices: Choices, group: int, agent: int, prices: ItemPrices, out: Ints) -> bool:
    """Choose pairs of a group at one agent or none; return whether that is legal."""
    first = choices.member_start[group]
    lead = choices.lead[group]
    legal = agent < 0 or choices.limit[group] > 0
    led, unled = 0.0, 0.0
    for k in range(len(out)):
        item = choices.member[first + k]
        out[k] = pair_at(choices, item, agent) if agent >= 0 else -1
        price = pair_price(choices, out[k], prices) if out[k] >= 0 else NEVER
        if out[k] >= 0 and price >= prices.left[item] and item != lead:
            out[k] = -1
        legal = legal and (out[k] >= 0 or not choices.required[item])
        cost = price if out[k] >= 0 else prices.left[item]
        led += cost
        unled += prices.left[item] if choices.bound[item] else cost
    # Without its lead none of the bound items is anywhere; that may be the cheaper choice.
    if lead >= 0 and (out[0] < 0 or unled < led):
        for k in range(len(out)):
            item = choices.member[first + k]
            if choices.bound[item]:
                out[k] = -1
                legal = legal and not choices.required[item]
    return legal


@compiled_part
def _spread(choices: Choices, group: int, prices: ItemPrices, out: Ints) -> bool:
    """Choose pairs of a group at several agents, by greedy choice of its agents."""
    first, count = choices.member_start[group], len(out)
    price = np.full((count, choices.agents), NEVER)
    best = np.full(count, -1, dtype=np.int64)
    _fill_prices(choices, group, prices, price, best)
    limit = choices.limit[group]
    if choices.lead[group] >= 0:
        limit = 1
    # Bound items go to the chosen agents only, all others where each is cheapest by itself.
    chosen = _agents_of(choices, group, price, prices, best, limit)
    legal = True
    for k in range(count):
        item = choices.member[first + k]
        there = best[k]
        if choices.bound[item]:
            limit_price = NEVER if item == choices.lead[group] else prices.left[item]
            there = _cheapest_of(price[k], chosen, limit_price)
        out[k] = pair_at(choices, item, there) if there >= 0 else -1
        legal = legal and (out[k] >= 0 or not choices.required[item])
        if item == choices.lead[group] and out[k] < 0:
            legal = False
    return legal


@allocation_free_part
def _fill_prices(
    choices: Choices,
    group: int,
    prices: ItemPrices,
    price: Floats,
    best: Ints,
) -> None:
    """Fill in the price of every item at every agent, and where each is cheapest by itself."""
    first = choices.member_start[group]
    for k in range(len(best)):
        item = choices.member[first + k]
        least = prices.left[item]
        for pair in range(choices.pair_start[item], choices.pair_start[item + 1]):
            there = choices.pair_agent[pair]
            price[k, there] = pair_price(choices, pair, prices)
            if price[k, there] < least:
                least, best[k] = price[k, there], there


@allocation_free_part
def _cheapest_of(price: Floats, agents: Ints, most: float) -> int:
    """Return the cheapest of some agents, -1 where none costs less than so much."""
    there = -1
    for agent in agents:
        if agent >= 0 and price[agent] < most:
            there, most = agent, price[agent]
    return there


@compiled_part
def _agents_of(
    choices: Choices, group: int, price: Floats, prices: ItemPrices, best: Ints, limit: int
) -> Ints:
    """Return the agents for the bound items of a group, -1 where fewer are wanted."""
    first, count = choices.member_start[group], len(best)
    chosen = np.full(limit, -1, dtype=np.int64)
    least = NEVER
    # From the best agent of every item in turn: agents are added while each saves something.
    for start in range(count):
        if best[start] < 0 or not choices.bound[choices.member[first + start]]:
            continue
        some = np.full(limit, -1, dtype=np.int64)
        some[0] = best[start]
        total = _served(choices, group, price, prices, some)
        for place in range(1, limit):
            better, to = total, -1
            for agent in range(choices.agents):
                some[place] = agent
                value = _served(choices, group, price, prices, some)
                if value < better:
                    better, to = value, agent
            some[place] = to
            total = better
            if to < 0:
                break
        if total < least:
            least = total
            copy_values(some, chosen)
    return chosen


@allocation_free_part
def _served(choices: Choices, group: int, price: Floats, prices: ItemPrices, some: Ints) -> float:
    """Return what the bound items of a group cost at some agents."""
    first = choices.member_start[group]
    total = 0.0
    for k in range(len(price)):
        item = choices.member[first + k]
        if choices.bound[item]:
            least = prices.left[item] if item != choices.lead[group] else NEVER
            for agent in some:
                if agent >= 0:
                    least = min(least, price[k, agent])
            total = min(total + least, NEVER)
    return total
