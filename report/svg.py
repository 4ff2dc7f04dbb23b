"""Charts as SVG, each with its text alternative, and the elements that pages are made of.

Lines differ in dashes, marks and colour; intervals are bars with a mark and a line at zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from .charts import Axis, Chart, Interval, IntervalChart, Line

# Elements of HTML and SVG, built as trees, so that every text is escaped and every tag closed.


Element = ElementTree.Element


def element(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Return an element.

    Parameters
    ----------
    tag : str
        Its tag.
    *children : Element or str
        What stands in it, in order.
    **attributes : str
        Its attributes, with ``_`` for ``-``; one at the end is dropped (``class_``).
    """
    made = Element(
        tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    )
    last: Element | None = None
    for child in children:
        if not isinstance(child, str):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def html_text(root: Element) -> str:
    """Return an element as HTML."""
    return ElementTree.tostring(root, encoding="unicode", method="html")


def xml_text(root: Element) -> str:
    """Return an element as XML."""
    return ElementTree.tostring(root, encoding="unicode")


WIDTH, HEIGHT = 860, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 230, 16, 56
_COLOURS = ("#0b5cad", "#b34700", "#00694e", "#8a2c6f", "#5b4a00", "#333333")
"""Each has a contrast of 5 or more to white; several are alike to some eyes, hence the rest."""
_DASHES = ("", "8 4", "2 3", "12 3 2 3", "5 2", "16 4", "1 5")
_MARKS = 9
"""Places between the ends of the horizontal axis at which lines bear their marks."""


def draw_svg(chart: Chart) -> Element:
    """Return a chart as an ``svg`` element with title and description."""
    if isinstance(chart, IntervalChart):
        return _draw_intervals(chart)
    root = _frame(chart, HEIGHT)
    root.extend(_grid(chart))
    for place, line in enumerate(chart.lines):
        root.extend(_drawn(chart, line, place))
    root.extend(_legend(chart))
    return root


