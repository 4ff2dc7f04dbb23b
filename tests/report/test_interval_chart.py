"""Charts of intervals: round axes around zero, every bar inside, unknown ends dashed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samehands.report.charts import Interval, IntervalChart, around_zero
from samehands.report.svg import draw_svg, xml_text
from samehands.report.tables import Column, Table

# Costs are whole thousandths of a minute.
ENDS = st.integers(-(10**12), 10**12).map(lambda cost: cost / 1000)


def chart(*intervals: Interval) -> IntervalChart:
    """Return a chart of bars."""
    table = Table("t", "caption", (Column("name"),), [(each.name,) for each in intervals])
    axis = around_zero("minutes", intervals)
    return IntervalChart("slug", "title", "reading", axis, axis, (), table, intervals)


@given(ENDS, ENDS, ENDS)
def test_all_ends_and_zero_lie_on_the_axis(low: float, high: float, point: float) -> None:
    axis = around_zero("minutes", [Interval("a", low, high, point, False)])
    assert axis.ticks[0] <= min(low, high, point, 0.0)
    assert axis.ticks[-1] >= max(low, high, point, 0.0)
    assert 2 <= len(axis.ticks) <= 8
    assert 0.0 in axis.ticks


def test_bars_as_picture_as_words_and_as_numbers() -> None:
    drawn = chart(Interval("up", 5.0, 9.0, 7.0, True), Interval("<open>", None, 3.0, -1.0, False))
    text = xml_text(draw_svg(drawn))
    assert text.count("stroke-dasharray") == 1
    assert "&lt;open&gt;" in text
    assert drawn.ends() == "up: 7, between 5 and 9. <open>: -1, between unknown and 3."
    assert drawn.csv() == "name,low,high,minutes\nup,5.0,9.0,7.0\n<open>,,3.0,-1.0\n"
