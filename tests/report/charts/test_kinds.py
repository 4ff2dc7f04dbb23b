"""Bars, columns, curves and strips: drawn from their table, to scale, without what is hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from samehands.report.charts import (
    BarChart,
    Chart,
    ColumnChart,
    CurveChart,
    StripChart,
    draw_svg,
)
from samehands.report.charts.chart import MOST_WORDS
from samehands.report.svg import WIDTH, Element
from samehands.report.tables import Cell, Column, Kind, People, Table, Value


def table(kind: Kind, *rows: list[Cell], heads: str = "name one two") -> Table:
    """Return a table of a name and numbers."""
    first, *others = heads.split()
    columns = [Column(first), *(Column(head, kind) for head in others)]
    return Table("t", "caption", columns, rows)


def bars(*rows: list[Cell], kind: Kind = "count", limit: int | None = None) -> BarChart:
    """Return bars of the second column and those after it."""
    made = table(kind, *rows, heads="name " + " ".join("abc"[: len(rows[0]) - 1]))
    values = [at for at in range(1, len(rows[0])) if at != limit]
    return BarChart("bars", "Bars", "Reading.", made, label="tasks", values=values, limit=limit)


def _boxes(chart: Chart) -> list[Element]:
    """Return the bars of a picture, without its paper, legend swatches of 12 and patterns."""
    return [
        each
        for each in draw_svg(chart).iter("rect")
        if "line-" in (each.get("class") or "") and each.get("height") != "12"
    ]


def _length(box: Element) -> float:
    return float(box.get("width", "0"))


def _texts(chart: Chart) -> list[str]:
    return [each.text or "" for each in draw_svg(chart).iter("text")]


def test_bars_are_as_long_as_their_numbers() -> None:
    chart = bars(["x", 100], ["y", People("k", 50)], ["z", Value(25.0, "count")])
    whole, half, quarter = map(_length, _boxes(chart))
    assert half == pytest.approx(whole / 2, abs=0.1)
    assert quarter == pytest.approx(whole / 4, abs=0.1)
    assert chart.words() == "x: 100. y: 50. z: 25."


def test_what_goes_over_what_there_is_is_hatched() -> None:
    within, over, idle = _boxes(bars(["x", 60, 40], ["y", 10, 40], limit=2))
    assert _length(over) == pytest.approx(_length(within) / 2, abs=0.1)
    assert over.get("fill") == "url(#bars-over-0)"
    assert within.get("fill") is None and idle.get("fill") is None
    assert float(over.get("x", "0")) == pytest.approx(
        float(within.get("x", "0")) + _length(within), abs=0.2
    )


def test_series_differ_by_pattern_and_are_named() -> None:
    chart = bars(["x", 1, 2, 3], ["y", 4, 5, 6])
    drawn = _boxes(chart)
    assert [each.get("fill") for each in drawn[:3]] == [
        None,
        "url(#bars-fill-1)",
        "url(#bars-fill-2)",
    ]
    assert {"a", "b", "c"} <= set(_texts(chart))
    ids = [each.get("id") for each in draw_svg(chart).iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert chart.words() == "x: a 1, b 2, c 3. y: a 4, b 5, c 6."


def test_a_column_can_name_the_series() -> None:
    rows: list[list[Cell]] = [["x", "p", 0.5], ["x", "q", 1.0], ["y", "p", 0.25], ["y", "q", 0.0]]
    columns = [Column("name"), Column("plan"), Column("share", "share")]
    made = Table("t", "caption", columns, rows, heads=2)
    chart = BarChart("b", "B", "R.", made, label="share", values=[2], by=1)
    assert chart.words() == "x: p 50.0 %, q 100.0 %. y: p 25.0 %, q 0.0 %."
    half, whole, quarter = map(_length, _boxes(chart))
    assert half == pytest.approx(whole / 2, abs=0.1)
    assert quarter == pytest.approx(whole / 4, abs=0.1)
    # A share is drawn against the whole, not against the largest.
    assert "100 %" in _texts(chart)


def test_what_is_hidden_is_written_and_not_drawn() -> None:
    chart = bars(["x", 100], ["y", 3])
    hidden = chart.redrawn(table("count", ["x", 100], ["y", "*"], heads="name a"))
    assert hidden is not None
    assert len(_boxes(chart)) == 2 and len(_boxes(hidden)) == 1
    assert "*" in _texts(hidden) and "3" not in _texts(hidden)
    told = "".join(each.text or "" for each in draw_svg(hidden).iter("desc"))
    assert told == "Reading. 1 number that is hidden or unknown is left out. x: 100. y: *."


def test_a_chart_of_which_nothing_is_left_is_no_chart() -> None:
    chart = bars(["x", 100], ["y", 3])
    assert chart.redrawn(table("count", ["x", "*"], ["y", 0], heads="name a")) is None


def test_totals_are_not_drawn() -> None:
    chart = bars(["x", 1], ["y", 2], ["all", 3])
    whole = replace(chart, table=replace(chart.table, strong=(2,)))
    assert len(_boxes(chart)) == 3 and len(_boxes(whole)) == 2
    assert "all" not in whole.words()


def test_many_names_are_told_in_part() -> None:
    rows: list[list[Cell]] = [[f"n{at}", at] for at in range(40)]
    chart = bars(*rows)
    assert f"n{MOST_WORDS - 1}: {MOST_WORDS - 1}." in chart.words()
    assert chart.words().endswith("And 16 more, in the table.")


def _columns(*rows: list[Cell]) -> ColumnChart:
    made = table("count", *rows, heads="bin there one over two more")
    return ColumnChart("c", "C", "R.", made, label="bins", values=[2, 4], over=[3, 5], limit=1)


def test_panels_share_one_scale_and_show_what_goes_over() -> None:
    chart = _columns(["1", 10, 12, 2, 6, 0], ["2", 10, 0, 0, 12, 6])
    heights = [float(each.get("height", "0")) for each in _boxes(chart)]
    one, over_one, six, rest, over_six = heights
    assert one == pytest.approx(10 / 2 * over_one, abs=0.3)
    assert six == pytest.approx(one * 0.6, abs=0.2)
    assert rest == pytest.approx(six, abs=0.2)
    assert over_six == pytest.approx(3 * over_one, abs=0.3)
    assert chart.words() == "one: 1 12; 2 0; two: 1 6; 2 12;"


def test_names_below_columns_have_room() -> None:
    long = [f"from {at},001 to {at + 1},000" for at in range(10)]
    rows: list[list[Cell]] = [[name, 1, 1, 0, 1, 0] for name in long]
    chart = _columns(*rows)
    shown = [each for each in draw_svg(chart).iter("text") if each.text in long]
    lines: dict[str, list[float]] = {}
    for each in shown:
        lines.setdefault(each.get("y", ""), []).append(float(each.get("x", "0")))
    assert shown
    for places in lines.values():
        assert all(b - a >= 6 * len(long[0]) for a, b in pairwise(places))


def _curve(*rows: list[Cell]) -> CurveChart:
    made = table("minutes", *rows, heads="k cost bound")
    return CurveChart("k", "K", "R.", made, label="K", measured="minutes", values=[1, 2])


def _marks(chart: CurveChart, series: int) -> list[str]:
    found = re.compile(rf"^fill-{series} line-{series}$")
    paths = [each for each in draw_svg(chart).iter("path") if found.match(each.get("class") or "")]
    return [each.get("d", "") for each in paths]


def test_points_stand_at_their_quantity() -> None:
    chart = _curve([1, 40.0, 30.0], [2, 20.0, 10.0], [5, 10.0, None])
    assert chart.places() == {0: 1.0, 1: 2.0, 2: 5.0}
    at = [float(re.findall(r"M([\d.]+)", path)[0]) for path in _marks(chart, 0)[:3]]
    # From 1 to 2 is a third of the way from 2 to 5.
    assert (at[1] - at[0]) * 3 == pytest.approx(at[2] - at[1], abs=0.5)
    # The last mark of each line is that of its name.
    assert len(_marks(chart, 0)) == 4 and len(_marks(chart, 1)) == 3
    assert chart.words() == (
        "cost: from 40.00 at 1 to 10.00 at 5. bound: from 30.00 at 1 to 10.00 at 2."
    )
    assert "left out" in chart.how_to_read()


def test_names_that_are_no_numbers_stand_side_by_side() -> None:
    chart = _curve(["1", 40.0, None], ["3", 20.0, None], ["unlimited", 10.0, None])
    assert chart.places() == {0: 0.0, 1: 1.0, 2: 2.0}
    assert {"1", "3", "unlimited"} <= set(_texts(chart))


def test_it_says_where_heights_do_not_begin_at_nothing() -> None:
    assert "does not begin at 0" in _curve([1, 40.0, 39.0], [2, 38.0, 37.0]).how_to_read()
    assert "does not begin" not in _curve([1, 40.0, 4.0], [2, 38.0, 3.0]).how_to_read()


def test_strips_show_days_away_and_overtime() -> None:
    rows: list[list[Cell]] = [
        ["w", "1", 100, 50],
        ["w", "2", 100, 120],
        ["w", "3", 0, 0],
        ["v", "1", 100, 0],
    ]
    columns = [Column("worker"), Column("day"), Column("there", "amount"), Column("p", "amount")]
    made = Table("t", "caption", columns, rows, heads=2)
    chart = StripChart("s", "S", "R.", made, limit=2, values=[3])
    half, full, above = [float(each.get("height", "0")) for each in _boxes(chart)]
    assert half == pytest.approx(full / 2, abs=0.1)
    assert above == pytest.approx(full * 0.2, abs=0.1)
    assert {"85% +1", "0%"} <= set(_texts(chart))
    assert (
        chart.words() == "w: p 85 % of what there is, over it on 1 day. v: p 0 % of what there is."
    )


@pytest.mark.parametrize("count", [1, 3, 30])
def test_everything_lies_inside(count: int) -> None:
    rows: list[list[Cell]] = [[f"a rather long name {at}", at + 1, 2] for at in range(count)]
    for chart in (bars(*rows), _curve(*rows), bars(*rows, limit=2)):
        root = draw_svg(chart)
        height = float((root.get("viewBox") or "").split()[3])
        for each in root.iter("text"):
            assert 0 <= float(each.get("x", "0")) <= WIDTH
            assert 0 <= float(each.get("y", "0")) <= height
