"""The columns of the linear program: where each kind begins, and how far each may go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from ...problem import AssignmentProblem, Bools, Ints, evaluate, presence, sum_by

# What is left of the work in the windows: a sparse form of rows that are quadratic in time.
#
# Instead of one row with all the work of a window for every start and end, an agent carries, for
# every end, a backlog from start to start: what it was, plus the work that starts now and is due by
# that end, minus what can be done until the next start; never below zero. What is left at the end
# is
# late. The last backlog is the largest excess over all starts, so that this form is exact.


@dataclass(frozen=True, eq=False)
class Backlog:
    """The steps of every backlog; each agent has the same ones.

    Parameters
    ----------
    start, until, end : array of shape (steps,)
        A step goes from period ``start`` to period ``until``, both included, of the backlog of
        the work that is due by ``end``; steps of one end follow one another.
    agents : int
        Number of agents.
    """

    start: Ints
    until: Ints
    end: Ints
    agents: int

    @property
    def steps(self) -> int:
        """Number of steps per agent."""
        return len(self.end)

    @property
    def size(self) -> int:
        """Number of columns."""
        return self.agents * self.steps

    def values(self, problem: AssignmentProblem, loads: Ints, slacks: Ints) -> Ints:
        """Return the least backlogs of given loads and slacks: (agents x steps,)."""
        windows = problem.windows
        left = np.zeros((self.agents, self.steps), dtype=np.int64)
        if windows is None:
            return left.reshape(-1)
        over = np.zeros_like(windows.capacity)
        used = windows.overtime >= 0
        over[:, used] = slacks[:, windows.overtime[used]]
        done = windows.capacity + over
        for step in range(self.steps):
            here = (windows.release == self.start[step]) & (windows.due <= self.end[step])
            now = loads[:, : windows.cells][:, here].sum(axis=1)
            now -= done[:, self.start[step] : self.until[step] + 1].sum(axis=1)
            if step and self.end[step] == self.end[step - 1]:
                now += left[:, step - 1]
            left[:, step] = np.maximum(now, 0)
        return left.reshape(-1)


def backlog_of(problem: AssignmentProblem) -> Backlog:
    """Return the steps that a problem needs: for every end of a window, its starts."""
    windows = problem.windows
    if windows is None:
        none = np.zeros(0, dtype=np.int64)
        return Backlog(none, none, none, problem.agents)
    starts = np.unique(windows.release)
    steps = [
        (start, min(after - 1, end), end)
        for end in np.unique(windows.row_end).tolist()
        for start, after in zip(
            starts.tolist(), [*starts[1:].tolist(), windows.periods], strict=True
        )
        if start <= end
    ]
    start, until, end = np.array(steps, dtype=np.int64).reshape(len(steps), 3).T
    return Backlog(start, until, end, problem.agents)


Floats = npt.NDArray[np.float64]
"""An array of floating-point numbers."""


@dataclass(frozen=True, eq=False)
class Variables:
    """The columns, kind by kind: pairs first, in the order of the problem's arrays.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    load : array of shape (loads,)
        Keys of the loads that can differ from zero: agent times resources plus resource.
    present, bound : array of shape (columns of either kind,)
        Keys of the agents that may join a group, and of those that may take bound items of a
        group whose agents are limited: group times agents plus agent.
    is_open : array of shape (columns,)
        Agents whose use has a price.
    joined : array of shape (columns,)
        Groups whose agents beyond the first have a price.
    backlog : Backlog
        What is left of the work in the windows.
    first : tuple of int
        Place of the first pair, unassigned item, slack, load, agent present, agent with bound
        items, open agent, agents beyond the first, backlog; and the number of columns.
    """

    problem: AssignmentProblem
    load: Ints
    present: Ints
    bound: Ints
    is_open: Ints
    joined: Ints
    backlog: Backlog
    first: tuple[int, ...]

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.first[-1]

    @property
    def whole(self) -> Bools:
        """Which columns are whole numbers; loads, and slacks of one unit, follow by themselves."""
        problem = self.problem
        flags = np.zeros(self.columns, dtype=np.bool_)
        flags[: self.first[2]] = True
        flags[self.first[2] : self.first[3]] = bool((problem.relief.value > 1).any())
        flags[self.first[4] : self.first[7]] = True
        return flags

    @property
    def lower(self) -> Floats:
        """Least value of each column."""
        least = np.zeros(self.columns)
        least[self.first[3] : self.first[4]] = -np.inf
        return least

    @property
    def upper(self) -> Floats:
        """Most of each column."""
        problem = self.problem
        parts = (
            problem.count[problem.pair_item],
            np.where(problem.required, 0, problem.count),
            problem.slack_limit.reshape(-1),
            np.full(len(self.load), np.inf),
            np.ones(self.first[7] - self.first[4]),
            np.full(self.columns - self.first[7], np.inf),
        )
        return np.concatenate(parts).astype(np.float64)

    def values_of(self, x: Ints) -> Floats:
        """Return the values of all columns for a legal assignment, with its least slacks."""
        problem = self.problem
        evaluation = evaluate(problem, x)
        there, bound = presence(problem, x)
        used = np.bincount(problem.pair_agent[x > 0], minlength=problem.agents) > 0
        parts = (
            x,
            problem.count - sum_by(problem.pair_item, x, problem.items),
            evaluation.slacks.reshape(-1),
            evaluation.loads.reshape(-1)[self.load],
            there.reshape(-1)[self.present],
            bound.reshape(-1)[self.bound],
            used[self.is_open],
            np.maximum(there.sum(axis=1) - 1, 0)[self.joined],
            self.backlog.values(problem, evaluation.loads, evaluation.slacks),
        )
        return np.concatenate(parts).astype(np.float64)


def make_variables(problem: AssignmentProblem) -> Variables:
    """Lay out the columns of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Variables
        The layout.
    """
    joining = (problem.join_profile >= 0) | (problem.join_price > 0)
    limited = (problem.group_limit < problem.agents) & (problem.group_lead < 0)
    present = _agents(problem, joining, np.ones(problem.items, dtype=np.bool_))
    bound = _agents(problem, limited, problem.bound)
    is_open, joined = np.flatnonzero(problem.open_price), np.flatnonzero(problem.join_price)
    load, backlog = _loads(problem, present), backlog_of(problem)
    sizes = (
        problem.pairs,
        problem.items,
        problem.agents * problem.slacks,
        len(load),
        len(present),
        len(bound),
        len(is_open),
        len(joined),
        backlog.size,
    )
    first = tuple(accumulate(sizes, initial=0))
    return Variables(problem, load, present, bound, is_open, joined, backlog, first)


def _agents(problem: AssignmentProblem, groups: Bools, items: Bools) -> Ints:
    """Return the keys of the agents with an eligible item, of some items, of some groups."""
    group = problem.group[problem.pair_item]
    wanted = (group >= 0) & items[problem.pair_item]
    wanted[wanted] = groups[group[wanted]]
    return np.unique(group[wanted] * problem.agents + problem.pair_agent[wanted])


def _loads(problem: AssignmentProblem, present: Ints) -> Ints:
    group, agent = np.divmod(present, max(problem.agents, 1))
    carrying = problem.join_profile[group] >= 0
    profile = np.append(problem.pair_profile, problem.join_profile[group[carrying]])
    at = np.append(problem.pair_agent, agent[carrying])
    used = np.unique(at * problem.profiles.rows + profile)
    at, profile = np.divmod(used, max(problem.profiles.rows, 1))
    where, entry = problem.profiles.take(profile)
    return np.unique(at[where] * problem.resources + problem.profiles.column[entry])
