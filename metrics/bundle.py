"""Whole person: whether one worker can and does serve all that a client is entitled to."""

from __future__ import annotations

import polars as pl

from .facts import Facts
from .table import Definition, Measurements, mean, total

DEFINITIONS = (
    Definition(
        "bundle_under_owner",
        "whole-person",
        "share",
        "high",
        "Clients of two or more programs whose owner works in all of them / clients of two or more "
        "programs.",
    ),
    Definition(
        "bundle_served_by_owner",
        "whole-person",
        "share",
        "high",
        "Clients of two or more programs whose owner works in all of them and does all their done "
        "tasks / clients of two or more programs with a done task.",
    ),
    Definition(
        "owners_without_program",
        "whole-person",
        "clients",
        "low",
        "Clients whose owner does not work in all of their programs, with or without tasks.",
    ),
    Definition(
        "owners_without_program_with_tasks",
        "whole-person",
        "clients",
        "low",
        "Clients with tasks whose owner does not work in all of their programs.",
    ),
)


def measure_bundles(facts: Facts) -> Measurements:
    """Measure how many whole bundles are in one worker's hands."""
    missing = pl.col("programs").list.set_difference(pl.col("owner_programs"))
    several = facts.clients.filter(pl.col("programs").list.n_unique() >= 2).select(
        "client", (missing.list.len() == 0).fill_null(False).alias("under_owner")
    )
    served = (
        facts.tasks.filter("done")
        .group_by("client")
        .agg(pl.col("by_owner").all())
        .join(several, on="client")
    )
    owned = facts.clients.filter(pl.col("owner").is_not_null()).select(
        "has_tasks", lacks=missing.list.len() > 0
    )
    return {
        "bundle_under_owner": [mean(several["under_owner"])],
        "bundle_served_by_owner": [mean(served["under_owner"] & served["by_owner"])],
        "owners_without_program": [total(owned["lacks"])],
        "owners_without_program_with_tasks": [total(owned.filter("has_tasks")["lacks"])],
    }
