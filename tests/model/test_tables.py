"""The schemas of the tables follow from the row models."""

from __future__ import annotations

import typing

import polars as pl
import pytest

from samehands.model.calendar import Weekday
from samehands.model.checks.columns import columns_of
from samehands.model.tables import ROWS, SCHEMAS, TableName, empty

NAMES: list[TableName] = ["clients", "workers", "tasks", "leaves", "pairs", "former"]


TYPES: dict[object, pl.DataType] = {
    str: pl.String(),
    str | None: pl.String(),
    tuple[str, ...]: pl.List(pl.String()),
    int: pl.Int64(),
    tuple[int, ...]: pl.List(pl.Int64()),
    bool: pl.Boolean(),
    float: pl.Float64(),
    int | None: pl.Int64(),
    float | None: pl.Float64(),
    Weekday | None: pl.String(),
}


@pytest.mark.parametrize("table", NAMES)
def test_columns_and_fields_are_the_same(table: TableName) -> None:
    fields = ROWS[table].model_fields
    assert list(SCHEMAS[table]) == list(fields)
    hints = typing.get_type_hints(ROWS[table], include_extras=False)
    for name, dtype in SCHEMAS[table].items():
        assert TYPES[hints[name]] == dtype, name
        assert fields[name].description


@pytest.mark.parametrize("table", NAMES)
def test_an_empty_table_has_the_schema(table: TableName) -> None:
    assert empty(table).height == 0
    assert dict(empty(table).schema) == dict(SCHEMAS[table])


def test_the_columns_that_may_be_missing() -> None:
    optional = {
        name: [column.name for column in columns_of(name) if not column.required] for name in NAMES
    }
    assert optional == {
        "clients": ["programs", "worker", "groups", "expected_minutes", "household"],
        "workers": ["unit", "languages", "programs", "caseload_share"],
        "tasks": [],
        "leaves": ["first", "last", "weekday", "share"],
        "pairs": ["reason"],
        "former": [],
    }
