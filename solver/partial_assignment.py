"""A plan while it is made: what is placed, what that loads, and what still fits where."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..problem import AssignmentProblem, Bools, Ints

Floats = npt.NDArray[np.float64]

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

    Attributes
    ----------
    x : array of shape (pairs,)
        How often each pair is used.
    used : array of shape (agents, rows)
        What that loads.
    room : array of shape (global rows,)
        What is left of each global row.
    wanted : boolean array of shape (pairs,)
        Which pairs are preferred.
    share : array of shape (agents, rows)
        What one unit is of a row's capacity.
    in_global_rows : Sparse of shape (pairs, global rows)
        What one use of each pair counts there.
    """

    def __init__(self, problem: AssignmentProblem, wanted: Ints | None = None) -> None:
        self.problem = problem
        self.wanted = np.zeros(problem.pairs, dtype=np.bool_) if wanted is None else wanted > 0
        self.x: Ints = np.zeros(problem.pairs, dtype=np.int64)
        self._rows = problem.row_profiles
        self._most = problem.most
        self.used: Ints = np.zeros(problem.capacity.shape, dtype=np.int64)
        self.share = 1.0 / np.maximum(problem.capacity, 1)
        self._joined: dict[tuple[int, int], tuple[Ints, Ints]] = {}
        self._present: dict[int, set[int]] = {}
        self._bound: dict[int, set[int]] = {}
        self.in_global_rows = problem.global_pairs.transposed()
        self.room = problem.global_limit.copy()

    def take_weightless(self) -> Bools:
        """Use the only pair of every single item where it loads nothing; return which: (items,).

        Such a pair is in nobody's way, so many settled items take no time.
        """
        problem = self.problem
        only = (np.diff(problem.pair_start) == 1) & (problem.group < 0)
        pair = problem.pair_start[:-1][only]
        profile = problem.pair_profile[pair]
        free = self._rows.start[profile + 1] == self._rows.start[profile]
        free &= self.in_global_rows.start[pair + 1] == self.in_global_rows.start[pair]
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
        wanted = self.wanted[first:last]
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
        if self.in_global_rows.column.size:
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

    def find_first_choices(self) -> Ints:
        """Return the one pair of each item that comes first if it fits, else -1: (items,)."""
        problem = self.problem
        cost, of = problem.pair_cost, problem.pair_item
        if self.wanted.any():
            prefers = np.zeros(problem.items, dtype=np.bool_)
            prefers[of[self.wanted]] = True
            cost = np.where(self.wanted | ~prefers[of], cost, np.iinfo(np.int64).max)
        some = np.flatnonzero(np.diff(problem.pair_start))
        least = np.zeros(problem.items, dtype=np.int64)
        least[some] = np.minimum.reduceat(cost, problem.pair_start[some]) if some.size else 0
        pair = np.flatnonzero(cost == least[of])
        pair = pair[(np.bincount(of[pair], minlength=problem.items) == 1)[of[pair]]]
        choice = np.full(problem.items, -1, dtype=np.int64)
        choice[of[pair]] = pair
        return choice

    def take_together(self, pair: Ints, place: Ints) -> int:
        """Use pairs as long as they fit one after the other, all of a place or none of them.

        Parameters
        ----------
        pair : array of shape (n,)
            Pairs without part in the global rows, whose groups have no agent yet.
        place : array of shape (n,)
            Rising from 0 without gaps; the first pair of each place brings its group's join load.

        Returns
        -------
        int
            Places whose pairs are used now.
        """
        problem = self.problem
        item, agent = problem.pair_item[pair], problem.pair_agent[pair]
        join = np.append(problem.join_profile, -1)[problem.group[item]]
        joins = np.flatnonzero(np.append(True, np.diff(place) > 0)[: len(pair)] & (join >= 0))
        # What joining weighs stands behind what pairs weigh, which it may make up for.
        of = np.append(np.arange(len(pair)), joins)
        where, entry = self._rows.take(np.append(problem.pair_profile[pair], join[joins]))
        of = of[where]
        cell = agent[of] * self.used.shape[1] + self._rows.column[entry]
        amount = self._rows.value[entry] * problem.count[item[of]]
        used, most = self.used.reshape(-1), self._most.reshape(-1)
        np.add.at(used, cell, amount)
        count = int(place[-1]) + 1 if len(place) else 0
        over = np.flatnonzero(used[cell] > most[cell])
        if over.size:
            np.subtract.at(used, cell, amount)
            count = _first_over(cell[over], place[of[over]], amount[over], most - used)
            kept = place[of] < count
            np.add.at(used, cell[kept], amount[kept])
        taken = place < count
        item, agent = item[taken], agent[taken]
        self.x[pair[taken]] += problem.count[item]
        grouped = np.flatnonzero(problem.group[item] >= 0)
        for one, there in zip(item[grouped].tolist(), agent[grouped].tolist(), strict=True):
            group = int(problem.group[one])
            self._present.setdefault(group, set()).add(there)
            if problem.bound[one]:
                self._bound.setdefault(group, set()).add(there)
        return count

    def is_present(self, group: int, agent: int) -> bool:
        """Whether an agent has an item of a group."""
        return agent in self._present.get(group, ())

    def _book(self, pair: int, sign: int) -> None:
        problem = self.problem
        item, agent = int(problem.pair_item[pair]), int(problem.pair_agent[pair])
        self.x[pair] += sign
        row, amount = self._rows.row(int(problem.pair_profile[pair]))
        self.used[agent, row] += sign * amount
        row, amount = self.in_global_rows.row(pair)
        self.room[row] -= sign * amount
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
            self.used[agent, row] += sign * amount

    def _after(self, agent: Ints, row: Ints, amount: Ints) -> tuple[Floats, Bools]:
        """Return how full the fullest row of agents gets, and whether rows hold it: two (n,)."""
        if not row.size:
            return self._fullest(agent), np.ones(len(agent), dtype=np.bool_)
        place = agent[:, None], row
        used = self.used[place] + amount
        full: Floats = (used * self.share[place]).max(axis=1)
        fits: Bools = np.all(used <= self._most[place], axis=1)
        return full, fits

    def _fullest(self, agent: Ints) -> Floats:
        if not self.used.shape[1]:
            return np.zeros(len(agent))
        full: Floats
        full = (self.used[agent] * self.share[agent]).max(axis=1)
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
        row, amount = self.in_global_rows.row(pair)
        return bool((amount <= np.maximum(self.room[row], 0))[amount > 0].all())


def _first_over(cell: Ints, place: Ints, amount: Ints, room: Ints) -> int:
    """Return the first place at which some cells hold more than there is room for."""
    order = np.lexsort((place, cell))
    cell, place, amount = cell[order], place[order], amount[order]
    total = np.cumsum(amount)
    first = np.searchsorted(cell, cell)
    total -= total[first] - amount[first]
    return int(place[total > room[cell]].min())
