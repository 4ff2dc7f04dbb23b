"""Continuity: at most K different workers serve a client, the owner included."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ...model.plan import Plan
from ...model.policy import Policy
from .. import restate
from ..context import Context
from ..violations import Violation, build_violations


@dataclass(frozen=True)
class Pieces:
    """How often work on a task stops and is taken up again; no plan is refused for it.

    Parameters
    ----------
    tasks : int
        Tasks that are worked on in more periods than one.
    short : int
        Pieces of those tasks, one a period, with fewer minutes than the policy asks for.
    least : int
        The minutes it asks for, 0 where it does not.
    """

    tasks: int
    short: int
    least: int


def count_pieces(plan: Plan, policy: Policy) -> Pieces:
    """Count the tasks of a plan that lie over several periods, and their short pieces.

    Parameters
    ----------
    plan : Plan
        Any plan.
    policy : Policy
        The policy whose ``continuity.piece`` counts.
    """
    least = policy.continuity.piece if policy.continuity.enabled else 0
    pieces = (
        plan.work.drop_nulls("task")
        .group_by("task", "period")
        .agg(pl.col("minutes").sum())
        .filter(pl.len().over("task") > 1)
    )
    short = pieces.filter(pl.col("minutes") < least)
    return Pieces(tasks=pieces["task"].n_unique(), short=short.height, least=least)


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
