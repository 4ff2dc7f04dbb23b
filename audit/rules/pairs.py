"""Pairs: a client and a worker who must not meet do not."""

from __future__ import annotations

import polars as pl

from .. import restate
from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return owners and workers of tasks whom the client must not meet.

    In workers: each task and each ownership counts one.
    """
    apart = restate.never_together(context.instance)
    text = "client {client} and worker {worker} must not meet, but the worker "
    found: list[Violation] = []
    for served, what in ((context.done, "does task {task}"), (context.owned, "owns the client")):
        names = ["client", "worker", *(["task"] if "task" in served.columns else [])]
        met = served.join(apart, on=["client", "worker"], how="semi", maintain_order="left")
        rows = met.select(*names, by=pl.lit(1))
        found += build_violations("pairs", rows, "workers", f"{text}{what}")
    return found
