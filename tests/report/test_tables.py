"""Cells as people read them."""

from __future__ import annotations

import pytest

from samehands.report.tables import Cell, Kind, format_cell


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ("one", "text", "one"),
        (None, "text", ""),
        (None, "amount", "unknown"),
        (None, "percent", "unknown"),
        (None, "share", "n/a"),
        (None, "index", "n/a"),
        (1234, "count", "1,234"),
        (1234.0, "amount", "1,234"),
        (1234.5, "amount", "1,234.50"),
        (0.0, "percent", "0 %"),
        (0.00123, "percent", "0.123 %"),
        (0.000001, "percent", "< 0.001 %"),
        (-0.000001, "percent", "> -0.001 %"),
        (0.25, "percent", "25.00 %"),
        (-0.002, "percent", "-0.200 %"),
        (0.8333, "share", "83.3 %"),
        (3.0, "seconds", "3.00"),
        (1 / 3, "ratio", "0.333"),
        (0.04, "p", "0.0400"),
        (0.00001, "p", "< 0.0001"),
        (0, "count", "0"),
    ],
)
def test_shown(cell: Cell, kind: Kind, text: str) -> None:
    assert format_cell(cell, kind) == text
