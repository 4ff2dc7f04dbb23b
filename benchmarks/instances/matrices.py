"""Assignment problems without people: one capacity per agent, as plain lists of what is possible.

They are read from text files of whole numbers, each of which is known by its line. What engines
answer to them is checked here, and the bounds that they prove recomputed, from these lists alone:
no engine, and not the problem that engines are given, is trusted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ...model.checks.cells import shown
from ...model.errors import InputFault
from ...model.io.files import read_text
from ...problem import SCALE, AssignmentProblem, Ints, Prices, checked, empty, sparse

DIGITS = 12
"""Most digits of a number; sums over any instance that fits in memory stay exact."""
_NUMBER = re.compile(rf"[+-]?[0-9]{{1,{DIGITS}}}")
_MOST_REPORTED = 20
_MOST = 2**40
"""Prices above it are refused: sums of them must stay whole numbers of 64 bits."""


@dataclass(frozen=True, eq=False)
class Bare:
    """Who can do what, at which cost and load.

    Parameters
    ----------
    item, agent, cost, load : arrays of shape (pairs,)
        Each possible assignment, item by item and then agent by agent; loads are never negative.
    capacity : array of shape (agents,)
        Capacity of each agent.
    unassigned : array of shape (items,)
        Price of leaving each item unassigned.
    required : bool
        Whether every item must be assigned; the prices then do not count.
    """

    item: Ints
    agent: Ints
    cost: Ints
    load: Ints
    capacity: Ints
    unassigned: Ints
    required: bool

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in self._arrays:
            array.flags.writeable = False

    @property
    def items(self) -> int:
        """Number of items."""
        return len(self.unassigned)

    @property
    def agents(self) -> int:
        """Number of agents."""
        return len(self.capacity)

    @property
    def _arrays(self) -> tuple[Ints, ...]:
        return (self.item, self.agent, self.cost, self.load, self.capacity, self.unassigned)

    @cached_property
    def sha256(self) -> str:
        """Digest of the numbers."""
        sizes = np.array([self.items, self.agents, int(self.required)], dtype=np.int64)
        data = np.concatenate([sizes, *self._arrays]).astype("<i8").tobytes()
        return hashlib.sha256(data).hexdigest()

    def to_problem(self) -> AssignmentProblem:
        """Return the same as an assignment problem of one resource and one row."""
        distinct, profile = np.unique(self.load, return_inverse=True)
        nothing = np.zeros(distinct.size, dtype=np.int64)
        none = np.zeros(0, dtype=np.int64)
        first, once = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
        start = np.searchsorted(self.item, np.arange(self.items + 1)).astype(np.int64)
        return checked(
            AssignmentProblem(
                agents=self.agents,
                count=np.ones(self.items, dtype=np.int64),
                required=np.full(self.items, self.required),
                unassigned_price=self.unassigned.copy(),
                pair_start=start,
                pair_agent=self.agent.copy(),
                pair_cost=self.cost.copy(),
                pair_profile=profile.astype(np.int64).reshape(-1),
                profiles=sparse(np.arange(distinct.size), nothing, distinct, distinct.size, 1),
                rows=sparse(first, first, once, 1, 1),
                capacity=self.capacity.reshape(-1, 1).copy(),
                relief=empty(0, 1),
                slack_price=none,
                slack_limit=np.zeros((self.agents, 0), dtype=np.int64),
                group=np.full(self.items, -1, dtype=np.int64),
                bound=np.zeros(self.items, dtype=np.bool_),
                group_limit=none,
                group_lead=none,
                join_price=none,
                join_profile=none,
                global_pairs=empty(0, len(self.item)),
                global_unassigned=empty(0, self.items),
                global_limit=none,
                open_price=np.zeros(self.agents, dtype=np.int64),
            )
        )

    def faults(self, assigned: Iterable[tuple[int, int, int]], claim: int | None) -> list[str]:
        """Return every way in which an answer is not allowed, or not what it claims.

        Parameters
        ----------
        assigned : iterable of (int, int, int)
            Item and agent of every assignment, from 0 on, and how often it is made.
        claim : int or None
            The cost that the answer claims.

        Returns
        -------
        list of str
            First impossible assignments, which do not count further, then items, agents, the claim.
        """
        done, used, cost = [0] * self.items, [0] * self.agents, 0
        says: list[str] = []
        for item, agent, times in assigned:
            pair = self._pair(item, agent)
            if pair is None or times < 0:
                says.append(f"item {item} cannot be at agent {agent} {times} times")
                continue
            done[item] += times
            used[agent] += times * int(self.load[pair])
            cost += times * int(self.cost[pair])
        for item, times in enumerate(done):
            if times > 1 or (times < 1 and self.required):
                says.append(f"item {item} is assigned {times} times")
            elif times < 1:
                cost += int(self.unassigned[item])
        says += [
            f"agent {agent} has load {load}, above its capacity of {most}"
            for agent, (load, most) in enumerate(zip(used, self.capacity.tolist(), strict=True))
            if load > most
        ]
        if cost != claim:
            says.append(f"the cost is {cost}, and the answer claims {claim}")
        return says

    def proved(self, prices: Prices) -> int | None:
        """Return the bound that prices prove, in exact whole numbers; None if they cannot be read.

        By rows alone: every item at its cheapest, with loads priced, less the price of all
        capacity. With prices of items: these, and for each agent the cheapest set of items that
        fits, at costs less the prices of the items.

        Parameters
        ----------
        prices : Prices
            What an engine hands over.

        Returns
        -------
        int or None
            No legal assignment costs less.
        """
        if not self._legible(prices):
            return None
        pairs = SCALE * self.cost
        left = SCALE * self.unassigned
        if prices.items is None:
            pairs = pairs + prices.rows[self.agent, 0] * self.load
            total = int(self._cheapest(pairs, left).sum())
            total -= int(prices.rows[:, 0] @ self.capacity)
        else:
            taken = prices.items if self.required else np.minimum(prices.items, left)
            total = int(taken.sum()) + self._packed(pairs - prices.items[self.item])
        return -(-total // SCALE)

    def _legible(self, prices: Prices) -> bool:
        rows, items = prices.rows, prices.items
        if rows.shape != (self.agents, 1) or prices.global_rows.size:
            return False
        if rows.min(initial=0) < 0 or rows.max(initial=0) > _MOST:
            return False
        if items is None:
            # An item that nobody can do has no cheapest agent.
            everyone = np.unique(self.item).size == self.items
            return prices.kept is None and (everyone or not self.required)
        inside = items.shape == (self.items,) and int(np.abs(items).max(initial=0)) <= _MOST
        return inside and prices.kept == 0 and not rows.any()

    def _cheapest(self, pairs: Ints, left: Ints) -> Ints:
        least = np.full(self.items, np.iinfo(np.int64).max) if self.required else left.copy()
        np.minimum.at(least, self.item, pairs)
        return least

    def _packed(self, value: Ints) -> int:
        """Return the least total value of sets of items that fit, one set an agent."""
        total = 0
        for agent in range(self.agents):
            mine = np.flatnonzero((self.agent == agent) & (value < 0))
            total += _knapsack(value[mine], self.load[mine], int(self.capacity[agent]))
        return total

    def _pair(self, item: int, agent: int) -> int | None:
        if not (0 <= item < self.items and 0 <= agent < self.agents):
            return None
        first, end = self._first[item], self._first[item + 1]
        place = first + int(np.searchsorted(self.agent[first:end], agent))
        return place if place < end and self.agent[place] == agent else None

    @cached_property
    def _first(self) -> list[int]:
        first: list[int] = np.searchsorted(self.item, np.arange(self.items + 1)).tolist()
        return first


def _knapsack(value: Ints, load: Ints, capacity: int) -> int:
    """Return the least sum of values of items whose loads fit into a capacity."""
    if capacity < 0:
        return 0
    best = np.zeros(capacity + 1, dtype=np.int64)
    for worth, weight in zip(value.tolist(), load.tolist(), strict=True):
        if weight <= capacity:
            room = capacity + 1 - weight
            best[weight:] = np.minimum(best[weight:], best[:room] + worth)
    return int(best[-1])


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of a file in their order.

    Parameters
    ----------
    file : str
        Name of the file.
    value : array of shape (numbers,)
        The numbers.
    line : array of shape (numbers,)
        Line of each, from 1 on.
    """

    file: str
    value: Ints
    line: Ints

    def part(self, first: int, end: int) -> Numbers:
        """Return the numbers from one place to before another."""
        return Numbers(self.file, self.value[first:end], self.line[first:end])

    def fault(self, index: int, message: str) -> InputFault:
        """Return a fault at one of the numbers."""
        return InputFault("file", int(self.line[index]), None, self.file, message)


