"""A curve as a document with a chart: for a file that people open in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..metrics import CATALOGUE
from ..model.instance import Instance
from ..scenarios.point import Point
from .cells import Column, Table
from .charts import Axis, Chart, Line
from .columns import SHOWN
from .curves import OF_THESE_PLANS, metric_rows
from .document import Document, Paragraph, Section
from .solved import instance_words

_BETWEEN = 24
"""Steps of a drawn line between two points."""


def curve_document(
    instance: Instance, name: str, points: Sequence[Point], remarks: Sequence[str]
) -> Document:
    """Return a report on points along something that was varied.

    Parameters
    ----------
    instance : Instance
        The instance.
    name : str
        What was varied.
    points : sequence of Point
        The points, two or more with a plan for a chart.
    remarks : sequence of str
        What must be said beside the chart.
    """
    costs = Table(
        slug="curve",
        caption=f"Cost by {name}, in minutes",
        columns=(
            Column(name),
            Column("status"),
            Column("cost", "amount"),
            Column("bound", "amount"),
            Column("who says so"),
            Column("gap", "amount"),
        ),
        rows=[
            (p.label, p.status, p.objective, p.bound, p.bound_kind, p.gap_minutes) for p in points
        ],
    )
    chart = _chart(name, points, costs)
    first = [Paragraph(instance_words(instance)), *map(Paragraph, remarks)]
    sections = [
        Section("Cost", [*first, costs if chart is None else chart]),
        Section("What the plans are like", [_metrics(name, points), Paragraph(OF_THESE_PLANS)]),
    ]
    prices = "Prices are assumed, not measured; every one is a field of the policy."
    return Document(f"samehands: {name}", sections, Section("About", [Paragraph(prices)]))


def _chart(name: str, points: Sequence[Point], table: Table) -> Chart | None:
    costs = [(float(at), p.objective) for at, p in enumerate(points) if p.objective is not None]
    bounds = [(float(at), p.bound) for at, p in enumerate(points) if p.bound is not None]
    if len(costs) < 2:
        return None
    heights = [height for _, height in [*costs, *bounds]]
    low, high = min(heights), max(heights)
    if high <= low:
        high = low + 1.0
    lines = [Line("cost of the plan", _joined(costs))]
    if len(bounds) > 1:
        lines.append(Line("bound", _joined(bounds)))
    labels = ", ".join(f"{at} is {point.label}" for at, point in enumerate(points))
    return Chart(
        slug="curve",
        title=f"Cost by {name}",
        reading=f"The points are joined by straight lines and equally spaced: {labels}.",
        x=Axis("point", [float(at) for at in range(len(points))], "count"),
        y=Axis("minutes", [low + (high - low) * at / 4 for at in range(5)], "amount"),
        lines=lines,
        table=table,
    )


def _joined(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points with the straight lines between them in small steps."""
    drawn: list[tuple[float, float]] = []
    for (x, y), (right, other) in pairwise(points):
        drawn += [
            (x + (right - x) * at / _BETWEEN, y + (other - y) * at / _BETWEEN)
            for at in range(_BETWEEN)
        ]
    return [*drawn, points[-1]]


def _metrics(name: str, points: Sequence[Point]) -> Table:
    rows = metric_rows(points)
    return Table(
        slug="metrics",
        caption=f"Metrics by {name}",
        columns=(
            Column(name),
            *(
                Column(
                    each.replace("_", " "),
                    "share" if CATALOGUE[each].unit == "share" else "amount",
                )
                for each in SHOWN
            ),
        ),
        rows=[
            (point.label, *(_number(row[each]) for each in SHOWN))
            for point, row in zip(points, rows, strict=True)
        ],
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
