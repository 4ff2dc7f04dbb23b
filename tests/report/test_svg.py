"""Charts: nothing is told by colour alone."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

from samehands.report.charts import HEIGHT, Axis, draw_svg
from samehands.report.svg import WIDTH, Element, standalone
from small_pages import small_chart


def _lines(root: Element) -> list[Element]:
    return [path for path in root.iter("path") if path.get("stroke-width") == "2"]


def test_it_is_a_file_of_its_own() -> None:
    root = ElementTree.fromstring(standalone(draw_svg(small_chart())))
    space = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{space}svg"
    title, text = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None and title.text == "Solved <over> time"
    assert text is not None and text.text == (
        "Higher is better. engine 0 & co: from 0.0 % to 100.0 %. "
        "engine 1 & co: from 0.0 % to 95.0 %."
    )


def test_lines_differ_in_dashes_and_marks() -> None:
    root = draw_svg(small_chart(6))
    # Each line is drawn once in the chart and once in the legend.
    lines = _lines(root)[:6]
    assert len({line.get("stroke-dasharray") for line in lines}) == 6
    marks = [path for path in root.iter("path") if path.get("stroke-width") == "1.5"]
    shapes = {
        (re.sub("[^a-zA-Z]", "", mark.get("d", "")), (mark.get("class") or "").startswith("paper"))
        for mark in marks
    }
    # Four shapes, full; then the fifth and the sixth, hollow.
    assert len({shape for shape, _ in shapes}) == 4
    assert len(shapes) == 6


def test_the_legend_names_the_lines_from_high_to_low() -> None:
    chart = small_chart(3)
    turned = replace(chart, lines=chart.lines[::-1])
    names = [text.text for text in draw_svg(turned).iter("text") if "& co" in (text.text or "")]
    assert names == ["engine 0 & co", "engine 1 & co", "engine 2 & co"]


def test_steps_are_drawn_where_they_are() -> None:
    # Half-way up the logarithmic axis from 0.1 to 10 is 1; 2.0 lies at log(20) / log(100).
    axis = small_chart().x
    assert [axis.place(x) for x in (0.1, 1, 10)] == [0, 0.5, 1]
    assert axis.place(1000) == 1
    assert axis.place(0.001) == 0
    assert Axis("share", (0, 0.5, 1), "share").place(0.25) == 0.25
    first = _lines(draw_svg(small_chart(1)))[0].get("d", "")
    assert first.startswith("M76 364H")
    assert "V16H" in first


def test_everything_lies_inside() -> None:
    for text in draw_svg(small_chart(7)).iter("text"):
        assert 0 <= float(text.get("x", "0")) <= WIDTH
        assert 0 <= float(text.get("y", "0")) <= HEIGHT


def test_ticks_are_short() -> None:
    chart = small_chart()
    assert [chart.x.labelled(tick) for tick in chart.x.ticks] == ["0.1", "1", "10"]
    assert [chart.y.labelled(tick) for tick in chart.y.ticks] == ["0 %", "50 %", "100 %"]
