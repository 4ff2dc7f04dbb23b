"""The items' side of a problem in plain arrays, and what choices cost under prices of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse as matrices  # pyright: ignore[reportMissingTypeStubs]

from ...problem import SCALE, AssignmentProblem, Bools, Ints, Prices, Sparse
from ..compiled import allocation_free_part, protect

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices of rows and what follows from them.

    Parameters
    ----------
    rows : array of shape (agents, rows)
        Price of each row of each agent, not negative.
    global_rows : array of shape (global rows,)
        Price of each global row, not negative.
    profile : array of shape (profiles, agents)
        Price of one use of each profile at each agent.
    constant : float
        The part of the bound that no choice changes.
    """

    rows: Floats
    global_rows: Floats
    profile: Floats
    constant: float

    @property
    def exact(self) -> Prices:
        """The prices in whole numbers, for the exact bound."""
        rows = np.rint(self.rows * SCALE).astype(np.int64)
        return Prices(rows, np.rint(self.global_rows * SCALE).astype(np.int64))


class DualsMaker:
    """Makes the duals of one problem from prices of its rows.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    """

    def __init__(self, problem: AssignmentProblem) -> None:
        self._problem = problem
        self._rows = scipy_matrix(problem.rows)
        self._profiles = scipy_matrix(problem.profiles)
        self._relief = scipy_matrix(problem.relief)

    def between(self, one: Duals, other: Duals, share: float) -> Duals:
        """Return duals a share of the way from some to others."""
        if share == 1.0:
            return other
        rows = (1 - share) * one.rows + share * other.rows
        return self.of(rows, (1 - share) * one.global_rows + share * other.global_rows)

    def of(self, rows: Floats, global_rows: Floats) -> Duals:
        """Return the duals of some prices."""
        problem = self._problem
        resource = self._rows.T @ rows.T
        reduced = problem.slack_price[:, None] - self._relief @ rows.T
        constant = float((problem.slack_limit.T * np.minimum(reduced, 0.0)).sum())
        constant -= float((rows * problem.capacity).sum())
        constant -= float(global_rows @ problem.global_limit)
        profile = np.ascontiguousarray(self._profiles @ resource)
        return Duals(rows, global_rows, profile, constant)


def scipy_matrix(table: Sparse) -> Any:
    """Return a sparse matrix of the problem as one of scipy's, in floating point."""
    shape = (table.rows, table.columns)
    entries = (table.value.astype(np.float64), table.column, table.start)
    return make_csr(entries, shape)


def make_csr(entries: object, shape: tuple[int, int]) -> Any:
    """Return a sparse matrix of scipy's, whose types say too little, from its entries."""
    make: Any = matrices.csr_array
    return make(entries, shape=shape)


def empty_csr(rows: int, columns: int) -> Any:
    """Return a sparse matrix of scipy's without entries."""
    none = np.zeros(0, dtype=np.int64)
    return make_csr((np.zeros(0), (none, none)), (rows, columns))


def stack_csr(parts: list[list[Any]]) -> Any:
    """Return a sparse matrix of scipy's from a table of its parts, None where there is nothing."""
    library: Any = matrices
    return library.block_array(parts, format="csr")


def repeat_diagonal(part: object, times: int) -> Any:
    """Return a sparse matrix of scipy's with one part on its diagonal so many times."""
    library: Any = matrices
    return library.kron(library.eye_array(times), part, format="csr")


class ProfileTable(NamedTuple):
    """The profiles in plain arrays: what each uses of which resources.

    Attributes
    ----------
    start, resource, amount : arrays
        Profile i has the entries ``start[i]`` to ``start[i + 1] - 1``.
    """

    start: Ints
    resource: Ints
    amount: Ints


class Choices(NamedTuple):
    """Items, pairs, groups and profiles in plain arrays; names as in ``AssignmentProblem``.

    Attributes
    ----------
    agents : int
        Number of agents.
    pair_start, pair_agent, pair_cost, pair_profile, left, required : arrays
        Items and their pairs, in the order of agents; ``left`` is the price of leaving an item.
    profiles : ProfileTable
        The profiles.
    group, bound, limit, lead, join_price, join_profile : arrays
        The groups.
    member_start, member : arrays
        Items of each group, its lead first.
    used_start, used_row, used : arrays
        What each pair uses of the global rows.
    spared_start, spared_row, spared : arrays
        What leaving each item uses of the global rows.
    most : array of shape (global rows,)
        What the global rows hold.
    """

    agents: int
    pair_start: Ints
    pair_agent: Ints
    pair_cost: Ints
    pair_profile: Ints
    left: Ints
    required: Bools
    profiles: ProfileTable
    group: Ints
    bound: Bools
    limit: Ints
    lead: Ints
    join_price: Ints
    join_profile: Ints
    member_start: Ints
    member: Ints
    used_start: Ints
    used_row: Ints
    used: Ints
    spared_start: Ints
    spared_row: Ints
    spared: Ints
    most: Ints


