"""Intervals one below another, each with a mark: real where they exclude zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..svg import WIDTH, Element, bar, element, name_width, number, patterns, rule, shortened, text
from ..tables import Kind
from .chart import Chart, enumerated
from .scales import HorizontalScale, round_ticks

_LONGEST, _RIGHT, _ROW, _THICK, _FOOT = 30, 180, 30, 12, 48
_REAL, _OPEN = 0, 1


@dataclass(frozen=True)
class IntervalChart(Chart):
    """Intervals around zero, named by the first column of the table.

    What excludes zero is a solid bar, what does not is hatched; an end that is unknown is an arrow
    at the edge. What is said of each stands beside it in words.

    Parameters
    ----------
    label : str
        What they measure, with its unit.
    low, high, point : int
        The columns of their ends and of the mark.
    verdict : int
        The column that says whether they are real.
    """

    label: str
    low: int
    high: int
    point: int
    verdict: int

    def columns(self) -> Sequence[int]:
        """Return the column of the marks: a row without one is not drawn."""
        return (self.point,)

    def words(self) -> str:
        """Return where each interval lies, and what is said of it."""
        return enumerated(
            [
                f"{self.text(row, 0)}: {self.text(row, self.point)}, between "
                f"{self.text(row, self.low)} and {self.text(row, self.high)}; "
                f"{self.text(row, self.verdict)}."
                for row in self.drawn()
            ]
        )

    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""
        rows = self.drawn()
        left = name_width([self.text(row, 0) for row in rows], _LONGEST)
        top, bottom = 6.0, 6.0 + _ROW * len(rows)
        kind: Kind = self.table.columns[self.point].kind
        scale = HorizontalScale(self.ticks(), left + 10, WIDTH - _RIGHT, kind)
        marks = [patterns(self.slug, 2), *scale.grid(top, bottom, self.label)]
        for place, row in enumerate(rows):
            marks += self._interval(row, top + _ROW * (place + 0.5), scale)
        return bottom + _FOOT, iter(marks)

    def ticks(self) -> list[float]:
        """Return round places between which all intervals and zero lie."""
        values = [0.0]
        for row in self.drawn():
            ends = (self.number(row, column) for column in (self.low, self.high, self.point))
            values += [end for end in ends if end is not None]
        return round_ticks(min(values), max(values))

    def is_real(self, row: int) -> bool:
        """Return whether an interval excludes zero."""
        low, high = self.number(row, self.low), self.number(row, self.high)
        return (low is not None and low > 0) or (high is not None and high < 0)

    def drawn(self) -> list[int]:
        """Return the rows that have a mark."""
        return [row for row in self.rows() if self.number(row, self.point) is not None]

    def _interval(self, row: int, y: float, scale: HorizontalScale) -> Iterator[Element]:
        low, high = self.number(row, self.low), self.number(row, self.high)
        start = scale.left if low is None else scale.across(low)
        end = scale.right if high is None else scale.across(high)
        yield text(shortened(self.text(row, 0), _LONGEST), scale.left - 18, y + 4, "end")
        place = _REAL if self.is_real(row) else _OPEN
        yield bar(self.slug, (start, y - _THICK / 2, max(end - start, 1), _THICK), place)
        if low is None:
            yield _arrow(start, -1, y, place)
        if high is None:
            yield _arrow(end, 1, y, place)
        x = scale.across(self.number(row, self.point) or 0.0)
        yield rule(x, y - 10, x, y + 10, "limit")
        yield text(shortened(self.text(row, self.verdict), 22), scale.right + 18, y + 4)


def _arrow(x: float, way: int, y: float, place: int) -> Element:
    """Return the head of an arrow: the interval goes on, nobody knows how far."""
    path = f"M{number(x)} {number(y - 10)}L{number(x + 9 * way)} {number(y)}L{number(x)}"
    return element("path", d=f"{path} {number(y + 10)}Z", class_=f"fill-{place}")
