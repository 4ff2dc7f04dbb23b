"""What an instance is in numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from draws import examples
from samehands.formulations.view import number_rows

_TABLES = st.integers(0, 3).flatmap(
    lambda width: st.lists(
        st.lists(
            st.one_of(st.integers(-2, 2), st.integers(-(2**62), 2**62)),
            min_size=width,
            max_size=width,
        ),
        max_size=8,
    ).map(lambda rows: (rows, width))
)


@settings(max_examples=examples(300))
@given(_TABLES)
@example(([[2**40, 3, 2**40], [0, 4, 0], [0, 3, 7], [0, 4, 0]], 3))
@example(([[2**62, 0], [-(2**62), 5], [2**62, 0]], 2))
def test_rows_are_numbered_in_their_order(table: tuple[list[list[int]], int]) -> None:
    rows, width = table
    distinct = sorted({*map(tuple, rows)})
    first, number = number_rows(np.array(rows, dtype=np.int64).reshape(len(rows), width))
    assert number.tolist() == [distinct.index(tuple(row)) for row in rows]
    assert first.tolist() == [rows.index(list(row)) for row in distinct]
