"""Columns by bin or by day, one panel a plan: histograms, and minutes against what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from ..svg import WIDTH, Element, bar, element, number, patterns, rule, text, width_of
from ..tables import Kind
from .chart import Chart, enumerated
from .scales import from_zero, tick_label

_LEFT, _RIGHT, _HEAD, _HEIGHT, _GAP, _FOOT = 72, 12, 24, 104, 20, 58
_NUMBERED = 16
"""So many columns at most bear their numbers."""
_LINE = 15
"""From one line of names to the next."""


@dataclass(frozen=True)
class ColumnChart(Chart):
    """Columns from zero, named by the first column of the table; one panel a value column.

    All panels have the same scales, so that they can be compared.

    Parameters
    ----------
    label : str
        What stands below the columns.
    values : sequence of int
        The columns of the table that are drawn; the head of each is the title of its panel.
    over : sequence of int
        For each of them the column of the part of it that goes over what there is; may be empty.
    limit : int or None
        The column of what there is: a line across all columns.
    """

    label: str
    values: Sequence[int]
    over: Sequence[int] = ()
    limit: int | None = None

    def columns(self) -> Sequence[int]:
        """Return the columns of the panels."""
        return self.values

    def words(self) -> str:
        """Return the numbers of each panel."""
        return " ".join(
            enumerated([f"{head}:", *(self._said(row, column) for row in self.rows())])
            for head, column in zip(self.heads(), self.values, strict=True)
        )

    def _said(self, row: int, column: int) -> str:
        return f"{self.text(row, 0)} {self.text(row, column)};"

    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""
        marks = [patterns(self.slug, 1, over=bool(self.over))]
        ticks = from_zero([*self.numbers(), *self._limits()], self._kind())
        for place in range(len(self.values)):
            top = _HEAD + place * (_HEAD + _HEIGHT + _GAP)
            marks += self._panel(place, _Panel(top, ticks[0], ticks[-1], len(self.rows())), ticks)
        bottom = len(self.values) * (_HEAD + _HEIGHT + _GAP) - _GAP
        marks += self._names(bottom)
        return bottom + _FOOT, iter(marks)

    def _kind(self) -> Kind:
        return self.table.columns[self.values[0]].kind

    def _limits(self) -> list[float]:
        if self.limit is None:
            return []
        found = (self.number(row, self.limit) for row in self.rows())
        return [each for each in found if each is not None]

    def _panel(self, place: int, panel: _Panel, ticks: Sequence[float]) -> Iterator[Element]:
        column = self.values[place]
        head = self.table.columns[column].head
        yield text(head, _LEFT, panel.top - 7, class_="strong")
        for tick in ticks[:: max(1, len(ticks) // 3)]:
            y = panel.down(tick)
            yield rule(_LEFT, y, WIDTH - _RIGHT, y, "rule" if tick else "axis")
            yield text(tick_label(tick, self._kind()), _LEFT - 8, y + 4, "end")
        for at, row in enumerate(self.rows()):
            yield from self._column(place, row, panel, at)
        if self.limit is not None:
            yield from self._limit(panel)

    def _column(self, place: int, row: int, panel: _Panel, at: int) -> Iterator[Element]:
        column = self.values[place]
        value = self.number(row, column)
        x, width = panel.across(at) + panel.step * 0.12, panel.step * 0.76
        if value:
            above = self.number(row, self.over[place]) if self.over else None
            within = panel.down(value - (above or 0.0))
            yield bar(self.slug, (x, within, width, panel.bottom - within), 0)
            if above:
                y = panel.down(value)
                yield bar(self.slug, (x, y, width, within - y), 0, over=True)
        if value is None or len(self.rows()) <= _NUMBERED:
            y = panel.down(value or 0.0) - 4
            yield text(self.text(row, column), x + width / 2, y, "middle")

    def _limit(self, panel: _Panel) -> Iterator[Element]:
        steps: list[str] = []
        for at, row in enumerate(self.rows()):
            value = None if self.limit is None else self.number(row, self.limit)
            if value is not None:
                y, start, end = panel.down(value), panel.across(at), panel.across(at + 1)
                steps.append(f"M{number(start)} {number(y)}H{number(end)}")
        yield element("path", d="".join(steps), class_="limit")

    def _names(self, bottom: float) -> Iterator[Element]:
        """Yield the names of the columns, in two lines where one has no room, and what they are."""
        rows = self.rows()
        panel = _Panel(0, 0, 1, len(rows))
        needed = max((width_of(self.text(row, 0)) for row in rows), default=0.0)
        lines = 2 if panel.step < needed <= 2 * panel.step and len(rows) <= _NUMBERED else 1
        every = max(1, ceil(needed / panel.step / lines))
        for at, row in enumerate(rows[::every]):
            x = panel.across(at * every) + panel.step / 2
            yield text(self.text(row, 0), x, bottom + 16 + _LINE * (at % lines), "middle")
        y = bottom + 22 + _LINE * lines
        yield text(self.label, (_LEFT + WIDTH - _RIGHT) / 2, y, "middle")


@dataclass(frozen=True)
class _Panel:
    """One panel: where it lies, between which values, with how many columns."""

    top: float
    low: float
    high: float
    columns: int

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + _HEIGHT

    @property
    def step(self) -> float:
        """From one column to the next."""
        return (WIDTH - _LEFT - _RIGHT) / max(1, self.columns)

    def across(self, at: int) -> float:
        """Return where a column begins."""
        return _LEFT + self.step * at

    def down(self, value: float) -> float:
        """Return where a value lies."""
        return self.bottom - (value - self.low) / (self.high - self.low) * _HEIGHT