def _frame(chart: Chart, height: int) -> Element:
    """Return an empty chart, with what it shows and how to read it in words."""
    title, text = f"{chart.slug}-title", f"{chart.slug}-desc"
    return element(
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


def _across(axis: Axis, value: float) -> float:
    return _LEFT + axis.place(value) * (WIDTH - _LEFT - _RIGHT)


def _down(axis: Axis, value: float) -> float:
    return HEIGHT - _BOTTOM - axis.place(value) * (HEIGHT - _TOP - _BOTTOM)


def _grid(chart: Chart) -> Iterator[Element]:
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
    for tick in chart.x.ticks:
        x = _across(chart.x, tick)
        yield _rule(x, top, x, bottom)
        yield _text(chart.x.labelled(tick), x, bottom + 20, "middle")
    for tick in chart.y.ticks:
        y = _down(chart.y, tick)
        yield _rule(left, y, right, y)
        yield _text(chart.y.labelled(tick), left - 8, y + 4, "end")
    yield _text(chart.x.label, (left + right) / 2, HEIGHT - 10, "middle")
    label = _text(chart.y.label, 0, 0, "middle")
    label.set("transform", f"translate(16 {_number((top + bottom) / 2)}) rotate(-90)")
    yield label


def _drawn(chart: Chart, line: Line, place: int) -> Iterator[Element]:
    """Yield a line and its marks."""
    (x, y), *rest = line.points
    steps = [f"M{_number(_across(chart.x, x))} {_number(_down(chart.y, y))}"]
    for x, y in rest:
        steps.append(f"H{_number(_across(chart.x, x))}V{_number(_down(chart.y, y))}")
    steps.append(f"H{WIDTH - _RIGHT}")
    yield _stroke("".join(steps), place)
    width = WIDTH - _LEFT - _RIGHT
    for number in range(_MARKS):
        # Lines that lie on each other bear their marks side by side.
        at = _LEFT + width * (number + 0.35 + 0.5 * (place % 4) / 4) / _MARKS
        under = [y for x, y in line.points if _across(chart.x, x) <= at]
        if under:
            yield _mark(at, _down(chart.y, under[-1]), place)


def _legend(chart: Chart) -> Iterator[Element]:
    """Yield the names of the lines, from the one that ends highest to the one that ends lowest."""
    ends = [line.points[-1][1] for line in chart.lines]
    for row, place in enumerate(sorted(range(len(ends)), key=lambda place: -ends[place])):
        x, y = WIDTH - _RIGHT + 16, _TOP + 12 + 22 * row
        yield _stroke(f"M{x} {y}H{x + 40}", place)
        yield _mark(x + 20, y, place)
        yield _text(chart.lines[place].name, x + 48, y + 4, "start")


def _stroke(path: str, place: int) -> Element:
    line = element(
        "path", d=path, fill="none", stroke=_COLOURS[place % len(_COLOURS)], stroke_width="2"
    )
    if dash := _DASHES[place % len(_DASHES)]:
        line.set("stroke-dasharray", dash)
    return line


def _mark(x: float, y: float, place: int) -> Element:
    """Return the mark of a line: disc, square, triangle or diamond, full, then hollow."""
    a, b, r = _number(x), _number(y), 4
    shapes = (
        f"M{_number(x - r)} {b}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z",
        f"M{_number(x - r)} {_number(y - r)}h{2 * r}v{2 * r}h{-2 * r}Z",
        f"M{a} {_number(y - r - 1)}l{r + 1} {2 * r + 1}h{-2 * r - 2}Z",
        f"M{a} {_number(y - r - 1)}l{r + 1} {r + 1}l{-r - 1} {r + 1}l{-r - 1} {-r - 1}Z",
    )
    colour = _COLOURS[place % len(_COLOURS)]
    hollow = place // len(shapes) % 2
    return element(
        "path",
        d=shapes[place % len(shapes)],
        fill="#ffffff" if hollow else colour,
        stroke=colour,
        stroke_width="1.5",
    )


def _rule(x1: float, y1: float, x2: float, y2: float) -> Element:
    path = f"M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}"
    return element("path", d=path, stroke="#d0d4d9", stroke_width="1", fill="none")


def _text(text: str, x: float, y: float, anchor: str) -> Element:
    return element("text", text, x=_number(x), y=_number(y), text_anchor=anchor, fill="#1f2328")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


# Intervals around zero: one bar a row.

_NAMES, _MARGIN, _ROW = 270, 30, 28
_REAL, _OPEN, _INK = "#0b5cad", "#767676", "#1f2328"


def _draw_intervals(chart: IntervalChart) -> Element:
    height = _TOP + _ROW * len(chart.intervals) + _BOTTOM
    root = _frame(chart, height)
    root.extend(_zero_axis(chart, height))
    for row, each in enumerate(chart.intervals):
        root.extend(_bar(chart, each, _TOP + _ROW * (row + 0.5)))
    return root


def _along(chart: IntervalChart, value: float) -> float:
    return _NAMES + chart.x.place(value) * (WIDTH - _NAMES - _MARGIN)


def _zero_axis(chart: IntervalChart, height: int) -> Iterator[Element]:
    bottom = height - _BOTTOM
    for tick in chart.x.ticks:
        x = _along(chart, tick)
        colour = _INK if tick == 0 else "#d0d4d9"
        yield element("path", d=f"M{x:.1f} {_TOP}V{bottom}", stroke=colour, stroke_width="1")
        yield _text(f"{tick:,.0f}" if abs(tick) >= 1 else f"{tick:g}", x, bottom + 20, "middle")
    yield _text(chart.x.label, (_NAMES + WIDTH - _MARGIN) / 2, height - 10, "middle")


def _bar(chart: IntervalChart, each: Interval, y: float) -> Iterator[Element]:
    """Yield name, bar and mark; a bar whose end is unknown runs to the edge and is dashed."""
    first, last = chart.x.ticks[0], chart.x.ticks[-1]
    start = _along(chart, first if each.low is None else each.low)
    end = _along(chart, last if each.high is None else each.high)
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
    x = _along(chart, each.point)
    yield element("path", d=f"M{x:.1f} {y - 9:.1f}V{y + 9:.1f}", stroke=_INK, stroke_width="2")
    name = each.name if len(each.name) <= 36 else each.name[:35] + "…"
    yield _text(name, _NAMES - 10, y + 4, "end")
