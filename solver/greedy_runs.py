"""Runs of the greedy rule: many items placed at once, each where it would go first by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..problem import Bools, Ints
from .partial_assignment import PartialAssignment


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
