"""Prices of rows by a subgradient method, compiled: near those of the linear program in no time.

For problems of single items without windows. The direction remembers the last ones (heavy ball),
the step is that of Polyak with a target that comes nearer when the bound stands still.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...problem import SCALE, AssignmentProblem, Ints, Prices
from ..compilation import CompiledCode, example_problem
from ..compiled import allocation_free_part, compiled
from ..prices import NEVER

Floats = npt.NDArray[np.float64]

STEPS = 300
"""Most steps."""

_REACH = 0.005
"""How far above the bound the first target lies, as a share of it."""

_MEMORY = 0.7
"""Weight of the last direction."""

_IDLE = 8
"""Steps without improvement after which the target comes nearer."""

_NEARER = 0.6
"""By which factor."""


class _Arrays(NamedTuple):
    """A problem in plain arrays; ``copies`` of each item, else as in ``AssignmentProblem``."""

    pair_start: Ints
    pair_agent: Ints
    pair_cost: Ints
    pair_profile: Ints
    copies: Ints
    left: Floats
    amount_start: Ints
    amount_row: Ints
    amount: Ints
    capacity: Ints
    relief_start: Ints
    relief_row: Ints
    relief: Ints
    slack_price: Ints
    slack_limit: Ints


LEAST_PAIRS = 20_000
"""Fewest pairs for which compiled loops are worth loading."""


def supports(problem: AssignmentProblem) -> bool:
    """Whether a problem has single items only, no windows, and enough pairs to be worth it."""
    single = problem.windows is None and problem.groups == 0
    return single and problem.pairs >= LEAST_PAIRS and problem.rows.rows > 0


def price_rows(problem: AssignmentProblem) -> Prices:
    """Return prices of the rows of a problem of single items without windows.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; its global rows get no prices.

    Returns
    -------
    Prices
        They prove a bound near that of the linear program.
    """
    table = problem.row_profiles
    left = np.where(problem.required, float(NEVER), problem.unassigned_price)
    arrays = _Arrays(
        problem.pair_start,
        problem.pair_agent,
        problem.pair_cost,
        problem.pair_profile,
        problem.count,
        left.astype(np.float64),
        table.start,
        table.column,
        table.value,
        np.ascontiguousarray(problem.capacity),
        problem.relief.start,
        problem.relief.column,
        problem.relief.value,
        problem.slack_price,
        np.ascontiguousarray(problem.slack_limit),
    )
    price = _ascend(arrays, STEPS, table.rows)
    whole = np.rint(price * SCALE).astype(np.int64)
    return Prices(whole, np.zeros(len(problem.global_limit), dtype=np.int64))


@allocation_free_part
def _relax(arrays: _Arrays, price: Floats, by_profile: Floats, use: Floats) -> float:
    """Return the bound of some prices, and what its cheapest choices use beyond the capacity."""
    total = 0.0
    agents, rows = price.shape
    for profile in range(len(by_profile)):
        for agent in range(agents):
            value = 0.0
            for k in range(arrays.amount_start[profile], arrays.amount_start[profile + 1]):
                value += arrays.amount[k] * price[agent, arrays.amount_row[k]]
            by_profile[profile, agent] = value
    for agent in range(agents):
        for row in range(rows):
            use[agent, row] = -arrays.capacity[agent, row]
            total -= price[agent, row] * arrays.capacity[agent, row]
        for slack in range(len(arrays.slack_price)):
            reduced = float(arrays.slack_price[slack])
            for k in range(arrays.relief_start[slack], arrays.relief_start[slack + 1]):
                reduced -= arrays.relief[k] * price[agent, arrays.relief_row[k]]
            if reduced < 0.0:
                total += reduced * arrays.slack_limit[agent, slack]
                for k in range(arrays.relief_start[slack], arrays.relief_start[slack + 1]):
                    used = arrays.relief[k] * arrays.slack_limit[agent, slack]
                    use[agent, arrays.relief_row[k]] -= used
    return total + _choose(arrays, by_profile, use)


@allocation_free_part
def _choose(arrays: _Arrays, by_profile: Floats, use: Floats) -> float:
    """Give every item its cheapest choice; return what they cost."""
    total = 0.0
    for item in range(len(arrays.copies)):
        least, best = arrays.left[item], -1
        for pair in range(arrays.pair_start[item], arrays.pair_start[item + 1]):
            value = arrays.pair_cost[pair]
            value += by_profile[arrays.pair_profile[pair], arrays.pair_agent[pair]]
            if value < least:
                least, best = value, pair
        total += arrays.copies[item] * least
        if best >= 0:
            profile, agent = arrays.pair_profile[best], arrays.pair_agent[best]
            for k in range(arrays.amount_start[profile], arrays.amount_start[profile + 1]):
                use[agent, arrays.amount_row[k]] += arrays.copies[item] * arrays.amount[k]
    return total


@compiled
def _ascend(arrays: _Arrays, steps: int, profiles: int) -> Floats:
    """Climb from prices of zero; return the best prices."""
    agents, rows = arrays.capacity.shape
    price, best = np.zeros((agents, rows)), np.zeros((agents, rows))
    use, direction = np.zeros((agents, rows)), np.zeros((agents, rows))
    by_profile = np.zeros((profiles, agents))
    top, pace, idle = -np.inf, 1.0, 0
    for _ in range(steps):
        bound = _relax(arrays, price, by_profile, use)
        idle += 1
        if bound > top:
            if bound > top + 1e-7 * abs(top):
                idle = 0
            top = bound
            best[:] = price
        elif idle >= _IDLE:
            idle = 0
            pace *= _NEARER
            price[:] = best
        length = _update_direction(direction, use, price)
        if length == 0.0:
            break
        step = (top + pace * _REACH * max(abs(top), 1.0) - bound) / length
        for agent in range(agents):
            for row in range(rows):
                price[agent, row] = max(0.0, price[agent, row] + step * direction[agent, row])
    return best


@allocation_free_part
def _update_direction(direction: Floats, use: Floats, price: Floats) -> float:
    """Turn the direction towards what is used too much; return the square of its length."""
    length = 0.0
    agents, rows = use.shape
    for agent in range(agents):
        for row in range(rows):
            used = use[agent, row]
            if used < 0.0 and price[agent, row] == 0.0:
                used = 0.0
            direction[agent, row] = _MEMORY * direction[agent, row] + used
            length += direction[agent, row] ** 2
    return length


CODE = CompiledCode("prices of rows", lambda: price_rows(example_problem()))
"""The compiled functions of ``price_rows``."""
