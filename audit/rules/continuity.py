"""Continuity: at most K different workers serve a client, the owner included."""

from __future__ import annotations

import polars as pl

from .. import restate
from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return clients served by more than K workers.

    In workers above K. The owner counts, with or without work; workers of exempt kinds do not.
    Under K = 1 nobody but an owner may serve, so K counts as 0 for a client without one.
    """
    limits = restate.worker_limits(context.instance, context.policy).drop_nulls("k")
    bound = context.done.filter(~pl.col("pooled")).select("client", "worker")
    served = pl.concat([context.owned.select("client", "worker"), bound]).unique()
    counted = (
        limits.join(
            served.group_by("client").agg(pl.len().cast(pl.Int64).alias("met")), on="client"
        )
        .join(context.owners.select("client", "owner"), on="client")
        .with_columns(
            k=pl.when((pl.col("k") == 1) & pl.col("owner").is_null()).then(0).otherwise("k")
        )
        .with_columns(by=pl.col("met") - pl.col("k"))
        .filter(pl.col("by") > 0)
    )
    return build_violations(
        "continuity",
        context.owners.select("client").join(
            counted, on="client", how="inner", maintain_order="left"
        ),
        "workers",
        "client {client} (owner {owner}) meets {met} worker(s) where {k} may serve",
    )