def read_numbers(path: Path, problems: list[InputFault]) -> Numbers | None:
    """Read the whole numbers of a file, separated by blanks and line ends.

    Parameters
    ----------
    path : Path
        The file.
    problems : list of InputFault
        Where every fault goes; its row is the line.

    Returns
    -------
    Numbers or None
        None if the file cannot be read or holds anything else.
    """
    text = read_text(path, "file", problems)
    if text is None:
        return None
    values: list[int] = []
    lines: list[int] = []
    faults: list[InputFault] = []
    for line, row in enumerate(text.splitlines(), start=1):
        for word in row.split():
            if _NUMBER.fullmatch(word):
                values.append(int(word))
                lines.append(line)
            else:
                says = f"{shown(word)} is not a whole number of at most {DIGITS} digits"
                faults.append(InputFault("file", line, None, path.name, says))
    problems += shortened(faults, path.name)
    if faults:
        return None
    return Numbers(path.name, np.array(values, dtype=np.int64), np.array(lines, dtype=np.int64))


def shortened(faults: list[InputFault], file: str) -> list[InputFault]:
    """Return the first faults of a file, with the count of the others where there are many."""
    others = len(faults) - _MOST_REPORTED
    if others <= 0:
        return faults
    rest = InputFault("file", None, None, file, f"and {others} more faults of this kind")
    return [*faults[:_MOST_REPORTED], rest]
