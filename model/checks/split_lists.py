"""Lists that are separated by a comma or a bar, read where all their parts are known names."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import polars as pl

from ..tables import TableName
from .parsers import OTHER_SEPARATORS
from .tables import Checked

_Place = tuple[TableName, str]
_LISTS: tuple[tuple[tuple[_Place, ...], tuple[_Place, ...]], ...] = (
    (
        (("clients", "programs"), ("workers", "programs")),
        (("tasks", "program"),),
    ),
    ((("workers", "languages"),), (("clients", "language"),)),
    ((("clients", "groups"),), ()),
)
"""The columns with lists of one sort of names, and those with a single name of the sort."""


def split_known(checked: Checked) -> Checked:
    """Split the elements of lists that are lists themselves.

    An element with a comma or a bar in it is split where every part of it stands alone elsewhere
    and the whole is no name that a single cell has.

    Parameters
    ----------
    checked : mapping of TableName to CheckedTable
        The tables after the checks of their cells.

    Returns
    -------
    mapping of TableName to CheckedTable
        The same, with such lists split.
    """
    tables = {**checked}
    for lists, singles in _LISTS:
        there = [(table, field) for table, field in lists if _has(tables, table, field, "list")]
        names = {name for table, field in there for name in _values(tables, table, field)}
        single = {
            name
            for table, field in singles
            if _has(tables, table, field, "text")
            for name in _values(tables, table, field)
        }
        parts = {name: _parts(name) for name in names}
        known = single | {name for name in names if len(parts[name]) == 1}
        whole = {
            name: some
            for name, some in parts.items()
            if len(some) > 1 and name not in single and {*some} <= known
        }
        for table, field in there if whole else ():
            column = tables[table].columns[field]
            lines = [_line(line, whole) for line in column.to_list()]
            columns = {**tables[table].columns, field: pl.Series(field, lines, dtype=column.dtype)}
            tables[table] = replace(tables[table], columns=columns)
    return tables


def _has(tables: Checked, table: TableName, field: str, sort: Literal["list", "text"]) -> bool:
    if table not in tables or field not in tables[table].columns:
        return False
    dtype = tables[table].columns[field].dtype
    return dtype == (pl.List(pl.String) if sort == "list" else pl.String)


def _values(tables: Checked, table: TableName, field: str) -> list[str]:
    column = tables[table].columns[field]
    flat = column.explode() if isinstance(column.dtype, pl.List) else column
    values: list[str] = flat.drop_nulls().unique().to_list()
    return values


def _parts(name: str) -> tuple[str, ...]:
    for sign in OTHER_SEPARATORS:
        name = name.replace(sign, "\0")
    return tuple(part.strip() for part in name.split("\0"))


def _line(line: list[str] | None, whole: dict[str, tuple[str, ...]]) -> list[str] | None:
    if line is None:
        return None
    return list(dict.fromkeys(part for name in line for part in whole.get(name, (name,))))
