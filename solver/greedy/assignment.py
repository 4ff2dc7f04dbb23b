"""The greedy rule: the cheapest eligible pair first, then the agent least utilised.

Groups first (where there is a lead, one agent for all bound items), then everything else; the
items with the fewest eligible agents first. What fits nowhere stays unassigned. Nothing is ever
taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...problem import AssignmentProblem, Bools, Ints
from ..limits import Limits

Floats = npt.NDArray[np.float64]

_CHECK_EVERY = 256
"""Items between two looks at the clock."""


@dataclass(frozen=True, eq=False)
class Choice:
    """The eligible pairs of one item, weighed.

    Parameters
    ----------
    pair : array of shape (pairs of the item,)
        The pairs.
    agent : array of the same shape
        Their agents.
    cost : array of the same shape
        Their costs.
    fullness : array of the same shape
        Share of the fullest row that the pair touches, once it were taken.
    fits : boolean array of the same shape
        Whether rows, global rows and the group allow it.
    wanted : boolean array of the same shape
        Whether the pair is preferred to all others.
    """

    pair: Ints
    agent: Ints
    cost: Ints
    fullness: Floats
    fits: Bools
    wanted: Bools

    def best(self) -> int | None:
        """Return the pair of least cost, then of least fullness, that fits; None if none does."""
        order = self.order()
        return int(order[0]) if order.size else None

    def order(self) -> Ints:
        """Return the pairs that fit, best first."""
        fitting = np.flatnonzero(self.fits)
        keys = (
            self.agent[fitting],
            self.fullness[fitting],
            self.cost[fitting],
            ~self.wanted[fitting],
        )
        return self.pair[fitting[np.lexsort(keys)]]


class PartialAssignment:
    """The state of a plan while it is made, item by item.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    wanted : array of shape (pairs,) or None
        Pairs above 0 are preferred to all others.
    """

    def __init__(self, problem: AssignmentProblem, wanted: Ints | None = None) -> None:
        self.problem = problem
        self._wanted = np.zeros(problem.pairs, dtype=np.bool_) if wanted is None else wanted > 0
        self.x: Ints = np.zeros(problem.pairs, dtype=np.int64)
        self._rows = problem.row_profiles
        self._most = problem.most
        self._used = np.zeros_like(problem.capacity)
        self._share = 1.0 / np.maximum(problem.capacity, 1)
        self._joined: dict[tuple[int, int], tuple[Ints, Ints]] = {}
        self._present: dict[int, set[int]] = {}
        self._bound: dict[int, set[int]] = {}
        self._global = problem.global_pairs.transposed()
        self._room = problem.global_limit.copy()

    def take_weightless(self) -> Bools:
        """Use the only pair of every single item where it loads nothing; return which: (items,).

        Such a pair is in nobody's way, so many settled items take no time.
        """
        problem = self.problem
        only = (np.diff(problem.pair_start) == 1) & (problem.group < 0)
        pair = problem.pair_start[:-1][only]
        profile = problem.pair_profile[pair]
        free = self._rows.start[profile + 1] == self._rows.start[profile]
        free &= self._global.start[pair + 1] == self._global.start[pair]
        item = np.flatnonzero(only)[free]
        self.x[pair[free]] = problem.count[item]
        taken = np.zeros(problem.items, dtype=np.bool_)
        taken[item] = True
        return taken

    def weigh(self, item: int) -> Choice:
        """Return the eligible pairs of an item with cost, fullness and whether they fit."""
        problem = self.problem
        first, last = int(problem.pair_start[item]), int(problem.pair_start[item + 1])
        agent = problem.pair_agent[first:last]
        profile = problem.pair_profile[first:last]
        fits = self._group_allows(item, agent)
        fullness = np.zeros(last - first)
        joins = self._joins(item, agent)
        for one in np.unique(profile):
            for join in np.unique(joins):
                same = np.flatnonzero((profile == one) & (joins == join))
                row, amount = self._amounts(int(one), int(join))
                fullness[same], ok = self._after(agent[same], row, amount)
                fits[same] &= ok
        if self._global.column.size:
            fits &= np.array([self._global_allows(pair) for pair in range(first, last)], dtype=bool)
        pair = np.arange(first, last, dtype=np.int64)
        cost, wanted = problem.pair_cost[first:last], self._wanted[first:last]
        return Choice(pair, agent, cost, fullness, fits, wanted)

    def take(self, pair: int) -> None:
        """Use a pair once."""
        self._book(pair, 1)

    def undo(self, pair: int, joined: bool) -> None:
        """Give a pair back; ``joined`` says whether its agent leaves the group with it."""
        self._book(pair, -1)
        group = int(self.problem.group[self.problem.pair_item[pair]])
        if joined:
            agent = int(self.problem.pair_agent[pair])
            self._present[group].discard(agent)
            self._bound[group].discard(agent)
            self._book_join(group, agent, -1)

    def is_present(self, group: int, agent: int) -> bool:
        """Whether an agent has an item of a group."""
        return agent in self._present.get(group, ())

    def _book(self, pair: int, sign: int) -> None:
        problem = self.problem
        item, agent = int(problem.pair_item[pair]), int(problem.pair_agent[pair])
        self.x[pair] += sign
        row, amount = self._rows.row(int(problem.pair_profile[pair]))
        self._used[agent, row] += sign * amount
        row, amount = self._global.row(pair)
        self._room[row] -= sign * amount
        group = int(problem.group[item])
        if group < 0 or sign < 0:
            return
        present = self._present.setdefault(group, set())
        if agent not in present:
            present.add(agent)
            self._book_join(group, agent, 1)
        if problem.bound[item]:
            self._bound.setdefault(group, set()).add(agent)

    def _book_join(self, group: int, agent: int, sign: int) -> None:
        join = int(self.problem.join_profile[group])
        if join >= 0:
            row, amount = self._rows.row(join)
            self._used[agent, row] += sign * amount

    def _after(self, agent: Ints, row: Ints, amount: Ints) -> tuple[Floats, Bools]:
        if not row.size:
            return self._fullest(agent), np.ones(len(agent), dtype=np.bool_)
        place = np.ix_(agent, row)
        used = self._used[place] + amount
        full: Floats = (used * self._share[place]).max(axis=1)
        fits: Bools = np.all(used <= self._most[place], axis=1)
        return full, fits

    def _fullest(self, agent: Ints) -> Floats:
        if not self._used.shape[1]:
            return np.zeros(len(agent))
        full: Floats
        full = (self._used[agent] * self._share[agent]).max(axis=1)
        return full

    def _group_allows(self, item: int, agent: Ints) -> Bools:
        problem = self.problem
        group = int(problem.group[item])
        if group < 0:
            return np.ones(len(agent), dtype=np.bool_)
        allowed = np.ones(len(agent), dtype=np.bool_)
        bound = self._bound.get(group, set())
        if problem.bound[item] and len(bound) >= problem.group_limit[group]:
            allowed = np.isin(agent, list(bound))
        lead = int(problem.group_lead[group])
        if problem.bound[item] and lead not in (-1, item) and not bound:
            allowed[:] = False
        return allowed

    def _joins(self, item: int, agent: Ints) -> Ints:
        """Return the profile that each agent would carry for joining the item's group, or -1."""
        group = int(self.problem.group[item])
        join = -1 if group < 0 else int(self.problem.join_profile[group])
        if join < 0:
            return np.full(len(agent), -1, dtype=np.int64)
        present = np.isin(agent, list(self._present.get(group, ())))
        return np.where(present, -1, join).astype(np.int64)

    def _amounts(self, profile: int, join: int) -> tuple[Ints, Ints]:
        """Return the rows that a profile touches, with what joining adds, and the amounts."""
        if join < 0:
            return self._rows.row(profile)
        found = self._joined.get((profile, join))
        if found is None:
            both = [self._rows.row(profile), self._rows.row(join)]
            row, at = np.unique(np.concatenate([one[0] for one in both]), return_inverse=True)
            amount = np.zeros(len(row), dtype=np.int64)
            np.add.at(amount, at, np.concatenate([one[1] for one in both]))
            found = self._joined[profile, join] = (row, amount)
        return found

    def _global_allows(self, pair: int) -> bool:
        row, amount = self._global.row(pair)
        return bool((amount <= np.maximum(self._room[row], 0))[amount > 0].all())


