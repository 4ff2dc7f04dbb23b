"""Deadlines: where lateness is forbidden, work ends by its due period."""

from __future__ import annotations

import polars as pl

from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return work after its due period, where that is forbidden.

    In minutes, one for each task, transfer or hand-off and period. What is overdue on arrival is
    due in the first period.
    """
    if context.policy.deadlines.late != "forbidden":
        return []
    late = (
        context.work.filter(pl.col("period") > pl.col("due"))
        .with_columns(
            why=pl.when(pl.col("overdue") > 0)
            .then(pl.lit("the last for work overdue on arrival"))
            .otherwise(pl.lit("when it was due"))
        )
        .group_by(
            "worker", "client", "activity", "task", "period", "due", "why", maintain_order=True
        )
        .agg(by=pl.col("minutes").sum())
    )
    return build_violations(
        "deadlines",
        late,
        "minutes",
        "worker {worker} spends {by} min ({activity}) for client {client} in period {period}, "
        "after period {due}, {why}",
    )
