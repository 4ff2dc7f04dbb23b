"""What is left of the work in the windows: a sparse form of rows that are quadratic in time.

Instead of one row with all the work of a window for every start and end, an agent carries, for
every end, a backlog from start to start: what it was, plus the work that starts now and is due by
that end, minus what can be done until the next start; never below zero. What is left at the end is
late. The last backlog is the largest excess over all starts, so that this form is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import AssignmentProblem, Ints


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
        """Number of steps an agent."""
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
