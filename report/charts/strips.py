"""Strips: one row a name and one strip a plan, a box a day, filled as far as the day is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..svg import WIDTH, Element, bar, element, name_width, number, patterns, rule, shortened, text
from ..tables import count, percent
from .chart import Chart, enumerated

_LONGEST, _BETWEEN, _HEAD, _ROW, _BOX, _FOOT = 18, 84, 26, 34, 18, 8
_MOST_OVER = 1.5
"""A box that is filled more than so far is drawn so far."""


@dataclass(frozen=True)
class StripChart(Chart):
    """Strips of days, named by the first column of the table; the second names the days.

    A day in which there is nothing is a thin line; what goes over a day's minutes stands above its
    box, hatched.

    Parameters
    ----------
    limit : int
        The column of what there is in a day.
    values : sequence of int
        The columns of what is used; each is a strip, called by its head.
    """

    limit: int
    values: Sequence[int]

    def columns(self) -> Sequence[int]:
        """Return the columns of the strips."""
        return self.values

    def strips(self) -> dict[str, list[int]]:
        """Return the rows of each name, a day each."""
        found: dict[str, list[int]] = {}
        for row in self.rows():
            found.setdefault(self.text(row, 0), []).append(row)
        return found

    def used(self, days: Sequence[int], column: int) -> tuple[float, float, int]:
        """Return what is used in some days, what there is, and the days that go over it."""
        used = [self.number(row, column) or 0.0 for row in days]
        there = [self.number(row, self.limit) or 0.0 for row in days]
        return sum(used), sum(there), sum(a > b for a, b in zip(used, there, strict=True))

    def words(self) -> str:
        """Return how far each strip is filled, and on how many days it goes over."""
        return enumerated(
            [
                f"{name}: "
                + ", ".join(
                    f"{head} {_share(*self.used(days, column))}"
                    for head, column in zip(self.heads(), self.values, strict=True)
                )
                + "."
                for name, days in self.strips().items()
            ]
        )

    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""
        strips = self.strips()
        left = name_width(strips, _LONGEST)
        width = (WIDTH - left) / max(1, len(self.values)) - _BETWEEN
        marks = [patterns(self.slug, 1, over=True)]
        for place, head in enumerate(self.heads()):
            x = left + place * (width + _BETWEEN)
            marks.append(text(shortened(head, int(width / 7)), x, 14, class_="strong"))
        for turn, (name, days) in enumerate(strips.items()):
            y = _HEAD + _ROW * turn + _ROW - 6
            marks.append(text(shortened(name, _LONGEST), left - 8, y - 4, "end"))
            for place, column in enumerate(self.values):
                x = left + place * (width + _BETWEEN)
                marks += self._strip(days, column, (x, y, width))
        return _HEAD + _ROW * len(strips) + _FOOT, iter(marks)

    def _strip(
        self, days: Sequence[int], column: int, at: tuple[float, float, float]
    ) -> Iterator[Element]:
        x, y, width = at
        step = width / max(1, len(days))
        thick = max(step - (2 if step > 6 else 0.5), 0.5)
        for turn, row in enumerate(days):
            there, used = self.number(row, self.limit) or 0.0, self.number(row, column) or 0.0
            yield from _box(self.slug, (x + turn * step, y, thick), there, used)
        used, there, over = self.used(days, column)
        words = f"{used / there:.0%}" if there else "away"
        yield text(f"{words} +{over}" if over else words, x + width + 6, y - 3)


def _box(slug: str, at: tuple[float, float, float], there: float, used: float) -> Iterator[Element]:
    """Yield the box of a day, what fills it, and what goes over it."""
    x, y, thick = at
    if not there and not used:
        yield rule(x, y, x + thick, y)
        return
    frame = element("rect", x=number(x), y=number(y - _BOX), width=number(thick), class_="rule")
    frame.set("height", str(_BOX))
    yield frame
    share = used / there if there else _MOST_OVER
    within = min(share, 1.0) * _BOX if there else 0.0
    if within:
        yield bar(slug, (x, y - within, thick, within), 0)
    if share > 1:
        above = max(2.0, (min(share, _MOST_OVER) - 1) * _BOX)
        yield bar(slug, (x, y - within - above, thick, above), 0, over=True)


def _share(used: float, there: float, over: int) -> str:
    said = f"{percent(used / there, 0)} of what there is" if there else "away"
    return f"{said}, over it on {count(over, 'day')}" if over else said
