r"""The assignment problem: every question is lowered to it, every engine solves it.

Minimise, over items u, agents w and eligible pairs (u, w),

.. math::

    \sum cost_{uw} x_{uw} + \sum unassigned_u z_u + \sum price_k s_{wk}
    + \sum join_g \max(0, agents_g - 1) + \sum open_w o_w

subject to

- each item ``count[u]`` times at an agent, or unassigned where that is allowed;
- for each agent w and row r: the amounts of the row's resources used by the items of w, and by
  every group present at w, at most ``capacity[w, r]`` plus the relief of the slacks;
- each slack between 0 and its limit;
- a group has at most ``group_limit[g]`` distinct agents among its bound items; where it has a
  lead, its bound items are unassigned unless the lead is assigned;
- a few global rows over pairs and unassigned items.

Loads are factorised: a pair names a profile, a profile is a sparse list of amounts of resources,
and a row adds up resources. All amounts and prices are whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .sparse import Bools, Ints, Sparse, product, sum_columns

# Time: which resources stand for work inside a window, and which rows and slacks follow.
#
# Work may stop at the end of a period and go on in the next. Work with release >= a and due <= p
# then fits on one agent exactly if, for every release a and every period p >= a,
#
# work(a, p) <= capacity[a..p] + overtime[a..p] + late[p]
#
# where ``late[p]`` is the backlog past its due at the end of p (its sum is the minute-periods
# late) and late of the last period is zero: assigned work ends inside the horizon.


@dataclass(frozen=True, eq=False)
class Windows:
    """The part of a problem that has to do with time.

    Parameters
    ----------
    release, due : arrays of shape (cells,)
        Resource ``i`` of the problem is work that may start in period ``release[i]`` and is due
        at the end of period ``due[i]``, for the first resources of the problem.
    capacity : array of shape (agents, periods)
        Regular capacity in each period.
    row_start, row_end : arrays of shape (window rows,)
        Row ``i`` of the problem is the window from period ``row_start[i]`` to ``row_end[i]``, for
        the first rows of the problem.
    overtime : array of shape (periods,)
        Slack that adds capacity in the period, or -1 where there is none.
    late : array of shape (periods,)
        Slack that is the backlog past due at the end of the period, or -1 where there is none.
    """

    release: Ints
    due: Ints
    capacity: Ints
    row_start: Ints
    row_end: Ints
    overtime: Ints
    late: Ints

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.capacity.shape[1])

    @property
    def cells(self) -> int:
        """Number of resources that are work inside a window."""
        return len(self.release)

    @cached_property
    def held(self) -> Ints:
        """Regular capacity from period a to p, of shape (agents, periods, periods)."""
        before = np.zeros((len(self.capacity), self.periods + 1), dtype=np.int64)
        np.cumsum(self.capacity, axis=1, out=before[:, 1:])
        return before[:, None, 1:] - before[:, :-1, None]

    @cached_property
    def inside(self) -> Bools:
        """Whether work may begin in period a, and p is not before it: (periods, periods)."""
        started = np.isin(np.arange(self.periods), self.release)[:, None]
        return started & np.triu(np.ones((self.periods, self.periods), dtype=np.bool_))

    def work(self, load: Ints) -> Ints:
        """Return the work inside every window.

        Parameters
        ----------
        load : array of shape (agents, cells)
            Amount of each of the first resources at each agent.

        Returns
        -------
        array of shape (agents, periods, periods)
            Entry (w, a, p) is the work with release >= a and due <= p.
        """
        periods = self.periods
        flat = sum_columns(load, self.release * periods + self.due, periods * periods)
        table = flat.reshape(len(load), periods, periods)
        table = np.cumsum(table[:, ::-1, :], axis=1)[:, ::-1, :]
        return np.cumsum(table, axis=2)


@dataclass(frozen=True, eq=False)
class AssignmentProblem:
    """An assignment problem in arrays; see the module for what is minimised.

    Parameters
    ----------
    agents : int
        Number of agents.
    count : array of shape (items,)
        How often each item is to be assigned; 1 unless identical items were merged.
    required : boolean array of shape (items,)
        Whether the item must be assigned.
    unassigned_price : array of shape (items,)
        Price of leaving the item unassigned once; 0 where it is required.
    pair_start : array of shape (items + 1,)
        The pairs of item u are ``pair_start[u]`` to ``pair_start[u + 1] - 1``.
    pair_agent, pair_cost, pair_profile : arrays of shape (pairs,)
        Agent, cost and profile of each eligible pair; an item's agents are distinct.
    profiles : Sparse of shape (profiles, resources)
        Amounts of resources; may be negative for an item of a group (see ``join_profile``).
    rows : Sparse of shape (rows, resources)
        How much of each resource counts in each row; never negative.
    capacity : array of shape (agents, rows)
        What each agent has of each row.
    relief : Sparse of shape (slacks, rows)
        By how much one unit of each slack relieves each row; never negative.
    slack_price : array of shape (slacks,)
        Price of one unit, at every agent alike.
    slack_limit : array of shape (agents, slacks)
        Most units, always finite.
    group : array of shape (items,)
        Group of each item, or -1; items of a group have count 1.
    bound : boolean array of shape (items,)
        Whether the item counts against its group's limit.
    group_limit : array of shape (groups,)
        Most distinct agents among the group's bound items.
    group_lead : array of shape (groups,)
        Item of the group without which no bound item is assigned, or -1.
    join_price : array of shape (groups,)
        Price of every agent of the group beyond the first.
    join_profile : array of shape (groups,)
        Profile that every agent present in the group carries, or -1.
    global_pairs : Sparse of shape (global rows, pairs)
        Coefficients of pairs in the global rows.
    global_unassigned : Sparse of shape (global rows, items)
        Coefficients of unassigned items in the global rows.
    global_limit : array of shape (global rows,)
        Right-hand sides.
    open_price : array of shape (agents,)
        Price of using the agent at all.
    windows : Windows or None
        What the first resources, rows and slacks mean in time, if they do.
    """

    agents: int
    count: Ints
    required: Bools
    unassigned_price: Ints
    pair_start: Ints
    pair_agent: Ints
    pair_cost: Ints
    pair_profile: Ints
    profiles: Sparse
    rows: Sparse
    capacity: Ints
    relief: Sparse
    slack_price: Ints
    slack_limit: Ints
    group: Ints
    bound: Bools
    group_limit: Ints
    group_lead: Ints
    join_price: Ints
    join_profile: Ints
    global_pairs: Sparse
    global_unassigned: Sparse
    global_limit: Ints
    open_price: Ints
    windows: Windows | None = None

    @property
    def items(self) -> int:
        """Number of items."""
        return len(self.count)

    @property
    def pairs(self) -> int:
        """Number of eligible pairs."""
        return len(self.pair_agent)

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.group_limit)

    @property
    def resources(self) -> int:
        """Number of resources."""
        return self.profiles.columns

    @property
    def slacks(self) -> int:
        """Number of slacks per agent."""
        return len(self.slack_price)

    @cached_property
    def pair_item(self) -> Ints:
        """Item of each pair, of shape (pairs,)."""
        return np.repeat(np.arange(self.items, dtype=np.int64), np.diff(self.pair_start))

    def least_of_items(self, value: Ints, none: int) -> Ints:
        """Return the least value of every item's pairs.

        Parameters
        ----------
        value : array of shape (pairs,)
            A value of each pair.
        none : int
            What stands for an item without pairs.

        Returns
        -------
        array of shape (items,)
            The least values.
        """
        least = np.full(self.items, none, dtype=np.int64)
        some = np.diff(self.pair_start) > 0
        if some.any():
            least[some] = np.minimum.reduceat(value, self.pair_start[:-1][some])
        return least

    def pairs_at(self, item: Ints, agent: Ints) -> Ints:
        """Return the pairs of items at agents.

        Parameters
        ----------
        item, agent : arrays of shape (n,)
            Items, and an agent for each.

        Returns
        -------
        array of shape (n,)
            The pairs; -1 where the item has none at the agent.
        """
        if not self.pairs:
            return np.full(len(item), -1, dtype=np.int64)
        key = self.pair_item * self.agents + self.pair_agent
        order = None
        if not (key[1:] > key[:-1]).all():
            order = np.argsort(key, kind="stable")
            key = key[order]
        wanted = item * self.agents + agent
        place = np.minimum(np.searchsorted(key, wanted), self.pairs - 1)
        return np.where(key[place] == wanted, place if order is None else order[place], -1)

    @property
    def timed_rows(self) -> int:
        """Number of rows that are windows of time; they come first."""
        return 0 if self.windows is None else len(self.windows.row_start)

    @cached_property
    def untimed_rows(self) -> Ints:
        """The rows behind the windows: amounts of resources, of shape (rows, resources)."""
        part = self.rows.to_scipy()[self.timed_rows :]
        dense: Ints = part.toarray()
        return dense

    @cached_property
    def _relieving(self) -> Sparse:
        return self.relief.transposed()

    def row_relief(self, row: int) -> list[tuple[int, int]]:
        """Return the slacks of a row with what a unit of each relieves, the cheapest first."""
        slack, amount = self._relieving.row(row)
        order = np.argsort(self.slack_price[slack], kind="stable")
        return list(zip(slack[order].tolist(), amount[order].tolist(), strict=True))

    @cached_property
    def most(self) -> Ints:
        """What each row of each agent can hold with all slacks at their limits: (agents, rows)."""
        entry_slack = self.relief.row_of
        amount = self.slack_limit[:, entry_slack] * self.relief.value
        return self.capacity + sum_columns(amount, self.relief.column, self.rows.rows)

    @cached_property
    def row_profiles(self) -> Sparse:
        """What one use of each profile counts in each row: shape (profiles, rows)."""
        return product(self.profiles, self.rows.transposed())
