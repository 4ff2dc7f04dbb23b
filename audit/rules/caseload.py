"""Caseload: no worker owns more clients, weighted or by program, than the share of the cap."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl

from ...model.policy import MILLI, milli
from ..context import Context
from ..standing import caseload_shares
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return workers who own more than their share of a cap.

    In thousandths of a case above the weighted cap, and in clients above the cap of a program.
    """
    return [*_weighted(context), *_programs(context)]


def _weighted(context: Context) -> list[Violation]:
    cap = context.policy.caseload.cap
    if cap is None:
        return []
    full = (
        _weights(context)
        .group_by("worker", maintain_order=True)
        .agg(pl.col("weight").sum())
        # Rounded down: a sum of whole thousandths is at most the cap if and only if at most this.
        .join(
            _caps(context, Fraction(Decimal(repr(cap))) * MILLI), on="worker", maintain_order="left"
        )
        .with_columns(by=pl.col("weight") - pl.col("most"))
        .filter(pl.col("by") > 0)
        .with_columns(cases=pl.col("weight").map_elements(_decimal, return_dtype=pl.String))
    )
    text = f"worker {{worker}} owns {{cases}} weighted case(s), more than {{of}}the cap of {cap:g}"
    return build_violations("caseload", full, "thousandths of a case", text)


def _caps(context: Context, cap: Fraction) -> pl.DataFrame:
    """Return ``worker``, ``most`` (a cap by the worker's share, rounded down) and ``of``.

    ``of`` is the share in words, empty where it is a whole caseload.
    """
    shares = caseload_shares(context.instance)
    return pl.DataFrame(
        {
            "worker": context.instance.workers["id"],
            "most": [int(cap * share) for share in shares],
            "of": ["" if share == 1 else f"a share of {float(share):g} of " for share in shares],
        },
        schema={"worker": pl.String(), "most": pl.Int64(), "of": pl.String()},
    )


def _decimal(thousandths: int) -> str:
    return f"{(Decimal(thousandths) / MILLI).normalize():f}"


def _weights(context: Context) -> pl.DataFrame:
    """Return ``worker`` and ``weight`` in thousandths, one row per case or program of it."""
    weights = context.policy.caseload.weights
    if not weights:
        return context.owned.select("worker", weight=pl.lit(MILLI, dtype=pl.Int64))
    named = pl.DataFrame(
        {"program": list(weights), "weight": [milli(weight) for weight in weights.values()]},
        schema={"program": pl.String(), "weight": pl.Int64()},
    )
    return (
        _bundles(context)
        .join(named, on="program", how="left", maintain_order="left")
        .select("worker", pl.col("weight").fill_null(MILLI))
    )


def _bundles(context: Context) -> pl.DataFrame:
    return (
        context.owned.select("client", "worker", program="programs")
        .explode("program")
        .drop_nulls("program")
        .unique(maintain_order=True)
    )


def _programs(context: Context) -> list[Violation]:
    caps = context.policy.caseload.caps
    if not caps:
        return []
    limits = pl.concat(
        _caps(context, Fraction(cap)).with_columns(program=pl.lit(program), cap=pl.lit(cap))
        for program, cap in caps.items()
    )
    full = (
        _bundles(context)
        .group_by("worker", "program", maintain_order=True)
        .agg(owned=pl.len().cast(pl.Int64))
        .join(limits, on=["worker", "program"], maintain_order="left")
        .with_columns(by=pl.col("owned") - pl.col("most"))
        .filter(pl.col("by") > 0)
    )
    text = "worker {worker} owns {owned} client(s) with {program}, more than {of}the cap of {cap}"
    return build_violations("caseload", full, "clients", text)
