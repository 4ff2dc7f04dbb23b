"""Parquet bytes to a raw table and back; every column keeps the type it has in the file."""

from __future__ import annotations

import io

import polars as pl

from ..checks.columns import RawTable
from ..errors import InputFault


def parse_parquet(data: bytes, table: str, problems: list[InputFault]) -> RawTable | None:
    """Return the columns of a Parquet file.

    Parameters
    ----------
    data : bytes
        The whole file.
    table : str
        The table, as problems name it.
    problems : list of InputFault
        Where a fault goes that makes the whole file unreadable.

    Returns
    -------
    RawTable or None
        The columns in their types; None if the file is unreadable.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        # The reader's own words may repeat what the file holds, so they are not passed on.
        says = f"not a Parquet file, or a damaged one; write it again, or save {table}.csv instead"
        problems.append(InputFault(table, None, None, None, says))
        return None
    return RawTable(frame.to_dict(), frame.height, first=2)


def format_parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file; the same bytes for the same frame and version of polars."""
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()
