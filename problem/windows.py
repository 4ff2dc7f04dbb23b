"""Time: which resources stand for work inside a window, and which rows and slacks follow.

Work may stop at the end of a period and go on in the next. Work with release >= a and due <= p
then fits on one agent exactly if, for every release a and every period p >= a,

    work(a, p) <= capacity[a..p] + overtime[a..p] + late[p]

where ``late[p]`` is the backlog past its due at the end of p (its sum is the minute-periods
late) and late of the last period is zero: assigned work ends inside the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sparse import Ints, sum_columns


@dataclass(frozen=True, eq=False)
class Windows:
    """The part of a problem that has to do with time.

    Parameters
    ----------
    release, due : arrays of shape (cells,)
        Resource ``i`` of the problem is work that may start in period ``release[i]`` and is due
        at the end of period ``due[i]``, for the first resources of the problem.
    capacity : array of shape (agents, periods)
        Regular capacity in each period.
    row_start, row_end : arrays of shape (window rows,)
        Row ``i`` of the problem is the window from period ``row_start[i]`` to ``row_end[i]``, for
        the first rows of the problem.
    overtime : array of shape (periods,)
        Slack that adds capacity in the period, or -1 where there is none.
    late : array of shape (periods,)
        Slack that is the backlog past due at the end of the period, or -1 where there is none.
    """

    release: Ints
    due: Ints
    capacity: Ints
    row_start: Ints
    row_end: Ints
    overtime: Ints
    late: Ints

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.capacity.shape[1])

    @property
    def cells(self) -> int:
        """Number of resources that are work inside a window."""
        return len(self.release)

    def work(self, load: Ints) -> Ints:
        """Return the work inside every window.

        Parameters
        ----------
        load : array of shape (agents, cells)
            Amount of each of the first resources at each agent.

        Returns
        -------
        array of shape (agents, periods, periods)
            Entry (w, a, p) is the work with release >= a and due <= p.
        """
        periods = self.periods
        flat = sum_columns(load, self.release * periods + self.due, periods * periods)
        table = flat.reshape(len(load), periods, periods)
        table = np.cumsum(table[:, ::-1, :], axis=1)[:, ::-1, :]
        return np.cumsum(table, axis=2)
