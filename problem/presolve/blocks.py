"""The problem in which each of some groups is one item: whole at one agent, or left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..assignment import AssignmentProblem
from ..sparse import Bools, Ints, Sparse, sparse, sum_by


@dataclass(frozen=True, eq=False)
class Blocks:
    """Groups to be fused, and which pairs become one.

    Parameters
    ----------
    original : AssignmentProblem
        The problem.
    fuses : boolean array of shape (groups,)
        Groups to be fused, each with a lead and bound items only.
    item : array of shape (items,)
        New number of the item that each item goes into.
    block : array of shape (pairs,)
        New number of the pair that each pair goes into, -1 where nothing may use it.
    first : array of shape (new pairs,)
        Pair that each new pair is made of; for a block that of the lead.
    """

    original: AssignmentProblem
    fuses: Bools
    item: Ints
    block: Ints
    first: Ints

    def problem(self) -> AssignmentProblem:
        """Return the problem with these groups fused."""
        problem = self.original
        # Of each fused group the lead stays and stands for the whole; the others disappear into it.
        kept = ~self._follows
        length = sum_by(
            self.item[problem.pair_item[self.first]], 1 + 0 * self.first, int(kept.sum())
        )
        # Groups that stay are numbered anew; -1 for items of none, and of groups that are fused.
        stays = ~self.fuses
        group = np.append(np.cumsum(stays) - 1, -1)[problem.group]
        group[self._inside] = -1
        lead = problem.group_lead[stays]
        profiles, profile = self._profiles()
        required = np.zeros(len(length), dtype=np.bool_)
        required[self.item[problem.required]] = True
        price = sum_by(self.item, problem.unassigned_price, len(length))
        return replace(
            problem,
            count=problem.count[kept],
            required=required,
            unassigned_price=np.where(required, 0, price),
            pair_start=np.append(0, np.cumsum(length)),
            pair_agent=problem.pair_agent[self.first],
            pair_cost=self._gathered(problem.pair_cost, problem.unassigned_price),
            pair_profile=profile,
            profiles=profiles,
            group=group[kept],
            bound=problem.bound[kept],
            group_limit=problem.group_limit[stays],
            group_lead=np.where(lead >= 0, self.item[lead], -1),
            join_price=problem.join_price[stays],
            join_profile=problem.join_profile[stays],
            global_pairs=self._global_pairs(),
            global_unassigned=sparse(
                problem.global_unassigned.row_of,
                self.item[problem.global_unassigned.column],
                problem.global_unassigned.value,
                problem.global_unassigned.rows,
                len(length),
            ),
        )

    def is_negative(self, pairs: Ints) -> Bools:
        """Return which of some pairs go into a block that would relieve a resource: (n,)."""
        table = self._amounts()
        below = np.zeros(len(self.first), dtype=np.bool_)
        below[table.row_of[table.value < 0]] = True
        return below[self.block[pairs]]

    @property
    def _inside(self) -> Bools:
        """Items of the groups: (items,)."""
        return np.append(self.fuses, False)[self.original.group]

    @property
    def _follows(self) -> Bools:
        """Items of the groups but their leads: (items,)."""
        follows = self._inside
        follows[self.original.group_lead[self.fuses]] = False
        return follows

    def _gathered(self, done: Ints, left: Ints) -> Ints:
        """Add up, for each new pair, what its pairs have, and what the items have that it leaves.

        Parameters
        ----------
        done : array of shape (pairs,)
            What each pair has.
        left : array of shape (items,)
            What each item has that is left.
        """
        problem, follows = self.original, self._follows
        # Doing a follower saves what leaving it costs; what leaving all costs stands at the lead.
        used = np.flatnonzero(self.block >= 0)
        extra = np.where(follows[problem.pair_item], left[problem.pair_item], 0)
        total = sum_by(self.block[used], (done - extra)[used], len(self.first))
        every = sum_by(problem.group[follows], left[follows], problem.groups)
        group = problem.group[problem.pair_item[self.first]]
        whole = np.append(self.fuses, False)[group]
        return total + np.where(whole, np.append(every, 0)[group], 0)

    def _global_pairs(self) -> Sparse:
        problem = self.original
        rows: list[Ints] = []
        for row in range(len(problem.global_limit)):
            done = np.zeros(problem.pairs, dtype=np.int64)
            left = np.zeros(problem.items, dtype=np.int64)
            for matrix, dense in ((problem.global_pairs, done), (problem.global_unassigned, left)):
                column, value = matrix.row(row)
                dense[column] = value
            rows.append(self._gathered(done, left))
        table = np.array(rows, dtype=np.int64).reshape(len(rows), len(self.first))
        row_at, pair = np.nonzero(table)
        height, width = table.shape
        return sparse(row_at, pair, table[row_at, pair], height, width)

    def _amounts(self) -> Sparse:
        """Return what each block uses of the resources: (new pairs, resources); no other pair."""
        problem = self.original
        used = np.flatnonzero((self.block >= 0) & self._inside[problem.pair_item])
        new, profile = self.block[used], problem.pair_profile[used]
        group = problem.group[problem.pair_item[self.first]]
        joins = np.append(np.where(self.fuses, problem.join_profile, -1), -1)[group]
        new = np.append(new, np.flatnonzero(joins >= 0))
        profile = np.append(profile, joins[joins >= 0])
        where, entry = problem.profiles.take(profile)
        column, value = problem.profiles.column[entry], problem.profiles.value[entry]
        return sparse(new[where], column, value, len(self.first), problem.resources)

    def _profiles(self) -> tuple[Sparse, Ints]:
        """Return the table of profiles and that of each new pair; equal blocks share one."""
        problem, table = self.original, self._amounts()
        profile = problem.pair_profile[self.first]
        known: dict[bytes, int] = {}
        chosen: list[int] = []
        for pair in np.flatnonzero(self._inside[problem.pair_item[self.first]]).tolist():
            column, value = table.row(pair)
            key = column.tobytes() + value.tobytes()
            if key not in known:
                known[key] = problem.profiles.rows + len(chosen)
                chosen.append(pair)
            profile[pair] = known[key]
        where, entry = table.take(np.array(chosen, dtype=np.int64))
        old = problem.profiles
        joined = sparse(
            np.append(old.row_of, old.rows + where),
            np.append(old.column, table.column[entry]),
            np.append(old.value, table.value[entry]),
            old.rows + len(chosen),
            problem.resources,
        )
        return joined, profile


def blocks(problem: AssignmentProblem, fuses: Bools) -> Blocks:
    """Return how some groups are fused.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    fuses : boolean array of shape (groups,)
        Groups to be fused, each with a lead and bound items only.

    Returns
    -------
    Blocks
        A block may go to an agent who may have its lead and all its required items.
    """
    group = problem.group[problem.pair_item]
    inside = np.append(fuses, False)[group]
    is_lead = np.zeros(problem.items, dtype=np.bool_)
    is_lead[problem.group_lead[fuses]] = True
    needed = (problem.required | is_lead) & np.append(fuses, False)[problem.group]
    key = np.where(inside, group * problem.agents + problem.pair_agent, 0)
    size = problem.groups * problem.agents
    counted = np.flatnonzero(needed[problem.pair_item])
    held = sum_by(key[counted], np.ones(len(counted), dtype=np.int64), size)
    groups = problem.group[needed]
    wanted = sum_by(groups, np.ones(len(groups), dtype=np.int64), problem.groups)
    may = np.repeat(wanted, problem.agents) == held
    first = ~inside | (is_lead[problem.pair_item] & np.append(may, True)[np.where(inside, key, -1)])
    number = np.cumsum(first) - 1
    block = np.where(first, number, -1)
    of_key = np.full(size + 1, -1, dtype=np.int64)
    leading = np.flatnonzero(first & inside)
    of_key[key[leading]] = number[leading]
    block[inside] = of_key[key[inside]]
    kept = ~np.append(fuses, False)[problem.group] | is_lead
    item = np.cumsum(kept) - 1
    grouped = np.append(fuses, False)[problem.group]
    item[grouped] = item[problem.group_lead[problem.group[grouped]]]
    return Blocks(problem, fuses, item, block, np.flatnonzero(first))
