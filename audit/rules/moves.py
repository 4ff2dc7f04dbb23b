"""Moves: a change of owner takes minutes to transfer, and changes may be limited."""

from __future__ import annotations

import polars as pl

from ...model.policy import floor_share
from ..context import Context, find_differences
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return transfers of wrong minutes, changes above the limits and frozen clients moved.

    In minutes that a transfer lacks or has too many, and in changes too many.
    """
    section = context.policy.moves
    wrong = find_differences(context, context.changes, section.transfer_minutes, "transfer")
    text = "worker {worker} owes {owed} min of transfer for client {client}, but spends {spent}"
    return [
        *build_violations("moves", wrong, "minutes", text),
        *_limits(context),
        *_frozen(context),
    ]


def _limits(context: Context) -> list[Violation]:
    section = context.policy.moves
    limits: list[int] = []
    if section.limit is not None:
        limits.append(section.limit)
    if section.limit_share is not None:
        owned_today = context.owners["today"].drop_nulls().len()
        limits.append(floor_share(section.limit_share, owned_today))
    changes = context.changes.height
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
    moved = context.changes.join(frozen, on="client", how="semi", maintain_order="left")
    return build_violations(
        "moves",
        moved.select("client", "worker", "today", by=pl.lit(1)),
        "changes",
        "client {client} is frozen, but goes from worker {today} to worker {worker}",
    )
