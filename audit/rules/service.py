"""Service: what must be done is done, and who must be owned is owned."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

import polars as pl

from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return what is left undone or unowned though it may not be.

    In tasks or clients: each one that may not be left, and how many too many of a kind are undone
    for its service level.
    """
    found: list[Violation] = []
    if context.policy.service.undone == "forbidden":
        found += _left(context)
    return [*found, *_levels(context)]


def _left(context: Context) -> list[Violation]:
    undone = context.tasks.filter(pl.col("worker").is_null()).select("client", "task")
    unowned = context.owners.filter(pl.col("owner").is_null()).select("client")
    one = pl.lit(1).alias("by")
    return [
        *build_violations(
            "service", undone.with_columns(one), "tasks", "task {task} of client {client} is undone"
        ),
        *build_violations(
            "service", unowned.with_columns(one), "clients", "client {client} has no owner"
        ),
    ]


def _levels(context: Context) -> list[Violation]:
    levels = context.policy.service.levels
    if not levels:
        return []
    counts = context.tasks.group_by("kind").agg(
        tasks=pl.len(), undone=pl.col("worker").null_count()
    )
    by_kind = {kind: (tasks, undone) for kind, tasks, undone in counts.iter_rows()}
    found: list[Violation] = []
    for kind, share in levels.items():
        tasks, undone = by_kind.get(kind, (0, 0))
        spared = (1 - Decimal(repr(share))) * tasks
        most = int(spared.to_integral_value(rounding=ROUND_FLOOR))
        if undone > most:
            text = f"{undone} of {tasks} tasks of kind {kind} are undone, where {most} may be"
            found.append(Violation("service", {"kind": kind}, None, undone - most, "tasks", text))
    return found
