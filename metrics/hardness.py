"""What makes an instance hard: scarce languages, tight workers, days and windows, lone clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from ..audit import fair_shares, find_exclusions, standing_minutes
from ..model.instance import Instance
from ..model.policy import Policy
from .unserved import Unowned

# Which days and windows of periods are tight: minutes due inside against regular minutes.


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
        """Return the windows of an instance; a due outside counts as the first or last period."""
        periods, last = instance.calendar.periods, instance.calendar.last
        work = np.zeros((periods, periods), dtype=np.int64)
        times = instance.tasks.select(pl.col("release", "due").clip(0, last))
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


@dataclass(frozen=True)
class Hardness:
    """Where an instance is tight; each table begins with the tightest row.

    Parameters
    ----------
    languages : polars.DataFrame
        ``language``, ``clients``, ``task_minutes`` (of those clients), ``contact_minutes``,
        ``speakers``, ``speaker_minutes`` (regular), ``load`` (task minutes by speaker minutes;
        null without speakers).
    workers : polars.DataFrame
        ``worker``, ``clients`` (owned today), ``task_minutes`` (of those clients),
        ``regular_minutes``, ``load`` (null without regular minutes), ``tasks_too_long`` (owned
        tasks that do not fit between release and due, even alone and at standard minutes),
        ``standing_minutes`` (of the clients owned today), ``caseload_share`` (of a usual caseload)
        and ``of_fair_share`` (the standing minutes by the worker's fair share of the pool's; null
        without a share).
    days : polars.DataFrame
        ``period``, ``regular_minutes``, ``workers_away``, ``first`` period and ``load`` of the
        fullest window that ends there (null if it has no regular minutes).
    windows : polars.DataFrame
        ``first``, ``last``, ``task_minutes`` (released and due inside), ``regular_minutes`` (of all
        workers inside), ``load``; the whole horizon, then windows of up to 5 periods, of which no
        two overlap.
    nobody_may_own : sequence of Unowned
        Clients whom a rule keeps from every worker.
    owner_has_left : int
        Clients whose owner today has left.
    """

    languages: pl.DataFrame
    workers: pl.DataFrame
    days: pl.DataFrame
    windows: pl.DataFrame
    nobody_may_own: Sequence[Unowned]
    owner_has_left: int

    def as_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {
            "languages": self.languages.to_dicts(),
            "workers": self.workers.to_dicts(),
            "days": self.days.to_dicts(),
            "windows": self.windows.to_dicts(),
            "nobody_may_own": [each.as_dict() for each in self.nobody_may_own],
            "owner_has_left": self.owner_has_left,
        }


def measure_hardness(instance: Instance, policy: Policy) -> Hardness:
    """Return what makes an instance hard.

    Parameters
    ----------
    instance : Instance
        Any instance.
    policy : Policy
        The policy under which clients may be owned.
    """
    windows = Windows.of_instance(instance)
    return Hardness(
        _languages(instance),
        _workers(instance, policy),
        tightest_days(windows, instance),
        tightest_windows(windows),
        _nobody_may_own(instance, policy),
        instance.clients.join(instance.former, left_on="worker", right_on="id", how="semi").height,
    )


def _languages(instance: Instance) -> pl.DataFrame:
    work = instance.tasks.group_by("client").agg(
        task_minutes=pl.col("minutes").sum(),
        contact_minutes=pl.col("minutes").filter("contact").sum(),
    )
    regular = pl.Series("speaker_minutes", instance.capacity.sum(axis=1), dtype=pl.Int64)
    speakers = (
        instance.workers.select(language="languages")
        .with_columns(regular)
        .explode("language")
        .group_by("language")
        .agg(speakers=pl.len().cast(pl.Int64), speaker_minutes=pl.col("speaker_minutes").sum())
    )
    return _by_load(
        instance.clients.select("language", client="id")
        .join(work, on="client", how="left")
        .group_by("language")
        .agg(
            clients=pl.len().cast(pl.Int64),
            task_minutes=pl.col("task_minutes").sum(),
            contact_minutes=pl.col("contact_minutes").sum(),
        )
        .join(speakers, on="language", how="left")
        .with_columns(pl.col("speakers", "speaker_minutes").fill_null(0)),
        "task_minutes",
        "speaker_minutes",
        "language",
    )


def _workers(instance: Instance, policy: Policy) -> pl.DataFrame:
    standing = standing_minutes(instance, policy)
    owned = (
        instance.clients.select("worker", client="id")
        .drop_nulls("worker")
        .join(standing, on="client")
    )
    shares = pl.Series("share", [float(share) for share in fair_shares(instance, policy)])
    tasks = _owned_tasks(instance)
    work = tasks.group_by("worker").agg(
        task_minutes=pl.col("minutes").sum(), tasks_too_long=pl.col("too_long").sum()
    )
    clients = owned.group_by("worker").agg(
        clients=pl.len().cast(pl.Int64), standing_minutes=pl.col("standing").sum()
    )
    regular = pl.Series("regular_minutes", instance.capacity.sum(axis=1), dtype=pl.Int64)
    table = (
        instance.workers.select(pl.col("caseload_share").fill_null(1.0), worker="id")
        .with_columns(regular, shares)
        .join(clients, on="worker", how="left")
        .join(work, on="worker", how="left")
        .with_columns(
            pl.col("clients", "task_minutes", "tasks_too_long", "standing_minutes").fill_null(0)
        )
        .with_columns(
            of_fair_share=pl.when(pl.col("share") > 0).then(
                pl.col("standing_minutes") / pl.col("share")
            )
        )
    )
    columns = (
        *("worker", "clients", "task_minutes", "regular_minutes", "load", "tasks_too_long"),
        *("standing_minutes", "caseload_share", "of_fair_share"),
    )
    return _by_load(table, "task_minutes", "regular_minutes", "worker").select(columns)


def _owned_tasks(instance: Instance) -> pl.DataFrame:
    """Return the tasks with today's owner, and whether one alone is too long for the owner."""
    last = instance.calendar.last
    rows = instance.workers.select(worker="id").with_row_index("row")
    owners = instance.clients.select("worker", client="id").join(rows, on="worker")
    tasks = instance.tasks.join(owners, on="client").with_columns(
        pl.col("release", "due").clip(0, last)
    )
    until = np.pad(instance.capacity.cumsum(axis=1), ((0, 0), (1, 0)))
    row, release, due = (tasks[name].to_numpy() for name in ("row", "release", "due"))
    free = pl.Series(until[row, due + 1] - until[row, release], dtype=pl.Int64)
    too_long = (tasks["minutes"] > free).cast(pl.Int64)
    return tasks.select("worker", "minutes").with_columns(too_long=too_long)


