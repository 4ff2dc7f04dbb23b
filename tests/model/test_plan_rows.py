"""The row models of a plan say what its tables hold."""

from __future__ import annotations

import pytest

from samehands.model.plan import plan_columns
from samehands.model.tables import PLAN_ROWS, PLAN_SCHEMAS

MAY_BE_NULL = {
    "owners": ["owner", "owner_today"],
    "assignments": ["worker"],
    "work": ["task"],
}


@pytest.mark.parametrize("part", PLAN_SCHEMAS)
def test_columns_and_fields_are_the_same(part: str) -> None:
    assert PLAN_SCHEMAS.keys() == PLAN_ROWS.keys()
    assert [column.name for column in plan_columns(part)] == list(PLAN_ROWS[part].model_fields)
    assert all(column.description for column in plan_columns(part))


@pytest.mark.parametrize("part", PLAN_SCHEMAS)
def test_the_columns_that_may_be_null_may_be_missing(part: str) -> None:
    columns = plan_columns(part)
    assert [column.name for column in columns if column.nullable] == MAY_BE_NULL[part]
    assert [column.name for column in columns if not column.required] == MAY_BE_NULL[part]
