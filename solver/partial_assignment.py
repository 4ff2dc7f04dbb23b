"""A plan while it is made: what is placed, what that loads, and what still fits where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    """

    def __init__(self, problem: AssignmentProblem, wanted: Ints | None = None) -> None:
        self.problem = problem
        self._wanted = np.zeros(problem.pairs, dtype=np.bool_) if wanted is None else wanted > 0
        self.x: Ints = np.zeros(problem.pairs, dtype=np.int64)
        self._rows = problem.row_profiles
        self._most = problem.most
        self._used: Ints = np.zeros(problem.capacity.shape, dtype=np.int64)
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

    def find_first_choices(self) -> Ints:
        """Return the one pair of each item that comes first if it fits, else -1: (items,)."""
        problem = self.problem
        cost, of = problem.pair_cost, problem.pair_item
        if self._wanted.any():
            prefers = np.zeros(problem.items, dtype=np.bool_)
            prefers[of[self._wanted]] = True
            cost = np.where(self._wanted | ~prefers[of], cost, np.iinfo(np.int64).max)
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
        cell = agent[of] * self._used.shape[1] + self._rows.column[entry]
        amount = self._rows.value[entry] * problem.count[item[of]]
        used, most = self._used.reshape(-1), self._most.reshape(-1)
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


def _first_over(cell: Ints, place: Ints, amount: Ints, room: Ints) -> int:
    """Return the first place at which some cells hold more than there is room for."""
    order = np.lexsort((place, cell))
    cell, place, amount = cell[order], place[order], amount[order]
    total = np.cumsum(amount)
    first = np.searchsorted(cell, cell)
    total -= total[first] - amount[first]
    return int(place[total > room[cell]].min())


class FirstChoices:
    """Places many items at once, each where it would go first if it were placed by itself.

    Nearly all items have one cheapest agent, and most of these have room. As long as they have, one
    after the other, placing items together comes to the same as placing them one by one.

    Parameters
    ----------
    partial : PartialAssignment
        What they are placed in; nothing is in a group yet.
    order : sequence of int
        The items in the order of their turns; of a group that goes whole, its lead.
    followers : mapping
        The items that go where a lead goes, by the lead.
    """

    def __init__(
        self,
        partial: PartialAssignment,
        order: Sequence[int],
        followers: Mapping[int, Sequence[int]],
    ) -> None:
        self._partial = partial
        problem = partial.problem
        head = np.array(order, dtype=np.int64)
        led = [followers.get(item, ()) for item in order]
        size = 1 + np.array([len(items) for items in led], dtype=np.int64)
        self._start = np.append(0, np.cumsum(size))
        self._place = np.repeat(np.arange(len(order)), size)
        item = np.zeros(len(self._place), dtype=np.int64)
        leads = np.zeros(len(item), dtype=np.bool_)
        leads[self._start[:-1]] = True
        item[leads] = head
        item[~leads] = [one for items in led for one in items]
        self._pair = self._beside(item, head[self._place])
        fit = self._is_first_of_group(head) & (problem.bound[head] | (size == 1))
        fit[self._place[(self._pair < 0) | self._is_special(item, leads)]] = False
        ends = np.append(np.flatnonzero(~fit), len(order))
        self._end = ends[np.searchsorted(ends, np.arange(len(order) + 1))]

    def take(self, at: int, most: int) -> int:
        """Place items from a turn on until one may not go where it would go first.

        Parameters
        ----------
        at : int
            Whose turn it is.
        most : int
            Most items, those that follow not counted.

        Returns
        -------
        int
            How many were placed.
        """
        end = min(at + most, int(self._end[at]))
        part = slice(int(self._start[at]), int(self._start[end]))
        return self._partial.take_together(self._pair[part], self._place[part] - at)

    def _beside(self, item: Ints, head: Ints) -> Ints:
        """Return the pair of each item at the agent where its head goes first, -1 for none."""
        problem = self._partial.problem
        choice = self._partial.find_first_choices()[head]
        agent = np.full(problem.items, -1, dtype=np.int64)
        agent[item[choice >= 0]] = problem.pair_agent[choice[choice >= 0]]
        pair = np.flatnonzero(problem.pair_agent == agent[problem.pair_item])
        found = np.full(problem.items, -1, dtype=np.int64)
        found[problem.pair_item[pair]] = pair
        return found[item]

    def _is_first_of_group(self, head: Ints) -> Bools:
        """Return which items are single, or the first of a group that may have an agent."""
        problem = self._partial.problem
        group = problem.group[head]
        first = group < 0
        first[np.unique(group, return_index=True)[1]] = True
        limit: Ints = np.append(problem.group_limit, 1)[group]
        return first & ((limit > 0) | ~problem.bound[head])

    def _is_special(self, item: Ints, leads: Bools) -> Bools:
        """Return which pairs are none, are in global rows, or load a row with less than nothing."""
        problem, rows = self._partial.problem, self._partial.problem.row_profiles
        special = self._pair < 0
        known = np.flatnonzero(~special)
        pair = self._pair[known]
        special[known] = np.isin(pair, problem.global_pairs.column)
        less = np.zeros(rows.rows, dtype=np.bool_)
        less[rows.row_of[rows.value < 0]] = True
        # Joining may make up for what is less than nothing.
        profile, there = problem.pair_profile[pair], leads[known]
        join = np.where(there, np.append(problem.join_profile, -1)[problem.group[item[known]]], -1)
        kinds, kind = np.unique(np.stack((profile, join)), axis=1, return_inverse=True)
        negative = np.zeros(kinds.shape[1], dtype=np.bool_)
        for number in np.flatnonzero(less[kinds[0]]).tolist():
            total = np.zeros(rows.columns, dtype=np.int64)
            for each in kinds[:, number][kinds[:, number] >= 0].tolist():
                row, amount = rows.row(each)
                total[row] += amount
            negative[number] = bool((total < 0).any())
        special[known] |= negative[kind]
        return special
