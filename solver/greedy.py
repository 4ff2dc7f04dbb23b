"""The greedy rule: the cheapest eligible pair first, then the agent least utilised.

What must be assigned first; then groups (where there is a lead, one agent for all bound items),
then everything else; the items with the fewest eligible agents first. What fits nowhere stays
unassigned. Nothing is ever taken back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from ..problem import Answer, AssignmentProblem, Bools, Ints, Limit, evaluate
from .engine import Engine, Feature, Request
from .limits import Limits
from .monitor import SolveMonitor

Floats = npt.NDArray[np.float64]

_CHECK_EVERY = 256
"""Items between two looks at the clock."""


_CLASSES = 3
"""Costs that are looked at one after the other; beyond, all that are left at once."""


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

    def choices(self, item: int) -> Iterator[int]:
        """Yield the pairs of an item that fit now: wanted ones first, by cost, fullness and agent.

        Nearly always the first one is taken, so that dearer pairs are not looked at before.
        """
        problem = self.problem
        first, last = int(problem.pair_start[item]), int(problem.pair_start[item + 1])
        rest = np.arange(first, last, dtype=np.int64)
        wanted = self._wanted[first:last]
        if wanted.any():
            yield from self._by_cost(item, rest[wanted])
            rest = rest[~wanted]
        yield from self._by_cost(item, rest)

    def pair_at(self, item: int, agent: int) -> int | None:
        """Return the pair of an item and an agent if there is one that fits."""
        problem = self.problem
        first, last = int(problem.pair_start[item]), int(problem.pair_start[item + 1])
        at = np.flatnonzero(problem.pair_agent[first:last] == agent)
        if not at.size:
            return None
        pair: Ints = first + at[:1]
        return int(pair[0]) if self._weigh(item, pair)[0][0] else None

    def _by_cost(self, item: int, pairs: Ints) -> Iterator[int]:
        """Yield some pairs of an item that fit, by cost, fullness and agent."""
        for _ in range(_CLASSES - 1):
            if not pairs.size:
                return
            cost = self.problem.pair_cost[pairs]
            cheapest = cost == cost.min()
            yield from self._fitting(item, pairs[cheapest])
            pairs = pairs[~cheapest]
        yield from self._fitting(item, pairs)

    def _fitting(self, item: int, pairs: Ints) -> Iterator[int]:
        if not pairs.size:
            return
        fits, fullness = self._weigh(item, pairs)
        pairs, fullness = pairs[fits], fullness[fits]
        problem = self.problem
        keys = (problem.pair_agent[pairs], fullness, problem.pair_cost[pairs])
        yield from pairs[np.lexsort(keys)].tolist()

    def _weigh(self, item: int, pairs: Ints) -> tuple[Bools, Floats]:
        """Return which pairs of an item fit, and how full the fullest row of each would be."""
        problem = self.problem
        agent, profile = problem.pair_agent[pairs], problem.pair_profile[pairs]
        joins = self._joins(item, agent)
        kind = profile if joins is None else profile * (problem.profiles.rows + 1) + joins + 1
        if len(pairs) == 1 or (kind == kind[0]).all():
            row, amount = self._amounts(int(profile[0]), -1 if joins is None else int(joins[0]))
            fullness, fits = self._after(agent, row, amount)
        else:
            fits, fullness = np.zeros(len(pairs), dtype=np.bool_), np.zeros(len(pairs))
            for each in np.unique(kind):
                same = np.flatnonzero(kind == each)
                join = -1 if joins is None else int(joins[same[0]])
                row, amount = self._amounts(int(profile[same[0]]), join)
                fullness[same], fits[same] = self._after(agent[same], row, amount)
        allowed = self._group_allows(item, agent)
        if allowed is not None:
            fits &= allowed
        if self._global.column.size:
            fits &= np.array([self._global_allows(pair) for pair in pairs.tolist()], dtype=bool)
        return fits, fullness

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
        """Return how full the fullest row of agents gets, and whether rows hold it: two (n,)."""
        if not row.size:
            return self._fullest(agent), np.ones(len(agent), dtype=np.bool_)
        place = agent[:, None], row
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

    def _group_allows(self, item: int, agent: Ints) -> Bools | None:
        """Return which agents the item's group allows; None for all."""
        problem = self.problem
        group = int(problem.group[item])
        if group < 0 or not problem.bound[item]:
            return None
        bound = self._bound.get(group, set())
        allowed: Bools | None = None
        if len(bound) >= problem.group_limit[group]:
            allowed = np.array([each in bound for each in agent.tolist()], dtype=np.bool_)
        lead = int(problem.group_lead[group])
        if lead not in (-1, item) and not bound:
            allowed = np.zeros(len(agent), dtype=np.bool_)
        return allowed

    def _joins(self, item: int, agent: Ints) -> Ints | None:
        """Return the profile that each agent would carry for joining the group; None for none."""
        group = int(self.problem.group[item])
        join = -1 if group < 0 else int(self.problem.join_profile[group])
        if join < 0:
            return None
        present = self._present.get(group, set())
        return np.array([-1 if each in present else join for each in agent.tolist()])

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
                pair = next(partial.choices(item), None)
                if pair is None:
                    break
                partial.take(pair)
    return partial.x


