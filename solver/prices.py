r"""Prices on rows, and what they prove.

With prices p >= 0 on the rows of every agent and mu >= 0 on the global rows, let
``f[u] = unassigned price + mu.h`` (nothing where the item is required) and
``a[u, w] = cost + p.load + mu.g``. No assignment costs less than

.. math::

    -p.capacity - mu.M + \sum limit \min(0, price - p.relief)
    + \sum_{ungrouped} count \min(f, \min_w a) + \sum_{groups} \min(V_0, V_1, V_2)

where V0 leaves a whole group, V1 gives it to one agent and V2 to two or more (Geoffrion 1974,
Lagrangean relaxation). All in whole numbers, ``SCALE`` to a unit of the problem's costs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..problem import SCALE, SHORTAGE, AssignmentProblem, Bools, Ints, Prices, sum_by, sum_columns

NEVER = np.int64(2**60)
"""Stands for a choice that does not exist; larger than any real sum."""


@dataclass(frozen=True, eq=False)
class Priced:
    """A problem under prices: what every choice costs, and the bound.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    pair : array of shape (pairs,)
        ``a``: cost of each pair with its loads priced.
    left : array of shape (items,)
        ``f``: price of leaving the item; ``NEVER`` where it is required.
    constant : int
        The part of the bound that no choice changes.
    join : array of shape (groups, agents)
        Priced join load of each agent; zero where a group carries none.
    """

    problem: AssignmentProblem
    pair: Ints
    left: Ints
    constant: int
    join: Ints

    @cached_property
    def best(self) -> Ints:
        """Cheapest choice of every item by itself, of shape (items,)."""
        return np.minimum(self.problem.least_of_items(self.pair, int(NEVER)), self.left)

    @cached_property
    def _saving(self) -> Ints:
        """What each pair saves its item against leaving it, never below zero: (pairs,)."""
        saving: Ints = np.maximum(self.left[self.problem.pair_item] - self.pair, 0)
        return saving

    @cached_property
    def _must(self) -> Bools:
        """Items that a group served by one agent must have there: (items,)."""
        must = self.problem.required.copy()
        must[self.problem.group_lead[self.problem.group_lead >= 0]] = True
        return must

    def _at_one(self, counted: Bools) -> Ints:
        """Cheapest way to have some items of each group at one agent or nowhere, by agent.

        Parameters
        ----------
        counted : boolean array of shape (items,)
            Which items of the groups are meant.

        Returns
        -------
        array of shape (groups, agents)
            Without join loads; ``NEVER`` where an item that must be there cannot be.
        """
        problem = self.problem
        inside = (problem.group >= 0) & counted
        pair = np.flatnonzero(inside[problem.pair_item])
        key = problem.group[problem.pair_item[pair]] * problem.agents + problem.pair_agent[pair]
        size = problem.groups * problem.agents
        must = self._must[problem.pair_item[pair]]
        saved = sum_by(key[~must], self._saving[pair[~must]], size)
        fixed = sum_by(key[must], self.pair[pair[must]], size)
        held = sum_by(key[must], np.ones(int(must.sum()), dtype=np.int64), size)
        needed = self._group_sum((self._must & inside).astype(np.int64))
        free = self._group_sum(np.where(inside & ~self._must, self.left, 0))
        value = (fixed - saved).reshape(self.join.shape) + free[:, None]
        return np.where(held.reshape(self.join.shape) == needed[:, None], value, NEVER)

    @cached_property
    def alone(self) -> Ints:
        """V1 of every group at every agent: (groups, agents); NEVER where it cannot be alone."""
        bound = self.problem.bound
        led = self._at_one(np.ones(self.problem.items, dtype=np.bool_))
        # Without its lead a group may still have the items that do not count at one agent.
        unled = self._group_sum(np.where(bound, self.left, 0))[:, None]
        value = np.minimum(led, _plus(unled, self._at_one(~bound)))
        return _plus(value, self.join)

    @cached_property
    def _joined_twice(self) -> Ints:
        """Price and least load of two agents in every group: (groups,)."""
        least = np.sort(self.join, axis=1)[:, :2].sum(axis=1)
        twice: Ints = self.problem.join_price * SCALE + least
        return twice

    @cached_property
    def _bound_at(self) -> Ints:
        """Cheapest way to have the bound items of a group with limit 1 at one agent: as alone."""
        return self._at_one(self.problem.bound)

    @cached_property
    def _free_sum(self) -> Ints:
        """Cheapest choices of the items that do not count, added up: (groups,)."""
        return self._group_sum(np.where(self.problem.bound, 0, self.best))

    @cached_property
    def _single(self) -> Bools:
        """Groups whose bound items are all at one agent: (groups,)."""
        single: Bools = self.problem.group_limit == 1
        return single

    @cached_property
    def spread(self) -> Ints:
        """V2 of every group, (groups,); NEVER where one agent at most is possible.

        Where bound items are at one agent at most, only the others are spread.
        """
        problem = self.problem
        nobody = self._group_sum(np.where(problem.bound, self.left, 0))
        bound_once = np.minimum(nobody, self._bound_at.min(axis=1, initial=NEVER))
        free = self._group_sum((~problem.bound).astype(np.int64)) > 0
        several = ((problem.group_limit > 1) | free) & (problem.agents > 1)
        each = self._group_sum(self.best)
        value = np.where(self._single, _plus(bound_once, self._free_sum), each)
        return np.where(several, _plus(value, self._joined_twice), NEVER)

    @cached_property
    def group(self) -> Ints:
        """Cheapest way to serve every group: (groups,)."""
        nobody = self._group_sum(self.left)
        alone: Ints = self.alone.min(axis=1, initial=NEVER)
        least: Ints = np.minimum(np.minimum(nobody, alone), self.spread)
        return least

    @cached_property
    def bound(self) -> int:
        """No assignment costs less, in whole numbers ``SCALE`` to a unit of cost."""
        # What is impossible is infinitely dear; a finite bound leaves it out.
        single = (self.problem.group < 0) & (self.best < NEVER)
        alone = int(self.problem.count[single] @ self.best[single])
        return self.constant + alone + int(self.group[self.group < NEVER].sum())

    @cached_property
    def regret(self) -> Ints:
        """By how much the bound rises when a pair is used, at least: (pairs,)."""
        problem = self.problem
        item = problem.pair_item
        rise = self.pair - self.best[item]
        where = np.flatnonzero(problem.group[item] >= 0)
        group, agent = problem.group[item[where]], problem.pair_agent[where]
        more = _plus(self.spread[group], rise[where])
        tied = self._single[group] & problem.bound[item[where]]
        once = _plus(
            _plus(self._bound_at[group, agent], self._free_sum[group]), self._joined_twice[group]
        )
        more = np.where(tied, np.where(self.spread[group] < NEVER, once, NEVER), more)
        rise[where] = np.minimum(self.alone[group, agent], more) - self.group[group]
        regret: Ints = np.maximum(rise, 0)
        return regret

    def _group_sum(self, values: Ints) -> Ints:
        inside = self.problem.group >= 0
        group = self.problem.group[inside]
        count = np.zeros(self.problem.groups, dtype=np.int64)
        never = np.zeros(self.problem.groups, dtype=np.bool_)
        np.add.at(count, group, np.where(values[inside] >= NEVER, 0, values[inside]))
        np.logical_or.at(never, group, values[inside] >= NEVER)
        return np.where(never, NEVER, count)


def _plus(one: Ints, other: Ints) -> Ints:
    return np.where((one >= NEVER) | (other >= NEVER), NEVER, one + other)


def priced(problem: AssignmentProblem, prices: Prices) -> Priced:
    """Return a problem under prices.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    prices : Prices
        Any prices that are not negative.

    Returns
    -------
    Priced
        What every choice costs, and the bound that the prices prove.
    """
    by_profile = _profile_prices(problem, prices.rows)
    pair = SCALE * problem.pair_cost + by_profile[problem.pair_profile, problem.pair_agent]
    pair = pair + problem.global_pairs.transposed().times(prices.global_rows)
    left = SCALE * problem.unassigned_price
    left = left + problem.global_unassigned.transposed().times(prices.global_rows)
    join = np.zeros((problem.groups, problem.agents), dtype=np.int64)
    carrying = problem.join_profile >= 0
    join[carrying] = by_profile[problem.join_profile[carrying]]
    relief = problem.relief
    relieved = sum_columns(
        prices.rows[:, relief.column] * relief.value, relief.row_of, problem.slacks
    )
    reduced = np.minimum(SCALE * problem.slack_price - relieved, 0)
    constant = int((problem.slack_limit * reduced).sum())
    constant -= int((prices.rows * problem.capacity).sum())
    constant -= int(prices.global_rows @ problem.global_limit)
    return Priced(problem, pair, np.where(problem.required, NEVER, left), constant, join)


def _profile_prices(problem: AssignmentProblem, rows: Ints) -> Ints:
    """Return the price of one use of each profile at each agent: (profiles, agents)."""
    incidence = problem.rows
    by_resource = sum_columns(
        rows[:, incidence.row_of] * incidence.value, incidence.column, problem.resources
    )
    table = problem.profiles
    out = np.zeros((table.rows, problem.agents), dtype=np.int64)
    np.add.at(out, table.row_of, by_resource[:, table.column].T * table.value[:, None])
    return out


def free_bound(problem: AssignmentProblem) -> int:
    """Return the bound that prices of zero prove, in the problem's unit: what nothing can beat."""
    rows = np.zeros_like(problem.capacity)
    none = Prices(rows, np.zeros_like(problem.global_limit))
    return -(-priced(problem, none).bound // SCALE)


def objective_unit(problem: AssignmentProblem) -> int:
    """Return the greatest common divisor of all prices: every objective is a multiple of it."""
    prices = (
        problem.pair_cost,
        problem.unassigned_price,
        problem.slack_price,
        problem.join_price,
        problem.open_price,
    )
    return int(np.gcd.reduce(np.concatenate(prices))) or 1


def shortage_of(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem of assigning as much as possible of what must be assigned.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    AssignmentProblem
        All costs are zero but ``SHORTAGE`` for each required item that is left; the problem is
        infeasible where this one costs something.
    """
    return replace(
        problem,
        required=np.zeros_like(problem.required),
        unassigned_price=np.where(problem.required, SHORTAGE, 0).astype(np.int64),
        pair_cost=np.zeros_like(problem.pair_cost),
        slack_price=np.zeros_like(problem.slack_price),
        join_price=np.zeros_like(problem.join_price),
        open_price=np.zeros_like(problem.open_price),
    )


def trim_prices(problem: AssignmentProblem, prices: Prices) -> Prices:
    """Return prices without what rounding put above the price of a slack.

    A part of a unit too much costs the bound as much as the slack may be large; a part of a unit
    less on a row costs next to nothing.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    prices : Prices
        Prices rounded to whole numbers.

    Returns
    -------
    Prices
        Some row prices a few parts lower.
    """
    rows = prices.rows.copy()
    relief = problem.relief
    for slack in range(problem.slacks):
        row, amount = relief.row(slack)
        if not row.size:
            continue
        over = rows[:, row] @ amount - SCALE * int(problem.slack_price[slack])
        for agent in np.flatnonzero((over > 0) & (over <= amount.sum())):
            at = int(np.argmax(rows[agent, row]))
            less = -(-int(over[agent]) // int(amount[at]))
            rows[agent, row[at]] = max(int(rows[agent, row[at]]) - less, 0)
    return replace(prices, rows=rows)
