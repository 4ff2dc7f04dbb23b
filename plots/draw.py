"""Charts on axes of Matplotlib: each kind from its own table, as the pictures of reports are."""

# Matplotlib says nothing of the types of its keywords, so every call of it is partly unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from ..model.errors import UnsupportedError
from ..report.charts import BarChart, Chart, ColumnChart, CurveChart, IntervalChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HATCHES = ("", "////", "---", "xxx")
"""Series differ by pattern beside their colour."""
_DASHES = ("solid", "dashed", "dotted", "dashdot")
_MARKS = "os^D"
_COLOURS = ("#0b5cad", "#b34700", "#00694e", "#8a2c6f", "#5b4a00", "#333333")
_INK = "#1f2328"


def draw_chart(chart: Chart, ax: Axes | None) -> Axes:
    """Draw a chart.

    Parameters
    ----------
    chart : Chart
        The chart.
    ax : matplotlib.axes.Axes or None
        Where to; None: a new figure.

    Raises
    ------
    UnsupportedError
        If Matplotlib is not installed.
    """
    if ax is None:
        try:
            from matplotlib import pyplot
        except ImportError:
            raise UnsupportedError(
                "plots need Matplotlib; install it with pip install samehands[plots]"
            ) from None
        ax = pyplot.figure(layout="constrained").add_subplot()
    ax.set_title(chart.title)
    _draw(chart, ax)
    return ax


@singledispatch
def _draw(chart: Chart, ax: Axes) -> None:
    raise TypeError(f"no way to plot a {type(chart).__name__}")


@_draw.register(BarChart)
def _bars(chart: BarChart, ax: Axes) -> None:
    groups, names = chart.bars(), chart.series()
    thick = 0.8 / len(names)
    for series, name in enumerate(names):
        places: list[float] = []
        widths: list[float] = []
        for turn, beside in enumerate(groups.values()):
            for own, row, column in beside:
                value = chart.number(row, column)
                if own == series and value is not None:
                    places.append(turn + (series - (len(names) - 1) / 2) * thick)
                    widths.append(value)
        ax.barh(places, widths, thick, label=name, **_fill(series))
    if chart.limit is not None:
        for turn, beside in enumerate(groups.values()):
            limit = chart.number(beside[0][1], chart.limit)
            if limit is not None:
                ax.plot([limit, limit], [turn - 0.45, turn + 0.45], color=_INK, linewidth=2)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.invert_yaxis()
    ax.set_xlabel(chart.label)
    _legend(ax, names)


@_draw.register(ColumnChart)
def _columns(chart: ColumnChart, ax: Axes) -> None:
    rows, names = chart.rows(), chart.heads()
    thick = 0.8 / len(names)
    for series, (name, column) in enumerate(zip(names, chart.values, strict=True)):
        shown = [(at, chart.number(row, column)) for at, row in enumerate(rows)]
        known = [(at, value) for at, value in shown if value is not None]
        places = [at + (series - (len(names) - 1) / 2) * thick for at, _ in known]
        ax.bar(places, [value for _, value in known], thick, label=name, **_fill(series))
    if chart.limit is not None:
        for at, row in enumerate(rows):
            limit = chart.number(row, chart.limit)
            if limit is not None:
                ax.plot([at - 0.45, at + 0.45], [limit, limit], color=_INK, linewidth=2)
    ax.set_xticks(range(len(rows)), [chart.text(row, 0) for row in rows])
    ax.set_xlabel(chart.label)
    _legend(ax, names)


@_draw.register(CurveChart)
def _curve(chart: CurveChart, ax: Axes) -> None:
    for series, (name, column) in enumerate(zip(chart.heads(), chart.values, strict=True)):
        points = chart.points(column)
        ax.plot(
            [x for x, _, _ in points],
            [y for _, y, _ in points],
            color=_COLOURS[series % len(_COLOURS)],
            linestyle=_DASHES[series % len(_DASHES)],
            marker=_MARKS[series % len(_MARKS)],
            label=name,
        )
    places = chart.places()
    ax.set_xticks(list(places.values()), [chart.text(row, 0) for row in places])
    ax.set_xlabel(chart.label)
    ax.set_ylabel(chart.measured)
    _legend(ax, chart.heads())


@_draw.register(IntervalChart)
def _intervals(chart: IntervalChart, ax: Axes) -> None:
    rows = chart.drawn()
    first, *_, last = chart.ticks()
    for turn, row in enumerate(rows):
        low, high = chart.number(row, chart.low), chart.number(row, chart.high)
        start, end = first if low is None else low, last if high is None else high
        ax.barh([turn], [end - start], 0.5, left=[start], **_fill(0 if chart.is_real(row) else 1))
        point = chart.number(row, chart.point)
        if point is not None:
            ax.plot([point, point], [turn - 0.35, turn + 0.35], color=_INK, linewidth=2)
    said = [f"{chart.text(row, 0)}\n{chart.text(row, chart.verdict)}" for row in rows]
    ax.set_yticks(range(len(rows)), said)
    ax.axvline(0, color=_INK, linewidth=1)
    ax.invert_yaxis()
    ax.set_xlabel(chart.label)


def _fill(series: int) -> dict[str, Any]:
    """Return how the bars of a series look: the first solid, the others hatched."""
    colour, hatch = _COLOURS[series % len(_COLOURS)], _HATCHES[series % len(_HATCHES)]
    return {"facecolor": "none" if hatch else colour, "edgecolor": colour, "hatch": hatch}


def _legend(ax: Axes, names: Sequence[str]) -> None:
    if len(names) > 1:
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=len(names))
