"""Continuity: at most K different workers serve a client, the owner included.

Where households stay together, all clients of one have one owner, and K is that of the household.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ...model.plan import Plan
from ...model.policy import Policy
from .. import restate
from ..context import Context
from ..violations import Violation, build_violations

_HAS = ("client {client} (owner {owner})", "household {household} (owner {owner})")


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
    """Return clients served by more than K workers, and households without one owner.

    In workers above K. The owner counts, with or without work; workers of exempt kinds do not.
    Under K = 1 nobody but an owner may serve, so K counts as 0 for a client without one. A
    household counts as one client, and each owner but one is one too many, nobody included.
    """
    homes = restate.households(context.instance, context.policy)
    units = homes.join(context.owners.select("client", "owner"), on="client", maintain_order="left")
    owners = pl.col("owner").unique(maintain_order=True)
    of_unit = units.group_by("household", maintain_order=True).agg(
        client=pl.col("client").first(),
        owner=owners.drop_nulls().first(),
        owners=owners.fill_null("nobody").str.join(", "),
        by=pl.col("owner").n_unique().cast(pl.Int64) - 1,
    )
    is_one = pl.col("household").str.starts_with("client ")
    found: list[Violation] = []
    found += build_violations(
        "continuity",
        _by_label(of_unit.filter(pl.col("by") > 0)),
        "owners",
        "household {household} has more than one owner: {owners}",
    )
    crowded = _count_workers(context, homes, of_unit.drop("by"))
    text = " meets {met} worker(s) where {k} may serve"
    one = crowded.filter(is_one).drop("household")
    found += build_violations("continuity", one, "workers", _HAS[0] + text)
    several = _by_label(crowded.filter(~is_one))
    return found + build_violations("continuity", several, "workers", _HAS[1] + text)


def _by_label(units: pl.DataFrame) -> pl.DataFrame:
    """Return households with their label, and without the client who stands for each."""
    return units.drop("client").with_columns(pl.col("household").str.strip_prefix("household "))


def _count_workers(context: Context, homes: pl.DataFrame, of_unit: pl.DataFrame) -> pl.DataFrame:
    """Return the units that meet more than K workers, and how many: ``met``, ``k``, ``by``."""
    limits = restate.worker_limits(context.instance, context.policy).drop_nulls("k")
    bound = context.done.filter(~pl.col("pooled")).select("client", "worker")
    served = (
        pl.concat([context.owned.select("client", "worker"), bound])
        .join(homes, on="client")
        .select("household", "worker")
        .unique()
    )
    met = served.group_by("household").agg(met=pl.len().cast(pl.Int64))
    k = pl.when((pl.col("k") == 1) & pl.col("owner").is_null()).then(0).otherwise("k")
    return (
        of_unit.join(limits, on="client", maintain_order="left")
        .join(met, on="household", maintain_order="left")
        .with_columns(k=k)
        .with_columns(by=pl.col("met") - pl.col("k"))
        .filter(pl.col("by") > 0)
    )
