"""Tables that have types already, frames in memory and Parquet files, to raw tables and back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias, cast

import polars as pl

from ..checks.columns import RawTable, columns_of
from ..errors import InputFault
from ..tables import TableName
from .json import rows_to_table


class PandasFrame(Protocol):
    """What is needed of a pandas frame."""

    columns: Any

    def astype(self, dtype: Any, /) -> Any:
        """Return the frame with its cells in another type."""

    def notna(self) -> Any:
        """Return where the cells hold something."""


Table: TypeAlias = (
    pl.DataFrame
    | pl.LazyFrame
    | PandasFrame
    | Sequence[Mapping[str, object]]
    | Mapping[str, Sequence[object]]
)
"""A table: a frame of polars or pandas, a list of row objects, or columns by name."""

_WANTED = "a polars or pandas frame, a list of row objects, or an object with columns as lists"


def table_to_raw(table: object, name: TableName, problems: list[InputFault]) -> RawTable | None:
    """Return a table in memory as a raw table, or record why that cannot be done.

    Parameters
    ----------
    table : object
        The table; see ``Table``.
    name : str
        Which of the three tables it is.
    problems : list of InputFault
        Where a fault goes.

    Returns
    -------
    RawTable or None
        The cells, in the types that they have; None if there is a fault.
    """
    if isinstance(table, pl.LazyFrame):
        try:
            table = table.collect()
        except pl.exceptions.PolarsError as error:
            says = f"the lazy frame cannot be collected ({type(error).__name__})"
            problems.append(InputFault(name, None, None, None, says))
            return None
    if isinstance(table, pl.DataFrame):
        return RawTable(table.to_dict(), table.height)
    rows = _rows(table)
    if rows is None:
        says = f"must be {_WANTED}, not of the type {type(table).__name__}"
        problems.append(InputFault(name, None, None, None, says))
        return None
    return rows_to_table(rows, name, columns_of(name), problems)


def _rows(table: object) -> list[object] | None:
    """Return a table as a list of row objects with plain cells; None if it is none."""
    if all(hasattr(table, name) for name in ("columns", "astype", "notna", "to_dict")):
        frame = cast("Any", table)
        full = frame.astype(object).where(frame.notna(), None)
        records = cast("list[dict[object, object]]", full.to_dict("records"))
        return [{str(name): _whole(_plain(cell)) for name, cell in row.items()} for row in records]
    if isinstance(table, list | tuple):
        return [_plain(row) for row in cast("Sequence[object]", table)]
    if not isinstance(table, Mapping):
        return None
    columns = cast("Mapping[str, object]", table)
    if not all(isinstance(column, list | tuple) for column in columns.values()):
        return None
    lists = cast("Mapping[str, Sequence[object]]", columns)
    height = max(map(len, lists.values()), default=0)
    return [
        {name: _plain(cells[at]) for name, cells in lists.items() if at < len(cells)}
        for at in range(height)
    ]


def _plain(cell: object) -> object:
    """Return a cell as JSON would hold it: numbers as such, arrays as lists."""
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, date):
        return cell.isoformat().removesuffix("T00:00:00")
    if hasattr(cell, "tolist"):
        return _plain(cast("Any", cell).tolist())
    if isinstance(cell, Mapping):
        row = cast("Mapping[object, object]", cell)
        return {str(name): _plain(one) for name, one in row.items()}
    if isinstance(cell, list | tuple):
        return [_plain(one) for one in cast("Sequence[object]", cell)]
    return cell


def _whole(cell: object) -> object:
    """Return whole numbers as such: pandas makes fractions of them where a cell is empty."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return [_whole(one) for one in cast("list[object]", cell)] if isinstance(cell, list) else cell


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


def to_pandas(table: pl.DataFrame) -> PandasFrame:
    """Return a frame of polars as one of pandas, with the same columns; lists stay lists."""
    import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types

    frame: PandasFrame = pd.DataFrame({name: table[name].to_list() for name in table.columns})
    return frame
