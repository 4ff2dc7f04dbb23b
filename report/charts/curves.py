"""Curves through the points of a table, on an axis of what is varied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..svg import WIDTH, Element, mark, number, rule, series_mark, stroke, text, upright
from ..tables import Kind
from .chart import Chart
from .scales import round_ticks, tick_label

_LEFT, _RIGHT, _TOP, _HEIGHT, _FOOT = 84, 190, 16, 280, 56
_APART = 44
"""Room that the label of a point takes."""


@dataclass(frozen=True)
class CurveChart(Chart):
    """Lines from point to point, at the quantity in the first column of the table.

    Where all of these are numbers the axis is their scale; otherwise they stand side by side.

    Parameters
    ----------
    label : str
        What is varied, with its unit.
    measured : str
        What the lines measure, with its unit.
    values : sequence of int
        The columns that are drawn; each is a line, called by its head.
    """

    label: str
    measured: str
    values: Sequence[int]

    def columns(self) -> Sequence[int]:
        """Return the columns of the lines."""
        return self.values

    def places(self) -> dict[int, float]:
        """Return where each row stands on the axis, in its unit or by its turn."""
        numbers = {row: self.number(row, 0) for row in self.rows()}
        if all(each is not None for each in numbers.values()):
            return {row: each for row, each in numbers.items() if each is not None}
        return {row: float(turn) for turn, row in enumerate(numbers)}

    def points(self, column: int) -> list[tuple[float, float, int]]:
        """Return the points of a line from left to right: place, height and row."""
        found = ((at, self.number(row, column), row) for row, at in self.places().items())
        return sorted((at, height, row) for at, height, row in found if height is not None)

    def words(self) -> str:
        """Return where each line begins and where it ends."""
        said: list[str] = []
        for head, column in zip(self.heads(), self.values, strict=True):
            points = self.points(column)
            if points:
                (*_, first), (*_, last) = points[0], points[-1]
                said.append(
                    f"{head}: from {self.text(first, column)} at {self.text(first, 0)} "
                    f"to {self.text(last, column)} at {self.text(last, 0)}."
                )
        return " ".join(said)

    def how_to_read(self) -> str:
        """Return how to read it, what is left out, and whether the heights begin at 0."""
        said = super().how_to_read()
        return said if self.ticks()[0] == 0 else f"{said} The vertical scale does not begin at 0."

    def ticks(self) -> list[float]:
        """Return round heights between which all points lie."""
        heights = self.numbers() or [0.0]
        low, high = min(heights), max(heights)
        # A scale that would lose little by it begins at 0.
        return round_ticks(0.0 if 0 < low < high / 3 else low, high)

    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""
        heights = self.numbers() or [0.0]
        frame = _Frame(sorted(set(self.places().values())), round_ticks(min(heights), max(heights)))
        marks = list(self._grid(frame))
        drawn = [(head, self.points(column)) for head, column in self._named()]
        for place, (head, points) in enumerate(drawn):
            path = [f"{number(frame.across(x))} {number(frame.down(y))}" for x, y, _ in points]
            if path:
                marks.append(stroke("M" + "L".join(path), place))
            marks += [mark(frame.across(x), frame.down(y), place) for x, y, _ in points]
            marks += series_mark(head, place, WIDTH - _RIGHT + 16, _TOP + 12 + 22 * place)
        return _TOP + _HEIGHT + _FOOT, iter(marks)

    def _named(self) -> list[tuple[str, int]]:
        return list(zip(self.heads(), self.values, strict=True))

    def _grid(self, frame: _Frame) -> Iterator[Element]:
        bottom, right = _TOP + _HEIGHT, WIDTH - _RIGHT
        kind: Kind = self.table.columns[self.values[0]].kind
        for tick in frame.ticks:
            y = frame.down(tick)
            yield rule(_LEFT, y, right, y)
            yield text(tick_label(tick, kind), _LEFT - 8, y + 4, "end")
        last = -_APART * 2.0
        for row, at in sorted(self.places().items(), key=lambda each: each[1]):
            x = frame.across(at)
            yield rule(x, bottom, x, bottom + 5, "axis")
            if x - last >= max(_APART, 7 * len(self.text(row, 0)) + 6):
                yield text(self.text(row, 0), x, bottom + 20, "middle")
                last = x
        yield rule(_LEFT, bottom, right, bottom, "axis")
        yield text(self.label, (_LEFT + right) / 2, bottom + 44, "middle")
        yield upright(self.measured, 16, _TOP + _HEIGHT / 2)


@dataclass(frozen=True)
class _Frame:
    """Where quantities and heights lie: the places of all points, and the ticks of the heights."""

    places: Sequence[float]
    ticks: Sequence[float]

    def across(self, value: float) -> float:
        """Return where a quantity lies."""
        first, last = self.places[0], self.places[-1]
        share = (value - first) / (last - first) if last > first else 0.5
        return _LEFT + 12 + share * (WIDTH - _LEFT - _RIGHT - 24)

    def down(self, value: float) -> float:
        """Return where a height lies."""
        low, high = self.ticks[0], self.ticks[-1]
        return _TOP + _HEIGHT - (value - low) / (high - low) * _HEIGHT
