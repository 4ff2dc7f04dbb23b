"""Line charts as data, each with the table of its numbers."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from .tables import Kind, Table, format_cell


@dataclass(frozen=True)
class Axis:
    """An axis of a chart.

    Parameters
    ----------
    label : str
        What it shows, with its unit.
    ticks : sequence of float
        Where it is labelled: two or more, ascending; the first and the last are its ends.
    kind : str
        How its labels are written.
    logarithmic : bool
        Whether equal steps are equal factors; all ticks are then above 0.
    """

    label: str
    ticks: Sequence[float]
    kind: Kind
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return where a value lies, 0 at the start and 1 at the end; it is held inside."""
        low, high = self.ticks[0], self.ticks[-1]
        held = min(max(value, low), high)
        if self.logarithmic:
            return math.log(held / low) / math.log(high / low)
        return (held - low) / (high - low)

    def labelled(self, value: float) -> str:
        """Return the label of a tick."""
        return f"{value * 100:g} %" if self.kind in ("percent", "share") else f"{value:g}"


@dataclass(frozen=True)
class Line:
    """A step function, level from each point to the next and on to the end of the axis.

    Parameters
    ----------
    name : str
        What it is about.
    points : sequence of (float, float)
        Where it steps, ascending, and to which height; one at least.
    """

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """A line chart; it cannot be made without the table of its numbers.

    Parameters
    ----------
    slug : str
        Name of its SVG file, without the ending.
    title : str
        What it shows.
    reading : str
        How to read it.
    x, y : Axis
        Its axes.
    lines : sequence of Line
        Its lines.
    table : Table
        The numbers behind it.
    """

    slug: str
    title: str
    reading: str
    x: Axis
    y: Axis
    lines: Sequence[Line]
    table: Table

    def csv(self) -> str:
        """Return all points of the lines as CSV, numbers in full."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["line", self.x.label, self.y.label])
        writer.writerows((line.name, x, y) for line in self.lines for x, y in line.points)
        return text.getvalue()

    def ends(self) -> str:
        """Return in words where each line begins and where it ends."""
        return " ".join(
            f"{line.name}: from {format_cell(line.points[0][1], self.y.kind)} "
            f"to {format_cell(line.points[-1][1], self.y.kind)}."
            for line in self.lines
        )

    def redrawn(self, table: Table) -> Chart | None:
        """Return the chart drawn from a table of which some cells are hidden.

        Parameters
        ----------
        table : Table
            Its table, with a text where a number is hidden.

        Returns
        -------
        Chart or None
            None where what is hidden could still be seen: then the table stands alone.
        """
        return self if table == self.table else None


# Intervals around zero as data: one bar a row, with the table of its numbers.


@dataclass(frozen=True)
class Interval:
    """One bar.

    Parameters
    ----------
    name : str
        What it is about.
    low, high : float or None
        Its ends; None where an end is unknown.
    point : float
        The mark on it.
    real : bool
        Whether it excludes zero.
    """

    name: str
    low: float | None
    high: float | None
    point: float
    real: bool


@dataclass(frozen=True)
class IntervalChart(Chart):
    """A chart of intervals, one below the other; ``y`` is not used and there are no lines.

    Parameters
    ----------
    intervals : sequence of Interval
        The bars, one at least.
    """

    intervals: Sequence[Interval] = ()

    def csv(self) -> str:
        """Return all bars as CSV, numbers in full."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["name", "low", "high", self.x.label])
        writer.writerows((each.name, each.low, each.high, each.point) for each in self.intervals)
        return text.getvalue()

    def ends(self) -> str:
        """Return in words where each bar lies."""
        return " ".join(
            f"{each.name}: {format_cell(each.point, self.x.kind)}, between "
            f"{format_cell(each.low, self.x.kind)} and {format_cell(each.high, self.x.kind)}."
            for each in self.intervals
        )


def around_zero(label: str, intervals: Sequence[Interval]) -> Axis:
    """Return an axis of round steps on which all intervals and zero lie.

    Parameters
    ----------
    label : str
        What the axis shows, with its unit.
    intervals : sequence of Interval
        The bars.
    """
    values = [0.0]
    for each in intervals:
        values += [end for end in (each.low, each.high, each.point) if end is not None]
    low, high = min(values), max(values)
    step = _round_step((high - low) / 4 or 1.0)
    first, last = floor(low / step), -floor(-high / step)
    ticks = [step * at for at in range(first, max(last, first + 1) + 1)]
    return Axis(label, ticks, "amount")


def _round_step(least: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least so much."""
    power = 10.0 ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
