"""What every chart is: a picture of the numbers of one table, with the same in words.

A number that the table does not show, because it is hidden or unknown, is not in the picture
either, and the text beside the picture says that it is left out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..svg import WIDTH, Element, element, number
from ..tables import Cell, People, Table, Value, count, format_cell

MOST_WORDS = 24
"""Names whose numbers are told in the words of a picture; the table has all."""


@dataclass(frozen=True)
class Chart(ABC):
    """A chart; it cannot be made without the table of its numbers.

    Rows of the table that matter most (``strong``), such as totals, are not drawn.

    Parameters
    ----------
    slug : str
        Name of its SVG file, without the ending; once in a document.
    title : str
        What it shows.
    reading : str
        How to read it.
    table : Table
        The numbers that are drawn.
    """

    slug: str
    title: str
    reading: str
    table: Table

    @abstractmethod
    def words(self) -> str:
        """Return in words what the picture shows."""

    @abstractmethod
    def draw(self) -> tuple[float, Iterator[Element]]:
        """Return the height of the picture, and what is in it."""

    @abstractmethod
    def columns(self) -> Sequence[int]:
        """Return the columns of the table whose numbers are drawn."""

    def csv(self) -> str | None:
        """Return the points that are drawn as CSV, where they are not those of the table."""
        return None

    def redrawn(self, table: Table) -> Chart | None:
        """Return the chart drawn from a table of which some cells are hidden.

        Parameters
        ----------
        table : Table
            Its table, with a text where a number is hidden.

        Returns
        -------
        Chart or None
            None where nothing is left to be drawn: then the table stands alone.
        """
        drawn = replace(self, table=table)
        return drawn if any(drawn.numbers()) else None

    def how_to_read(self) -> str:
        """Return how to read it, and how many numbers are left out."""
        cells = (self.table.rows[row][column] for row in self.rows() for column in self.columns())
        missing = sum(shown_number(cell) is None for cell in cells)
        if not missing:
            return self.reading
        verb = "is" if missing == 1 else "are"
        left = f"{count(missing, 'number')} that {verb} hidden or unknown {verb} left out."
        return f"{self.reading} {left}"

    def rows(self) -> list[int]:
        """Return the rows of the table that are drawn."""
        return [row for row in range(len(self.table.rows)) if row not in self.table.strong]

    def number(self, row: int, column: int) -> float | None:
        """Return the number in a cell, None where there is none to be drawn."""
        return shown_number(self.table.rows[row][column])

    def text(self, row: int, column: int) -> str:
        """Return a cell as the table writes it."""
        return format_cell(self.table.rows[row][column], self.table.columns[column].kind)

    def numbers(self) -> list[float]:
        """Return all numbers that are drawn."""
        found = (self.number(row, column) for row in self.rows() for column in self.columns())
        return [each for each in found if each is not None]

    def heads(self) -> list[str]:
        """Return the heads of the columns that are drawn."""
        return [self.table.columns[column].head for column in self.columns()]


def shown_number(cell: Cell) -> float | None:
    """Return the number of a cell; None for a text, and where it is unknown."""
    if isinstance(cell, Value | People):
        cell = cell.number
    return None if cell is None or isinstance(cell, str) else float(cell)


def draw_svg(chart: Chart) -> Element:
    """Return a chart as an ``svg`` element with title and description."""
    height, marks = chart.draw()
    title, told = f"{chart.slug}-title", f"{chart.slug}-desc"
    return element(
        "svg",
        element("title", chart.title, id=title),
        element("desc", f"{chart.how_to_read()} {chart.words()}", id=told),
        element("rect", width=str(WIDTH), height=number(height), class_="paper"),
        *marks,
        viewBox=f"0 0 {WIDTH} {number(height)}",
        role="img",
        aria_labelledby=f"{title} {told}",
        class_="picture",
    )


def enumerated(items: Sequence[str]) -> str:
    """Return sentences one after another, the first ones where there are many."""
    rest = len(items) - MOST_WORDS
    shown = " ".join(items[:MOST_WORDS])
    return f"{shown} And {rest:,} more, in the table." if rest > 0 else shown
