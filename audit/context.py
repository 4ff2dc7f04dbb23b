"""What the rules look at: the plan's tables joined with the instance's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.tables import Activity
from . import restate


@dataclass(frozen=True, eq=False)
class Context:
    """A plan laid beside the instance, under one policy; made by ``prepare_context``.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy to check under.
    owners : polars.DataFrame
        One row per client, in order: ``client``, ``owner``, ``stated`` (the plan's word for today's
        owner), ``today`` (the instance's), ``has_left`` (whether that worker has), ``office``,
        ``language``, ``programs``.
    tasks : polars.DataFrame
        One row per task, in order: the columns of ``restate.tasks`` and ``worker`` (null: undone).
    work : polars.DataFrame
        The plan's work rows with ``release`` and ``due``: of the task, or of the client's window;
        and ``overdue`` of the task, 0 for switching minutes.
    """

    instance: Instance
    policy: Policy
    owners: pl.DataFrame
    tasks: pl.DataFrame
    work: pl.DataFrame

    @cached_property
    def owned(self) -> pl.DataFrame:
        """Clients with an owner, who is named ``worker``."""
        return self.owners.rename({"owner": "worker"}).drop_nulls("worker")

    @cached_property
    def done(self) -> pl.DataFrame:
        """Tasks that are not left undone."""
        return self.tasks.drop_nulls("worker")

    @cached_property
    def changes(self) -> pl.DataFrame:
        """Owned clients whose owner is not today's; a first owner is no change."""
        return self.owned.filter(pl.col("worker") != pl.col("today"))

    @property
    def chosen_changes(self) -> pl.DataFrame:
        """The changes that are not forced, because the owner today is still there."""
        return self.changes.filter(~pl.col("has_left"))

    @cached_property
    def capacity(self) -> npt.NDArray[np.int64]:
        """Regular minutes, of shape (workers, periods)."""
        return restate.capacity(self.instance)

    @cached_property
    def planned(self) -> npt.NDArray[np.int64]:
        """Regular minutes that are not held back, of shape (workers, periods)."""
        return restate.planned(self.instance, self.policy)

    @cached_property
    def worked(self) -> npt.NDArray[np.int64]:
        """Minutes worked, of shape (workers, periods)."""
        rows = self.instance.workers.select(worker="id").with_row_index("row")
        work = self.work.join(rows, on="worker")
        # Several pieces may fall into one worker's period, so they are added, not set.
        minutes = np.zeros(self.capacity.shape, dtype=np.int64)
        place = (work["row"].to_numpy(), work["period"].to_numpy())
        np.add.at(minutes, place, work["minutes"].to_numpy())
        return minutes

    @property
    def overtime(self) -> npt.NDArray[np.int64]:
        """Minutes worked above the regular ones that are not held back: (workers, periods)."""
        above: npt.NDArray[np.int64] = np.maximum(self.worked - self.planned, 0)
        return above


def prepare_context(instance: Instance, plan: Plan, policy: Policy) -> Context:
    """Return a plan without faults of form laid beside the instance."""
    stated = plan.owners.select("client", "owner", stated="owner_today")
    owners = (
        instance.clients.rename({"id": "client", "worker": "today"})
        .join(stated, on="client", how="left", maintain_order="left")
        .with_columns(has_left=pl.col("today").is_in(instance.former["id"].implode()))
        .with_columns(pl.col("has_left").fill_null(False))
        .select("client", "owner", "stated", "today", "has_left", "office", "language", "programs")
    )
    tasks = restate.tasks(instance, policy).join(
        plan.assignments.select("task", "worker"), on="task", how="left", maintain_order="left"
    )
    work = (
        plan.work.select("worker", "client", "activity", "task", "period", "minutes")
        .join(
            tasks.select("task", "release", "due", "overdue"),
            on="task",
            how="left",
            maintain_order="left",
        )
        .join(restate.windows(instance, policy), on="client", how="left", maintain_order="left")
        .with_columns(
            release=pl.coalesce("release", "first"),
            due=pl.coalesce("due", "last"),
            overdue=pl.col("overdue").fill_null(0),
        )
        .drop("first", "last")
    )
    return Context(instance, policy, owners, tasks, work)


# Switching minutes, transfers and hand-offs alike: owed against spent.


def find_differences(
    context: Context, owing: pl.DataFrame, minutes: int, activity: Activity
) -> pl.DataFrame:
    """Return who spends other switching minutes (``activity``) than owed.

    Each row of ``owing`` (``client``, ``worker``) owes so many minutes. The answer has ``client``,
    ``worker``, ``owed``, ``spent`` and ``by`` (their difference, above 0).
    """
    owed = owing.select("client", "worker", owed=pl.lit(minutes, dtype=pl.Int64))
    spent = context.work.filter(pl.col("activity") == activity).select(
        "client", "worker", spent=pl.col("minutes")
    )
    return (
        pl.concat([owed, spent], how="diagonal")
        .group_by("client", "worker", maintain_order=True)
        .agg(pl.col("owed").sum(), pl.col("spent").sum())
        .with_columns(by=(pl.col("owed") - pl.col("spent")).abs())
        .filter(pl.col("by") > 0)
    )
