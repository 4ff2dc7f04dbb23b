"""Which days and windows of periods are tight: minutes due inside against regular minutes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from ..model.instance import Instance

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MOST = 10
"""Most windows listed beside the whole horizon."""
_SHORT = 5
"""Most periods of a window apart from the whole horizon; longer ones are all much alike."""


@dataclass(frozen=True)
class Windows:
    """Every window of periods; row and column are its first and its last period.

    Parameters
    ----------
    work : numpy.ndarray
        Minutes of the tasks released and due inside, of shape (periods, periods); 0 where the last
        period is before the first, here and in ``room``.
    room : numpy.ndarray
        Regular minutes of all workers inside, of shape (periods, periods).
    """

    work: Ints
    room: Ints

    @classmethod
    def of_instance(cls, instance: Instance) -> Self:
        """Return the windows of an instance; a due beyond the horizon counts as its last period."""
        periods, last = instance.calendar.periods, instance.calendar.last
        work = np.zeros((periods, periods), dtype=np.int64)
        times = instance.tasks.select(pl.col("release", "due").clip(upper_bound=last))
        places = (times["release"].to_numpy(), times["due"].to_numpy())
        np.add.at(work, places, instance.tasks["minutes"].to_numpy())
        until = np.concatenate([[0], instance.capacity.sum(axis=0).cumsum()])
        return cls(
            np.triu(work[::-1].cumsum(axis=0)[::-1].cumsum(axis=1)),
            np.triu(until[None, 1:] - until[:-1, None]),
        )

    @cached_property
    def load(self) -> Floats:
        """Work by room, of shape (periods, periods); infinite without room, 0 without work."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.work > 0, self.work / self.room.astype(np.float64), 0.0)

    def table(self, first: Ints, last: Ints) -> pl.DataFrame:
        """Return windows as a table: ``first``, ``last``, minutes, and ``load`` or null."""
        table = pl.DataFrame(
            {
                "first": first,
                "last": last,
                "task_minutes": self.work[first, last],
                "regular_minutes": self.room[first, last],
                "load": self.load[first, last],
            }
        )
        return table.with_columns(load=pl.when(pl.col("regular_minutes") > 0).then("load"))


def tightest_windows(windows: Windows) -> pl.DataFrame:
    """Return the whole horizon, then the tightest short windows, of which no two overlap.

    Parameters
    ----------
    windows : Windows
        All windows.

    Returns
    -------
    polars.DataFrame
        As ``Windows.table``; windows without work are left out.
    """
    periods = len(windows.work)
    first, last = np.nonzero((windows.work > 0) & np.tri(periods, k=_SHORT - 1, dtype=np.bool_))
    order = np.lexsort((last - first, -windows.load[first, last]))
    chosen = _apart(first, last, order)
    return windows.table(np.append(0, first[chosen]), np.append(periods - 1, last[chosen]))


def tightest_days(windows: Windows, instance: Instance) -> pl.DataFrame:
    """Return every period with the fullest window that ends there, the tightest first.

    Parameters
    ----------
    windows : Windows
        All windows of the instance.
    instance : Instance
        The instance.

    Returns
    -------
    polars.DataFrame
        ``period``, ``regular_minutes`` and ``workers_away`` (of those who work in any period);
        ``first`` period and ``load`` of the fullest window, the shortest of equals; the load is
        null where the window has no regular minutes.
    """
    capacity, periods = instance.capacity, np.arange(instance.calendar.periods)
    # Of equally full windows argmax takes the first, so the latest start must come first.
    latest = windows.load[::-1].argmax(axis=0)
    first = np.minimum(len(periods) - 1 - latest, periods)
    days = pl.DataFrame(
        {
            "period": periods,
            "regular_minutes": capacity.sum(axis=0),
            "workers_away": (capacity[capacity.any(axis=1)] == 0).sum(axis=0),
        }
    )
    days = days.with_columns(windows.table(first, periods)["first", "load"])
    rank = pl.Series(windows.load[first, periods])
    return days.sort(rank, "regular_minutes", "period", descending=[True, False, False])


def _apart(first: Ints, last: Ints, order: Ints) -> list[int]:
    """Return the first windows of an order that do not overlap one before."""
    chosen: list[int] = []
    for at in order.tolist():
        if all(last[at] < first[other] or first[at] > last[other] for other in chosen):
            chosen.append(at)
            if len(chosen) == _MOST:
                break
    return chosen