def _order(problem: AssignmentProblem, eligible: Ints, settled: Bools) -> list[int]:
    """Return the items to place: what must be, firsts of groups, then the rest; scarce ones first.

    A group in which something must be assigned is placed as a whole among what must be.
    """
    leads = np.zeros(problem.items, dtype=np.bool_)
    leads[problem.group_lead[problem.group_lead >= 0]] = True
    grouped_items = np.flatnonzero(problem.group >= 0)
    _, first = np.unique(problem.group[grouped_items], return_index=True)
    leads[grouped_items[first]] = True
    led = np.zeros(problem.items, dtype=np.bool_)
    grouped = problem.group >= 0
    led[grouped] = problem.group_lead[problem.group[grouped]] >= 0
    follows = led & problem.bound & ~leads
    must = problem.required.copy()
    must[grouped] |= np.isin(problem.group[grouped], problem.group[problem.required & grouped])
    order = np.lexsort((np.arange(problem.items), eligible, ~leads, ~must))
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
    for items in found.values():
        items.sort(key=lambda item: not problem.required[item])
    return found


def _place_group(partial: PartialAssignment, lead: int, items: list[int]) -> None:
    """Give lead and followers to the best agent who can do all, else to the best for the lead."""
    fallback: int | None = None
    for pair in partial.choices(lead):
        taken = _try(partial, pair, items)
        if len(taken) == 1 + len(items):
            return
        for position, back in reversed(list(enumerate(taken))):
            partial.undo(back, joined=position == 0)
        fallback = pair if fallback is None else fallback
    if fallback is not None:
        _try(partial, fallback, items)


def _try(partial: PartialAssignment, lead_pair: int, items: list[int]) -> list[int]:
    agent = int(partial.problem.pair_agent[lead_pair])
    partial.take(lead_pair)
    taken = [lead_pair]
    for item in items:
        pair = partial.pair_at(item, agent)
        if pair is not None:
            taken.append(pair)
            partial.take(pair)
    return taken


class LeastLoaded(Engine):
    """The cheapest eligible pair first, then the agent with the lowest utilisation."""

    name = "least-loaded"
    features = frozenset(Feature)
    keeps_groups = True

    def version(self) -> str:
        """Return the version of samehands."""
        return version("samehands")

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Assign item by item; see ``Engine.solve``. Seed, threads and start have no effect."""
        began = time.monotonic()
        x = assign_greedily(problem, monitor.limits)
        evaluation = evaluate(problem, x)
        limit: Limit = "none"
        if monitor.limits.cancel.is_set():
            limit = "interrupted"
        elif monitor.limits.is_over():
            limit = "time"
        if evaluation.objective is None:
            detail = "; ".join(evaluation.faults[:3])
            seconds = time.monotonic() - began
            return Answer("no_plan", limit, None, None, None, monitor.trace, 0.0, seconds, detail)
        monitor.new_incumbent(evaluation.objective)
        seconds = time.monotonic() - began
        return Answer(
            "feasible",
            limit,
            x,
            evaluation.objective,
            None,
            monitor.trace,
            0.0,
            seconds,
            "assigned",
        )
