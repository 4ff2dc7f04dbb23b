"""Skills: whoever does a task works in its program, and an owner in the whole bundle."""

from __future__ import annotations

import polars as pl

from .. import restate
from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return tasks done by workers without the program, and owners without the whole bundle.

    In programs that the worker lacks.
    """
    known = restate.skills(context.instance)
    found = _tasks(context, known)
    if context.policy.skills.bundle_integrity:
        found.extend(_owners(context, known))
    return found


def _tasks(context: Context, known: pl.DataFrame) -> list[Violation]:
    unskilled = context.done.join(
        known, on=["worker", "program"], how="anti", maintain_order="left"
    )
    return build_violations(
        "skills",
        unskilled.select("client", "worker", "task", "program", by=pl.lit(1)),
        "programs",
        "worker {worker} does task {task} of client {client} without working in {program}",
    )


def _owners(context: Context, known: pl.DataFrame) -> list[Violation]:
    lacking = (
        context.owned.select("client", "worker", program="programs")
        .explode("program")
        .drop_nulls("program")
        .unique(maintain_order=True)
        .join(known, on=["worker", "program"], how="anti", maintain_order="left")
        .group_by("client", "worker", maintain_order=True)
        .agg(by=pl.len().cast(pl.Int64), lacks=pl.col("program"))
        .with_columns(pl.col("lacks").list.join(", "))
    )
    return build_violations(
        "skills",
        lacking,
        "programs",
        "worker {worker} owns client {client} without working in {lacks}",
    )
