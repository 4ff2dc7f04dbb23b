"""The bulk checks and the row models accept the same rows, and find the same columns at fault."""

from __future__ import annotations

from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cell_texts import tables
from draws import examples
from samehands.model.checks.columns import RawTable, columns_of
from samehands.model.checks.tables import CheckedTable, check_references, check_table
from samehands.model.tables import ROWS, SCHEMAS, TableName

_ACROSS = {"tasks": "due", "leaves": "last"}
"""The column that is at fault where two columns contradict each other."""
Faults = dict[int, set[str]]
NAMES: list[TableName] = ["clients", "workers", "tasks", "leaves", "pairs", "former"]


def in_bulk(table: TableName, rows: list[dict[str, str]]) -> tuple[CheckedTable, Faults]:
    series = {
        name: pl.Series(name, [row[name] for row in rows], dtype=pl.String)
        for name in SCHEMAS[table]
    }
    checked = check_table(table, columns_of(table), RawTable(series, len(rows)))
    check_references({table: checked}, None)
    found: Faults = defaultdict(set)
    for fault in checked.errors.problems:
        assert fault.row is not None
        assert fault.field is not None
        found[fault.row - 1].add(fault.field)
    return checked, dict(found)


def row_by_row(table: TableName, rows: list[dict[str, str]]) -> tuple[dict[int, BaseModel], Faults]:
    models: dict[int, BaseModel] = {}
    found: Faults = {}
    for number, row in enumerate(rows):
        try:
            models[number] = ROWS[table].model_validate(row)
        except ValidationError as error:
            fields = {
                str(one["loc"][0]) if one["loc"] else _ACROSS.get(table, "")
                for one in error.errors()
            }
            found[number] = fields
    return models, found


def test_a_due_before_the_first_day_is_read_alike() -> None:
    row = dict(id="t", client="c", program="p", kind="k", minutes="5", contact="no")
    for due in ("-1", "-0", "-100000", "-100001", "--1", "-", "- 1", "-x", "+1"):
        rows = [row | {"release": "0", "due": due}]
        checked, bulk = in_bulk("tasks", rows)
        models, single = row_by_row("tasks", rows)
        assert bulk == single
        assert [model.due for model in models.values()] == [  # type: ignore[attr-defined]
            value for value in checked.columns["due"].to_list() if not bulk
        ]


@pytest.mark.parametrize("table", NAMES)
@settings(max_examples=examples(40))
@given(data=st.data())
def test_the_same_rows_are_refused_and_the_same_values_read(
    table: TableName, data: st.DataObject
) -> None:
    rows = data.draw(tables(table))
    checked, bulk = in_bulk(table, rows)
    models, single = row_by_row(table, rows)
    assert bulk.keys() == single.keys()
    for row in bulk:
        # A row model compares columns only if all its cells are right.
        assert bulk[row] - single[row] <= {_ACROSS.get(table)}
        assert single[row] <= bulk[row]
    frame = pl.DataFrame(dict(checked.columns))
    for row, model in models.items():
        assert ROWS[table].model_validate(frame.row(row, named=True)) == model
