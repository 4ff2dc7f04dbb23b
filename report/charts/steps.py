"""Step functions on two axes; their table has their heights at some places."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..svg import WIDTH, Element, mark, number, rule, series_mark, stroke, text, upright
from ..tables import Kind, Table, format_cell
from .chart import Chart
from .scales import tick_label


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
        return tick_label(value, self.kind)


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


HEIGHT = 420
"""Height of a chart of step functions."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 200, 16, 56
_MARKS = 9
"""Places between the ends of the horizontal axis at which lines bear their marks."""


@dataclass(frozen=True)
class StepChart(Chart):
    """A chart of step functions.

    Parameters
    ----------
    x, y : Axis
        Its axes.
    lines : sequence of Line
        Its lines.
    """

    x: Axis
    y: Axis
    lines: Sequence[Line]

    def columns(self) -> Sequence[int]:
        """Return no column: the lines have points of their own."""
        return ()

    def csv(self) -> str:
        """Return all points of the lines as CSV, numbers in full."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(["line", self.x.label, self.y.label])
        writer.writerows((line.name, x, y) for line in self.lines for x, y in line.points)
        return written.getvalue()

    def redrawn(self, table: Table) -> Chart | None:
        """Return the chart itself where nothing is hidden: the lines do not follow the table."""
        return self if table == self.table else None

    def words(self) -> str:
        """Return where each line begins and where it ends."""
        return " ".join(
            f"{line.name}: from {format_cell(line.points[0][1], self.y.kind)} "
            f"to {format_cell(line.points[-1][1], self.y.kind)}."
            for line in self.lines
        )

    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""
        marks = list(self._grid())
        for place, line in enumerate(self.lines):
            marks += self._drawn(line, place)
        # The names stand from the line that ends highest to the one that ends lowest.
        ends = [line.points[-1][1] for line in self.lines]
        order = sorted(range(len(ends)), key=lambda place: -ends[place])
        for row, place in enumerate(order):
            marks += series_mark(
                self.lines[place].name, place, WIDTH - _RIGHT + 16, _TOP + 12 + 22 * row
            )
        return HEIGHT, iter(marks)

    def _across(self, value: float) -> float:
        return _LEFT + self.x.place(value) * (WIDTH - _LEFT - _RIGHT)

    def _down(self, value: float) -> float:
        return HEIGHT - _BOTTOM - self.y.place(value) * (HEIGHT - _TOP - _BOTTOM)

    def _grid(self) -> Iterator[Element]:
        left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
        for tick in self.x.ticks:
            x = self._across(tick)
            yield rule(x, top, x, bottom)
            yield text(self.x.labelled(tick), x, bottom + 20, "middle")
        for tick in self.y.ticks:
            y = self._down(tick)
            yield rule(left, y, right, y)
            yield text(self.y.labelled(tick), left - 8, y + 4, "end")
        yield text(self.x.label, (left + right) / 2, HEIGHT - 10, "middle")
        yield upright(self.y.label, 16, (top + bottom) / 2)

    def _drawn(self, line: Line, place: int) -> Iterator[Element]:
        """Yield a line and its marks."""
        (x, y), *rest = line.points
        steps = [f"M{number(self._across(x))} {number(self._down(y))}"]
        for x, y in rest:
            steps.append(f"H{number(self._across(x))}V{number(self._down(y))}")
        steps.append(f"H{WIDTH - _RIGHT}")
        yield stroke("".join(steps), place)
        width = WIDTH - _LEFT - _RIGHT
        for step in range(_MARKS):
            # Lines that lie on each other bear their marks side by side.
            at = _LEFT + width * (step + 0.35 + 0.5 * (place % 4) / 4) / _MARKS
            under = [y for x, y in line.points if self._across(x) <= at]
            if under:
                yield mark(at, self._down(under[-1]), place)