def _nobody_may_own(instance: Instance, policy: Policy) -> list[Unowned]:
    """Ask for one client of each sort, because a large office has millions of pairs."""
    frozen = pl.col("id").is_in(list(policy.moves.frozen))
    fixed = pl.DataFrame(
        {"id": list(policy.moves.fixed_owners), "fixed": list(policy.moves.fixed_owners.values())},
        schema={"id": pl.String(), "fixed": pl.String()},
    )
    clients = instance.clients.join(fixed, on="id", how="left", maintain_order="left").select(
        "id",
        "office",
        "language",
        "fixed",
        bundle=pl.col("programs").list.sort().list.join(";"),
        kept=pl.when(frozen).then("worker"),
    )
    sort = ["office", "language", "bundle", "kept", "fixed"]
    of_sort = clients.with_columns(like=pl.col("id").first().over(sort))
    asked: list[str] = of_sort["like"].unique(maintain_order=True).to_list()
    rules: dict[str, dict[str, str]] = {client: {} for client in asked}
    for client, worker, rule in find_exclusions(instance, policy, asked).iter_rows():
        rules[client][worker] = rule
    lone: Mapping[str, Mapping[str, str]] = {
        client: excluded
        for client, excluded in rules.items()
        if len(excluded) == instance.workers.height
    }
    rows = of_sort.filter(pl.col("like").is_in(list(lone))).select("id", "like").iter_rows()
    return [Unowned(client, lone[like]) for client, like in rows]


def _by_load(table: pl.DataFrame, work: str, room: str, name: str) -> pl.DataFrame:
    """Return a table with the column ``load``; first what has work and no room, then by load."""
    known = pl.when(pl.col(room) > 0).then(pl.col(work) / pl.col(room))
    rank = pl.col("load").fill_null(
        pl.when(pl.col(work) > 0).then(float("inf")).otherwise(float("-inf"))
    )
    return table.with_columns(load=known).sort(rank, name, descending=[True, False])
