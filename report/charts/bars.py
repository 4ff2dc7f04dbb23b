"""Horizontal bars, one or several beside each name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..svg import WIDTH, Element, bar, legend, name_width, patterns, rule, shortened, text
from ..tables import Kind
from .chart import Chart, enumerated
from .scales import HorizontalScale, from_zero

_LONGEST, _RIGHT, _THICK, _STEP, _GAP, _FOOT = 30, 84, 13, 16, 9, 48


@dataclass(frozen=True)
class BarChart(Chart):
    """Bars from zero, named by the first column of the table.

    Parameters
    ----------
    label : str
        What the bars measure, with its unit.
    values : sequence of int
        The columns that are drawn; each is a series, called by its head.
    by : int or None
        The column that names the series where every row is one bar and there is one value column.
    limit : int or None
        The column of what there is: a line across the bar, above which the bar is hatched.
    """

    label: str
    values: Sequence[int]
    by: int | None = None
    limit: int | None = None

    def columns(self) -> Sequence[int]:
        """Return the columns of the bars."""
        return self.values

    def series(self) -> list[str]:
        """Return the names of the series, in the order of the table."""
        if self.by is None:
            return self.heads()
        return list(dict.fromkeys(self.text(row, self.by) for row in self.rows()))

    def bars(self) -> dict[str, list[tuple[int, int, int]]]:
        """Return by name the bars beside it: series, row and column of each."""
        names = self.series()
        found: dict[str, list[tuple[int, int, int]]] = {}
        for row in self.rows():
            beside = found.setdefault(self.text(row, 0), [])
            for place, column in enumerate(self.values):
                series = place if self.by is None else names.index(self.text(row, self.by))
                beside.append((series, row, column))
        return found

    def words(self) -> str:
        """Return the numbers of each name."""
        names = self.series()
        alone = len(names) == 1
        return enumerated(
            [
                f"{name}: "
                + ", ".join(
                    self.text(row, column) if alone else f"{names[series]} {self.text(row, column)}"
                    for series, row, column in beside
                )
                + "."
                for name, beside in self.bars().items()
            ]
        )

    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""
        names = self.series()
        marks: list[Element] = [patterns(self.slug, len(names), over=self.limit is not None)]
        top = 4.0
        if len(names) > 1:
            shown, height = legend(self.slug, names, 8, top)
            marks += shown
            top += height
        groups = self.bars()
        bottom = top + sum(_STEP * len(beside) + _GAP for beside in groups.values())
        left = name_width(groups, _LONGEST)
        scale = HorizontalScale(self._ticks(), left, WIDTH - _RIGHT, self._kind())
        marks += scale.grid(top, bottom, self.label)
        y = top
        for name, beside in groups.items():
            middle = y + (_STEP * len(beside) + _GAP) / 2
            marks.append(text(shortened(name, _LONGEST), left - 8, middle + 4, "end"))
            for place, each in enumerate(beside):
                marks += self._bar(each, y + _GAP / 2 + _STEP * place, scale)
            y += _STEP * len(beside) + _GAP
        return bottom + _FOOT, iter(marks)

    def _kind(self) -> Kind:
        return self.table.columns[self.values[0]].kind

    def _ticks(self) -> list[float]:
        limits = [] if self.limit is None else [self.number(row, self.limit) for row in self.rows()]
        return from_zero(
            [*self.numbers(), *(each for each in limits if each is not None)], self._kind()
        )

    def _bar(
        self, each: tuple[int, int, int], y: float, scale: HorizontalScale
    ) -> Iterator[Element]:
        series, row, column = each
        value = self.number(row, column)
        end = scale.across(value or 0.0)
        limit = None if self.limit is None else self.number(row, self.limit)
        if value:
            within = end if limit is None else min(end, scale.across(limit))
            yield bar(self.slug, (scale.left, y, within - scale.left, _THICK), series)
            if end > within:
                yield bar(self.slug, (within, y, end - within, _THICK), series, over=True)
        if limit is not None:
            x = scale.across(limit)
            yield rule(x, y - 1, x, y + _THICK + 1, "limit")
            end = max(end, x)
        yield text(self.text(row, column), end + 6, y + _THICK - 2)
