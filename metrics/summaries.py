"""Columns summed up into one number, with the count that it rests on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from .table import Measured

Floats = npt.NDArray[np.float64]


def floats(column: pl.Series) -> Floats:
    """Return the values of a column that are not null, as floats."""
    values: Floats = column.drop_nulls().cast(pl.Float64).to_numpy()
    return values


def total(column: pl.Series) -> Measured:
    """Return the sum of a column of numbers, or the count of its true values."""
    values = floats(column)
    return Measured(float(values.sum()), values.size)


def mean(column: pl.Series) -> Measured:
    """Return the mean of a column of numbers, or the share of its true values."""
    values = floats(column)
    return Measured(float(values.mean()) if values.size else None, values.size)


def largest(column: pl.Series) -> Measured:
    """Return the largest value of a column."""
    values = floats(column)
    return Measured(float(values.max()) if values.size else None, values.size)


def p90(column: pl.Series) -> Measured:
    """Return the least value of a column that nine tenths of its values do not exceed."""
    values = np.sort(floats(column))
    rank = -(-9 * values.size // 10)
    return Measured(float(values[rank - 1]) if values.size else None, values.size)


def mean_by(rows: pl.DataFrame, key: str, column: str, label: str) -> list[Measured]:
    """Return the mean of a column for every value of a key, in the order of the keys.

    Parameters
    ----------
    rows : polars.DataFrame
        Rows to be split.
    key, column : str
        Columns that hold the key (rows without one are left out) and the numbers or truths.
    label : str
        What the key is, e.g. ``program``; the breakdown is called ``label:key``.
    """
    groups = (
        rows.filter(pl.col(key).is_not_null())
        .group_by(key)
        .agg(pl.col(column).mean().alias("mean"), pl.col(column).count().alias("n"))
        .sort(key)
    )
    return [
        Measured(value, n, f"{label}:{name}")
        for name, value, n in groups.select(key, "mean", "n").iter_rows()
    ]
