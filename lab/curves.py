"""Cost of the best plan and bound of a run, as curves over its seconds."""

from __future__ import annotations

from collections.abc import Sequence

from ..report.charts import Axis, Line, StepChart
from ..report.charts.scales import round_ticks
from ..report.tables import Cell, Column, Table
from .progress import Improved

_MOMENTS = 8
"""Rows of the table beneath the curves; its CSV has all points."""

_TITLE = "Cost of the best plan, and what no plan can cost less than"
_READING = (
    "The cost comes down as better plans are found, the bound goes up as more is proven; where "
    "they meet the plan is optimal."
)


def draw_curves(points: Sequence[Improved], seconds: float) -> StepChart | None:
    """Return the curves of a run; None before the first cost or bound is known.

    Parameters
    ----------
    points : sequence of Improved
        Cost and bound as they became better.
    seconds : float
        How long the run has solved.
    """
    costs = [(each.seconds, each.cost) for each in points if each.cost is not None]
    bounds = [(each.seconds, each.bound) for each in points if each.bound is not None]
    lines = [Line(name, line) for name, line in (("cost", costs), ("bound", bounds)) if line]
    if not lines:
        return None
    heights = [height for line in lines for _, height in line.points]
    low = min(heights) if len({*heights}) > 1 else 0.0
    return StepChart(
        slug="curves",
        title=_TITLE,
        reading=_READING,
        x=Axis("seconds", _seconds(max(seconds, points[-1].seconds)), "seconds"),
        y=Axis("minutes", round_ticks(low, max(heights)), "minutes"),
        lines=lines,
        table=_moments(points),
    )


def _seconds(last: float) -> list[float]:
    """Return round seconds and the last one, where the lines end."""
    first, *ticks = round_ticks(0.0, last)
    enough = last - (ticks[0] - first) / 2
    return [first, *(tick for tick in ticks if tick < enough), round(max(last, 0.1), 1)]


def _moments(points: Sequence[Improved]) -> Table:
    steps = range(min(len(points), _MOMENTS))
    chosen = [points[(len(points) - 1) * step // max(steps[-1], 1)] for step in steps]
    rows: list[list[Cell]] = [
        [f"{each.seconds:.1f}", each.cost, each.bound, _gap(each)] for each in chosen
    ]
    columns = [
        Column("second"),
        Column("cost, minutes", "minutes"),
        Column("bound, minutes", "minutes"),
        Column("gap, minutes", "minutes"),
    ]
    return Table("moments", "Cost and bound at some moments", columns, rows)


def _gap(point: Improved) -> float | None:
    if point.cost is None or point.bound is None:
        return None
    return round(point.cost - point.bound, 3)
