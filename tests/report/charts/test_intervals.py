"""Charts of intervals: round axes around zero, every bar inside, nothing told by colour alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samehands.report.charts import IntervalChart, draw_svg
from samehands.report.svg import xml_text
from samehands.report.tables import Cell, Column, Table

# Costs are whole thousandths of a minute.
ENDS = st.integers(-(10**12), 10**12).map(lambda cost: cost / 1000)


def chart(*rows: tuple[Cell, ...]) -> IntervalChart:
    """Return a chart of rows of name, low, high, point and verdict."""
    heads = ("low", "high", "these plans")
    columns = [Column("name"), *(Column(head, "amount") for head in heads), Column("verdict")]
    table = Table("t", "caption", columns, rows)
    return IntervalChart(
        "slug", "title", "Reading.", table, label="minutes", low=1, high=2, point=3, verdict=4
    )


@given(ENDS, ENDS, ENDS)
def test_all_ends_and_zero_lie_on_the_axis(low: float, high: float, point: float) -> None:
    ticks = chart(("a", low, high, point, "")).ticks()
    assert ticks[0] <= min(low, high, point, 0.0)
    assert ticks[-1] >= max(low, high, point, 0.0)
    assert 2 <= len(ticks) <= 8
    assert 0.0 in ticks


def test_bars_as_picture_and_as_words() -> None:
    drawn = chart(
        ("up", 5.0, 9.0, 7.0, "real"),
        ("<open>", None, 3.0, -1.0, "smaller than the gap"),
        ("lost", None, None, None, "no plan"),
    )
    text = xml_text(draw_svg(drawn))
    # One bar has an unknown end, an arrow; what has no number is not drawn, and that is said.
    assert text.count('Z" class="fill-1"') == 1
    assert text.count('Z" class="fill-0"') == 0
    assert "&lt;open&gt;" in text
    assert ">lost<" not in text
    assert ">smaller than the gap<" in text
    assert drawn.words() == (
        "up: 7, between 5 and 9; real. <open>: -1, between unknown and 3; smaller than the gap."
    )
    assert drawn.how_to_read() == "Reading. 1 number that is hidden or unknown is left out."


def test_real_is_solid_and_the_rest_is_hatched() -> None:
    drawn = chart(("a", 5.0, 9.0, 7.0, ""), ("b", -5.0, 9.0, 7.0, ""), ("c", -9.0, -1.0, -7.0, ""))
    assert [drawn.is_real(row) for row in range(3)] == [True, False, True]
    bars = [each for each in draw_svg(drawn).iter("rect") if each.get("x")]
    assert [each.get("fill") for each in bars] == [None, "url(#slug-fill-1)", None]
