"""The columns of a table as the checks need them, and the table as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from ..tables import ROWS, SCHEMAS, Row, TableName

Kind = Literal["text", "texts", "whole", "wholes", "flag"]
"""What a cell holds: a text, a list of texts, a whole number, a list of them, true or false."""


@dataclass(frozen=True)
class Column:
    """What a column must hold.

    Parameters
    ----------
    name : str
        Name of the column.
    kind : Kind
        What a cell holds.
    description : str
        One sentence on what it means.
    required : bool
        Whether the column must be there.
    nullable : bool
        Whether a text may be empty.
    default : str or None
        What an empty text becomes.
    """

    name: str
    kind: Kind
    description: str
    required: bool = True
    nullable: bool = False
    default: str | None = None


@dataclass(frozen=True)
class RawFault:
    """A fault found while a table was read; see ``Findings.add``."""

    field: str | None
    says: str
    rows: pl.Series | None = None
    values: pl.Series | None = None


@dataclass(frozen=True)
class RawTable:
    """A table as it was read, before any check of what the cells hold.

    Parameters
    ----------
    columns : mapping of str to polars.Series
        The columns in the order of the header, each of shape (height,), of any type.
    height : int
        Number of rows.
    faults : tuple of RawFault
        What was wrong with the form of the table.
    first : int
        Number of the first row as a person sees it: 2 under a header, 1 where there is none.
    """

    columns: Mapping[str, pl.Series]
    height: int
    faults: tuple[RawFault, ...] = ()
    first: int = 1


_KINDS: Mapping[pl.DataType, Kind] = {
    pl.String(): "text",
    pl.List(pl.String()): "texts",
    pl.Int64(): "whole",
    pl.List(pl.Int64()): "wholes",
    pl.Boolean(): "flag",
}


def kind_of(dtype: pl.DataType) -> Kind:
    """Return what the cells of a column of a schema hold."""
    return _KINDS[dtype]


def dtype_of(kind: Kind) -> pl.DataType:
    """Return the type of a checked column whose cells hold a kind of value."""
    return next(dtype for dtype, each in _KINDS.items() if each == kind)


def columns_of(table: TableName) -> tuple[Column, ...]:
    """Return the columns of one of the three tables, from its schema and its row model."""
    return columns_from(SCHEMAS[table], ROWS[table])


def columns_from(schema: Mapping[str, pl.DataType], row: type[Row]) -> tuple[Column, ...]:
    """Return the columns of a schema as its row model describes them."""
    fields = row.model_fields
    return tuple(
        Column(
            name,
            kind_of(dtype),
            fields[name].description or "",
            required=fields[name].is_required(),
            nullable=not fields[name].is_required(),
            default="" if fields[name].default == "" else None,
        )
        for name, dtype in schema.items()
    )