def assign_greedily(problem: AssignmentProblem, limits: Limits, wanted: Ints | None = None) -> Ints:
    """Assign each item to the cheapest agent that can take it, then to the least loaded.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    limits : Limits
        When to stop; what is not assigned by then stays unassigned.
    wanted : array of shape (pairs,) or None
        Pairs above 0 come first wherever they fit: a start to keep as far as it is legal.

    Returns
    -------
    array of shape (pairs,)
        The assignment; it may leave required items unassigned.
    """
    partial = PartialAssignment(problem, wanted)
    eligible = np.diff(problem.pair_start)
    followers = _followers(problem)
    settled = partial.take_weightless()
    for step, item in enumerate(_order(problem, eligible, settled)):
        if step % _CHECK_EVERY == 0 and limits.is_over():
            break
        if item in followers:
            _place_group(partial, item, followers[item])
        else:
            for _ in range(int(problem.count[item])):
                pair = partial.weigh(item).best()
                if pair is None:
                    break
                partial.take(pair)
    return partial.x


def _order(problem: AssignmentProblem, eligible: Ints, settled: Bools) -> list[int]:
    """Return the items to place: the first of each group, then the rest, scarce ones first."""
    leads = np.zeros(problem.items, dtype=np.bool_)
    leads[problem.group_lead[problem.group_lead >= 0]] = True
    grouped_items = np.flatnonzero(problem.group >= 0)
    _, first = np.unique(problem.group[grouped_items], return_index=True)
    leads[grouped_items[first]] = True
    led = np.zeros(problem.items, dtype=np.bool_)
    grouped = problem.group >= 0
    led[grouped] = problem.group_lead[problem.group[grouped]] >= 0
    follows = led & problem.bound & ~leads
    order = np.lexsort((np.arange(problem.items), eligible, ~leads))
    return [int(item) for item in order[~(follows | settled)[order]]]


