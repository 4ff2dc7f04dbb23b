"""What it costs to give one client to another worker, exactly, all else staying as it is.

Handed over are the owner and all tasks of the client that the owner does, so that the client sees
no more workers than before. Only the two workers' loads change, and of them alone the least slacks
are worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..formulations import Lowered
from ..problem import (
    AssignmentProblem,
    Bools,
    Ints,
    agent_loads,
    least_slacks,
    presence,
    sum_by,
)
from .untimed_rows import IMPOSSIBLE, UntimedRows

_NOBODY = -1


@dataclass(frozen=True, eq=False)
class Handover:
    """What a client's owner does for the client, and the workers who could do it instead.

    Parameters
    ----------
    client : int
        Row of the client.
    giver : int
        The owner.
    items : array of shape (k,)
        The item of the owner, then those of the tasks.
    takers : array of shape (n,)
        The workers who may have them all; the giver may be one of them.
    pairs : array of shape (n, k)
        The pairs of each taker.
    others : frozenset of int
        Workers who do other tasks of the client.
    """

    client: int
    giver: int
    items: Ints
    takers: Ints
    pairs: Ints
    others: frozenset[int]


Way = tuple[Handover, int]
"""A handover, and the place of who takes over."""


@dataclass(frozen=True, eq=False)
class Load:
    """What a handover loads a worker with.

    Parameters
    ----------
    amount : array of shape (resources,)
        Amount of every resource.
    untimed : array of shape (rows,)
        Amount in every row that is no window of time.
    is_timed : bool
        Whether there is work inside a window of time.
    """

    amount: Ints
    untimed: Ints
    is_timed: bool


def _sum_at(column: Ints, value: Ints, pairs: Ints) -> int:
    """Return the sum of the values of some pairs; columns rise."""
    if not len(column):
        return 0
    at = np.minimum(np.searchsorted(column, pairs), len(column) - 1)
    return int(value[at][column[at] == pairs].sum())


class Handovers:
    """An assignment in which clients change hands one by one.

    Parameters
    ----------
    lowered : Lowered
        The question.
    problem : AssignmentProblem
        Its problem, or one of the same pairs with other prices or limits.
    x : array of shape (pairs,)
        A legal assignment.
    open_pairs : boolean array of shape (pairs,) or None
        The pairs that may be used; None for all.
    """

    def __init__(
        self,
        lowered: Lowered,
        problem: AssignmentProblem,
        x: Ints,
        open_pairs: Bools | None = None,
    ) -> None:
        self.problem = problem
        self.clients = lowered.view.clients
        self._view = lowered.view
        self.saved = 0
        self._open = open_pairs
        # A household that counts as one has one owner, with whom go the tasks of all its clients.
        whose = lowered.facts.home[lowered.view.client]
        self._tasks = np.argsort(whose, kind="stable")
        of_client = np.bincount(whose, minlength=self.clients)
        self._first_task = np.append(0, np.cumsum(of_client))
        used = np.flatnonzero(x)
        self.pair = np.full(problem.items, _NOBODY, dtype=np.int64)
        self.pair[problem.pair_item[used]] = used
        self.agent = np.full(problem.items, _NOBODY, dtype=np.int64)
        self.agent[problem.pair_item[used]] = problem.pair_agent[used]
        self.loads = agent_loads(problem, x, presence(problem, x)[0])
        self.untimed = self.loads @ problem.untimed_rows.T
        self._slacks = least_slacks(problem, self.loads)[0]
        self._is_stale = np.zeros(problem.agents, dtype=np.bool_)
        self.cost = self._slacks @ problem.slack_price
        self.untimed_rows = UntimedRows(problem)
        self.row_cost = self.untimed_rows.cost(np.arange(problem.agents), self.untimed)
        # What each profile counts in the rows that are no windows, and whether it takes time.
        profiles = problem.profiles.to_scipy()
        self._weight: Ints = profiles @ problem.untimed_rows.T
        cells = 0 if problem.windows is None else problem.windows.cells
        timed = problem.profiles.column < cells
        self._is_timed = sum_by(
            problem.profiles.row_of[timed], timed[timed].astype(np.int64), problem.profiles.rows
        )
        self._limits = [problem.global_pairs.row(row) for row in range(len(problem.global_limit))]
        self._used = problem.global_pairs.times(x)
        left = problem.count - sum_by(problem.pair_item, x, problem.items)
        self._used += problem.global_unassigned.times(left)

    @property
    def has_limits(self) -> bool:
        """Whether there are limits on the whole plan."""
        return bool(self._limits)

    def x(self) -> Ints:
        """Return the assignment as it is now: (pairs,)."""
        return np.bincount(self.pair[self.pair >= 0], minlength=self.problem.pairs).astype(np.int64)

    def tasks_of(self, client: int) -> Ints:
        """Return the items of the tasks of a client, or of all of the client's household."""
        first, end = self._first_task[client], self._first_task[client + 1]
        return self.clients + self._tasks[first:end]

    def handover(self, client: int, *, with_tasks: bool = True) -> Handover:
        """Return what an owner has of a client, and who may have it.

        Parameters
        ----------
        client : int
            Row of a client who has an owner.
        with_tasks : bool
            Whether the tasks that the owner does go along; else the worker goes on doing them.

        Returns
        -------
        Handover
            Without takers where nobody may have it all.
        """
        giver = int(self.agent[client])
        tasks = self.tasks_of(client)
        mine = tasks[self.agent[tasks] == giver] if with_tasks else tasks[:0]
        staying = set(self.agent[tasks].tolist()) - {_NOBODY}
        if with_tasks:
            staying.discard(giver)
        items = np.append(client, mine)
        takers, pairs = self._takers(items)
        return Handover(client, giver, items, takers, pairs, frozenset(staying))

    def _takers(self, items: Ints) -> tuple[Ints, Ints]:
        problem, start = self.problem, self.problem.pair_start
        first, end = int(start[items[0]]), int(start[items[0] + 1])
        agents = problem.pair_agent[first:end]
        pairs = [np.arange(first, end)]
        may = np.ones(end - first, dtype=np.bool_)
        for item in items[1:].tolist():
            theirs = problem.pair_agent[start[item] : start[item + 1]]
            if not len(theirs):
                may[:] = False
                break
            # The agents of an item stand in rising order.
            at = np.minimum(np.searchsorted(theirs, agents), len(theirs) - 1)
            may &= theirs[at] == agents
            pairs.append(start[item] + at)
        columns = np.column_stack(pairs)
        if self._open is not None:
            may &= self._open[columns].all(axis=1)
        return agents[may], columns[may]

    def pair_costs(self, handover: Handover) -> Ints:
        """Return by how much the pairs of each taker are dearer than those in use: (n,)."""
        cost = self.problem.pair_cost
        dearer: Ints = cost[handover.pairs].sum(axis=1) - cost[self.pair[handover.items]].sum()
        return dearer

    def untimed_loads(self, handover: Handover) -> Ints:
        """Return what each taker is loaded with in the rows that are no windows: (n, rows)."""
        profile = self.problem.pair_profile[handover.pairs]
        loads: Ints = self._weight[profile].sum(axis=1)
        join = self._join(handover)
        if join >= 0:
            new = ~np.isin(handover.takers, list(handover.others))
            loads = loads + new[:, None] * self._weight[join]
        return loads

    def takes_time(self, handover: Handover) -> Bools:
        """Return whether a handover to each taker is work inside windows of time: (n,)."""
        profile = self.problem.pair_profile[handover.pairs]
        if self._join(handover) >= 0:
            return np.ones(len(profile), dtype=np.bool_)
        timed: Bools = np.any(self._is_timed[profile] > 0, axis=1)
        return timed

    def _join(self, handover: Handover) -> int:
        group = int(self.problem.group[handover.client])
        return int(self.problem.join_profile[group]) if group >= 0 else -1

    def load(self, handover: Handover, pairs: Ints, agent: int) -> Load:
        """Return what a worker is loaded with by having a client in some pairs, (k,)."""
        problem = self.problem
        profiles = problem.pair_profile[pairs].tolist()
        join = self._join(handover)
        if join >= 0 and agent not in handover.others:
            profiles.append(join)
        amount = np.zeros(problem.resources, dtype=np.int64)
        for profile in profiles:
            column, value = problem.profiles.row(profile)
            amount[column] += value
        timed = bool(self._is_timed[profiles].any())
        return Load(amount, self._weight[profiles].sum(axis=0), timed)

    def cost_with(self, agent: int, load: Load, sign: int) -> int:
        """Return what an agent's slacks cost with a load more, or less where the sign is -1."""
        if not load.is_timed:
            row = self.untimed_rows.cost_of(agent, self.untimed[agent] + sign * load.untimed)
            return int(self.cost[agent] - self.row_cost[agent]) + row
        after = self.loads[[agent]] + sign * load.amount
        slacks, short = least_slacks(self.problem, after, np.array([agent]))
        return IMPOSSIBLE if short else int(slacks[0] @ self.problem.slack_price)

    def change(self, handover: Handover, to: int, without: int | None = None) -> int:
        """Return by how much a handover to a taker, by place, makes the assignment dearer.

        ``without`` is what the giver's slacks cost without the client, where that is known.
        """
        giver, taker = handover.giver, int(handover.takers[to])
        if without is None:
            without = self.cost_with(giver, self.given(handover), -1)
        more = self.load(handover, handover.pairs[to], taker)
        dearer = int(self.pair_costs(handover)[to]) + without - int(self.cost[giver])
        return dearer + self.cost_with(taker, more, 1) - int(self.cost[taker])

    def given(self, handover: Handover) -> Load:
        """Return what the giver is rid of."""
        return self.load(handover, self.pair[handover.items], handover.giver)

    def is_within_limits(self, handover: Handover, to: int) -> bool:
        """Whether limits on the whole plan, and on the client's workers, allow a handover."""
        used = self._used + self._counts(handover, to)
        if (used > np.maximum(self.problem.global_limit, self._used)).any():
            return False
        return self._keeps_group(handover, int(handover.takers[to]))

    def _counts(self, handover: Handover, to: int) -> Ints:
        """Return by how much a handover uses more of the limits on the whole: (global rows,)."""
        before, after = self.pair[handover.items], handover.pairs[to]
        counts = [_sum_at(*row, after) - _sum_at(*row, before) for row in self._limits]
        return np.array(counts, dtype=np.int64)

    def _keeps_group(self, handover: Handover, taker: int) -> bool:
        """Whether a client has no more workers than allowed, and the lead goes with its group."""
        problem, group = self.problem, int(self.problem.group[handover.client])
        if group < 0:
            return True
        tasks = self.tasks_of(handover.client)
        moved = set(handover.items.tolist())
        bound = tasks[problem.bound[tasks]].tolist()
        staying = [task for task in bound if task not in moved]
        agents = set(self.agent[staying].tolist()) - {_NOBODY}
        if problem.group_lead[group] >= 0 and agents:
            return agents == {taker}
        return len(agents | {taker}) <= int(problem.group_limit[group])

    def is_worse(self, handover: Handover, to: int) -> bool:
        """Whether a handover to a taker, by place, makes worse what the second stage lessens."""
        view, taker, giver = self._view, int(handover.takers[to]), handover.giver
        moved = handover.items[1:] - self.clients
        speaks = view.worker_languages[:, view.client_language[view.client[moved]]]
        silent = speaks[giver].astype(np.int64) - speaks[taker]
        interpreted = int(silent[view.contact[moved]].sum())
        tasks = self.tasks_of(handover.client)
        whose, agents = view.client[tasks - self.clients], self.agent[tasks]
        stays = ~np.isin(tasks, handover.items[1:]) & (agents >= 0)
        seen = strange = 0
        for client in np.unique(whose).tolist():
            others = set(agents[stays & (whose == client)].tolist())
            seen -= int(taker in others and client in view.client[moved])
            strange += len(others - {taker}) - len(others - {giver})
        return (interpreted, seen, strange) > (0, 0, 0)

    def hand_over(self, handover: Handover, to: int) -> None:
        """Give the client to a taker."""
        problem, taker, giver = self.problem, int(handover.takers[to]), handover.giver
        after = handover.pairs[to]
        self._used = self._used + self._counts(handover, to)
        dearer = int(self.pair_costs(handover)[to])
        moved = ((giver, self.given(handover), -1), (taker, self.load(handover, after, taker), 1))
        for agent, load, sign in moved:
            cost = self.cost_with(agent, load, sign)
            dearer += cost - int(self.cost[agent])
            self.cost[agent] = cost
            self._is_stale[agent] = True
            self.loads[agent] += sign * load.amount
            self.untimed[agent] += sign * load.untimed
            self.row_cost[agent] = self.untimed_rows.cost_of(agent, self.untimed[agent])
        self.pair[handover.items] = after
        self.agent[handover.items] = problem.pair_agent[after]
        self.saved -= dearer

    def slack_changes(self, ways: Sequence[Way]) -> list[Ints | None]:
        """Return by how much each handover alone changes the slacks of giver and taker: (slacks,).

        None where one of the two could not carry the load.
        """
        takers = [int(handover.takers[to]) for handover, to in ways]
        givers = [handover.giver for handover, _ in ways]
        agents = np.column_stack([givers, takers]).astype(np.int64).reshape(-1)
        after = self.loads[agents]
        for at, (handover, to) in enumerate(ways):
            after[2 * at] -= self.given(handover).amount
            after[2 * at + 1] += self.load(handover, handover.pairs[to], takers[at]).amount
        slacks, short = least_slacks(self.problem, after, agents)
        changes = slacks - self._slacks_of(agents)
        both = changes[0::2] + changes[1::2]
        stuck = {place // 2 for place, _ in short}
        return [None if at in stuck else change for at, change in enumerate(both)]

    def _slacks_of(self, agents: Ints) -> Ints:
        """Return the slacks of some agents as things are: (n, slacks)."""
        stale = agents[self._is_stale[agents]]
        if len(stale):
            self._slacks[stale] = least_slacks(self.problem, self.loads[stale], stale)[0]
            self._is_stale[stale] = False
        return self._slacks[agents]

    def find_short_row(self, handover: Handover, to: int) -> int:
        """Return the first row in which a taker has no room; a window of time if no other."""
        taker = int(handover.takers[to])
        more = self.load(handover, handover.pairs[to], taker).untimed
        column = self.untimed_rows.find_short(taker, self.untimed[taker] + more)
        return 0 if column is None else self.problem.timed_rows + column

    def newly_owned(self, today: Ints) -> Iterator[int]:
        """Yield the clients with another owner than today's (clients,), first ones included."""
        owner = self.agent[: self.clients]
        yield from np.flatnonzero((owner >= 0) & (owner != today)).tolist()
