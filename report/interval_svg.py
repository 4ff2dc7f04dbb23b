"""Charts of intervals as SVG: a bar from end to end, a mark for the plans, a line at zero."""

from __future__ import annotations

from collections.abc import Iterator

from .charts import Interval, IntervalChart
from .elements import Element, element

WIDTH = 860
_LEFT, _RIGHT, _TOP, _BOTTOM, _ROW = 270, 30, 16, 56, 28
_REAL, _OPEN, _INK = "#0b5cad", "#767676", "#1f2328"


def interval_svg(chart: IntervalChart) -> Element:
    """Return a chart of intervals as an ``svg`` element with title and description."""
    height = _TOP + _ROW * len(chart.intervals) + _BOTTOM
    title, text = f"{chart.slug}-title", f"{chart.slug}-desc"
    root = element(
        "svg",
        element("title", chart.title, id=title),
        element("desc", f"{chart.reading} {chart.ends()}", id=text),
        element("rect", width=str(WIDTH), height=str(height), fill="#ffffff"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_labelledby=f"{title} {text}",
        font_family="system-ui, sans-serif",
        font_size="13",
    )
    root.extend(_axis(chart, height))
    for row, each in enumerate(chart.intervals):
        root.extend(_bar(chart, each, _TOP + _ROW * (row + 0.5)))
    return root


def _across(chart: IntervalChart, value: float) -> float:
    return _LEFT + chart.x.place(value) * (WIDTH - _LEFT - _RIGHT)


def _axis(chart: IntervalChart, height: int) -> Iterator[Element]:
    bottom = height - _BOTTOM
    for tick in chart.x.ticks:
        x = _across(chart, tick)
        colour = _INK if tick == 0 else "#d0d4d9"
        yield element("path", d=f"M{x:.1f} {_TOP}V{bottom}", stroke=colour, stroke_width="1")
        yield _text(f"{tick:,.0f}" if abs(tick) >= 1 else f"{tick:g}", x, bottom + 20, "middle")
    yield _text(chart.x.label, (_LEFT + WIDTH - _RIGHT) / 2, height - 10, "middle")


def _bar(chart: IntervalChart, each: Interval, y: float) -> Iterator[Element]:
    """Yield name, bar and mark; a bar whose end is unknown runs to the edge and is dashed."""
    first, last = chart.x.ticks[0], chart.x.ticks[-1]
    start = _across(chart, first if each.low is None else each.low)
    end = _across(chart, last if each.high is None else each.high)
    colour = _REAL if each.real else _OPEN
    line = element(
        "path",
        d=f"M{start:.1f} {y:.1f}H{max(end, start + 1):.1f}",
        stroke=colour,
        stroke_width="8",
    )
    if each.low is None or each.high is None:
        line.set("stroke-dasharray", "4 3")
    yield line
    x = _across(chart, each.point)
    yield element("path", d=f"M{x:.1f} {y - 9:.1f}V{y + 9:.1f}", stroke=_INK, stroke_width="2")
    name = each.name if len(each.name) <= 36 else each.name[:35] + "…"
    yield _text(name, _LEFT - 10, y + 4, "end")


def _text(text: str, x: float, y: float, anchor: str) -> Element:
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, fill=_INK)