def _followers(problem: AssignmentProblem) -> dict[int, list[int]]:
    """Return the bound items of every group with a lead, by the lead."""
    found: dict[int, list[int]] = {
        int(lead): [] for lead in problem.group_lead[problem.group_lead >= 0]
    }
    for item in np.flatnonzero((problem.group >= 0) & problem.bound):
        lead = int(problem.group_lead[problem.group[item]])
        if lead >= 0 and lead != item:
            found[lead].append(int(item))
    return found


def _place_group(partial: PartialAssignment, lead: int, items: list[int]) -> None:
    """Give lead and followers to the best agent who can do all, else to the best for the lead."""
    choices = partial.weigh(lead).order()
    fallback: int | None = None
    for pair in choices:
        taken = _try(partial, int(pair), items)
        if len(taken) == 1 + len(items):
            return
        for position, back in reversed(list(enumerate(taken))):
            partial.undo(back, joined=position == 0)
        fallback = int(pair) if fallback is None else fallback
    if fallback is not None:
        _try(partial, fallback, items)


def _try(partial: PartialAssignment, lead_pair: int, items: list[int]) -> list[int]:
    agent = int(partial.problem.pair_agent[lead_pair])
    partial.take(lead_pair)
    taken = [lead_pair]
    for item in items:
        choice = partial.weigh(item)
        at = np.flatnonzero((choice.agent == agent) & choice.fits)
        if at.size:
            taken.append(int(choice.pair[at[0]]))
            partial.take(taken[-1])
    return taken
