"""Pricing, compiled: the cheapest ways to serve every block under a tariff, and what they prove.

A block is a group or a single item; the groups come first. As in ``solver.prices`` a group is left
whole, given to one agent, or spread over several; the last may cost a little less than any real
pattern, which keeps the bound true.
"""

from __future__ import annotations

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints
from ..compiled import compiled
from .choices import Choices
from .group_pricing import price_group
from .pair_pricing import NEVER, insert, jitter, pair_price
from .tariff import Floats, Tariff


@dataclass(frozen=True, eq=False)
class Pricing:
    """The cheapest ways to serve every block.

    Parameters
    ----------
    least : array of shape (blocks,)
        No pattern of the block costs less.
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


def blocks_of(problem: AssignmentProblem) -> Ints:
    """Return the single items, in order: block ``groups + i`` is single item i."""
    return np.flatnonzero(problem.group < 0)


def left_prices(problem: AssignmentProblem, choices: Choices, tariff: Tariff) -> Floats:
    """Return what leaving each item costs, ``NEVER`` where it is required: (items,)."""
    left = problem.unassigned_price.astype(np.float64)
    if len(tariff.global_rows):
        spared = choices.spared * tariff.global_rows[choices.spared_row]
        item = np.repeat(np.arange(problem.items), np.diff(choices.spared_start))
        np.add.at(left, item, spared)
    left[problem.required] = NEVER
    return left


def price_blocks(
    problem: AssignmentProblem,
    choices: Choices,
    tariff: Tariff,
    kept: int,
    threads: int,
    open_agents: Bools | None = None,
) -> Pricing:
    """Price every block.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    choices : Choices
        Its plain arrays.
    tariff : Tariff
        The prices.
    kept : int
        How many single agents a block are wanted.
    threads : int
        Threads.
    open_agents : boolean array of shape (agents,) or None
        Agents that may be among the single agents of a block, all by default; the bound holds
        only then.

    Returns
    -------
    Pricing
        The cheapest ways, and the bound.
    """
    singles = blocks_of(problem)
    blocks = problem.groups + len(singles)
    left = left_prices(problem, choices, tariff)
    value = np.full((blocks, kept), NEVER)
    agent = np.full((blocks, kept), -1, dtype=np.int64)
    least, nobody = np.zeros(blocks), np.zeros(blocks)
    spread = np.zeros(blocks, dtype=np.bool_)
    may = np.ones(problem.agents, dtype=np.bool_) if open_agents is None else open_agents
    out = (may, least, value, agent, nobody, spread)
    cuts = np.linspace(0, blocks, 8 * threads + 1).astype(np.int64)

    def part(index: int) -> None:
        first, last = int(cuts[index]), int(cuts[index + 1])
        _price(choices, singles, first, last, tariff.profile, tariff.global_rows, left, *out)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, range(len(cuts) - 1)))
    count = np.append(np.ones(problem.groups, dtype=np.int64), problem.count[singles])
    possible = least < NEVER / 2
    bound = tariff.constant + float(count[possible] @ least[possible])
    return Pricing(least, value, agent, nobody, spread, bound)


@compiled
def _price(
    choices: Choices,
    singles: Ints,
    first: int,
    last: int,
    profile: Floats,
    rows: Floats,
    left: Floats,
    may: Bools,
    least: Floats,
    value: Floats,
    agent: Ints,
    nobody: Floats,
    spread: Bools,
) -> None:
    groups = len(choices.limit)
    at, at_exempt = np.zeros(choices.agents), np.zeros(choices.agents)
    missing = np.zeros(choices.agents, dtype=np.int64)
    for block in range(first, last):
        if block >= groups:
            item = singles[block - groups]
            low = left[item]
            for pair in range(choices.pair_start[item], choices.pair_start[item + 1]):
                there = choices.pair_agent[pair]
                price = pair_price(choices, pair, profile, rows)
                low = min(low, price)
                if may[there]:
                    insert(value[block], agent[block], price + jitter(block, there), there)
            nobody[block] = left[item]
            least[block] = low
        else:
            price_group(
                choices,
                block,
                profile,
                rows,
                left,
                at,
                at_exempt,
                missing,
                may,
                least,
                value,
                agent,
                nobody,
                spread,
            )
