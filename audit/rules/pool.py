"""Pool: a client's workers belong to the client's office, region or county."""

from __future__ import annotations

import polars as pl

from .. import restate
from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return owners and workers from outside the client's pool.

    In workers: each task and each ownership counts one.
    """
    areas = restate.areas(context.instance, context.policy)
    theirs = context.instance.workers.select("office", worker="id").join(areas, on="office")
    theirs = theirs.select("worker", worker_office="office", worker_area="area")
    text = "client {client} of office {office} and worker {worker} of office {worker_office}, who "
    found: list[Violation] = []
    for served, what in ((context.done, "does task {task}"), (context.owned, "owns the client")):
        outside = (
            served.join(areas, on="office", how="left", maintain_order="left")
            .join(theirs, on="worker", how="left", maintain_order="left")
            .filter(pl.col("area") != pl.col("worker_area"))
        )
        names = ["client", "worker", "office", "worker_office"]
        names += ["task"] if "task" in served.columns else []
        rows = outside.select(*names, by=pl.lit(1))
        found += build_violations("pool", rows, "workers", f"{text}{what}, share no pool")
    return found
