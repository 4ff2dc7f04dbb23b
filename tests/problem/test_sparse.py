"""Sparse matrices against dense ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samehands.problem import Ints, Sparse, empty, product, sparse, sum_by


@st.composite
def matrices(draw: st.DrawFn, rows: int | None = None) -> tuple[Sparse, Ints]:
    """Draw a matrix, from entries in any order with repeats, and the same one dense."""
    height = draw(st.integers(0, 4)) if rows is None else rows
    width = draw(st.integers(0, 4))
    cells = st.tuples(st.integers(0, max(height - 1, 0)), st.integers(0, max(width - 1, 0)))
    entries = draw(
        st.lists(st.tuples(cells, st.integers(-3, 3)), max_size=9 if height * width else 0)
    )
    dense = np.zeros((height, width), dtype=np.int64)
    for (row, column), value in entries:
        dense[row, column] += value
    place = np.array([cell for cell, _ in entries], dtype=np.int64).reshape(-1, 2)
    amount = np.array([value for _, value in entries], dtype=np.int64)
    return sparse(place[:, 0], place[:, 1], amount, height, width), dense


@given(matrices())
def test_it_says_the_same_as_the_dense_one(drawn: tuple[Sparse, Ints]) -> None:
    matrix, dense = drawn
    assert (matrix.rows, matrix.columns) == dense.shape
    assert np.array_equal(matrix.dense(), dense)
    assert (matrix.value != 0).all()
    assert matrix.row_of.tolist() == np.nonzero(dense)[0].tolist()
    assert matrix.column.tolist() == np.nonzero(dense)[1].tolist()
    for row in range(matrix.rows):
        columns, values = matrix.row(row)
        assert dict(zip(columns.tolist(), values.tolist(), strict=True)) == {
            column: value for column, value in enumerate(dense[row].tolist()) if value
        }


@given(matrices(), st.data())
def test_times_and_transposed(drawn: tuple[Sparse, Ints], data: st.DataObject) -> None:
    matrix, dense = drawn
    width = matrix.columns
    vector = data.draw(st.lists(st.integers(-5, 5), min_size=width, max_size=width))
    assert matrix.times(np.array(vector, dtype=np.int64)).tolist() == [
        sum(a * b for a, b in zip(row, vector, strict=True)) for row in dense.tolist()
    ]
    assert np.array_equal(matrix.transposed().dense(), dense.T)


@given(matrices(), st.data())
def test_product(drawn: tuple[Sparse, Ints], data: st.DataObject) -> None:
    left, dense = drawn
    right, other = data.draw(matrices(rows=left.columns))
    assert np.array_equal(product(left, right).dense(), dense @ other)


@given(matrices(), st.data())
def test_take_lists_the_entries_of_several_rows(
    drawn: tuple[Sparse, Ints], data: st.DataObject
) -> None:
    matrix, dense = drawn
    some = st.integers(0, max(matrix.rows - 1, 0))
    rows = data.draw(st.lists(some, max_size=6 if matrix.rows else 0))
    position, entry = matrix.take(np.array(rows, dtype=np.int64))
    found = zip(position.tolist(), matrix.column[entry].tolist(), matrix.value[entry], strict=True)
    assert list(found) == [
        (place, column, value)
        for place, row in enumerate(rows)
        for column, value in enumerate(dense[row].tolist())
        if value
    ]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9)), max_size=8))
def test_sum_by(entries: list[tuple[int, int]]) -> None:
    key = np.array([k for k, _ in entries], dtype=np.int64)
    value = np.array([v for _, v in entries], dtype=np.int64)
    assert sum_by(key, value, 4).tolist() == [
        sum(v for k, v in entries if k == wanted) for wanted in range(4)
    ]


def test_sums_are_exact_where_floating_point_is_not() -> None:
    big = np.array([2**53, 1, 1], dtype=np.int64)
    assert sum_by(np.zeros(3, dtype=np.int64), big, 1).tolist() == [2**53 + 2]


def test_a_matrix_without_entries() -> None:
    assert empty(2, 3).dense().tolist() == [[0, 0, 0], [0, 0, 0]]
    assert empty(0, 3).times(np.ones(3, dtype=np.int64)).tolist() == []
