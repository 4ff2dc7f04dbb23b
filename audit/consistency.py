"""Whether a plan agrees with itself and with the instance, whatever the policy prices."""

from __future__ import annotations

import numpy as np
import polars as pl

from .context import Context
from .restate import effective_minutes
from .violations import Violation, each_row


def faults(context: Context) -> list[Violation]:
    """Return where the plan contradicts itself or the instance.

    Parameters
    ----------
    context : Context
        The plan beside the instance.

    Returns
    -------
    list of Violation
        Under the rule ``plan``: today's owner misstated, work that does not belong to an
        assignment, minutes other than a task takes, work before its release or, with the rule
        overtime off, in a period without regular minutes.
    """
    return [
        *_today(context),
        *_belonging(context),
        *_minutes(context),
        *_release(context),
        *_absence(context),
    ]


def _today(context: Context) -> list[Violation]:
    wrong = context.owners.filter(pl.col("stated").ne_missing(pl.col("today")))
    return each_row(
        "plan",
        wrong.select("client", "stated", "today", by=pl.lit(1)),
        "owners",
        "client {client}: the plan gives {stated} as the owner today, the instance {today}",
    )


def _belonging(context: Context) -> list[Violation]:
    assigned = context.tasks.select("task", assigned="worker", whose="client")
    rows = (
        context.work.filter(pl.col("activity") == "task")
        .join(assigned, on="task", how="left", maintain_order="left")
        .group_by("task", "worker", "client", "assigned", "whose", maintain_order=True)
        .agg(by=pl.col("minutes").sum())
    )
    undone = rows.filter(pl.col("assigned").is_null())
    another = rows.filter(pl.col("assigned") != pl.col("worker"))
    stranger = rows.filter(pl.col("whose") != pl.col("client"))
    text = "worker {worker} spends {by} min on task {task}, which is "
    return [
        *each_row("plan", undone, "minutes", text + "left undone"),
        *each_row("plan", another, "minutes", text + "assigned to {assigned}"),
        *each_row("plan", stranger, "minutes", text + "of client {whose}, not {client}"),
    ]


def _minutes(context: Context) -> list[Violation]:
    takes = effective_minutes(context.instance, context.policy, context.done)
    spent = (
        context.work.filter(pl.col("activity") == "task")
        .group_by("task")
        .agg(spent=pl.col("minutes").sum())
    )
    wrong = (
        context.done.select("client", "worker", "task")
        .join(takes.drop("worker"), on="task", how="left", maintain_order="left")
        .join(spent, on="task", how="left", maintain_order="left")
        .with_columns(pl.col("spent").fill_null(0))
        .with_columns(by=(pl.col("spent") - pl.col("effective")).abs())
        .filter(pl.col("by") > 0)
    )
    return each_row(
        "plan",
        wrong,
        "minutes",
        "task {task} of client {client} takes worker {worker} {effective} min, "
        "but {spent} min are spent on it",
    )


def _release(context: Context) -> list[Violation]:
    early = (
        context.work.filter(pl.col("period") < pl.col("release"))
        .group_by("worker", "client", "activity", "task", "period", "release", maintain_order=True)
        .agg(by=pl.col("minutes").sum())
    )
    return each_row(
        "plan",
        early,
        "minutes",
        "worker {worker} spends {by} min ({activity}) for client {client} in period {period}, "
        "before it can begin in period {release}",
    )


def _absence(context: Context) -> list[Violation]:
    if context.policy.overtime.enabled:
        return []
    names = context.instance.workers["id"].to_list()
    idle = (context.instance.capacity == 0) & (context.worked > 0)
    return [
        Violation(
            "plan",
            {"worker": names[row]},
            int(period),
            int(context.worked[row, period]),
            "minutes",
            f"worker {names[row]} works {context.worked[row, period]} min in period {period}, "
            "which has no regular minutes",
        )
        for row, period in np.argwhere(idle)
    ]
