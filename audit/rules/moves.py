"""Moves: a change of owner takes minutes to transfer, and changes may be limited."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ...model.policy import floor_share
from ..context import Context, find_differences
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return wrong transfers, changes above the limits, and what should have stayed and did not.

    In minutes that a transfer lacks or has too many, and in changes too many; a frozen client who
    moved, and a fixed owner or worker who is not there, count as one. Limits and frozen clients are
    about changes that are chosen, not about those that are forced because the owner has left.
    """
    section = context.policy.moves
    wrong = find_differences(context, context.changes, section.transfer_minutes, "transfer")
    text = "worker {worker} owes {owed} min of transfer for client {client}, but spends {spent}"
    return [
        *build_violations("moves", wrong, "minutes", text),
        *_limits(context),
        *_frozen(context),
        *_fixed_owners(context),
        *_fixed_tasks(context),
    ]


def _limits(context: Context) -> list[Violation]:
    section = context.policy.moves
    limits: list[int] = []
    if section.limit is not None:
        limits.append(section.limit)
    if section.limit_share is not None:
        there = context.owners.filter(~pl.col("has_left"))
        owned_today = there["today"].drop_nulls().len()
        limits.append(floor_share(section.limit_share, owned_today))
    changes = context.chosen_changes.height
    return [
        Violation(
            "moves",
            {},
            None,
            changes - limit,
            "changes",
            f"{changes} client(s) change owner, where {limit} may",
        )
        for limit in limits
        if changes > limit
    ]


def _frozen(context: Context) -> list[Violation]:
    frozen = pl.DataFrame(
        {"client": list(context.policy.moves.frozen)}, schema={"client": pl.String()}
    )
    moved = context.chosen_changes.join(frozen, on="client", how="semi", maintain_order="left")
    return build_violations(
        "moves",
        moved.select("client", "worker", "today", by=pl.lit(1)),
        "changes",
        "client {client} is frozen, but goes from worker {today} to worker {worker}",
    )


def _fixed_owners(context: Context) -> list[Violation]:
    fixed = _pairs("client", context.policy.moves.fixed_owners)
    rows = context.owners.select("client", "owner").join(fixed, on="client", maintain_order="left")
    wrong = rows.filter(pl.col("owner").ne_missing(pl.col("fixed")))
    return build_violations(
        "moves",
        wrong.select(
            "client", worker="fixed", has=pl.col("owner").fill_null("nobody"), by=pl.lit(1)
        ),
        "owners",
        "client {client} is fixed to the owner {worker}, but is owned by {has}",
    )


def _fixed_tasks(context: Context) -> list[Violation]:
    fixed = _pairs("task", context.policy.moves.fixed_tasks)
    rows = context.tasks.select("client", "task", "worker").join(
        fixed, on="task", maintain_order="left"
    )
    wrong = rows.filter(pl.col("worker").ne_missing(pl.col("fixed")))
    return build_violations(
        "moves",
        wrong.select(
            "client",
            "task",
            worker="fixed",
            has=pl.col("worker").fill_null("nobody"),
            by=pl.lit(1),
        ),
        "tasks",
        "task {task} of client {client} is fixed to the worker {worker}, but is done by {has}",
    )


def _pairs(what: str, fixed: Mapping[str, str]) -> pl.DataFrame:
    schema = {what: pl.String(), "fixed": pl.String()}
    return pl.DataFrame({what: list(fixed), "fixed": list(fixed.values())}, schema=schema)
