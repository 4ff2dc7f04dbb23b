"""Agents who are much alike become one with all that they have together: fewer, and looser.

The pooled problem is not exact: nobody's own capacity binds in it, and of an item's pairs with the
agents of a pool the lightest stands for all. It serves to find prices and a first assignment;
prices prove of the original what they prove there (see ``solver.prices``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..answer import Prices
from ..assignment import AssignmentProblem, Windows
from ..sparse import Ints, Sparse, sparse, sum_by

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AgentPools:
    """A problem whose agents are pools, and the way back.

    Parameters
    ----------
    problem : AssignmentProblem
        The pooled problem.
    original : AssignmentProblem
        The problem it came from.
    pool : array of shape (original agents,)
        Pool of each agent.
    """

    problem: AssignmentProblem
    original: AssignmentProblem
    pool: Ints

    @cached_property
    def _place(self) -> Ints:
        """Pair of the pooled problem that stands for each pair: (original pairs,)."""
        original, pools = self.original, self.problem.agents
        mine = self.problem.pair_item * pools + self.problem.pair_agent
        key = original.pair_item * pools + self.pool[original.pair_agent]
        place: Ints = np.searchsorted(mine, key).astype(np.int64)
        return place

    def reduce(self, x: Ints) -> Ints:
        """Return an assignment of the original as one of pools: (pairs,)."""
        used = np.flatnonzero(x)
        return sum_by(self._place[used], x[used], self.problem.pairs)

    def expand_prices(self, prices: Prices) -> Prices:
        """Return prices of pools as prices of their agents."""
        return Prices(prices.rows[self.pool], prices.global_rows)

    def expand(self, x: Ints, start: Ints) -> Ints:
        """Return an assignment of pools as one of the original.

        Parameters
        ----------
        x : array of shape (pairs,)
            How often each pair is used.
        start : array of shape (original pairs,)
            Whoever has an item in it keeps it where the pool is the same.

        Returns
        -------
        array of shape (original pairs,)
            Items of a group that are at one pool go to one agent of it, the least loaded who can
            have the first of them; what that agent cannot have is left. Capacities may be exceeded.
        """
        original = self.original
        used = np.flatnonzero(x)
        load = self._loads_of(start)
        at = np.full(original.items, -1, dtype=np.int64)
        held = np.flatnonzero(start)
        at[original.pair_item[held]] = original.pair_agent[held]
        chosen: dict[tuple[int, int], int] = {}
        out = np.zeros(original.pairs, dtype=np.int64)
        for item, pool, count in zip(
            self.problem.pair_item[used].tolist(),
            self.problem.pair_agent[used].tolist(),
            x[used].tolist(),
            strict=True,
        ):
            group = int(original.group[item])
            agent = chosen.get((group, pool), -1) if group >= 0 else -1
            if agent < 0 and at[item] >= 0 and self.pool[at[item]] == pool:
                agent = int(at[item])
            pair = self._pair_of(item, pool, agent, load)
            if pair < 0:
                continue
            agent = int(original.pair_agent[pair])
            if group >= 0:
                chosen[group, pool] = agent
            out[pair] += count
            if agent != at[item]:
                load[agent] += count * self._amount[original.pair_profile[pair]] / self._held[agent]
        return out

    def _pair_of(self, item: int, pool: int, agent: int, load: _Floats) -> int:
        """Return the pair of an item at an agent, or at the least loaded of a pool; -1 if none."""
        first, end = self.original.pair_start[item], self.original.pair_start[item + 1]
        agents = self.original.pair_agent[first:end]
        if agent >= 0:
            place = int(np.searchsorted(agents, agent))
            return int(first) + place if place < len(agents) and agents[place] == agent else -1
        inside = np.flatnonzero(self.pool[agents] == pool)
        return int(first + inside[np.argmin(load[agents[inside]])]) if len(inside) else -1

    @cached_property
    def _amount(self) -> Ints:
        """What each profile takes of the first resources together: (profiles,)."""
        return _sum_amounts(self.original)

    @cached_property
    def _held(self) -> Ints:
        """What each agent has, to divide loads by: (agents,)."""
        held: Ints = np.maximum(self.original.most.max(axis=1, initial=1), 1)
        return held

    def _loads_of(self, x: Ints) -> _Floats:
        used = np.flatnonzero(x)
        amount = self._amount[self.original.pair_profile[used]] * x[used]
        total = sum_by(self.original.pair_agent[used], amount, self.original.agents)
        share: _Floats = total / self._held
        return share


def pool_agents(problem: AssignmentProblem, pool: Ints) -> AgentPools:
    """Return a problem with pools for agents.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; the agents of an item stand in rising order.
    pool : array of shape (agents,)
        Pool of each agent, numbered from 0.

    Returns
    -------
    AgentPools
        The pooled problem. Capacities and limits of slacks are added up.
    """
    pools = int(pool.max(initial=-1)) + 1
    key = problem.pair_item * pools + pool[problem.pair_agent]
    order = np.lexsort((_sum_amounts(problem)[problem.pair_profile], key))
    sorted_key = key[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = sorted_key[1:] != sorted_key[:-1]
    kept = order[is_first]
    counts = np.bincount(problem.pair_item[kept], minlength=problem.items)
    together = replace(
        problem,
        agents=pools,
        pair_start=np.append(0, np.cumsum(counts)).astype(np.int64),
        pair_agent=pool[problem.pair_agent[kept]],
        pair_cost=problem.pair_cost[kept],
        pair_profile=problem.pair_profile[kept],
        capacity=_add_up(problem.capacity, pool, pools),
        slack_limit=_add_up(problem.slack_limit, pool, pools),
        group_limit=np.minimum(problem.group_limit, max(pools, 1)),
        global_pairs=_columns(problem.global_pairs, kept),
        open_price=np.zeros(pools, dtype=np.int64),
        windows=_pool_windows(problem.windows, pool, pools),
    )
    return AgentPools(together, problem, pool)


def _sum_amounts(problem: AssignmentProblem) -> Ints:
    profiles = problem.profiles
    return sum_by(profiles.row_of, profiles.value, profiles.rows)


def _add_up(table: Ints, pool: Ints, pools: int) -> Ints:
    total = np.zeros((pools, table.shape[1]), dtype=np.int64)
    np.add.at(total, pool, table)
    return total


def _columns(table: Sparse, kept: Ints) -> Sparse:
    place = np.full(table.columns, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    inside = place[table.column] >= 0
    entries = table.row_of[inside], place[table.column[inside]], table.value[inside]
    return sparse(*entries, table.rows, len(kept))


def _pool_windows(windows: Windows | None, pool: Ints, pools: int) -> Windows | None:
    if windows is None:
        return None
    return replace(windows, capacity=_add_up(windows.capacity, pool, pools))
