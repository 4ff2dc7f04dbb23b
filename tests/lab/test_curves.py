"""The curves of a run say what was told of it, and end where it ended."""

from __future__ import annotations

from samehands.lab.curves import draw_curves
from samehands.lab.progress import Improved
from samehands.report.html import format_blocks

_POINTS = [
    Improved(0.5, 300.0, None),
    Improved(2.0, 300.0, 90.0),
    *(Improved(float(second), 250.0 - second, 100.0 + second) for second in range(3, 31)),
]


def test_lines_hold_what_is_known_and_the_table_shows_some_moments() -> None:
    chart = draw_curves(_POINTS, 31.24)
    assert chart is not None
    cost, bound = chart.lines
    assert (cost.name, cost.points[0], cost.points[-1]) == ("cost", (0.5, 300.0), (30.0, 220.0))
    assert (bound.name, bound.points[0], len(bound.points)) == ("bound", (2.0, 90.0), 29)
    assert list(chart.x.ticks) == [0.0, 10.0, 20.0, 31.2]
    assert chart.y.ticks[0] <= 90.0 and chart.y.ticks[-1] >= 300.0
    rows = chart.table.rows
    assert len(rows) == 8
    assert rows[0] == ["0.5", 300.0, None, None]
    assert rows[-1] == ["30.0", 220.0, 130.0, 90.0]
    assert 'role="img"' in format_blocks([chart])


def test_there_are_none_before_anything_is_known() -> None:
    assert draw_curves([], 4.0) is None
    # One level alone stands above 0, or nobody could tell how high it is.
    chart = draw_curves([Improved(0.0, 250.0, None)], 0.0)
    assert chart is not None and chart.y.ticks[0] == 0.0
    assert 'role="img"' in format_blocks([chart])
