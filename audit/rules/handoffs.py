"""Hand-offs: each worker other than the owner spends minutes to get to know the client."""

from __future__ import annotations

import polars as pl

from .. import restate
from ..context import Context, find_differences
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return hand-offs of wrong minutes.

    In minutes lacking or too many. Each worker owes them who does a task of the client, exempt
    kinds included, and is not its owner; where households stay together, for each client with
    tasks of a household of which the worker does one.
    """
    homes = restate.households(context.instance, context.policy)
    working = (
        context.tasks.select("client")
        .unique(maintain_order=True)
        .join(homes, on="client", maintain_order="left")
    )
    others = (
        context.done.select("client", "worker")
        .join(homes, on="client", maintain_order="left")
        .select("household", "worker")
        .unique(maintain_order=True)
        .join(working, on="household", maintain_order="left")
        .select("client", "worker")
        .join(context.owners.select("client", "owner"), on="client", maintain_order="left")
        .filter(pl.col("worker").ne_missing(pl.col("owner")))
    )
    wrong = find_differences(context, others, context.policy.handoffs.minutes, "handoff")
    text = "worker {worker} owes {owed} min of hand-off for client {client}, but spends {spent}"
    return build_violations("handoffs", wrong, "minutes", text)
