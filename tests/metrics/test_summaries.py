"""Columns summed up into one number."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.metrics import table as summaries


def test_nulls_do_not_count() -> None:
    column = pl.Series([1, None, 3])
    assert summaries.mean(column) == (2, 2, None)
    assert summaries.total(column) == (4, 2, None)
    assert summaries.largest(column) == (3, 2, None)
    assert summaries.p90(column) == (3, 2, None)


def test_empty_columns_have_no_number() -> None:
    column = pl.Series([], dtype=pl.Int64)
    assert summaries.mean(column) == (None, 0, None)
    assert summaries.largest(column) == (None, 0, None)
    assert summaries.p90(column) == (None, 0, None)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_p90_is_the_least_value_that_nine_tenths_do_not_exceed(values: list[int]) -> None:
    def reached(value: float) -> bool:
        return 10 * sum(other <= value for other in values) >= 9 * len(values)

    assert summaries.p90(pl.Series(values)).value == min(v for v in values if reached(v))


def test_mean_by_key_is_sorted_and_leaves_out_rows_without_key() -> None:
    rows = pl.DataFrame({"key": ["b", "a", "b", None], "x": [True, None, False, True]})
    assert summaries.mean_by(rows, "key", "x", "kind") == [
        (None, 0, "kind:a"),
        (pytest.approx(0.5), 2, "kind:b"),
    ]