def make_choices(problem: AssignmentProblem) -> Choices:
    """Return the items' side of a problem in plain arrays.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; the agents of an item must stand in rising order.

    Returns
    -------
    Choices
        Its arrays.
    """
    start, member = members(problem)
    pairs, left = problem.global_pairs.transposed(), problem.global_unassigned.transposed()
    return protect(
        Choices(
            agents=problem.agents,
            pair_start=problem.pair_start,
            pair_agent=problem.pair_agent,
            pair_cost=problem.pair_cost,
            pair_profile=problem.pair_profile,
            left=problem.unassigned_price,
            required=problem.required,
            profiles=protect(
                ProfileTable(
                    problem.profiles.start, problem.profiles.column, problem.profiles.value
                )
            ),
            group=problem.group,
            bound=problem.bound,
            limit=problem.group_limit,
            lead=problem.group_lead,
            join_price=problem.join_price,
            join_profile=problem.join_profile,
            member_start=start,
            member=member,
            used_start=pairs.start,
            used_row=pairs.column,
            used=pairs.value,
            spared_start=left.start,
            spared_row=left.column,
            spared=left.value,
            most=problem.global_limit,
        )
    )


def members(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return the items of every group, the lead first: starts and items."""
    inside = np.flatnonzero(problem.group >= 0)
    group = problem.group[inside]
    follows = problem.group_lead[group] != inside
    order = np.lexsort((inside, follows, group))
    start = np.zeros(problem.groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(group, minlength=problem.groups), out=start[1:])
    return start, inside[order]


@allocation_free_part
def pair_at(choices: Choices, item: int, agent: int) -> int:
    """Return the pair of an item at an agent, -1 if there is none."""
    low, high = choices.pair_start[item], choices.pair_start[item + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if choices.pair_agent[middle] < agent:
            low = middle + 1
        else:
            high = middle
    if low < end and choices.pair_agent[low] == agent:
        return int(low)
    return -1


@allocation_free_part
def add_profile(profiles: ProfileTable, profile: int, sign: int, load: Ints) -> None:
    """Add a profile to a load, or with sign -1 take it away."""
    for k in range(profiles.start[profile], profiles.start[profile + 1]):
        load[profiles.resource[k]] += sign * profiles.amount[k]


@allocation_free_part
def settle_rows(choices: Choices, item: int, pair: int, sign: int, used: Ints) -> None:
    """Add to the global rows what an item at a pair, or left where that is -1, uses of them."""
    if pair >= 0:
        for k in range(choices.used_start[pair], choices.used_start[pair + 1]):
            used[choices.used_row[k]] += sign * choices.used[k]
    else:
        for k in range(choices.spared_start[item], choices.spared_start[item + 1]):
            used[choices.spared_row[k]] += sign * choices.spared[k]


# What a pair costs under dual prices, compiled, and the few cheapest agents of a block.


# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false

NEVER = 1e300
"""Stands for a choice that does not exist."""

_CHANCE = 20.0
"""Most chance in the order of agents, in the problem's unit: thousandths."""


class ItemPrices(NamedTuple):
    """What the items' choices cost under dual prices.

    Attributes
    ----------
    profile : array of shape (profiles, agents)
        Price of one use of each profile at each agent.
    rows : array of shape (global rows,)
        Prices of the global rows.
    left : array of shape (items,)
        What leaving each item costs, ``NEVER`` where it is required.
    """

    profile: Floats
    rows: Floats
    left: Floats


def make_item_prices(problem: AssignmentProblem, choices: Choices, duals: Duals) -> ItemPrices:
    """Return the prices of the items' choices."""
    left = problem.unassigned_price.astype(np.float64)
    if len(duals.global_rows):
        spared = choices.spared * duals.global_rows[choices.spared_row]
        item = np.repeat(np.arange(problem.items), np.diff(choices.spared_start))
        np.add.at(left, item, spared)
    left[problem.required] = NEVER
    return ItemPrices(duals.profile, duals.global_rows, left)


@allocation_free_part
def pair_price(choices: Choices, pair: int, prices: ItemPrices) -> float:
    """Return what one use of a pair costs with its loads and global rows priced."""
    load = prices.profile[choices.pair_profile[pair], choices.pair_agent[pair]]
    price = choices.pair_cost[pair] + load
    if len(prices.rows):
        for k in range(choices.used_start[pair], choices.used_start[pair + 1]):
            price += choices.used[k] * prices.rows[choices.used_row[k]]
    return float(price)


@allocation_free_part
def jitter(block: int, agent: int) -> float:
    """Return a little chance, so that blocks do not all prefer the same of many equal agents."""
    word = (block * 2654435761 + agent * 40503 + 12345) & 0xFFFFFFFF
    word = ((word ^ (word >> 15)) * 2246822519) & 0xFFFFFFFF
    return _CHANCE * float((word ^ (word >> 13)) & 0xFFFF) / 65536.0


@allocation_free_part
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
