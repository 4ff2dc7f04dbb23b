"""What one more load can cost through slacks at most, and where there may be no room for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .assignment import AssignmentProblem
from .sparse import Bools, Ints, sum_by


@dataclass(frozen=True, eq=False)
class Loose:
    """Pairs that may find a row full.

    Parameters
    ----------
    pair : array of shape (n,)
        The pair.
    row : array of shape (n,)
        A row of its agent whose slacks may run out; one entry for each.
    load : array of shape (n,)
        The row holds so much at least, without the pair, if the pair finds no room in it.
    """

    pair: Ints
    row: Ints
    load: Ints

    def of(self, kept: Bools) -> Loose:
        """Return some of the entries."""
        return Loose(self.pair[kept], self.row[kept], self.load[kept])


def margins(problem: AssignmentProblem, pairs: Ints) -> tuple[Ints, Loose]:
    """Return what the loads of pairs can cost through slacks at most, where there is room.

    A row that could hold everything its agent is eligible for costs nothing. A slack that lets all
    its rows hold that never runs out, and carries the load whatever else is carried. The slacks of
    any other row carry it as long as there is room: windows that end together share what they add.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    pairs : array of shape (n,)
        Pairs, each added to whatever assignment that has not got it.

    Returns
    -------
    cost : array of shape (n,)
        In the problem's unit, besides the cost of the pair.
    loose : Loose
        Where there may be no room.
    """
    held = _held(problem)
    table = problem.row_profiles
    where, entry = table.take(problem.pair_profile[pairs])
    agent, row, amount = problem.pair_agent[pairs[where]], table.column[entry], table.value[entry]
    counts = (amount > 0) & (problem.capacity[agent, row] < held[agent, row])
    where, agent, row, amount = where[counts], agent[counts], row[counts], amount[counts]
    chosen = _endless(problem, held)[agent, row]
    soft = chosen >= 0
    step = np.ones((problem.slacks, problem.rows.rows), dtype=np.int64)
    step[problem.relief.row_of, problem.relief.column] = problem.relief.value
    units = -(-amount[soft] // step[chosen[soft], row[soft]])
    cost = _most_by(where[soft], chosen[soft], units * problem.slack_price[chosen[soft]], pairs)
    where, agent, row, amount = where[~soft], agent[~soft], row[~soft], amount[~soft]
    dearest, least = _dearest(problem)
    cost += _most_by(where, _bundle(problem)[row], -(-amount // least[row]) * dearest[row], pairs)
    return cost, Loose(pairs[where], row, problem.most[agent, row] - amount + 1)


def _held(problem: AssignmentProblem) -> Ints:
    """Return what could come to each row of each agent, all eligible pairs together."""
    table = problem.row_profiles
    pair, profile = np.arange(problem.pairs), problem.pair_profile
    agent, times = problem.pair_agent[pair], problem.count[problem.pair_item]
    group = problem.group[problem.pair_item]
    grouped = np.flatnonzero(group >= 0)
    key = np.unique(group[grouped] * problem.agents + agent[grouped])
    joined, there = np.divmod(key, max(problem.agents, 1))
    carried = problem.join_profile[joined] >= 0
    profile = np.append(profile, problem.join_profile[joined[carried]])
    agent, times = np.append(agent, there[carried]), np.append(times, np.ones(carried.sum(), int))
    where, entry = table.take(profile)
    held = np.zeros_like(problem.capacity)
    amount = np.maximum(table.value[entry], 0) * times[where]
    np.add.at(held, (agent[where], table.column[entry]), amount)
    return held


def _endless(problem: AssignmentProblem, held: Ints) -> Ints:
    """Return the cheapest slack of each row of each agent that never runs out, -1 without one."""
    found = np.full(problem.capacity.shape, -1, dtype=np.int64)
    for slack in np.argsort(problem.slack_price, kind="stable"):
        row, step = problem.relief.row(int(slack))
        most = problem.capacity[:, row] + problem.slack_limit[:, slack, None] * step
        ample: Bools = np.all(most >= held[:, row], axis=1)
        mine = found[:, row]
        found[:, row] = np.where(ample[:, None] & (mine < 0), slack, mine)
    return found


def _dearest(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return the dearest price of the slacks of each row, and the least that one relieves."""
    relief = problem.relief
    price = np.zeros(problem.rows.rows, dtype=np.int64)
    np.maximum.at(price, relief.column, problem.slack_price[relief.row_of])
    step = np.full(problem.rows.rows, np.iinfo(np.int64).max)
    np.minimum.at(step, relief.column, relief.value)
    return price, np.maximum(step, 1)


def _bundle(problem: AssignmentProblem) -> Ints:
    """Return a number of each row: windows share it where they end together."""
    number = np.arange(problem.rows.rows, dtype=np.int64)
    if problem.windows is not None:
        ends = problem.windows.row_end
        number[: len(ends)] = problem.rows.rows + ends
    return number


def _most_by(where: Ints, kind: Ints, cost: Ints, pairs: Ints) -> Ints:
    """Return, for each pair, the sum over kinds of its largest cost of the kind."""
    order = np.lexsort((-cost, kind, where))
    where, kind, cost = where[order], kind[order], cost[order]
    new = np.ones(len(where), dtype=np.bool_)
    new[1:] = (np.diff(where) != 0) | (np.diff(kind) != 0)
    return sum_by(where[new], cost[new], len(pairs))
