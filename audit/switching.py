"""Switching minutes, transfers and hand-offs alike: owed against spent."""

from __future__ import annotations

import polars as pl

from ..model.plan import Activity
from .context import Context


def differences(
    context: Context, owing: pl.DataFrame, minutes: int, activity: Activity
) -> pl.DataFrame:
    """Return who spends other switching minutes than owed.

    Parameters
    ----------
    context : Context
        The plan beside the instance.
    owing : polars.DataFrame
        ``client`` and ``worker``, one row for each pair that owes the minutes.
    minutes : int
        Minutes that each of these pairs owes.
    activity : {"transfer", "handoff"}
        What the minutes are spent on.

    Returns
    -------
    polars.DataFrame
        ``client``, ``worker``, ``owed``, ``spent`` and ``by`` (their difference, above 0).
    """
    owed = owing.select("client", "worker", owed=pl.lit(minutes, dtype=pl.Int64))
    spent = context.work.filter(pl.col("activity") == activity).select(
        "client", "worker", spent=pl.col("minutes")
    )
    return (
        pl.concat([owed, spent], how="diagonal")
        .group_by("client", "worker", maintain_order=True)
        .agg(pl.col("owed").sum(), pl.col("spent").sum())
        .with_columns(by=(pl.col("owed") - pl.col("spent")).abs())
        .filter(pl.col("by") > 0)
    )
