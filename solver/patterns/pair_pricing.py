"""What a pair costs under a tariff, compiled, and the few cheapest agents of a block."""

from __future__ import annotations

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false
from ...problem import Ints
from ..compiled import compiled
from .choices import Choices
from .tariff import Floats

NEVER = 1e300
"""Stands for a choice that does not exist."""

_CHANCE = 20.0
"""Most chance in the order of agents, in the problem's unit: thousandths."""


@compiled
def pair_price(choices: Choices, pair: int, profile: Floats, rows: Floats) -> float:
    """Return what one use of a pair costs with its loads and global rows priced."""
    price = choices.pair_cost[pair] + profile[choices.pair_profile[pair], choices.pair_agent[pair]]
    if len(rows):
        for k in range(choices.used_start[pair], choices.used_start[pair + 1]):
            price += choices.used[k] * rows[choices.used_row[k]]
    return float(price)


@compiled
def jitter(block: int, agent: int) -> float:
    """Return a little chance, so that blocks do not all prefer the same of many equal agents."""
    word = (block * 2654435761 + agent * 40503 + 12345) & 0xFFFFFFFF
    word = ((word ^ (word >> 15)) * 2246822519) & 0xFFFFFFFF
    return _CHANCE * float((word ^ (word >> 13)) & 0xFFFF) / 65536.0


@compiled
def insert(value: Floats, agent: Ints, price: float, there: int) -> None:
    """Put an agent among the cheapest."""
    place = len(value) - 1
    if price >= value[place]:
        return
    while place > 0 and value[place - 1] > price:
        value[place] = value[place - 1]
        agent[place] = agent[place - 1]
        place -= 1
    value[place] = price
    agent[place] = there
